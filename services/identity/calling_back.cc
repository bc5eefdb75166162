// "Call me": what whoever has only a phone can do, beside reading that something is new. The help line sees a number and calls
// it; before anything is done in that call, the card and the chosen word show that it is the person.
#include <google/protobuf/util/time_util.h>

#include "services/access/policy_file.h"
#include "services/identity/call_backs.h"
#include "services/identity/session_service.h"
#include "services/rpc/dossier_pages.h"

namespace relais::identity {

using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

namespace {

constexpr char kReason[] = "call_back";

// At the request of the person, whom the help line calls and shows nothing.
access::Request AskOfCall() {
  access::Request ask;
  ask.action = Action::kTell;
  ask.purpose = Purpose::kOwnAccess;
  ask.reason = kReason;
  ask.at_request = true;
  return ask;
}

Status RequireHelpLine(const Caller& caller) {
  if (caller.profession == access::kHelpLine) return {};
  return Fail(Reason::kWrongState, "the help line calls back");
}

}  // namespace

Result<std::optional<SessionService::Waits>> SessionService::WaitsForCall(
    storage::Connection& vault, const DossierId& dossier, const Caller& by, Instant now) const {
  ASSIGN_OR_RETURN(const auto since, CallBackOf(vault, dossier, now));
  ASSIGN_OR_RETURN(const auto telling, parts_.tellings.Find(vault, dossier));
  ASSIGN_OR_RETURN(const bool shut_out, parts_.desk.IsShutOut(vault, dossier, by, now));
  const auto phone = PhoneForCodes(telling);
  if (!since || shut_out || !phone || notification::AfterQuiet(*telling, now) > now)
    return std::optional<Waits>();
  return std::optional(Waits{*phone, *since});
}

void SessionService::AddCallBacks(rpc::Methods& methods) {
  rpc::Add<v1::AskCallBackRequest>(
      methods, "Sessions", "AskCallBack", [this](auto request) -> Result<Prepared> {
        Prepared prepared;
        prepared.ask.action = Action::kSignIn;
        prepared.request_id = request->request_id();
        prepared.change = [this, request](const Reading& r) -> Result<ApplyChange> {
          if (r.permit.caller().kind != CallerKind::kPerson)
            return Fail(Reason::kWrongState, "this is for persons");
          return ApplyChange([this, request](const access::Permit& permit,
                                             storage::Connection& vault,
                                             Instant at) -> Result<Changed> {
            const DossierId& dossier = permit.request().dossier;
            ASSIGN_OR_RETURN(const auto telling, parts_.tellings.Find(vault, dossier));
            // Whoever merely holds the phone does not learn here that it is not called any more.
            const bool surely = permit.caller().assurance >= Assurance::kWord;
            if (request->no_longer()) {
              RETURN_IF_ERROR(DropCallBack(vault, dossier));
            } else if (surely && !PhoneForCodes(telling)) {
              return Fail(
                  Reason::kWrongState,
                  "there is no phone of yours to call: call the help line, or ask at a desk");
            } else {
              RETURN_IF_ERROR(AddCallBack(vault, dossier, at));
            }
            return Changed{rpc::SealedWire(permit, rpc::OneMessage(v1::AskCallBackResponse()), {})};
          });
        };
        return prepared;
      });
  rpc::Add<v1::ListCallBacksRequest>(
      methods, "Sessions", "ListCallBacks", [this](auto request) -> Result<Prepared> {
        Prepared prepared;
        prepared.ask.action = Action::kLookUp;
        prepared.ask.purpose = Purpose::kOwnAccess;
        prepared.ask.reason = kReason;
        prepared.list = rpc::Listing{
            [this, request](const Reading& r) -> Result<rpc::Listing::Frame> {
              RETURN_IF_ERROR(RequireHelpLine(r.permit.caller()));
              return rpc::PageOf<v1::ListCallBacksResponse>(
                  parts_.pages, r, {}, request->page_token(),
                  [&](const DossierId& after, std::size_t most) {
                    return rpc::Sifted(
                        r, after, most,
                        [&](const DossierId& from, int limit) {
                          return CallBacks(r.vault, r.now, from, limit);
                        },
                        [&](const DossierId& dossier) -> Result<bool> {
                          ASSIGN_OR_RETURN(
                              const auto waits,
                              WaitsForCall(r.vault, dossier, r.permit.caller(), r.now));
                          return waits.has_value();
                        });
                  });
            },
            AskOfCall(),
            [this](const Reading& r) -> Result<std::optional<rpc::SealedWire>> {
              const DossierId& dossier = r.permit.request().dossier;
              ASSIGN_OR_RETURN(const auto waits,
                               WaitsForCall(r.vault, dossier, r.permit.caller(), r.now));
              if (!waits) return std::optional<rpc::SealedWire>();
              v1::ListCallBacksResponse response;
              auto& line = *response.add_lines();
              line.set_dossier_id(dossier.Text());
              line.set_phone(waits->phone.address());
              line.set_language(waits->phone.language());
              *line.mutable_ask_time() = TimeUtil::MillisecondsToTimestamp(ToMillis(waits->since));
              return std::optional(rpc::SealedWire(r.permit, rpc::OneMessage(response),
                                                   ledger::Disclosure{.silent = true}));
            }};
        return prepared;
      });
  rpc::Add<v1::TakeCallBackRequest>(
      methods, "Sessions", "TakeCallBack", [this](auto request) -> Result<Prepared> {
        v1::DossierContext context;
        context.set_dossier_id(request->dossier_id());
        ASSIGN_OR_RETURN(const auto address, parts_.desk.AddressOf(context));
        Prepared prepared{.address = address, .ask = AskOfCall()};
        prepared.request_id = request->request_id();
        prepared.change = [this](const Reading& r) -> Result<ApplyChange> {
          RETURN_IF_ERROR(RequireHelpLine(r.permit.caller()));
          return ApplyChange([this](const access::Permit& permit, storage::Connection& vault,
                                    Instant at) -> Result<Changed> {
            const DossierId& dossier = permit.request().dossier;
            ASSIGN_OR_RETURN(const auto waits, WaitsForCall(vault, dossier, permit.caller(), at));
            if (!waits) return Fail(Reason::kWrongState, "nobody waits for this call any more");
            RETURN_IF_ERROR(DropCallBack(vault, dossier));
            return Changed{
                rpc::SealedWire(permit, rpc::OneMessage(v1::TakeCallBackResponse()), {})};
          });
        };
        return prepared;
      });
}

}  // namespace relais::identity
