// Invitations, by which passkeys are added.
#include <google/protobuf/util/time_util.h>

#include "services/identity/persons.h"
#include "services/identity/session_service.h"
#include "services/rpc/typed.h"

namespace relais::identity {
namespace {

using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

Error NotMandated() {
  return {
      Reason::kWrongState,
      "with the chosen word; without it, only whoever saw what a mandate rests on invites who has "
      "it, once and within three days"};
}

// What the device shows beside the passkey.
std::string NameFor(const Caller& caller) {
  return caller.kind == CallerKind::kProfessional ? caller.name + ", " + caller.organisation_name
                                                  : std::string("R");
}

}  // namespace

void SessionService::AddInvitations(rpc::Methods& methods) {
  rpc::Add<v1::InviteRequest>(
      methods, "Sessions", "Invite", [this](auto request) -> Result<Prepared> {
        const bool trusted = !request->trusted_person_id().empty();
        if (request->invited_case() == v1::InviteRequest::INVITED_NOT_SET && !trusted)
          return Fail(Reason::kInvalid,
                      "expected a professional, the file of a person, or somebody they trust",
                      "invited");
        ASSIGN_OR_RETURN(Prepared prepared, request->has_context() || trusted
                                                ? InvitePerson(request)
                                                : InviteProfessional(*request));
        prepared.request_id = request->request_id();
        prepared.complete = [this](Bytes stored) {
          v1::InviteResponse response;
          response.ParseFromString(stored);
          if (const auto id = InvitationId::Parse(response.invitation())) {
            response.set_invitation(parts_.tickets.Write(*id));
            response.set_link(EnrolmentLink(parts_.party.origin(), response.invitation()));
          }
          return response.SerializeAsString();
        };
        return prepared;
      });
  rpc::Add<v1::BeginEnrolmentRequest>(
      methods, "Sessions", "BeginEnrolment", [this](auto request) -> Result<Prepared> {
        Prepared prepared;
        prepared.anyone = [this, request](const storage::Snapshot& snapshot, Instant now) {
          return BeginEnrolment(snapshot, request->invitation(), now);
        };
        return prepared;
      });
}

Result<Prepared> SessionService::InviteProfessional(const v1::InviteRequest& request) const {
  ASSIGN_OR_RETURN(const auto id, ProfessionalId::Parse(request.professional_id()));
  Prepared prepared;
  prepared.ask.action = Action::kAdminister;
  prepared.change = [this, id](const Reading& r) -> Result<ApplyChange> {
    const Owner owner{CallerKind::kProfessional, id.bytes()};
    ASSIGN_OR_RETURN(const auto caller, CallerOf(r.vault, owner));
    if (!caller) return Fail(Reason::kInvalid, "there is no such professional", "professional_id");
    return StoreInvitation(owner, {});
  };
  return prepared;
}

// Face to face: it takes the chosen word, which the person alone knows, and the person is owed word of it
// as of any other act of a professional on their file.
Result<Prepared> SessionService::InvitePerson(
    const std::shared_ptr<const v1::InviteRequest>& request) const {
  if (!request->trusted_person_id().empty() && request->chosen_word().empty())
    return InviteMandated(*request);
  ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kTell));
  prepared.change = [this, request](const Reading& r) -> Result<ApplyChange> {
    const DossierId& dossier = r.permit.request().dossier;
    const Caller& caller = r.permit.caller();
    const bool trusted = !request->trusted_person_id().empty();
    const bool desk = caller.kind == CallerKind::kProfessional && caller.system == Array<16>{};
    const bool own = caller.kind == CallerKind::kPerson && caller.assurance >= Assurance::kPasskey;
    if (!desk && !(trusted && own))
      return Fail(Reason::kWrongState, "a passkey is added at a desk, face to face");
    ASSIGN_OR_RETURN(const bool word, parts_.desk.IsChosenWord(
                                          r.vault, dossier, request->chosen_word(), caller.kind));
    if (!word) return Fail(Reason::kWrongState, "this is not the chosen word, or none was chosen");
    if (trusted) {
      ASSIGN_OR_RETURN(const auto id, TrustedPersonId::Parse(request->trusted_person_id()));
      ASSIGN_OR_RETURN(const auto who, FindTrustedPerson(r.vault, id));
      if (!who || who->dossier != dossier)
        return Fail(Reason::kInvalid, "this file has no such trusted person", "trusted_person_id");
      return StoreInvitation({CallerKind::kTrustedPerson, id.bytes()}, caller.organisation);
    }
    ASSIGN_OR_RETURN(const auto person, FindPersonOf(r.vault, dossier));
    if (!person) return Fail(Reason::kCorrupt, "this file has no person");
    return StoreInvitation({CallerKind::kPerson, person->bytes()}, caller.organisation);
  };
  return prepared;
}

// Nobody could say the word: whoever saw what the mandate rests on hands over the invitation, and not who proposed it, so
// that nobody alone makes a representative and asks them. Whether there is such a file, or such a mandate, the answer does
// not tell.
Result<Prepared> SessionService::InviteMandated(const v1::InviteRequest& request) const {
  ASSIGN_OR_RETURN(const auto id, TrustedPersonId::Parse(request.trusted_person_id()));
  ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request.context(), Action::kAgree));
  prepared.change = [this, id](const Reading& r) -> Result<ApplyChange> {
    const Caller& caller = r.permit.caller();
    ASSIGN_OR_RETURN(const auto who, FindTrustedPerson(r.vault, id));
    const bool saw = who && who->dossier == r.permit.request().dossier &&
                     caller.kind == CallerKind::kProfessional &&
                     who->seen_by == ProfessionalId(caller.id);
    if (!saw) return tl::unexpected<Error>(NotMandated());
    // Once: who keeps a way in for later comes back as them when nobody thinks of it.
    ApplyChange store =
        StoreInvitation({CallerKind::kTrustedPerson, id.bytes()}, caller.organisation);
    return ApplyChange([id, store = std::move(store)](const access::Permit& permit,
                                                      storage::Connection& vault,
                                                      Instant at) -> Result<Changed> {
      ASSIGN_OR_RETURN(const bool first, MarkInvited(vault, id, at));
      if (!first) return tl::unexpected<Error>(NotMandated());
      return store(permit, vault, at);
    });
  };
  return prepared;
}

ApplyChange SessionService::StoreInvitation(const Owner& owner,
                                            const OrganisationId& made_at) const {
  Invitation invitation{InvitationId::New(parts_.random), owner, made_at, {}};
  return [invitation](const access::Permit& permit, storage::Connection& vault,
                      Instant at) mutable -> Result<Changed> {
    invitation.expires = at + kInvitationLasts;
    RETURN_IF_ERROR(AddInvitation(vault, invitation, at));
    v1::InviteResponse response;
    response.set_invitation(invitation.id.Text());
    *response.mutable_expire_time() =
        TimeUtil::MillisecondsToTimestamp(ToMillis(invitation.expires));
    return Changed{rpc::SealIds(permit, response, {invitation.id.bytes(), invitation.owner.id})};
  };
}

Result<std::optional<Invitation>> SessionService::Invited(storage::Connection& vault,
                                                          const std::string& ticket,
                                                          Instant now) const {
  const auto id = parts_.tickets.Read<InvitationNoun>(ticket);
  if (!id) return std::optional<Invitation>();
  return FindInvitation(vault, *id, now);
}

Result<Bytes> SessionService::BeginEnrolment(const storage::Snapshot& snapshot,
                                             const std::string& ticket, Instant now) const {
  ASSIGN_OR_RETURN(const auto invitation, Invited(snapshot.vault(), ticket, now));
  if (!invitation) return tl::unexpected<Error>(NotInvited());
  ASSIGN_OR_RETURN(const auto caller, CallerOf(snapshot.vault(), invitation->owner));
  if (!caller) return tl::unexpected<Error>(NotInvited());
  v1::BeginEnrolmentResponse response;
  response.set_challenge(challenges_.New(kToEnrol, now));
  response.set_rp_id(parts_.party.id());
  response.set_user_id(Bytes(View(invitation->owner.id)));
  response.set_user_name(NameFor(*caller));
  ASSIGN_OR_RETURN(const auto passkeys, ListPasskeys(snapshot.vault(), invitation->owner));
  for (const Passkey& passkey : passkeys)
    response.add_exclude_credential_ids(passkey.key.credential_id);
  return response.SerializeAsString();
}

}  // namespace relais::identity
