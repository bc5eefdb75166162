// Who answers for a leaving, and the list of those that somebody answers for.
#include "services/exit/work.h"

#include <algorithm>
#include <map>

#include "services/consent/rules.h"
#include "services/directory/repository.h"
#include "services/exit/negotiation.h"
#include "services/exit/plan.h"
#include "services/exit/referents.h"
#include "services/exit/service.h"
#include "services/exit/under_way.h"
#include "services/exit/view.h"
#include "services/rpc/dossier_pages.h"

namespace relais::exit {
namespace {

using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

constexpr int kRows = 500;
const RecordId kLastExit(Array<16>{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
                                   255, 255, 255});

// Whether a rule lets somebody of this profession do so with leavings at all.
bool IsRuled(const access::Permit& permit, const std::string& profession, Action action) {
  return permit.policy()
      .Allowed(profession, action, Purpose::kExitPreparation)
      .Has(Compartment::kExit);
}

Result<Caller> NewOwner(storage::Connection& vault, const std::string& owner_id,
                        const access::Permit& permit, Instant at) {
  const Caller& caller = permit.caller();
  if (owner_id.empty()) return caller;
  ASSIGN_OR_RETURN(const auto id, ProfessionalId::Parse(owner_id));
  ASSIGN_OR_RETURN(auto owner, directory::FindCaller(vault, id));
  // Whoever could not see it would leave it to nobody.
  if (!owner || owner->organisation != caller.organisation || owner->team() != caller.team() ||
      !owner->Serves(at) || !IsRuled(permit, owner->profession, Action::kRead) ||
      !IsRuled(permit, owner->profession, Action::kWrite))
    return Fail(Reason::kInvalid,
                "expected a colleague of your team who serves now and prepares leavings; another "
                "team takes it itself",
                "owner_id");
  return *std::move(owner);
}

// Those who answer for leavings, each looked up once.
class Owners {
 public:
  explicit Owners(const Reading& reading) : reading_(reading) {}

  // Unset: nobody of the caller's list.
  Result<std::optional<WorkItem>> ItemOf(const UnderWay& leaving, bool team) {
    const Caller& caller = reading_.permit.caller();
    if (leaving.organisation != caller.organisation) return std::optional<WorkItem>();
    WorkItem item{.exit = leaving.exit, .own = leaving.owner.bytes() == caller.id};
    ASSIGN_OR_RETURN(item.unattended, IsUnattended(leaving));
    const bool of_team = team && leaving.unit == caller.unit;
    if (!item.own && !item.unattended && !of_team) return std::optional<WorkItem>();
    return std::optional(item);
  }

  // Whoever works elsewhere now may not see it any more.
  Result<bool> IsUnattended(const UnderWay& leaving) {
    ASSIGN_OR_RETURN(const auto owner, Find(leaving.owner));
    return !owner || !owner->Serves(reading_.now) || owner->unit != leaving.unit;
  }

 private:
  Result<std::optional<Caller>> Find(const ProfessionalId& id) {
    const auto known = found_.find(id);
    if (known != found_.end()) return known->second;
    ASSIGN_OR_RETURN(auto owner, directory::FindCaller(reading_.vault, id));
    return found_[id] = std::move(owner);
  }

  const Reading& reading_;
  std::map<ProfessionalId, std::optional<Caller>> found_;
};

}  // namespace

Status RequireUnderWay(storage::Connection& vault, const DossierId& dossier, const RecordId& exit) {
  ASSIGN_OR_RETURN(const bool under_way, IsUnderWay(vault, dossier, exit));
  if (!under_way) return Fail(Reason::kWrongState, "the person has left already");
  return {};
}

Result<v1::ExitOwner> AnswersFor(storage::Connection& vault, const DossierId& dossier,
                                 const RecordId& exit, const Caller& owner) {
  const ProfessionalId id(owner.id);
  RETURN_IF_ERROR(SetUnderWay(vault, {dossier, exit, owner.organisation, owner.unit, id}));
  v1::ExitOwner out;
  out.set_exit_id(exit.Text());
  out.set_owner(owner.name);
  return out;
}

access::Request AskOfLine(CompartmentSet wanted) {
  access::Request ask;
  ask.action = Action::kRead;
  ask.purpose = Purpose::kExitPreparation;
  ask.reason = "work_list";
  ask.wanted = wanted;
  return ask;
}

bool MayReadLeavings(const access::Permit& permit) {
  return IsRuled(permit, permit.caller().profession, Action::kRead);
}

Result<bool> IsOnList(const Reading& reading, const DossierId& dossier, bool team) {
  ASSIGN_OR_RETURN(const auto all, UnderWayIn(reading.vault, dossier));
  const Caller& caller = reading.permit.caller();
  const auto of_unit = [&](const UnderWay& one) {
    return one.organisation == caller.organisation && one.unit == caller.unit;
  };
  // Those that the person has left by count where nothing else is prepared.
  const bool under_way =
      std::ranges::any_of(all, [&](const UnderWay& one) { return of_unit(one) && !one.left; });
  Owners owners(reading);
  for (const UnderWay& one : all) {
    if (one.left && under_way) continue;
    ASSIGN_OR_RETURN(const auto item, owners.ItemOf(one, team));
    if (item) return true;
  }
  return std::ranges::none_of(all, of_unit);
}

void Merge(std::vector<DossierId>& into, const std::vector<DossierId>& more) {
  into.insert(into.end(), more.begin(), more.end());
  std::ranges::sort(into);
  into.erase(std::unique(into.begin(), into.end()), into.end());
}

Result<CurrentOwners> OwnersShownTo(const Caller& caller, storage::Connection& vault,
                                    const DossierId& dossier) {
  CurrentOwners out;
  ASSIGN_OR_RETURN(const auto all, UnderWayIn(vault, dossier));
  for (const UnderWay& one : all) {
    if (caller.kind != CallerKind::kPerson && caller.organisation != one.organisation) continue;
    v1::ExitOwner& shown = out[one.exit.Text()];
    shown.set_exit_id(one.exit.Text());
    shown.set_owner_id(one.owner.Text());
    ASSIGN_OR_RETURN(const auto owner, directory::FindProfessional(vault, one.owner));
    if (owner) shown.set_owner(owner->name);
    if (one.unit.IsZero()) continue;
    shown.set_unit_id(one.unit.Text());
    ASSIGN_OR_RETURN(const auto unit, directory::FindUnit(vault, one.unit));
    if (unit) shown.set_unit(unit->name);
  }
  return out;
}

void ExitService::AddPassing(rpc::Methods& methods) {
  rpc::Add<v1::PassExitRequest>(
      methods, "Exits", "PassExit", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto exit, RecordId::Parse(request->exit_id()));
        if (!request->owner_id().empty())
          RETURN_IF_ERROR(ProfessionalId::Parse(request->owner_id()));
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kWrite));
        prepared.request_id = request->request_id();
        prepared.ask.wanted = {Compartment::kExit};
        prepared.change = [this, request, exit](const Reading&) -> Result<ApplyChange> {
          const RecordId id = RecordId::New(parts_.random);
          return ApplyChange([this, request, exit, id](const access::Permit& permit,
                                                       storage::Connection& vault,
                                                       Instant at) -> Result<Changed> {
            const DossierId& dossier = permit.request().dossier;
            const auto record = Record(permit, vault, at);
            const auto pass = [&](const v1::Exit& planned, CompartmentSet tells_of) -> Status {
              if (PartyOf(permit.caller().organisation.Text(), planned) !=
                  v1::ExitDate::PARTY_INSTITUTION)
                return Fail(Reason::kWrongState, "the house that is left answers for the leaving");
              RETURN_IF_ERROR(RequireUnderWay(vault, dossier, exit));
              ASSIGN_OR_RETURN(const Caller owner,
                               NewOwner(vault, request->owner_id(), permit, at));
              v1::GetDossierResponse part;
              ASSIGN_OR_RETURN(*part.add_exit_owners(), AnswersFor(vault, dossier, exit, owner));
              return record.Add(dossier, Compartment::kExit, id, std::move(part), tells_of);
            };
            RETURN_IF_ERROR(WithPlan(record, exit, pass));
            v1::PassExitResponse response;
            response.set_record_id(id.Text());
            return Changed{rpc::SealIds(permit, response, {exit.bytes(), id.bytes()})};
          });
        };
        return prepared;
      });
}

void ExitService::AddWork(rpc::Methods& methods) {
  rpc::Add<v1::ListWorkRequest>(
      methods, "Exits", "ListWork", [this](auto request) -> Result<Prepared> {
        Prepared prepared;
        prepared.ask = AskOfLine({});
        prepared.ask.action = Action::kLookUp;
        prepared.list = rpc::Listing{
            [this, request](const Reading& r) -> Result<rpc::Listing::Frame> {
              return FrameOfWork(r, *request);
            },
            AskOfLine({Compartment::kExit, Compartment::kIdentity}),
            [this, request](const Reading& r) -> Result<std::optional<rpc::SealedWire>> {
              return LineOfWork(r, request->team());
            }};
        return prepared;
      });
}

// Of the caller's house those that are on their list, from behind `after`: `most` of them.
static Result<std::vector<DossierId>> DossiersOfHouse(const Reading& reading,
                                                      const DossierId& after, bool team,
                                                      std::size_t most) {
  const Caller& caller = reading.permit.caller();
  Owners owners(reading);
  std::vector<DossierId> out;
  UnderWay last{.dossier = after};
  if (!after.IsZero()) last.exit = kLastExit;
  while (!reading.ended()) {
    ASSIGN_OR_RETURN(const auto some, UnderWayOf(reading.vault, caller.organisation, last, kRows));
    for (const UnderWay& one : some) {
      ASSIGN_OR_RETURN(const auto item, owners.ItemOf(one, team));
      if (!item || (!out.empty() && out.back() == one.dossier)) continue;
      // A short page would tell how much is closed.
      ASSIGN_OR_RETURN(const bool shut_out,
                       consent::IsShutOut(reading.vault, one.dossier, caller, reading.now));
      if (shut_out) continue;
      out.push_back(one.dossier);
      if (out.size() == most) return out;
    }
    if (static_cast<int>(some.size()) < kRows) break;
    last = some.back();
  }
  return out;
}

Result<rpc::Listing::Frame> ExitService::FrameOfWork(const Reading& reading,
                                                     const v1::ListWorkRequest& request) const {
  const auto dossiers = [&](const DossierId& after,
                            std::size_t most) -> Result<std::vector<DossierId>> {
    if (!MayReadLeavings(reading.permit)) return std::vector<DossierId>();
    ASSIGN_OR_RETURN(auto all, DossiersOfHouse(reading, after, request.team(), most));
    ASSIGN_OR_RETURN(const auto held, DossiersHeld(reading, after, most));
    Merge(all, held);
    return all;
  };
  return rpc::PageOf<v1::ListWorkResponse>(parts_.pages, reading, request.team() ? "team" : "own",
                                           request.page_token(), dossiers);
}

Result<std::optional<rpc::SealedWire>> ExitService::LineOfWork(const Reading& r, bool team) const {
  const DossierId& dossier = r.permit.request().dossier;
  // The name alone is no work.
  if (!r.permit.granted().Has(Compartment::kExit)) return std::optional<rpc::SealedWire>();
  ASSIGN_OR_RETURN(const auto all, UnderWayIn(r.vault, dossier));
  ASSIGN_OR_RETURN(const bool holds, HoldsThread(r, dossier));
  Owners owners(r);
  std::vector<WorkItem> items;
  for (const UnderWay& one : all) {
    if (one.left) continue;
    ASSIGN_OR_RETURN(auto item, owners.ItemOf(one, team));
    if (!item && holds) {
      item.emplace(WorkItem{.exit = one.exit});
      ASSIGN_OR_RETURN(item->unattended, owners.IsUnattended(one));
    }
    if (item) items.push_back(*item);
  }
  ASSIGN_OR_RETURN(const auto current, OwnersShownTo(r.permit.caller(), r.vault, dossier));
  ASSIGN_OR_RETURN(const auto keys, keys::CompartmentKeys::Load(r.vault, parts_.keystore, dossier));
  ASSIGN_OR_RETURN(const auto hidden,
                   dossier::HiddenFrom(dossier::ViewerOf(r.permit.caller()), r.vault, dossier));
  ASSIGN_OR_RETURN(auto records,
                   dossier::ReadRecords(r.vault, dossier, r.permit.granted(), hidden));
  ASSIGN_OR_RETURN(auto open, ledger::Disclose(r.permit, keys, std::move(records)));
  const auto rules = parts_.guard.Get();
  ASSIGN_OR_RETURN(auto line, std::move(open).TryMap([&](const auto& opened) {
    return RenderWork(r.permit, opened, *rules, items, holds, current, r.now);
  }));
  return std::optional(
      std::move(line).Map([](Bytes bytes) { return rpc::OneMessage(std::move(bytes)); }));
}

}  // namespace relais::exit
