// Letting somebody leave with something that stops: "leaves anyway, because".
#include <algorithm>

#include "services/base/plain_line.h"
#include "services/exit/decisions.h"
#include "services/exit/negotiation.h"
#include "services/exit/plan.h"
#include "services/exit/service.h"
#include "services/rpc/pipeline.h"
#include "services/rpc/typed.h"

namespace relais::exit {
namespace {

using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

constexpr int kMostRules = 8;
constexpr std::size_t kLongestName = 120, kLongestVersion = 32, kDigest = 64;  // bytes

// What a colleague worries about is theirs to take back, and shown to nobody else.
Status CheckRules(const v1::DecideExitRequest& request, const GuardRules& rules) {
  const auto& named = request.rules();
  if (named.empty() || named.size() > kMostRules)
    return Fail(Reason::kInvalid, "expected one to eight rules of the guard", "rules");
  for (const std::string& one : named) {
    const GuardRule* const rule = rules.Find(one);
    if (rule == nullptr || rule->grade != v1::Finding::GRADE_STOP || rule->worry_call)
      return Fail(Reason::kInvalid, "expected a rule of the guard that can stop, such as bed",
                  "rules");
    if (std::ranges::count(named, one) > 1)
      return Fail(Reason::kInvalid, "expected each rule once", "rules");
  }
  return {};
}

Status CheckDecision(const v1::ExitDecision& decision, Date today) {
  if (!MayPass(decision.decider()))
    return Fail(Reason::kInvalid, "expected PHYSICIAN or INSTITUTION; others hold nobody either",
                "decision.decider");
  const std::string& name = decision.decided_by();
  if (name.empty() || name.size() > kLongestName || !IsPlainLine(name))
    return Fail(Reason::kInvalid, "expected the name of who decided, at most 120 bytes on one line",
                "decision.decided_by");
  if (!v1::ExitDecision::Because_IsValid(decision.because()) ||
      decision.because() == v1::ExitDecision::BECAUSE_UNSPECIFIED)
    return Fail(Reason::kInvalid, "expected why, such as STAYING_IS_WORSE", "decision.because");
  if (!v1::ExitDecision::Referent_IsValid(decision.referent()))
    return Fail(Reason::kInvalid, "expected what the referent says, such as AGREES",
                "decision.referent");
  const std::chrono::sys_days now(today);
  RETURN_IF_ERROR(ReadDay(decision.day(), "decision.day", now - kAhead, now + kAhead));
  const std::string& digest = decision.guard_digest();
  const bool hex = digest.empty() || (digest.size() == kDigest && FromHex(digest));
  if (decision.guard_version().size() > kLongestVersion || !IsPlainLine(decision.guard_version()) ||
      !hex)
    return Fail(Reason::kInvalid, "expected the guard's version and digest as it gave them",
                "decision.guard_digest");
  return {};
}

// Nothing but what was looked at: the file keeps no words of a professional's own.
v1::ExitDecision Said(const v1::ExitDecision& decision) {
  v1::ExitDecision out;
  out.set_decider(decision.decider());
  out.set_decided_by(decision.decided_by());
  out.set_because(decision.because());
  out.set_day(decision.day());
  out.set_referent(decision.referent());
  out.set_guard_version(decision.guard_version());
  out.set_guard_digest(decision.guard_digest());
  return out;
}

}  // namespace

void ExitService::AddDecision(rpc::Methods& methods) {
  rpc::Add<v1::DecideExitRequest>(
      methods, "Exits", "DecideExit", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto exit, RecordId::Parse(request->exit_id()));
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kWrite));
        prepared.request_id = request->request_id();
        prepared.ask.wanted = {Compartment::kExit};
        prepared.change = [this, request, exit](const Reading& r) -> Result<ApplyChange> {
          RETURN_IF_ERROR(CheckRules(*request, *parts_.guard.Get()));
          RETURN_IF_ERROR(CheckDecision(request->decision(), InBelgium(r.now).day));
          const DecisionId id = DecisionId::New(parts_.random);
          return ApplyChange([this, request, exit, id](const access::Permit& permit,
                                                       storage::Connection& vault,
                                                       Instant at) -> Result<Changed> {
            const Decision decision{id, permit.request().dossier, exit,
                                    permit.caller().organisation, at};
            const auto theirs = [&](const v1::Exit& planned, CompartmentSet) -> Status {
              if (PartyOf(decision.house.Text(), planned) == v1::ExitDate::PARTY_INSTITUTION)
                return {};
              return Fail(Reason::kWrongState, "the house that is left decides");
            };
            RETURN_IF_ERROR(WithPlan(Record(permit, vault, at), exit, theirs));
            ASSIGN_OR_RETURN(const auto keys,
                             keys::CompartmentKeys::Load(vault, parts_.keystore, decision.dossier));
            ASSIGN_OR_RETURN(const auto envelope, keys.For(Compartment::kExit));
            v1::DecideExitRequest what;
            *what.mutable_rules() = request->rules();
            *what.mutable_decision() = Said(request->decision());
            RETURN_IF_ERROR(exit::AddDecision(vault, envelope, parts_.random, decision, what));
            v1::DecideExitResponse response;
            response.set_decision_id(id.Text());
            return Changed{rpc::SealIds(permit, response, {exit.bytes(), id.bytes()})};
          });
        };
        return prepared;
      });
}

}  // namespace relais::exit
