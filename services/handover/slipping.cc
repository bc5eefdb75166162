// The list of what the caller's house asked for and nobody has taken, or is late.
#include "services/exit/referents.h"
#include "services/exit/work.h"
#include "services/handover/rules.h"
#include "services/handover/service.h"
#include "services/rpc/typed.h"

namespace relais::handover {
namespace {

using rpc::Prepared;
using rpc::Reading;

constexpr int kMostListed = 100, kDossiersOfAPage = 50;

// All that the caller's house asks for the person, or any house where the caller holds the thread, when any of it slips;
// else none.
Result<std::vector<Handover>> Late(const Reading& reading, const DossierId& dossier, bool holds) {
  std::vector<Handover> out;
  const OrganisationId& house = reading.permit.caller().organisation;
  ASSIGN_OR_RETURN(const auto all,
                   HandoversOf(reading.vault, dossier, holds ? std::nullopt : std::optional(house),
                               kMostListed));
  bool any = false;
  for (const Handover& one : all) {
    ASSIGN_OR_RETURN(const auto given, consent::ConsentsOf(reading.vault, dossier, one.proposal));
    const auto state = StateOf(one, given, reading.now);
    const bool of_thread = holds && IsOfTheThread(one, given, state, reading.permit.caller());
    if (one.giver != house && !of_thread) continue;
    any = any || Slips(state, one.from, one.answer_by, reading.now);
    out.push_back(one);
  }
  if (!any) out.clear();
  return out;
}

// Of those for whom the caller holds the thread.
Result<std::vector<DossierId>> LateHeld(const Reading& reading, DossierId after) {
  std::vector<DossierId> out;
  while (exit::MayReadLeavings(reading.permit) && !reading.ended()) {
    ASSIGN_OR_RETURN(const auto some, exit::DossiersHeld(reading, after, kDossiersOfAPage));
    for (const DossierId& dossier : some) {
      ASSIGN_OR_RETURN(const auto late, Late(reading, dossier, true));
      if (!late.empty()) out.push_back(dossier);
      if (static_cast<int>(out.size()) == kDossiersOfAPage) return out;
    }
    if (static_cast<int>(some.size()) < kDossiersOfAPage) break;
    after = some.back();
  }
  return out;
}

// Of those that the caller's house prepares; from behind `after`, as many as a page has.
Result<std::vector<DossierId>> LateDossiers(const Reading& reading, DossierId after, bool team) {
  std::vector<DossierId> out;
  const Caller& caller = reading.permit.caller();
  if (!exit::MayReadLeavings(reading.permit)) return out;
  while (!reading.ended()) {
    ASSIGN_OR_RETURN(const auto some, DossiersAskedBy(reading.vault, caller.organisation,
                                                      reading.now, after, kDossiersOfAPage));
    for (const DossierId& dossier : some) {
      // A short page would tell how much is closed.
      ASSIGN_OR_RETURN(const bool shut_out,
                       consent::IsShutOut(reading.vault, dossier, caller, reading.now));
      ASSIGN_OR_RETURN(const bool listed, exit::IsOnList(reading, dossier, team));
      if (shut_out || !listed) continue;
      ASSIGN_OR_RETURN(const auto late, Late(reading, dossier, false));
      if (!late.empty()) out.push_back(dossier);
      if (static_cast<int>(out.size()) == kDossiersOfAPage) return out;
    }
    if (static_cast<int>(some.size()) < kDossiersOfAPage) break;
    after = some.back();
  }
  return out;
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
              const Bytes query = request->team() ? "team" : "own";
              ASSIGN_OR_RETURN(const Bytes token,
                               parts_.pages.Open(reading.permit, query, request->page_token()));
              DossierId after;
              if (!token.empty()) {
                ASSIGN_OR_RETURN(after, DossierId::FromBytes(token));
              }
              ASSIGN_OR_RETURN(auto dossiers, LateDossiers(reading, after, request->team()));
              ASSIGN_OR_RETURN(const auto held, LateHeld(reading, after));
              exit::Merge(dossiers, held);
              v1::ListSlippingResponse response;
              if (static_cast<int>(dossiers.size()) >= kDossiersOfAPage) {
                dossiers.resize(kDossiersOfAPage);
                response.set_next_page_token(
                    parts_.pages.Seal(reading.permit, query, dossiers.back().view()));
              }
              return rpc::Listing::Frame{std::move(dossiers),
                                         rpc::SealIds(reading.permit, response)};
            },
            exit::AskOfLine({Compartment::kExit}),
            [this](const Reading& reading) -> Result<std::optional<rpc::SealedWire>> {
              const DossierId& dossier = reading.permit.request().dossier;
              ASSIGN_OR_RETURN(const bool holds, exit::HoldsThread(reading, dossier));
              ASSIGN_OR_RETURN(auto late, Late(reading, dossier, holds));
              if (late.empty()) return std::optional<rpc::SealedWire>();
              ASSIGN_OR_RETURN(auto shown, Show(reading, std::move(late), holds, KeepSlipping));
              return std::optional(std::move(shown));
            }};
        return prepared;
      });
}

}  // namespace relais::handover
