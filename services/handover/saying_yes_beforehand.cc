// Saying yes beforehand, and taking over by that the moment the person says yes.
#include <algorithm>

#include "services/consent/relations.h"
#include "services/consent/rules.h"
#include "services/directory/repository.h"
#include "services/exit/asked.h"
#include "services/handover/rules.h"
#include "services/handover/service.h"
#include "services/handover/standing_yes.h"
#include "services/rpc/typed.h"

namespace relais::handover {

using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;
using std::chrono::sys_days;

namespace {

constexpr char kReason[] = "handover_received";
constexpr std::size_t kMostNamed = 60;  // of the 64 that an entry has room for

Status CheckUntil(const v1::GiveStandingYesRequest& request, Date today) {
  const auto until = ParseDate(request.until_day());
  const sys_days first(today);
  const bool nothing = request.until_day().empty() && request.places() == 0;
  if (request.needs().empty() && nothing) return {};
  if (request.needs().empty())
    return Fail(Reason::kInvalid, "expected what it is a yes to, such as SHELTER_PLACE", "needs");
  if (request.places() < 1 || request.places() > kMostPlaces)
    return Fail(Reason::kInvalid, "expected for how many persons, 1 to 99", "places");
  if (!until || sys_days(*until) < first || sys_days(*until) > first + kStandsAtMost)
    return Fail(Reason::kInvalid,
                "expected a day from " + FormatDate(today) + " to " +
                    FormatDate(Date(first + kStandsAtMost)),
                "until_day");
  return {};
}

Result<v1::StandingYes> MessageOf(storage::Connection& vault, const StandingYes& yes) {
  v1::StandingYes out;
  out.set_organisation_id(yes.house.Text());
  ASSIGN_OR_RETURN(const auto house, directory::FindOrganisation(vault, yes.house));
  if (house) out.set_organisation(house->name);
  if (house) out.set_duty_line(house->duty_line);
  for (const v1::Need need : yes.needs) out.add_needs(need);
  out.set_until_day(yes.until);
  out.set_places(yes.places);
  if (yes.unit.IsZero()) return out;
  out.set_unit_id(yes.unit.Text());
  ASSIGN_OR_RETURN(const auto unit, directory::FindUnit(vault, yes.unit));
  if (!unit) return out;
  out.set_unit(unit->name);
  if (!unit->duty_line.empty()) out.set_duty_line(unit->duty_line);
  return out;
}

// Whoever said so, while they serve there; nobody else answers for a team.
Result<std::optional<Caller>> WhoSaidSo(storage::Connection& vault, const StandingYes& yes,
                                        Instant at) {
  ASSIGN_OR_RETURN(auto who, directory::FindCaller(vault, yes.by));
  const bool still =
      who && who->Serves(at) && who->organisation == yes.house && who->unit == yes.unit;
  return still ? std::move(who) : std::nullopt;
}

}  // namespace

void HandoverService::AddStandingYes(rpc::Methods& methods) {
  rpc::Add<v1::GiveStandingYesRequest>(
      methods, "Handovers", "GiveStandingYes", [this](auto request) -> Result<Prepared> {
        Prepared prepared{.ask = exit::AskBetweenHouses(kReason)};
        prepared.request_id = request->request_id();
        prepared.change = [this, request](const Reading& r) -> Result<ApplyChange> {
          const Caller& caller = r.permit.caller();
          if (!exit::MayTakeOver(r.permit) || caller.system != Array<16>{})
            return tl::unexpected<Error>(rpc::NotOpen());
          RETURN_IF_ERROR(CheckNeeds(request->needs(), "needs"));
          RETURN_IF_ERROR(CheckUntil(*request, InBelgium(r.now).day));
          StandingYes yes{.house = caller.organisation,
                          .unit = caller.unit,
                          .id = parts_.random.Next<16>(),
                          .needs = {},
                          .until = request->until_day(),
                          .places = request->places(),
                          .by = ProfessionalId(caller.id)};
          for (const int need : request->needs()) yes.needs.insert(static_cast<v1::Need>(need));
          return ApplyChange([yes](const access::Permit& permit, storage::Connection& vault,
                                   Instant) -> Result<Changed> {
            RETURN_IF_ERROR(SetStandingYes(vault, yes));
            return Changed{rpc::SealIds(permit, v1::GiveStandingYesResponse(), {})};
          });
        };
        return prepared;
      });
  rpc::Add<v1::ListStandingYesRequest>(
      methods, "Handovers", "ListStandingYes", [this](auto request) -> Result<Prepared> {
        if (!v1::Need_IsValid(request->need()) || request->need() == v1::NEED_UNSPECIFIED)
          return Fail(Reason::kInvalid, "expected a need, such as SHELTER_PLACE", "need");
        ASSIGN_OR_RETURN(const int size, rpc::PageSize(request->page_size()));
        Prepared prepared;
        prepared.ask.action = Action::kLookUp;
        prepared.read = [this, request, size](const Reading& r) -> Result<rpc::SealedWire> {
          const std::string query = v1::Need_Name(request->need());
          ASSIGN_OR_RETURN(const Bytes after,
                           parts_.pages.Open(r.permit, query, request->page_token()));
          const std::string today = FormatDate(InBelgium(r.now).day);
          ASSIGN_OR_RETURN(const auto rows,
                           StandingYesTo(r.vault, request->need(), today, after, size));
          v1::ListStandingYesResponse response;
          for (const StandingYes& row : rows) {
            // What nobody answers for any more is no yes.
            ASSIGN_OR_RETURN(const auto who, WhoSaidSo(r.vault, row, r.now));
            if (!who) continue;
            ASSIGN_OR_RETURN(*response.add_yes(), MessageOf(r.vault, row));
          }
          if (static_cast<int>(rows.size()) == size)
            response.set_next_page_token(parts_.pages.Seal(
                r.permit, query, Bytes(rows.back().house.view()).append(rows.back().unit.view())));
          return rpc::SealList(r.permit, response, response.yes().size());
        };
        return prepared;
      });
}

Result<std::optional<StandingYes>> HandoverService::SaidBeforehand(storage::Connection& vault,
                                                                   const Handover& handover,
                                                                   const v1::HandoverAsk& ask,
                                                                   Instant at) {
  // What it takes to reach a place or a person nobody said yes to beforehand.
  if (!ask.access().empty()) return std::optional<StandingYes>();
  ASSIGN_OR_RETURN(const auto all,
                   StandingYesOf(vault, handover.receiver, handover.unit, ask.from_day()));
  for (const StandingYes& yes : all) {
    const bool covers = std::ranges::all_of(
        ask.needs(), [&](int need) { return yes.needs.contains(static_cast<v1::Need>(need)); });
    if (!covers || ask.until_day() > yes.until) continue;
    ASSIGN_OR_RETURN(const auto who, WhoSaidSo(vault, yes, at));
    if (who) return std::optional(yes);
  }
  return std::optional<StandingYes>();
}

// What they were asked is sealed: whether their yes covered it was looked at when it was asked, and it must be the same yes.
Status HandoverService::OnYes(storage::Connection& vault, const DossierId& dossier,
                              const ProposalId& proposal, Instant at,
                              std::vector<Array<16>>& objects) const {
  ASSIGN_OR_RETURN(auto handover, FindByProposal(vault, dossier, proposal));
  if (!handover || !handover->beforehand) return {};
  ASSIGN_OR_RETURN(const auto all, StandingYesOf(vault, handover->receiver, handover->unit,
                                                 FormatDate(handover->from)));
  const auto yes = std::ranges::find(all, *handover->beforehand, &StandingYes::id);
  if (yes == all.end()) return {};
  ASSIGN_OR_RETURN(const auto who, WhoSaidSo(vault, *yes, at));
  if (!who) return {};
  // Whom the person shut out takes over nothing, whatever they said.
  ASSIGN_OR_RETURN(const bool shut_out, consent::IsShutOut(vault, dossier, *who, at));
  if (shut_out) return {};
  ASSIGN_OR_RETURN(const auto given, consent::ConsentsOf(vault, dossier, proposal));
  if (StateOf(*handover, given, at) != v1::Handover::STATE_ASKED) return {};
  ASSIGN_OR_RETURN(const auto waiting, parts_.agreements.WaitingFor(vault, dossier, proposal));
  if (!waiting) return {};
  RETURN_IF_ERROR(TakePlace(vault, *yes));
  std::vector<Array<16>> taken_up;
  RETURN_IF_ERROR(TakeOver(vault, *handover, *waiting, given, *who, at, taken_up));
  // Whose yes it was, and what it opened, as far as an entry has room.
  objects.push_back(handover->id.bytes());
  objects.push_back(who->id);
  for (const Array<16>& one : taken_up)
    if (objects.size() < kMostNamed) objects.push_back(one);
  return {};
}

}  // namespace relais::handover
