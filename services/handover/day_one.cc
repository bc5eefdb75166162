// The page for the first day: of what the person agreed to for one handover, what the caller may see.
#include <algorithm>

#include "services/consent/rules.h"
#include "services/dossier/repository.h"
#include "services/exit/view.h"
#include "services/handover/day_one_page.h"
#include "services/handover/rules.h"
#include "services/handover/service.h"
#include "services/rpc/typed.h"

namespace relais::handover {

using rpc::Prepared;
using rpc::Reading;

namespace {

// Nothing of the others has a place on it.
constexpr CompartmentSet kOnThePage{
    Compartment::kIdentity, Compartment::kWhereabouts, Compartment::kNetwork, Compartment::kSocial,
    Compartment::kHealth,   Compartment::kExit,        Compartment::kOwnWords};

// What the person lets whoever took over read, in whatever profession. Their own page holds all of it: it is theirs to give.
CompartmentSet Shared(const std::vector<consent::Consent>& given, Instant now) {
  CompartmentSet out;
  for (const consent::Consent& one : given) {
    const access::ConsentCell& cell = one.cell;
    const bool holds = cell.effect == access::Effect::kAllow && !cell.revoked &&
                       cell.start <= now && now < cell.end;
    if (holds && cell.actions.Has(Action::kRead)) out = out | cell.compartments;
  }
  return out;
}

}  // namespace

void HandoverService::AddDayOne(rpc::Methods& methods) {
  rpc::Add<v1::GetDayOnePageRequest>(
      methods, "Handovers", "GetDayOnePage", [this](auto request) -> Result<Prepared> {
        RETURN_IF_ERROR(consent::CheckLanguage(request->language()));
        ASSIGN_OR_RETURN(const auto id, HandoverId::Parse(request->handover_id()));
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kRead));
        prepared.ask.wanted = kOnThePage;
        prepared.read = [this, request, id](const Reading& reading) {
          return Page(*request, id, reading);
        };
        return prepared;
      });
}

Result<rpc::SealedWire> HandoverService::Page(const v1::GetDayOnePageRequest& request,
                                              const HandoverId& id, const Reading& reading) const {
  const DossierId& dossier = reading.permit.request().dossier;
  ASSIGN_OR_RETURN(const Found found, TakenOver(reading, id));
  const Handover& handover = found.handover;
  const CompartmentSet shown = reading.permit.granted() & Shared(found.given, reading.now);
  // Whoever prints it, others read it.
  ASSIGN_OR_RETURN(const auto hidden,
                   dossier::HiddenFrom(dossier::Viewer::kOthers, reading.vault, dossier));
  ASSIGN_OR_RETURN(auto records, dossier::ReadRecords(reading.vault, dossier, shown, hidden));
  // Not part of what was agreed to for after the yes, but asked by it.
  if (reading.permit.granted().Has(Compartment::kExit)) {
    ASSIGN_OR_RETURN(const auto asks, AsksOf(reading.vault, {handover}));
    records.Append(asks);
  }
  ASSIGN_OR_RETURN(const auto keys,
                   keys::CompartmentKeys::Load(reading.vault, parts_.keystore, dossier));
  ASSIGN_OR_RETURN(auto open, ledger::Disclose(reading.permit, keys, std::move(records)));
  const auto catalogue = parts_.catalogue.Get();
  const auto rules = parts_.guard.Get();
  ASSIGN_OR_RETURN(
      auto page, std::move(open).TryMap([&](const ledger::OpenRecords& opened) -> Result<Bytes> {
        std::vector<ledger::OpenRecord> facts = opened.rows;
        const auto asked = std::ranges::find_if(
            facts, [&](const auto& row) { return row.id.bytes() == id.bytes(); });
        std::optional<v1::HandoverAsk> ask;
        if (asked != facts.end()) {
          if (!ask.emplace().ParseFromString(std::string(asked->content)))
            return Fail(Reason::kCorrupt, "a handover does not parse");
          // They found the person, or may no longer look.
          const bool of_that_day = ask->from_day() == FormatDate(handover.from);
          if (!IsTakenOver(found.state) || !of_that_day) ask->clear_look_for();
          facts.erase(asked);
        }
        ASSIGN_OR_RETURN(const Bytes leavings,
                         exit::RenderExits(reading.permit, facts, *rules, {}, reading.now));
        v1::ListExitsResponse exits;
        if (!exits.ParseFromString(leavings))
          return Fail(Reason::kCorrupt, "the leavings do not parse");
        ASSIGN_OR_RETURN(const std::string text,
                         DayOnePage(facts, handover.from, ask, exits, *catalogue,
                                    request.language(), InBelgium(reading.now).day));
        v1::GetDayOnePageResponse response;
        response.set_note(parts_.papers->Sign(text));
        return response.SerializeAsString();
      }));
  return std::move(page).Map([](Bytes bytes) { return rpc::OneMessage(std::move(bytes)); });
}

}  // namespace relais::handover
