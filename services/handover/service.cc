#include "services/handover/service.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <map>

#include "services/base/calendar.h"
#include "services/consent/relations.h"
#include "services/consent/rules.h"
#include "services/directory/repository.h"
#include "services/exit/asked.h"
#include "services/exit/figures.h"
#include "services/exit/referents.h"
#include "services/handover/rules.h"
#include "services/rpc/dossier_pages.h"
#include "services/rpc/pipeline.h"

namespace relais::handover {
namespace {

using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

constexpr int kMostListed = 100, kMostLookedAt = 2000;
// Why a house looks at what it is asked: the person reads it in the log.
constexpr char kReason[] = "handover_received";

google::protobuf::Timestamp Stamp(Instant at) {
  return TimeUtil::MillisecondsToTimestamp(ToMillis(at));
}

bool IsAskedOf(const Handover& handover, const Caller& caller) {
  return handover.receiver == caller.organisation &&
         (handover.unit.IsZero() || handover.unit == caller.unit);
}

using Found = HandoverService::Found;

// When it is asked of the caller's house, by what the person agreed to for it: that they may see another question
// about the same person shows nothing of this one.
Result<Found> FindAsked(storage::Connection& vault, const HandoverId& id,
                        const access::Permit& permit, Instant at) {
  ASSIGN_OR_RETURN(auto found, HandoverService::FindIn(vault, id, permit.request().dossier, at));
  const bool theirs =
      found && IsAskedOf(found->handover, permit.caller()) && MaySee(found->given, at);
  if (!theirs) return tl::unexpected<Error>(rpc::NotOpen());
  return *std::move(found);
}

}  // namespace

void HandoverService::AddMethods(rpc::Methods& methods) {
  AddAsk(methods);
  AddAskAgain(methods);
  AddAsked(methods);
  AddSlipping(methods);
  AddAnswer(methods);
  AddStandingYes(methods);
  AddMark(methods);
  AddWithdraw(methods);
  AddList(methods);
  AddDayOne(methods);
}

Result<DossierId> HandoverService::Find(storage::Connection& vault,
                                        const rpc::Address& address) const {
  const auto* const id = std::get_if<HandoverId>(&address);
  if (id == nullptr) return parts_.addresses.Find(vault, address);
  ASSIGN_OR_RETURN(const auto handover, FindHandover(vault, *id));
  return handover ? handover->dossier : DossierId();
}

Result<std::optional<Found>> HandoverService::FindIn(storage::Connection& vault,
                                                     const HandoverId& id, const DossierId& dossier,
                                                     Instant at) {
  ASSIGN_OR_RETURN(auto handover, FindHandover(vault, id));
  if (!handover || handover->dossier != dossier) return std::optional<Found>();
  ASSIGN_OR_RETURN(auto given, consent::ConsentsOf(vault, dossier, handover->proposal));
  const auto state = StateOf(*handover, given, at);
  return std::optional(Found{*std::move(handover), std::move(given), state});
}

Result<v1::Handover::State> HandoverService::ToldOf(const Found& found, const Caller& caller,
                                                    storage::Connection& vault, Instant at) {
  const DossierId& dossier = found.handover.dossier;
  ASSIGN_OR_RETURN(const bool holds, exit::HoldsThread(caller, vault, dossier, at));
  ASSIGN_OR_RETURN(const bool held, exit::IsHeld(vault, dossier, at));
  return AsTold(found.handover, found.state, Follows(found.handover, caller, holds, held));
}

// What of a dossier the caller's house has to do something about.
static Result<std::vector<Found>> ToDo(const Reading& reading, const DossierId& dossier) {
  const Caller& caller = reading.permit.caller();
  std::vector<Found> out;
  ASSIGN_OR_RETURN(const bool shut_out,
                   consent::IsShutOut(reading.vault, dossier, caller, reading.now));
  if (shut_out) return out;
  ASSIGN_OR_RETURN(const auto all,
                   HandoversOf(reading.vault, dossier, caller.organisation, kMostListed));
  for (const Handover& one : all) {
    if (!IsAskedOf(one, caller)) continue;
    ASSIGN_OR_RETURN(auto given, consent::ConsentsOf(reading.vault, dossier, one.proposal));
    const auto state = StateOf(one, given, reading.now);
    const bool to_do = state == v1::Handover::STATE_ASKED || IsTakenOver(state) ||
                       state == v1::Handover::STATE_PAUSED;
    if (MaySee(given, reading.now) && to_do) out.push_back({one, std::move(given), state});
  }
  return out;
}

// Dossiers with something to do.
static Result<std::vector<DossierId>> Live(const Reading& reading, const DossierId& after,
                                           std::size_t most) {
  const Caller& caller = reading.permit.caller();
  if (!exit::MayTakeOver(reading.permit)) return std::vector<DossierId>();
  return rpc::Sifted(
      reading, after, most,
      [&](const DossierId& from, int limit) {
        return DossiersAskedOf(reading.vault, caller, reading.now, from, limit);
      },
      [&](const DossierId& dossier) -> Result<bool> {
        ASSIGN_OR_RETURN(const auto todo, ToDo(reading, dossier));
        return !todo.empty();
      });
}

// What the house said yes to and is no longer asked, whoever took it back and why: a place is free again. Nothing of a file
// but the day, which they were told without a name. Not to a house that the person shut out, which sees nothing of them.
static Result<v1::ListAskedResponse> NoLongerAsked(const Reading& reading) {
  v1::ListAskedResponse out;
  const Caller& caller = reading.permit.caller();
  if (!exit::MayTakeOver(reading.permit) || caller.system != Array<16>{}) return out;
  ASSIGN_OR_RETURN(const auto all, SaidYesTo(reading.vault, caller, reading.now, kMostLookedAt));
  for (const Handover& one : all) {
    if (out.handovers_size() == kMostListed) break;
    ASSIGN_OR_RETURN(const auto given,
                     consent::ConsentsOf(reading.vault, one.dossier, one.proposal));
    ASSIGN_OR_RETURN(const bool frozen, consent::IsFrozen(reading.vault, one.dossier));
    const auto state = StateOf(one, given, reading.now);
    const bool waits = IsTakenOver(state) || state == v1::Handover::STATE_PAUSED;
    if (state != v1::Handover::STATE_WITHDRAWN && !(frozen && waits)) continue;
    ASSIGN_OR_RETURN(const auto closed, consent::ClosedTo(reading.vault, one.dossier, caller,
                                                          reading.now, consent::Death::kLeftOut));
    if (!closed.Empty()) continue;
    v1::Handover& shown = *out.add_handovers();
    shown.set_id(one.id.Text());
    shown.set_state(v1::Handover::STATE_WITHDRAWN);
    shown.mutable_ask()->set_from_day(FormatDate(one.from));
    ASSIGN_OR_RETURN(const auto house, directory::FindOrganisation(reading.vault, one.receiver));
    if (house) shown.set_organisation(house->name);
  }
  return out;
}

// One dossier a line: what of it is asked of this house, each in a message of its own.
void HandoverService::AddAsked(rpc::Methods& methods) {
  rpc::Add<v1::ListAskedRequest>(
      methods, "Handovers", "ListAsked", [this](auto request) -> Result<Prepared> {
        Prepared prepared;
        prepared.ask = exit::AskAsAsked(kReason);
        prepared.ask.action = Action::kLookUp;
        prepared.ask.wanted = {};
        prepared.list = rpc::Listing{
            [this, request](const Reading& reading) -> Result<rpc::Listing::Frame> {
              v1::ListAskedResponse beside;
              if (request->page_token().empty()) {
                ASSIGN_OR_RETURN(beside, NoLongerAsked(reading));
              }
              return rpc::PageOf<v1::ListAskedResponse>(
                  parts_.pages, reading, {}, request->page_token(),
                  [&](const DossierId& after, std::size_t most) {
                    return Live(reading, after, most);
                  },
                  std::move(beside));
            },
            exit::AskAsAsked(kReason),
            [this](const Reading& reading) -> Result<std::optional<rpc::SealedWire>> {
              ASSIGN_OR_RETURN(const auto mine, ToDo(reading, reading.permit.request().dossier));
              if (mine.empty()) return std::optional<rpc::SealedWire>();
              ASSIGN_OR_RETURN(auto shown, Show(reading, mine, false));
              return std::optional(std::move(shown));
            }};
        return prepared;
      });
}

void HandoverService::AddAnswer(rpc::Methods& methods) {
  rpc::Add<v1::AnswerHandoverRequest>(
      methods, "Handovers", "AnswerHandover", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, HandoverId::Parse(request->handover_id()));
        const bool lack =
            v1::Lack_IsValid(request->lack()) && request->lack() != v1::LACK_UNSPECIFIED;
        if (request->accepted() == lack)
          return Fail(Reason::kInvalid, "expected with a no, and with it alone, what is lacking",
                      "lack");
        if (!request->possible_from().empty() &&
            (request->accepted() || !ParseDate(request->possible_from())))
          return Fail(Reason::kInvalid, "expected with a no, and with it alone, a day",
                      "possible_from");
        Prepared prepared{.address = id};
        prepared.ask = exit::AskAsAsked(kReason);
        prepared.request_id = request->request_id();
        prepared.change = [this, request, id](const Reading& reading) -> Result<ApplyChange> {
          if (request->accepted()) return Accept(id, reading);
          return Refuse(*request, id);
        };
        return prepared;
      });
}

// Of the house that asks: what the services of a city lack shows in what is asked for in vain.
static Status CountAnswer(storage::Connection& vault, const Handover& answered, Instant at) {
  const bool yes = answered.state == v1::Handover::STATE_ACCEPTED;
  return exit::Count(
      vault, {.quarter = exit::QuarterOf(InBelgium(at).day),
              .what = yes ? v1::Figure::WHAT_HANDOVER_ACCEPTED : v1::Figure::WHAT_HANDOVER_REFUSED,
              .moment = exit::MomentOf(answered.from),
              .house = answered.giver});
}

Status HandoverService::TakeOver(storage::Connection& vault, Handover handover,
                                 const consent::AgreementService::Waiting& waiting,
                                 const std::vector<consent::Consent>& given, const Caller& caller,
                                 Instant at, std::vector<Array<16>>& objects) {
  handover.state = v1::Handover::STATE_ACCEPTED;
  handover.answered = at;
  RETURN_IF_ERROR(UpdateHandover(vault, handover));
  // Asked again, it goes on: what the person agreed to holds since the first yes.
  if (IsOpened(given)) return {};
  RETURN_IF_ERROR(CountAnswer(vault, handover, at));
  return consent::AgreementService::TakeUp(vault, handover.dossier, waiting, given, caller, at,
                                           at + consent::kRelationLasts, objects);
}

Result<ApplyChange> HandoverService::Accept(const HandoverId& id, const Reading& reading) const {
  ASSIGN_OR_RETURN(const Found found, FindAsked(reading.vault, id, reading.permit, reading.now));
  ASSIGN_OR_RETURN(
      const auto waiting,
      parts_.agreements.WaitingFor(reading.vault, found.handover.dossier, found.handover.proposal));
  if (!waiting) return tl::unexpected<Error>(exit::AnsweredMeanwhile());
  return ApplyChange([id, waiting](const access::Permit& permit, storage::Connection& vault,
                                   Instant at) -> Result<Changed> {
    ASSIGN_OR_RETURN(const Found now, FindAsked(vault, id, permit, at));
    if (now.state != v1::Handover::STATE_ASKED)
      return tl::unexpected<Error>(exit::AnsweredMeanwhile());
    const DossierId& dossier = now.handover.dossier;
    std::vector<Array<16>> objects{id.bytes()};
    RETURN_IF_ERROR(
        TakeOver(vault, now.handover, *waiting, now.given, permit.caller(), at, objects));
    v1::AnswerHandoverResponse response;
    response.set_dossier_id(dossier.Text());
    return Changed{rpc::SealIds(permit, response, std::move(objects)), {dossier.bytes()}};
  });
}

ApplyChange HandoverService::Refuse(const v1::AnswerHandoverRequest& request,
                                    const HandoverId& id) const {
  return [request, id](const access::Permit& permit, storage::Connection& vault,
                       Instant at) -> Result<Changed> {
    ASSIGN_OR_RETURN(Found now, FindAsked(vault, id, permit, at));
    if (now.state != v1::Handover::STATE_ASKED)
      return tl::unexpected<Error>(exit::AnsweredMeanwhile());
    now.handover.state = v1::Handover::STATE_REFUSED;
    now.handover.lack = request.lack();
    now.handover.possible_from = request.possible_from();
    now.handover.answered = at;
    RETURN_IF_ERROR(UpdateHandover(vault, now.handover));
    // Counted once: whoever does not go on said yes before.
    if (!IsOpened(now.given)) RETURN_IF_ERROR(CountAnswer(vault, now.handover, at));
    std::vector<Array<16>> objects{id.bytes()};
    RETURN_IF_ERROR(
        consent::RevokeAllOf(vault, now.handover.dossier, now.handover.proposal, at, objects));
    return Changed{rpc::SealIds(permit, v1::AnswerHandoverResponse(), std::move(objects)),
                   {now.handover.dossier.bytes()}};
  };
}

void HandoverService::AddMark(rpc::Methods& methods) {
  rpc::Add<v1::MarkHandoverRequest>(
      methods, "Handovers", "MarkHandover", [](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, HandoverId::Parse(request->handover_id()));
        const auto next = request->state();
        if (next != v1::Handover::STATE_ARRIVED && next != v1::Handover::STATE_SEEN &&
            next != v1::Handover::STATE_NOT_SEEN)
          return Fail(Reason::kInvalid, "expected ARRIVED, SEEN or NOT_SEEN", "state");
        Prepared prepared{.address = id};
        prepared.ask = exit::AskAsAsked(kReason);
        prepared.request_id = request->request_id();
        prepared.change = [id, next](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([id, next](const access::Permit& permit, storage::Connection& vault,
                                        Instant at) -> Result<Changed> {
            ASSIGN_OR_RETURN(Found now, FindAsked(vault, id, permit, at));
            if (!MayMark(now.state, next)) return tl::unexpected<Error>(exit::AnsweredMeanwhile());
            now.handover.state = next;
            now.handover.paused.reset();
            RETURN_IF_ERROR(UpdateHandover(vault, now.handover));
            return Changed{rpc::SealIds(permit, v1::MarkHandoverResponse(), {id.bytes()})};
          });
        };
        return prepared;
      });
}

// It is asked no more, and what the person agreed to for it ends; their ids go to `ended`. A text that they did not
// say yes to is there no more.
static Status Withdrawn(storage::Connection& vault, Handover handover, Instant at,
                        std::vector<Array<16>>& ended) {
  handover.state = v1::Handover::STATE_WITHDRAWN;
  RETURN_IF_ERROR(UpdateHandover(vault, handover));
  RETURN_IF_ERROR(consent::DropProposal(vault, handover.dossier, handover.proposal));
  return consent::RevokeAllOf(vault, handover.dossier, handover.proposal, at, ended);
}

Result<bool> ReapplyWithdrawals::FromEntry(storage::Connection& vault,
                                           const audit::Details& details) {
  const bool ours = static_cast<Action>(details.action) == Action::kRevoke &&
                    details.method == "Handovers.WithdrawHandover" && !details.objects.empty();
  if (!ours) return false;
  ASSIGN_OR_RETURN(const auto handover, FindHandover(vault, HandoverId(details.objects.front())));
  std::vector<Array<16>> ended;
  if (handover) RETURN_IF_ERROR(Withdrawn(vault, *handover, FromMillis(details.time_ms), ended));
  return true;
}

void HandoverService::AddWithdraw(rpc::Methods& methods) {
  rpc::Add<v1::WithdrawHandoverRequest>(
      methods, "Handovers", "WithdrawHandover", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, HandoverId::Parse(request->handover_id()));
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kWrite));
        prepared.request_id = request->request_id();
        prepared.ask.wanted = {Compartment::kExit};
        // Their own a person does not name: they take back what they agreed to.
        if (std::holds_alternative<std::monostate>(prepared.address)) {
          prepared.ask.action = Action::kRevoke;
          prepared.ask.wanted = {};
        }
        prepared.change = [id](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([id](const access::Permit& permit, storage::Connection& vault,
                                  Instant at) -> Result<Changed> {
            const Caller& caller = permit.caller();
            ASSIGN_OR_RETURN(const auto now, FindIn(vault, id, permit.request().dossier, at));
            const bool own = caller.kind == CallerKind::kPerson;
            const bool asks = now && now->handover.giver == caller.organisation;
            auto told = v1::Handover::STATE_UNSPECIFIED;
            if (now && (own || asks)) {
              ASSIGN_OR_RETURN(told, ToldOf(*now, caller, vault, at));
            }
            // What was refused the house that asks may put away; to the person it is over.
            const bool put_away = asks && told == v1::Handover::STATE_REFUSED;
            if (!MayWithdraw(told) && !put_away)
              return Fail(Reason::kInvalid,
                          "the file has no such handover of yours that can be taken back",
                          "handover_id");
            std::vector<Array<16>> objects{id.bytes()};
            RETURN_IF_ERROR(Withdrawn(vault, now->handover, at, objects));
            return Changed{rpc::SealIds(permit, v1::WithdrawHandoverResponse(), std::move(objects)),
                           {permit.request().dossier.bytes()}};
          });
        };
        return prepared;
      });
}

void HandoverService::AddList(rpc::Methods& methods) {
  rpc::Add<v1::ListHandoversRequest>(
      methods, "Handovers", "ListHandovers", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kRead));
        prepared.ask.wanted = {Compartment::kExit};
        prepared.read = [this](const Reading& reading) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const bool holds,
                           exit::HoldsThread(reading, reading.permit.request().dossier));
          ASSIGN_OR_RETURN(const auto shown, ShownOf(reading, holds));
          return Show(reading, shown, holds);
        };
        return prepared;
      });
}

Result<std::vector<HandoverService::Found>> HandoverService::ShownOf(const Reading& reading,
                                                                     bool holds) {
  const Caller& caller = reading.permit.caller();
  const DossierId& dossier = reading.permit.request().dossier;
  const bool own = caller.kind == CallerKind::kPerson;
  const auto house = own || holds ? std::nullopt : std::optional(caller.organisation);
  ASSIGN_OR_RETURN(const auto all, HandoversOf(reading.vault, dossier, house, kMostListed));
  ASSIGN_OR_RETURN(const bool held, exit::IsHeld(reading.vault, dossier, reading.now));
  std::vector<Found> out;
  for (const Handover& one : all) {
    ASSIGN_OR_RETURN(auto given, consent::ConsentsOf(reading.vault, dossier, one.proposal));
    const auto state = StateOf(one, given, reading.now);
    // Whom a nameless question is about, whoever is asked must not find here.
    const bool of_house =
        caller.kind == CallerKind::kProfessional &&
        (one.giver == caller.organisation || (SaidYes(one.state) && IsAskedOf(one, caller)));
    if (own || of_house || (holds && IsOfTheThread(one, given, state, caller)))
      out.push_back({one, std::move(given), AsTold(one, state, Follows(one, caller, holds, held))});
  }
  return out;
}

Result<exit::HandoverFacts::Told> HandoverService::ToldTo(const Reading& reading,
                                                          const DossierId& dossier) const {
  ASSIGN_OR_RETURN(const bool holds, exit::HoldsThread(reading, dossier));
  ASSIGN_OR_RETURN(const auto found, ShownOf(reading, holds));
  const Date oldest(std::chrono::sys_days(InBelgium(reading.now).day) - kLate);
  Told out;
  std::vector<Handover> told;
  for (const Found& one : found) {
    // What the person has not said yes to nobody was asked.
    // Nor does it help any more where they took back what they had agreed to.
    const bool cut_off = SaidYes(one.state) && !IsOpened(one.given);
    const bool asked = !one.given.empty() && one.state != v1::Handover::STATE_WITHDRAWN && !cut_off;
    if (one.handover.from < oldest || !asked) continue;
    told.push_back(one.handover);
    out.standings.push_back({.id = one.handover.id,
                             .state = one.state,
                             .asked = InBelgium(one.handover.created).day,
                             .from = one.handover.from,
                             .said = one.handover.answered.value_or(one.handover.created)});
  }
  ASSIGN_OR_RETURN(out.asks, AsksOf(reading.vault, told));
  return out;
}

Result<rpc::SealedWire> HandoverService::Show(const Reading& reading,
                                              const std::vector<Found>& shown, bool holds,
                                              Keep keep) const {
  v1::ListHandoversResponse frame;  // on the wire the other lists are the same, but for their page
  const DossierId& dossier = reading.permit.request().dossier;
  std::vector<Handover> asked;
  std::map<std::string, std::string> from_days;  // what was asked again is from another day on
  for (const Found& one : shown) {
    asked.push_back(one.handover);
    from_days[one.handover.id.Text()] = FormatDate(one.handover.from);
    ASSIGN_OR_RETURN(*frame.add_handovers(), Shown(reading, one, holds));
  }
  ASSIGN_OR_RETURN(const auto keys,
                   keys::CompartmentKeys::Load(reading.vault, parts_.keystore, dossier));
  ASSIGN_OR_RETURN(auto asks, AsksOf(reading.vault, asked));
  ASSIGN_OR_RETURN(auto open, ledger::Disclose(reading.permit, keys, std::move(asks)));
  ASSIGN_OR_RETURN(
      auto filled, std::move(open).TryMap([&](const ledger::OpenRecords& opened) -> Result<Bytes> {
        for (const ledger::OpenRecord& record : opened.rows) {
          const std::string id = HandoverId(record.id.bytes()).Text();
          const auto one = std::ranges::find_if(*frame.mutable_handovers(),
                                                [&](const auto& h) { return h.id() == id; });
          const bool known = one != frame.mutable_handovers()->end();
          bool may_look = known && one->ask().has_look_for();
          if (!known || !one->mutable_ask()->ParseFromString(std::string(record.content)))
            return Fail(Reason::kCorrupt, "a handover does not parse");
          // Whom they may look for when the person does not come, the person said for that day.
          may_look = may_look && one->ask().from_day() == from_days.at(id);
          one->mutable_ask()->set_from_day(from_days.at(id));
          if (!may_look) one->mutable_ask()->clear_look_for();
        }
        if (keep != nullptr) keep(frame, reading.now);
        return frame.SerializeAsString();
      }));
  return std::move(filled).Map([](Bytes bytes) { return rpc::OneMessage(std::move(bytes)); });
}

Result<HandoverService::Found> HandoverService::TakenOver(const Reading& reading,
                                                          const HandoverId& id) {
  const Caller& caller = reading.permit.caller();
  ASSIGN_OR_RETURN(auto found,
                   FindIn(reading.vault, id, reading.permit.request().dossier, reading.now));
  const bool yes = found && SaidYes(found->state);
  const bool theirs =
      yes && IsAskedOf(found->handover, caller) && MaySee(found->given, reading.now);
  if (theirs || (yes && caller.kind == CallerKind::kPerson)) return *std::move(found);
  return Fail(Reason::kInvalid, "the file has no such handover that you said yes to",
              "handover_id");
}

// All but what is asked; look_for is set where it may be shown.
Result<v1::Handover> HandoverService::Shown(const Reading& reading, const Found& found,
                                            bool holds) const {
  const auto& [handover, given, state] = found;
  const Caller& caller = reading.permit.caller();
  v1::Handover out;
  out.set_id(handover.id.Text());
  out.set_state(state);
  out.set_organisation_id(handover.receiver.Text());
  ASSIGN_OR_RETURN(const auto receiver,
                   directory::FindOrganisation(reading.vault, handover.receiver));
  if (receiver) out.set_organisation(receiver->name);
  if (!handover.unit.IsZero()) {
    out.set_unit_id(handover.unit.Text());
    ASSIGN_OR_RETURN(const auto unit, directory::FindUnit(reading.vault, handover.unit));
    if (unit) out.set_unit(unit->name);
  }
  *out.mutable_answer_by() = Stamp(handover.answer_by);
  if (handover.answered && state != v1::Handover::STATE_ASKED)
    *out.mutable_answer_time() = Stamp(*handover.answered);
  out.set_lack(handover.lack);
  out.set_possible_from(handover.possible_from);
  out.set_taken_over(state == v1::Handover::STATE_SEEN);
  *out.mutable_create_time() = Stamp(handover.created);
  // Whoever is asked learns after their yes whom it is about. Neither they nor a referent here who asks: left out for
  // prisons alone, it would tell of a detention.
  const bool asks = caller.kind == CallerKind::kPerson || caller.organisation == handover.giver;
  // Before their yes it would say whom they are asked about; and it ends with what they may see of the question.
  const bool looks = IsTakenOver(state) && MaySee(given, reading.now);
  if (asks || looks) out.mutable_ask()->mutable_look_for();
  if (asks || holds || SaidYes(state) || IsOpened(given)) {
    out.set_dossier_id(handover.dossier.Text());
    ASSIGN_OR_RETURN(const auto giver, directory::FindOrganisation(reading.vault, handover.giver));
    if (giver && asks) out.set_asked_by(giver->name);
  }
  return out;
}

}  // namespace relais::handover
