// Opening a dossier with the person.
#include <google/protobuf/util/time_util.h>

#include "services/consent/relations.h"
#include "services/dossier/card.h"
#include "services/dossier/chosen_word.h"
#include "services/dossier/rules.h"
#include "services/dossier/service.h"
#include "services/identity/persons.h"
#include "services/identity/sessions.h"
#include "services/rpc/typed.h"

namespace relais::dossier {

using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

void DossierService::AddOpen(rpc::Methods& methods) {
  rpc::Add<v1::OpenDossierRequest>(
      methods, "Dossiers", "OpenDossier", [this](auto request) -> Result<Prepared> {
        Prepared prepared;
        prepared.request_id = request->request_id();
        prepared.ask.action = Action::kOpen;
        prepared.ask.dossier = DossierId::New(parts_.random);
        ASSIGN_OR_RETURN(prepared.ask.purpose, PurposeOf(request->purpose()));
        if (!parts_.catalogue.Get()->HasReason(request->reason()))
          return Fail(Reason::kInvalid, "expected a reason code of the catalogue, such as intake",
                      "reason");
        prepared.ask.reason = request->reason();
        ASSIGN_OR_RETURN(const auto kinds, KindsToOpenWith(*request));
        prepared.change = [this, request, kinds](const Reading& r) -> Result<ApplyChange> {
          std::vector<v1::Step> identity;
          for (int i = 0; i < request->identity_size(); ++i) {
            const directory::Kind& kind = *kinds[static_cast<std::size_t>(i)];
            identity.push_back(Stored(request->identity(i), kind));
            RETURN_IF_ERROR(CheckStep(kind, identity.back(), Today()));
          }
          Dossier dossier{.id = r.permit.request().dossier, .person = PersonId::New(parts_.random)};
          dossier.card_index = card_index_.Of(CardCodeOf(card_key_, dossier.id));
          // Hashing a word is slow on purpose: one at a time, so that openings cannot keep the
          // workers from a revocation. An opening without a word waits for nobody.
          std::unique_lock<std::mutex> alone(hashing_, std::defer_lock);
          if (!request->chosen_word().empty() && !alone.try_lock())
            return Fail(Reason::kBusy, "another file is being opened; try again in a moment");
          RETURN_IF_ERROR(SetChosenWord(request->chosen_word(), parts_.random, dossier));
          return ApplyChange([this, identity, dossier](const access::Permit& permit,
                                                       storage::Connection& vault, Instant at) {
            return Open(identity, permit, dossier, vault, at);
          });
        };
        // The card code and the invitation's ticket are derived, so that no store and no remembered
        // request holds them.
        prepared.complete = [this](Bytes stored) {
          v1::OpenDossierResponse response;
          response.ParseFromString(stored);
          if (const auto id = DossierId::Parse(response.dossier_id()))
            response.set_card_code(CardCodeOf(card_key_, *id));
          if (const auto id = InvitationId::Parse(response.invitation_link()))
            response.set_invitation_link(
                identity::EnrolmentLink(parts_.origin, parts_.tickets.Write(*id)));
          return response.SerializeAsString();
        };
        return prepared;
      });
}

Result<Changed> DossierService::Open(const std::vector<v1::Step>& identity,
                                     const access::Permit& permit, const Dossier& dossier,
                                     storage::Connection& vault, Instant at) const {
  RETURN_IF_ERROR(AddDossier(vault, dossier, at));
  RETURN_IF_ERROR(identity::AddPerson(vault, dossier.person, dossier.id));
  RETURN_IF_ERROR(keys::CompartmentKeys::Create(vault, parts_.keystore, parts_.random, dossier.id));
  std::vector<Array<16>> objects{dossier.id.bytes()};
  for (const v1::Step& step : identity) {
    const RecordId id = RecordId::New(parts_.random);
    RETURN_IF_ERROR(
        Record(permit, vault, at).Add(dossier.id, Compartment::kIdentity, id, PartOf(step)));
    objects.push_back(id.bytes());
  }
  v1::OpenDossierResponse response;
  response.set_dossier_id(dossier.id.Text());
  response.set_person_id(dossier.person.Text());
  // The person needs a way in before anything can be agreed to, and nothing is in the file yet.
  const identity::Invitation invitation{InvitationId::New(parts_.random),
                                        {CallerKind::kPerson, dossier.person.bytes()},
                                        permit.caller().organisation,
                                        at + identity::kOpeningInvitationLasts};
  RETURN_IF_ERROR(identity::AddInvitation(vault, invitation, at));
  response.set_invitation_link(invitation.id.Text());
  *response.mutable_invitation_expire_time() =
      google::protobuf::util::TimeUtil::MillisecondsToTimestamp(ToMillis(invitation.expires));
  ASSIGN_OR_RETURN(const auto related, consent::AddRelation(vault, dossier.id, permit.caller(),
                                                            ConsentId::New(parts_.random),
                                                            v1::Proof::METHOD_OPENING, at));
  objects.push_back(related.id.bytes());
  return Changed{rpc::SealIds(permit, response, std::move(objects)), {dossier.id.bytes()}};
}

Result<DossierService::Kinds> DossierService::KindsToOpenWith(
    const v1::OpenDossierRequest& request) const {
  if (request.identity_size() > 16)
    return Fail(Reason::kInvalid, "expected at most 16 facts", "identity");
  Kinds kinds;
  for (const v1::Step& step : request.identity()) {
    ASSIGN_OR_RETURN(auto kind, KnownKind(step.kind()));
    if (kind->compartment != Compartment::kIdentity)
      return Fail(Reason::kInvalid,
                  "only IDENTITY can be written when opening; record the rest afterwards",
                  "identity");
    kinds.push_back(std::move(kind));
  }
  return kinds;
}

}  // namespace relais::dossier
