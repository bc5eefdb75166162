#include "services/exit/worry_call_service.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "services/access/cover.h"
#include "services/accesses/reviews.h"
#include "services/accesses/server_act.h"
#include "services/base/plain_line.h"
#include "services/consent/repository.h"
#include "services/consent/rules.h"
#include "services/directory/repository.h"
#include "services/exit/asked.h"
#include "services/rpc/pipeline.h"
#include "services/rpc/typed.h"

namespace relais::exit {
namespace {

using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;
using State = v1::WorryCall;

constexpr int kMostListed = 100, kMostLookedAt = 1000, kToldAtOnce = 100;
constexpr char kReason[] = "worry";
constexpr char kTellMethod[] = "WorryCalls.TellWorryCall";

google::protobuf::Timestamp Stamp(Instant at) {
  return TimeUtil::MillisecondsToTimestamp(ToMillis(at));
}

Status CheckRequest(const v1::RaiseWorryCallRequest& request) {
  const v1::WorryCall& call = request.call();
  if (!State::About_IsValid(call.about()) || call.about() == State::ABOUT_UNSPECIFIED)
    return Fail(Reason::kInvalid, "expected what it is about, such as OWN_LIFE", "call.about");
  if (!State::By_IsValid(call.by()) || call.by() == State::BY_UNSPECIFIED)
    return Fail(Reason::kInvalid, "expected NOW, TONIGHT or TOMORROW", "call.by");
  if (!IsPhoneNumber(call.phone()))
    return Fail(Reason::kInvalid, "expected a number to call back, such as +3225550000",
                "call.phone");
  RETURN_IF_ERROR(OrganisationId::Parse(call.organisation_id()));
  if (!call.unit_id().empty()) RETURN_IF_ERROR(UnitId::Parse(call.unit_id()));
  if (!call.then_organisation_id().empty())
    RETURN_IF_ERROR(OrganisationId::Parse(call.then_organisation_id()));
  switch (request.agreement_case()) {
    case v1::RaiseWorryCallRequest::kChosenWord:
      if (request.context().card_code().empty())
        return Fail(Reason::kInvalid,
                    "expected the code of the card: a word needs the card beside it",
                    "context.card_code");
      if (request.chosen_word().empty() || request.chosen_word().size() > 256)
        return Fail(Reason::kInvalid, "expected the chosen word", "chosen_word");
      if (request.telling_endangers())
        return Fail(Reason::kInvalid, "expected that of one without the person's agreement",
                    "telling_endangers");
      return {};
    case v1::RaiseWorryCallRequest::kWithout:
      if (!State::Without_IsValid(request.without()) ||
          request.without() == State::WITHOUT_UNSPECIFIED)
        return Fail(Reason::kInvalid, "expected why, such as CANNOT_ANSWER", "without");
      return {};
    case v1::RaiseWorryCallRequest::AGREEMENT_NOT_SET:
      break;
  }
  return Fail(Reason::kInvalid, "expected the person's chosen word, or why it is without them",
              "agreement");
}

// Who is asked, as the directory has them.
Status ReadAsked(const Reading& reading, const v1::WorryCall& from, WorryCall& to) {
  const Caller& caller = reading.permit.caller();
  const auto known = [&](const std::string& id, const char* field) -> Result<OrganisationId> {
    ASSIGN_OR_RETURN(const auto house, OrganisationId::Parse(id));
    ASSIGN_OR_RETURN(const auto found, directory::FindOrganisation(reading.vault, house));
    if (!found) return Fail(Reason::kInvalid, "there is no such house", field);
    return house;
  };
  ASSIGN_OR_RETURN(to.to_house, known(from.organisation_id(), "call.organisation_id"));
  if (!from.unit_id().empty()) {
    ASSIGN_OR_RETURN(to.to_unit, UnitId::Parse(from.unit_id()));
    ASSIGN_OR_RETURN(const auto unit, directory::FindUnit(reading.vault, to.to_unit));
    if (!unit || unit->organisation != to.to_house)
      return Fail(Reason::kInvalid, "expected a unit of the house that is asked", "call.unit_id");
  }
  const bool own =
      to.to_house == caller.organisation && (to.to_unit.IsZero() || to.to_unit == caller.unit);
  if (own)
    return Fail(Reason::kInvalid, "expected another team than your own", "call.organisation_id");
  if (from.then_organisation_id().empty()) return {};
  ASSIGN_OR_RETURN(to.then_house, known(from.then_organisation_id(), "call.then_organisation_id"));
  const bool own_then = to.then_house == caller.organisation && caller.unit.IsZero();
  if (to.then_house == to.to_house || own_then)
    return Fail(Reason::kInvalid,
                "expected another house than the one that is asked first, and than your own",
                "call.then_organisation_id");
  return {};
}

Error NotShown() {
  return {Reason::kWrongState,
          "that does not show that the person agrees: look at card and word again, or raise it "
          "without, with a colleague"};
}

Error TooLate() {
  return {Reason::kWrongState,
          "somebody took this up meanwhile, or it was taken back, or its time is over: look at "
          "your list"};
}

// What there is to phone now: of who is asked, or of who comes after them.
Result<std::string> DutyLineOf(storage::Connection& vault, const WorryCall& call, Instant now) {
  const bool last = StateOf(call, now) == State::STATE_LAST;
  if (!last && !call.to_unit.IsZero()) {
    ASSIGN_OR_RETURN(const auto unit, directory::FindUnit(vault, call.to_unit));
    if (unit && !unit->duty_line.empty()) return unit->duty_line;
  }
  ASSIGN_OR_RETURN(const auto house,
                   directory::FindOrganisation(vault, last ? call.then_house : call.to_house));
  return house ? house->duty_line : std::string();
}

Result<std::string> NameOf(storage::Connection& vault, const OrganisationId& id) {
  ASSIGN_OR_RETURN(const auto house, directory::FindOrganisation(vault, id));
  return house ? house->name : std::string();
}

// What everybody reads of it who reads it at all.
v1::WorryCall Coded(const WorryCall& call, Instant now) {
  v1::WorryCall out;
  out.set_id(call.id.Text());
  out.set_about(call.about);
  out.set_by(call.by);
  out.set_state(StateOf(call, now));
  *out.mutable_create_time() = Stamp(call.created);
  if (call.ended) *out.mutable_end_time() = Stamp(*call.ended);
  return out;
}

// All of it but for who is asked: of which house it comes is said by phone. Left out for prisons alone, it would tell of a
// detention.
Status AddAsker(storage::Connection& vault, const WorryCall& call, v1::WorryCall& out) {
  ASSIGN_OR_RETURN(const auto asks, directory::FindCaller(vault, call.raised_by));
  if (!asks) return {};
  out.set_asked_by(asks->name);
  out.set_asked_by_profession(asks->profession);
  out.set_asked_by_organisation(asks->organisation_name);
  return {};
}

Status AddAsked(storage::Connection& vault, const WorryCall& call, v1::WorryCall& out) {
  ASSIGN_OR_RETURN(*out.mutable_organisation(), NameOf(vault, call.to_house));
  if (!call.to_unit.IsZero()) {
    ASSIGN_OR_RETURN(const auto unit, directory::FindUnit(vault, call.to_unit));
    if (unit) out.set_unit(unit->name);
  }
  if (!call.then_house.IsZero()) {
    ASSIGN_OR_RETURN(*out.mutable_then_organisation(), NameOf(vault, call.then_house));
  }
  ASSIGN_OR_RETURN(const auto takes, directory::FindCaller(vault, call.taken_by));
  if (!takes) return {};
  out.set_acknowledged_by(takes->name);
  out.set_acknowledged_by_organisation(takes->organisation_name);
  return {};
}

// As the team that raised it reads it.
Result<v1::WorryCall> ForTeam(storage::Connection& vault, const WorryCall& call, Instant now) {
  v1::WorryCall out = Coded(call, now);
  out.set_phone(call.phone);
  out.set_without(call.without);
  out.set_telling_endangers(call.telling_endangers);
  RETURN_IF_ERROR(AddAsker(vault, call, out));
  RETURN_IF_ERROR(AddAsked(vault, call, out));
  if (Waits(out.state())) {
    ASSIGN_OR_RETURN(*out.mutable_duty_line(), DutyLineOf(vault, call, now));
  }
  if (const auto next = NextOf(call, now)) *out.mutable_next_time() = Stamp(*next);
  return out;
}

// As who is asked reads it.
Result<v1::WorryCall> ForAsked(storage::Connection& vault, const WorryCall& call, Instant now) {
  v1::WorryCall out = Coded(call, now);
  out.set_phone(call.phone);
  ASSIGN_OR_RETURN(const auto asks, directory::FindCaller(vault, call.raised_by));
  if (asks) out.set_asked_by(asks->name);
  if (const auto next = NextOf(call, now)) *out.mutable_next_time() = Stamp(*next);
  return out;
}

// As the person reads it.
Result<v1::WorryCall> ForPerson(storage::Connection& vault, const WorryCall& call, Instant now) {
  v1::WorryCall out = Coded(call, now);
  out.set_without(call.without);
  RETURN_IF_ERROR(AddAsker(vault, call, out));
  RETURN_IF_ERROR(AddAsked(vault, call, out));
  return out;
}

// Whom the person shut out of their leavings hears nothing of them, and of the dead nobody is called.
Result<bool> IsClosed(storage::Connection& vault, const DossierId& dossier, const Caller& caller,
                      Instant now) {
  if (dossier.IsZero()) return false;
  ASSIGN_OR_RETURN(const auto closed, consent::ClosedTo(vault, dossier, caller, now));
  return closed.Has(Compartment::kExit);
}

Result<bool> MayTakeUp(storage::Connection& vault, const WorryCall& call,
                       const access::Permit& permit, Instant now) {
  if (!MayTakeOver(permit) || !IsAskedOf(call, permit.caller(), now)) return false;
  ASSIGN_OR_RETURN(const bool closed, IsClosed(vault, call.dossier, permit.caller(), now));
  return !closed;
}

// One that this team raised, or NOT_OPEN.
Result<WorryCall> OfTeam(storage::Connection& vault, const WorryCallId& id, const Caller& caller) {
  ASSIGN_OR_RETURN(auto call, FindWorryCall(vault, id));
  if (!call || call->team != caller.team()) return tl::unexpected<Error>(rpc::NotOpen());
  return *std::move(call);
}

accesses::Review ReviewOf(const WorryCall& call, const ReviewId& id, Instant at,
                          std::chrono::days within) {
  return {.id = id,
          .kind = v1::REVIEW_KIND_WORRY_CALL,
          .reader = call.raised_by,
          .number = static_cast<std::uint64_t>(call.without),
          .index = call.telling_endangers ? 1U : 0U,
          .state = v1::Objection::STATE_OPEN,
          .decider = v1::DECIDER_READERS_HOUSE,
          .decider_house = call.house,
          .created = at,
          .due = at + within};
}

// Written into the person's log when they are told.
Status TellOne(ledger::Ledger& ledger, const access::Access& access, storage::Connection& vault,
               const WorryCall& call) {
  Caller house{.kind = CallerKind::kSystem, .organisation = call.house};
  ASSIGN_OR_RETURN(house.organisation_name, NameOf(vault, call.house));
  return accesses::ServerAct::Run(
      ledger, access.AdmitReview(call.dossier, house, kTellMethod),
      {.objects = {call.id.bytes()}, .owed = true},
      [id = call.id](storage::Connection& written, Instant, std::vector<Array<16>>&) -> Status {
        ASSIGN_OR_RETURN(auto now, FindWorryCall(written, id));
        if (!now) return {};
        now->tell.reset();
        return UpdateWorryCall(written, *now);
      });
}

}  // namespace

void WorryCallService::AddMethods(rpc::Methods& methods) {
  AddRaise(methods);
  AddConfirm(methods);
  AddLists(methods);
  AddEndings(methods);
}

void WorryCallService::AddRaise(rpc::Methods& methods) {
  rpc::Add<v1::RaiseWorryCallRequest>(
      methods, "WorryCalls", "RaiseWorryCall", [this](auto request) -> Result<Prepared> {
        RETURN_IF_ERROR(CheckRequest(*request));
        ASSIGN_OR_RETURN(const rpc::Address named, parts_.desk.AddressOf(request->context()));
        if (std::holds_alternative<std::monostate>(named))
          return Fail(Reason::kInvalid, "expected a file, by its id or card", "context");
        Prepared prepared{.ask = AskBetweenHouses(kReason)};
        const bool agreed = request->has_chosen_word();
        if (agreed) {
          ASSIGN_OR_RETURN(prepared, parts_.desk.Ask(request->context(), Action::kRelate));
        }
        prepared.request_id = request->request_id();
        // Looked at once, however often it is decided: words count.
        const auto shown = std::make_shared<std::optional<Result<bool>>>();
        prepared.change = [this, request, named, agreed,
                           shown](const Reading& reading) -> Result<ApplyChange> {
          if (!raised_.MayTry(reading.permit.caller().id, reading.now))
            return Fail(Reason::kBusy, "several were raised within this hour: phone them");
          DossierId dossier = reading.permit.request().dossier;
          if (agreed) {
            if (!*shown)
              shown->emplace(parts_.desk.IsPresent(reading, named, request->chosen_word()));
            ASSIGN_OR_RETURN(const bool present, **shown);
            if (!present) return tl::unexpected<Error>(NotShown());
          } else {
            ASSIGN_OR_RETURN(dossier, AboutWhom(reading, named));
          }
          return Raise(*request, reading, dossier);
        };
        return prepared;
      });
}

Result<DossierId> WorryCallService::AboutWhom(const Reading& reading,
                                              const rpc::Address& named) const {
  const Caller& caller = reading.permit.caller();
  ASSIGN_OR_RETURN(const DossierId dossier, parts_.addresses.Find(reading.vault, named));
  ASSIGN_OR_RETURN(const auto standing, consent::StandingConsents(reading.vault, dossier));
  ASSIGN_OR_RETURN(const bool closed, IsClosed(reading.vault, dossier, caller, reading.now));
  const bool related = std::ranges::any_of(standing, [&](const consent::Consent& one) {
    return access::Relates(one.cell, caller, reading.now);
  });
  return related && !closed ? dossier : DossierId();
}

Result<ApplyChange> WorryCallService::Raise(const v1::RaiseWorryCallRequest& request,
                                            const Reading& reading, const DossierId& dossier) {
  const Caller& caller = reading.permit.caller();
  WorryCall call{.id = WorryCallId::New(parts_.random),
                 .dossier = dossier,
                 .house = caller.organisation,
                 .team = caller.team(),
                 .raised_by = ProfessionalId(caller.id),
                 .about = request.call().about(),
                 .by = request.call().by(),
                 .phone = request.call().phone(),
                 .without = request.without(),
                 .telling_endangers = request.telling_endangers() ||
                                      request.without() == State::WITHOUT_ASKING_ENDANGERS};
  RETURN_IF_ERROR(ReadAsked(reading, request.call(), call));
  raised_.Count(caller.id, reading.now);
  return ApplyChange([call](const access::Permit& permit, storage::Connection& vault,
                            Instant at) -> Result<Changed> {
    WorryCall added = call;
    added.created = at;
    if (added.without == State::WITHOUT_UNSPECIFIED) added.sent = at;
    RETURN_IF_ERROR(AddWorryCall(vault, added));
    v1::RaiseWorryCallResponse response;
    ASSIGN_OR_RETURN(*response.mutable_call(), ForTeam(vault, added, at));
    return Changed{rpc::SealIds(permit, response, {added.id.bytes()})};
  });
}

void WorryCallService::AddConfirm(rpc::Methods& methods) {
  rpc::Add<v1::ConfirmWorryCallRequest>(
      methods, "WorryCalls", "ConfirmWorryCall", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, WorryCallId::Parse(request->worry_call_id()));
        Prepared prepared{.ask = AskBetweenHouses(kReason)};
        prepared.request_id = request->request_id();
        prepared.change = [this, id](const Reading&) -> Result<ApplyChange> {
          const auto review = ReviewId::New(parts_.random);
          return ApplyChange([id, review, within = parts_.review_within](
                                 const access::Permit& permit, storage::Connection& vault,
                                 Instant at) -> Result<Changed> {
            ASSIGN_OR_RETURN(WorryCall call, OfTeam(vault, id, permit.caller()));
            if (call.raised_by.bytes() == permit.caller().id)
              return Fail(Reason::kWrongState, "a second professional of your team confirms it");
            // They may have been suspended, or have left the team, since they raised it.
            ASSIGN_OR_RETURN(const auto first, directory::FindCaller(vault, call.raised_by));
            const bool stands = first && first->Serves(at) && first->team() == call.team;
            if (!stands || StateOf(call, at) != State::STATE_TO_CONFIRM)
              return tl::unexpected<Error>(TooLate());
            call.sent = at;
            if (!call.dossier.IsZero())
              call.tell = call.telling_endangers ? call.created + kSilent : at;
            RETURN_IF_ERROR(UpdateWorryCall(vault, call));
            RETURN_IF_ERROR(accesses::AddReview(vault, ReviewOf(call, review, at, within), at));
            return Changed{
                rpc::SealIds(permit, v1::ConfirmWorryCallResponse(), {id.bytes(), review.bytes()})};
          });
        };
        return prepared;
      });
}

static Result<rpc::SealedWire> ListFor(const Reading& reading) {
  const Caller& caller = reading.permit.caller();
  v1::ListWorryCallsResponse response;
  ASSIGN_OR_RETURN(const auto to,
                   WorryCallsTo(reading.vault, caller.organisation, reading.now, kMostLookedAt));
  for (const WorryCall& call : to) {
    if (response.asked_size() == kMostListed) break;
    ASSIGN_OR_RETURN(const bool asked, MayTakeUp(reading.vault, call, reading.permit, reading.now));
    if (!asked) continue;
    ASSIGN_OR_RETURN(*response.add_asked(), ForAsked(reading.vault, call, reading.now));
  }
  // Whatever the person closed meanwhile: one that was gone would tell of it.
  ASSIGN_OR_RETURN(const auto raised,
                   WorryCallsOf(reading.vault, caller.team(), reading.now, kMostListed));
  for (const WorryCall& call : raised) {
    ASSIGN_OR_RETURN(*response.add_raised(), ForTeam(reading.vault, call, reading.now));
  }
  return rpc::SealList(reading.permit, response,
                       static_cast<std::size_t>(response.asked_size() + response.raised_size()));
}

void WorryCallService::AddLists(rpc::Methods& methods) {
  rpc::Add<v1::ListWorryCallsRequest>(methods, "WorryCalls", "ListWorryCalls",
                                      [](auto) -> Result<Prepared> {
                                        Prepared prepared{.ask = AskBetweenHouses(kReason)};
                                        prepared.read = ListFor;
                                        return prepared;
                                      });
  rpc::Add<v1::ListOwnWorryCallsRequest>(
      methods, "WorryCalls", "ListOwnWorryCalls", [](auto) -> Result<Prepared> {
        Prepared prepared;
        prepared.ask.action = Action::kReadLog;
        prepared.read = [](const Reading& r) -> Result<rpc::SealedWire> {
          const DossierId& dossier = r.permit.request().dossier;
          ASSIGN_OR_RETURN(const auto all, WorryCallsAbout(r.vault, dossier, r.now, kMostListed));
          v1::ListOwnWorryCallsResponse response;
          for (const WorryCall& call : all) {
            if (!IsKnown(call)) continue;
            ASSIGN_OR_RETURN(*response.add_calls(), ForPerson(r.vault, call, r.now));
          }
          return rpc::SealList(r.permit, response, static_cast<std::size_t>(response.calls_size()));
        };
        return prepared;
      });
}

void WorryCallService::AddEndings(rpc::Methods& methods) {
  rpc::Add<v1::AcknowledgeWorryCallRequest>(
      methods, "WorryCalls", "AcknowledgeWorryCall", [](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, WorryCallId::Parse(request->worry_call_id()));
        Prepared prepared{.ask = AskBetweenHouses(kReason)};
        prepared.request_id = request->request_id();
        prepared.change = [id](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([id](const access::Permit& permit, storage::Connection& vault,
                                  Instant at) -> Result<Changed> {
            ASSIGN_OR_RETURN(auto call, FindWorryCall(vault, id));
            const OrganisationId& house = permit.caller().organisation;
            const bool theirs = call && (call->to_house == house || call->then_house == house);
            if (!theirs) return tl::unexpected<Error>(rpc::NotOpen());
            ASSIGN_OR_RETURN(const bool may, MayTakeUp(vault, *call, permit, at));
            if (!may) return tl::unexpected<Error>(TooLate());
            call->taken_by = ProfessionalId(permit.caller().id);
            call->ended = at;
            RETURN_IF_ERROR(UpdateWorryCall(vault, *call));
            return Changed{rpc::SealIds(permit, v1::AcknowledgeWorryCallResponse(), {id.bytes()})};
          });
        };
        return prepared;
      });
  rpc::Add<v1::WithdrawWorryCallRequest>(
      methods, "WorryCalls", "WithdrawWorryCall", [](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, WorryCallId::Parse(request->worry_call_id()));
        Prepared prepared{.ask = AskBetweenHouses(kReason)};
        prepared.request_id = request->request_id();
        prepared.change = [id](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([id](const access::Permit& permit, storage::Connection& vault,
                                  Instant at) -> Result<Changed> {
            ASSIGN_OR_RETURN(WorryCall call, OfTeam(vault, id, permit.caller()));
            if (!Waits(StateOf(call, at))) return tl::unexpected<Error>(TooLate());
            call.ended = at;
            RETURN_IF_ERROR(UpdateWorryCall(vault, call));
            return Changed{rpc::SealIds(permit, v1::WithdrawWorryCallResponse(), {id.bytes()})};
          });
        };
        return prepared;
      });
}

Status TendWorryCalls(ledger::Ledger& ledger, const access::Access& access,
                      storage::Connection& vault, Instant now) {
  Status all;
  ASSIGN_OR_RETURN(const auto due, WorryCallsToTell(vault, now, kToldAtOnce));
  for (const WorryCall& call : due) {
    // One that cannot be written holds up no other.
    const Status told = TellOne(ledger, access, vault, call);
    if (!told) all = told;
  }
  ASSIGN_OR_RETURN(const bool over, AreWorryCallsOver(vault, now));
  if (!over) return all;
  const Status deleted = accesses::ServerAct::Run(
      ledger, access.AdmitSystem("WorryCalls.DeleteWorryCalls"), {},
      [now](storage::Connection& written, Instant, std::vector<Array<16>>&) {
        return DeleteWorryCalls(written, now);
      });
  return deleted ? all : deleted;
}

}  // namespace relais::exit
