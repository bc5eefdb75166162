// The list of what the caller's house asked for and nobody has taken, or is late.
#include "services/exit/referents.h"
#include "services/exit/work.h"
#include "services/handover/rules.h"
#include "services/handover/service.h"
#include "services/rpc/dossier_pages.h"

namespace relais::handover {
namespace {

using rpc::Prepared;
using rpc::Reading;

constexpr int kMostListed = 100;

// All that the caller's house asks for the person, or any house where the caller holds the thread, when any of it slips;
// else none.
Result<std::vector<HandoverService::Found>> Late(const Reading& reading, const DossierId& dossier,
                                                 bool holds) {
  std::vector<HandoverService::Found> out;
  const OrganisationId& house = reading.permit.caller().organisation;
  ASSIGN_OR_RETURN(const auto all,
                   HandoversOf(reading.vault, dossier, holds ? std::nullopt : std::optional(house),
                               kMostListed));
  ASSIGN_OR_RETURN(const bool held, exit::IsHeld(reading.vault, dossier, reading.now));
  bool any = false;
  for (const Handover& one : all) {
    ASSIGN_OR_RETURN(auto given, consent::ConsentsOf(reading.vault, dossier, one.proposal));
    const auto state = AsTold(one, StateOf(one, given, reading.now),
                              Follows(one, reading.permit.caller(), holds, held));
    const bool of_thread = holds && IsOfTheThread(one, given, state, reading.permit.caller());
    if (one.giver != house && !of_thread) continue;
    any = any || Slips(state, one.from, one.answer_by, reading.now);
    out.push_back({one, std::move(given), state});
  }
  if (!any) out.clear();
  return out;
}

// Those that the caller's house prepares, and those for whom the caller holds the thread; from behind `after`.
Result<std::vector<DossierId>> LateDossiers(const Reading& reading, const DossierId& after,
                                            std::size_t most, bool team) {
  const Caller& caller = reading.permit.caller();
  if (!exit::MayReadLeavings(reading.permit)) return std::vector<DossierId>();
  const auto of_house = [&](const DossierId& dossier) -> Result<bool> {
    ASSIGN_OR_RETURN(const bool shut_out,
                     consent::IsShutOut(reading.vault, dossier, caller, reading.now));
    ASSIGN_OR_RETURN(const bool listed, exit::IsOnList(reading, dossier, team));
    if (shut_out || !listed) return false;
    ASSIGN_OR_RETURN(const auto late, Late(reading, dossier, false));
    return !late.empty();
  };
  ASSIGN_OR_RETURN(auto all, rpc::Sifted(
                                 reading, after, most,
                                 [&](const DossierId& from, int limit) {
                                   return DossiersAskedBy(reading.vault, caller.organisation,
                                                          reading.now, from, limit);
                                 },
                                 of_house));
  const auto of_thread = [&](const DossierId& dossier) -> Result<bool> {
    ASSIGN_OR_RETURN(const auto late, Late(reading, dossier, true));
    return !late.empty();
  };
  ASSIGN_OR_RETURN(const auto held, rpc::Sifted(
                                        reading, after, most,
                                        [&](const DossierId& from, int limit) {
                                          return exit::DossiersHeld(
                                              reading, from, static_cast<std::size_t>(limit));
                                        },
                                        of_thread));
  exit::Merge(all, held);
  return all;
}

}  // namespace

void HandoverService::AddSlipping(rpc::Methods& methods) {
  rpc::Add<v1::ListSlippingRequest>(
      methods, "Handovers", "ListSlipping", [this](auto request) -> Result<Prepared> {
        Prepared prepared;
        prepared.ask = exit::AskOfLine({});
        prepared.ask.action = Action::kLookUp;
        prepared.list = rpc::Listing{
            [this, request](const Reading& reading) -> Result<rpc::Listing::Frame> {
              return rpc::PageOf<v1::ListSlippingResponse>(
                  parts_.pages, reading, request->team() ? "team" : "own", request->page_token(),
                  [&](const DossierId& after, std::size_t most) {
                    return LateDossiers(reading, after, most, request->team());
                  });
            },
            exit::AskOfLine({Compartment::kExit}),
            [this](const Reading& reading) -> Result<std::optional<rpc::SealedWire>> {
              const DossierId& dossier = reading.permit.request().dossier;
              ASSIGN_OR_RETURN(const bool holds, exit::HoldsThread(reading, dossier));
              ASSIGN_OR_RETURN(const auto late, Late(reading, dossier, holds));
              if (late.empty()) return std::optional<rpc::SealedWire>();
              ASSIGN_OR_RETURN(auto shown, Show(reading, late, holds, KeepSlipping));
              return std::optional(std::move(shown));
            }};
        return prepared;
      });
}

}  // namespace relais::handover
