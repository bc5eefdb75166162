// On hold: the person is in a house again, and what services took over waits until each is asked to go on.
#include <algorithm>

#include "services/base/calendar.h"
#include "services/consent/rules.h"
#include "services/handover/rules.h"
#include "services/handover/service.h"
#include "services/rpc/typed.h"

namespace relais::handover {

using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;
using std::chrono::days;
using std::chrono::sys_days;

constexpr int kMostPaused = 500;

void HandoverService::AddAskAgain(rpc::Methods& methods) {
  rpc::Add<v1::AskHandoverAgainRequest>(
      methods, "Handovers", "AskHandoverAgain", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, HandoverId::Parse(request->handover_id()));
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kWrite));
        prepared.request_id = request->request_id();
        prepared.ask.wanted = {Compartment::kExit};
        prepared.change = [this, request, id](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([this, request, id](const access::Permit& permit,
                                                 storage::Connection& vault,
                                                 Instant at) -> Result<Changed> {
            return AskAgain(*request, id, permit, vault, at);
          });
        };
        return prepared;
      });
}

Result<bool> HandoverService::Asks(const access::Permit& permit, storage::Connection& vault,
                                   const Handover& handover, Holds holds, Date day) const {
  ASSIGN_OR_RETURN(auto ask, AsksOf(vault, {handover}));
  ASSIGN_OR_RETURN(const auto keys,
                   keys::CompartmentKeys::Load(vault, parts_.keystore, handover.dossier));
  ASSIGN_OR_RETURN(auto open, ledger::Disclose(permit, keys, std::move(ask)));
  bool out = false;
  ASSIGN_OR_RETURN(const auto looked,
                   std::move(open).TryMap([&](const auto& opened) -> Result<bool> {
                     v1::HandoverAsk asked;
                     if (!asked.ParseFromString(std::string(opened.rows.front().content)))
                       return Fail(Reason::kCorrupt, "a handover does not parse");
                     out = holds(asked, day);
                     return true;
                   }));
  (void)looked;
  return out;
}

// What nobody has answered yet too: a yes to it would be for a day on which nobody comes. Not what the house takes over itself,
// nor what is done, nor what the person took back.
Status HandoverService::Pause(const access::Permit& permit, storage::Connection& vault,
                              Instant at) const {
  const DossierId& dossier = permit.request().dossier;
  const OrganisationId& house = permit.caller().organisation;
  const Date today = InBelgium(at).day;
  ASSIGN_OR_RETURN(const auto all, HandoversOf(vault, dossier, std::nullopt, kMostPaused));
  for (Handover one : all) {
    // Of a house that paused what it asked for itself, nobody takes that from it.
    const bool by_giver = one.paused == one.giver;
    if (one.receiver == house || by_giver || sys_days(one.from) + kAfter < sys_days(today))
      continue;
    ASSIGN_OR_RETURN(const auto given, consent::ConsentsOf(vault, dossier, one.proposal));
    const auto state = StateOf(one, given, at);
    const bool waits = state == v1::Handover::STATE_PROPOSED || state == v1::Handover::STATE_ASKED;
    if (!waits && !(SaidYes(state) && IsOpened(given))) continue;
    if (state == v1::Handover::STATE_SEEN) {
      ASSIGN_OR_RETURN(const bool done, Asks(permit, vault, one, IsDoneBy, today));
      if (done) continue;
    }
    one.paused = house;
    RETURN_IF_ERROR(UpdateHandover(vault, one));
  }
  return {};
}

// The last day from which it can go on: what the person agreed to holds, and the question a week more, to say how it went.
static Date LastDayOf(const std::vector<consent::Consent>& given) {
  sys_days last = sys_days::max();
  for (const consent::Consent& one : given) {
    if (one.cell.revoked || one.cell.effect != access::Effect::kAllow) continue;
    const sys_days ends(InBelgium(one.cell.end).day);
    last = std::min(last, consent::IsAsked(one.cell) ? ends - kLate : ends - days(1));
  }
  return Date(last);
}

Result<Changed> HandoverService::AskAgain(const v1::AskHandoverAgainRequest& request,
                                          const HandoverId& id, const access::Permit& permit,
                                          storage::Connection& vault, Instant at) const {
  ASSIGN_OR_RETURN(auto found, FindIn(vault, id, permit.request().dossier, at));
  const Caller& caller = permit.caller();
  if (!found || found->handover.giver != caller.organisation)
    return Fail(Reason::kInvalid, "the file has no such handover of yours", "handover_id");
  // By what it is told: it does not find out here whether somebody was taken in.
  Handover& again = found->handover;
  ASSIGN_OR_RETURN(const auto told, ToldOf(*found, caller, vault, at));
  if (!MayAskAgain(told, found->given))
    return Fail(Reason::kWrongState, "only what is on hold is asked for again");
  const Date last = LastDayOf(found->given);
  const auto from = ParseDate(request.from_day());
  const Date first = InBelgium(at).day;
  if (last < first)
    return Fail(Reason::kWrongState,
                "what the person agreed to for it is over: ask anew, with them");
  if (!from || *from < first || *from > last)
    return Fail(Reason::kInvalid,
                "expected a day from " + FormatDate(first) + " to " + FormatDate(last) +
                    "; for a later one ask anew, with the person",
                "from_day");
  ASSIGN_OR_RETURN(const bool over, Asks(permit, vault, again, EndsBefore, *from));
  if (over)
    return Fail(Reason::kWrongState,
                "it was asked for until an earlier day: ask anew, with the person");
  again.from = *from;
  again.state = v1::Handover::STATE_ASKED;
  if (told == v1::Handover::STATE_PAUSED) again.paused.reset();
  ASSIGN_OR_RETURN(
      again.answer_by,
      AnswerBy(request.has_answer_by() ? &request.answer_by() : nullptr, again.from, at));
  RETURN_IF_ERROR(UpdateHandover(vault, again));
  return Changed{rpc::SealIds(permit, v1::AskHandoverAgainResponse(), {id.bytes()})};
}

}  // namespace relais::handover
