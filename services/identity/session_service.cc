#include "services/identity/session_service.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "services/ledger/log_store.h"
#include "services/rpc/typed.h"

namespace relais::identity {
namespace {

using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

constexpr int kMostLookedAt = 1000;  // entries

// A phone that was left lying about is worth little, soon; a working day is one sign-in.
Millis LengthOf(const Caller& caller) {
  if (caller.kind == CallerKind::kProfessional) return std::chrono::hours(10);
  return caller.assurance == Assurance::kPhone ? std::chrono::minutes(15) : std::chrono::hours(1);
}

Owner OwnerOf(const Caller& caller) { return {caller.kind, caller.id}; }

Prepared AskOwn() {
  Prepared prepared;
  prepared.ask.action = Action::kSignIn;
  return prepared;
}

void Fill(v1::Session& to, const Session& from, const std::vector<Passkey>& passkeys,
          const SessionId& current) {
  to.set_id(from.id.Text());
  to.set_assurance(static_cast<v1::Assurance>(from.assurance));
  *to.mutable_create_time() = TimeUtil::MillisecondsToTimestamp(ToMillis(from.created));
  *to.mutable_expire_time() = TimeUtil::MillisecondsToTimestamp(ToMillis(from.expires));
  to.set_current(from.id == current);
  for (const Passkey& passkey : passkeys) {
    if (!from.passkey.empty() && passkey.key.credential_id == from.passkey)
      to.set_passkey_label(passkey.label);
  }
}

void Fill(v1::Passkey& to, const Passkey& from) {
  to.set_credential_id(from.key.credential_id);
  to.set_label(from.label);
  *to.mutable_create_time() = TimeUtil::MillisecondsToTimestamp(ToMillis(from.created));
  if (!from.added_at.IsZero()) to.set_added_at(from.added_at.Text());
}

// Whoever merely holds the phone: their own session is all that they see, and all that they end.
bool IsPhoneAlone(const Caller& caller) { return caller.assurance < Assurance::kWord; }

Result<rpc::SealedWire> ListOwn(const Reading& r) {
  const Caller& caller = r.permit.caller();
  ASSIGN_OR_RETURN(auto passkeys, ListPasskeys(r.vault, OwnerOf(caller)));
  ASSIGN_OR_RETURN(auto sessions, ListSessions(r.vault, OwnerOf(caller), r.now));
  if (IsPhoneAlone(caller)) {
    passkeys.clear();
    std::erase_if(sessions, [&](const Session& one) { return one.id != caller.session; });
  }
  v1::ListSessionsResponse response;
  for (const Session& session : sessions)
    Fill(*response.add_sessions(), session, passkeys, caller.session);
  for (const Passkey& passkey : passkeys) Fill(*response.add_passkeys(), passkey);
  return rpc::SealIds(r.permit, response);
}

// Whether the person saw their log then: a look that was refused, or at something else, is none.
bool SawTheLog(const audit::Details& details) {
  const bool own = details.caller_kind == static_cast<std::uint8_t>(CallerKind::kPerson) &&
                   details.outcome == audit::Outcome::kOpened;
  return own &&
         (details.method == "Accesses.ListAccesses" || details.method == "Accesses.WatchAccesses" ||
          details.method == "Accesses.ExportAccesses");
}

// Whether somebody did something that the person is owed word of, since they looked at their log last.
// Of a log that nobody looked at for that long it is not asked whether anybody did.
Result<bool> HasUnseen(const Reading& r, const ledger::Chain& chain) {
  ledger::ChainWalk walk(r.log, chain);
  for (int i = 0; i < kMostLookedAt && !walk.AtEnd(); ++i) {
    ASSIGN_OR_RETURN(const auto entry, walk.Next());
    ASSIGN_OR_RETURN(const audit::Details details, audit::DecodeDetails(entry.details));
    if (details.telling != audit::Telling::kNothingOwed) return true;
    if (SawTheLog(details)) return false;
  }
  return !walk.AtEnd();
}

Result<rpc::SealedWire> News(const Reading& r, const std::string& help_line) {
  if (r.permit.caller().kind != CallerKind::kPerson)
    return Fail(Reason::kWrongState, "this is for persons");
  v1::GetNewsResponse response;
  response.set_help_line(help_line);
  ASSIGN_OR_RETURN(const auto chain, ledger::FindChain(r.log, audit::Subject::kDossier,
                                                       r.permit.request().dossier.bytes()));
  if (chain) {
    ASSIGN_OR_RETURN(const bool unseen, HasUnseen(r, *chain));
    response.set_something_new(unseen);
  }
  return rpc::SealIds(r.permit, response);
}

}  // namespace

void SessionService::AddMethods(rpc::Methods& methods) {
  AddSignIn(methods);
  AddInvitations(methods);
  AddOwn(methods);
  AddCallBacks(methods);
}

void SessionService::AddSignIn(rpc::Methods& methods) {
  rpc::Add<v1::SendCodeRequest>(methods, "Sessions", "SendCode",
                                [this](auto request) -> Result<Prepared> {
                                  v1::DossierContext context;
                                  context.set_card_code(request->card_code());
                                  ASSIGN_OR_RETURN(const auto card, parts_.desk.AddressOf(context));
                                  Prepared prepared;
                                  prepared.anyone = [this, card](const storage::Snapshot& snapshot,
                                                                 Instant now) -> Result<Bytes> {
                                    return SendCode(snapshot, card, now);
                                  };
                                  return prepared;
                                });
  rpc::Add<v1::BeginPasskeyRequest>(
      methods, "Sessions", "BeginPasskey", [this](auto) -> Result<Prepared> {
        Prepared prepared;
        prepared.anyone = [this](const storage::Snapshot&, Instant now) -> Result<Bytes> {
          v1::BeginPasskeyResponse response;
          response.set_challenge(challenges_.New(kToSignIn, now));
          response.set_rp_id(parts_.party.id());
          return response.SerializeAsString();
        };
        return prepared;
      });
  rpc::Add<v1::SignInRequest>(
      methods, "Sessions", "SignIn", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(Prove prove, ProofIn(request));
        const auto proven = std::make_shared<std::optional<Proven>>();
        Prepared prepared = AskOwn();
        prepared.request_id = request->request_id();
        prepared.caller = [proven, prove = std::move(prove)](const storage::Snapshot& snapshot,
                                                             Instant now) -> Result<Caller> {
          if (!*proven) {
            ASSIGN_OR_RETURN(*proven, prove(snapshot, now));
          }
          ASSIGN_OR_RETURN(auto caller, CallerOf(snapshot.vault(), (*proven)->owner));
          if (!caller || !caller->Serves(now)) return tl::unexpected<Error>(NotSignedIn());
          caller->assurance = (*proven)->assurance;
          return *std::move(caller);
        };
        prepared.change = [this, proven](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([proven, id = SessionId::New(parts_.random)](
                                 const access::Permit& permit, storage::Connection& vault,
                                 Instant at) { return Begin(id, **proven, permit, vault, at); });
        };
        // What bearers show is made out of the session's id, so that nothing that is stored holds it.
        prepared.complete = [this](Bytes stored) {
          v1::SignInResponse response;
          response.ParseFromString(stored);
          if (const auto id = SessionId::Parse(response.session_id()))
            response.set_session_token(parts_.tickets.Write(*id));
          return response.SerializeAsString();
        };
        return prepared;
      });
}

Result<Changed> SessionService::Begin(const SessionId& id, const Proven& proven,
                                      const access::Permit& permit, storage::Connection& vault,
                                      Instant at) {
  const Caller& caller = permit.caller();
  RETURN_IF_ERROR(UseUp(vault, proven, at));
  const Session session{id, OwnerOf(caller),      caller.assurance, proven.key.credential_id,
                        at, at + LengthOf(caller)};
  RETURN_IF_ERROR(AddSession(vault, session));
  v1::SignInResponse response;
  response.set_session_id(id.Text());
  response.set_assurance(static_cast<v1::Assurance>(caller.assurance));
  *response.mutable_expire_time() = TimeUtil::MillisecondsToTimestamp(ToMillis(session.expires));
  // A passkey that is added is told of, whoever added it: it may be in the person's name alone.
  ledger::Disclosure what{.objects = {id.bytes()}, .owed = proven.invitation.has_value()};
  if (!session.passkey.empty()) what.objects.push_back(NameOf(session.passkey));
  if (proven.invitation) what.objects.push_back(proven.invitation->id.bytes());
  return Changed{rpc::SealedWire(permit, rpc::OneMessage(response), std::move(what))};
}

void SessionService::AddOwn(rpc::Methods& methods) {
  rpc::Add<v1::ListSessionsRequest>(methods, "Sessions", "ListSessions",
                                    [](auto) -> Result<Prepared> {
                                      Prepared prepared = AskOwn();
                                      prepared.read = ListOwn;
                                      return prepared;
                                    });
  rpc::Add<v1::EndSessionRequest>(
      methods, "Sessions", "EndSession", [](auto request) -> Result<Prepared> {
        std::optional<SessionId> id;
        if (!request->session_id().empty()) {
          ASSIGN_OR_RETURN(id, SessionId::Parse(request->session_id()));
        }
        Prepared prepared = AskOwn();
        prepared.request_id = request->request_id();
        prepared.change = [id](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([id](const access::Permit& permit, storage::Connection& vault,
                                  Instant) -> Result<Changed> {
            const Caller& caller = permit.caller();
            const bool alone = IsPhoneAlone(caller);
            const std::optional<SessionId> which = alone && !id ? caller.session : id;
            const bool may = !alone || which == caller.session;
            ASSIGN_OR_RETURN(const auto ended, may ? EndSessions(vault, OwnerOf(caller), which)
                                                   : Result<std::int64_t>(0));
            if (which && ended == 0)
              return Fail(Reason::kInvalid, "you have no such session, or it has ended",
                          "session_id");
            // Whatever is under way in one of them is decided again.
            return Changed{rpc::SealIds(permit, v1::EndSessionResponse(),
                                        {which ? which->bytes() : caller.id}),
                           {caller.id}};
          });
        };
        return prepared;
      });
  rpc::Add<v1::GetNewsRequest>(methods, "Sessions", "GetNews", [this](auto) -> Result<Prepared> {
    Prepared prepared = AskOwn();
    prepared.read = [this](const Reading& r) { return News(r, parts_.notices->help_line()); };
    return prepared;
  });
  rpc::Add<v1::RemovePasskeyRequest>(
      methods, "Sessions", "RemovePasskey", [](auto request) -> Result<Prepared> {
        Prepared prepared = AskOwn();
        prepared.request_id = request->request_id();
        prepared.change = [request](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([request](const access::Permit& permit, storage::Connection& vault,
                                       Instant) -> Result<Changed> {
            const Caller& caller = permit.caller();
            const Owner owner = OwnerOf(caller);
            if (caller.assurance < Assurance::kPasskey)
              return Fail(Reason::kWrongState, "this takes a passkey; the desk can help");
            ASSIGN_OR_RETURN(const auto all, ListPasskeys(vault, owner));
            if (caller.kind == CallerKind::kProfessional && all.size() == 1)
              return Fail(Reason::kWrongState,
                          "this is your last passkey: add another one before, by an invitation");
            ASSIGN_OR_RETURN(const bool removed,
                             RemovePasskey(vault, owner, request->credential_id()));
            if (!removed)
              return Fail(Reason::kInvalid, "you have no such passkey", "credential_id");
            return Changed{
                rpc::SealedWire(permit, rpc::OneMessage(v1::RemovePasskeyResponse()),
                                {.objects = {NameOf(request->credential_id())}, .owed = true}),
                {caller.id}};
          });
        };
        return prepared;
      });
}

}  // namespace relais::identity
