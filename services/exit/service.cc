#include "services/exit/service.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <set>

#include "services/access/policy_file.h"
#include "services/consent/proposals.h"
#include "services/consent/repository.h"
#include "services/directory/repository.h"
#include "services/dossier/rules.h"
#include "services/exit/figures.h"
#include "services/exit/negotiation.h"
#include "services/exit/plan.h"
#include "services/exit/referent_service.h"
#include "services/exit/under_way.h"
#include "services/exit/view.h"
#include "services/exit/worry_calls.h"
#include "services/rpc/typed.h"

namespace relais::exit {
namespace {

using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;
using std::chrono::days;
using std::chrono::sys_days;

// "10:00", or nothing.
Status CheckTime(const std::string& text, const char* field) {
  static const directory::Field kTime{"time", directory::FieldType::kTime, {}};
  if (text.empty() || dossier::CheckValue(kTime, text)) return {};
  return Fail(Reason::kInvalid, "expected a time such as 10:00", field);
}

bool IsOfPrisons(v1::Exit::Kind kind) {
  return kind == v1::Exit::KIND_PRISON || kind == v1::Exit::KIND_SEMI_LIBERTY ||
         kind == v1::Exit::KIND_ELECTRONIC_MONITORING || kind == v1::Exit::KIND_REMOVAL;
}

Status CheckPlan(const v1::Exit& exit, bool prison, Date today) {
  if (!v1::Exit::Kind_IsValid(exit.kind()) || exit.kind() == v1::Exit::KIND_UNSPECIFIED)
    return Fail(Reason::kInvalid, "expected a kind of leaving, such as HOSPITAL", "exit.kind");
  if (IsOfPrisons(exit.kind()) && !prison)
    return Fail(Reason::kInvalid, "only a prison plans a leaving of this kind", "exit.kind");
  const sys_days first(today), last = first + kAhead;
  sys_days earliest = first;
  if (!exit.earliest().empty()) {
    ASSIGN_OR_RETURN(earliest, ReadDay(exit.earliest(), "exit.earliest", first, last));
  }
  if (!exit.latest().empty())
    RETURN_IF_ERROR(ReadDay(exit.latest(), "exit.latest", earliest, last));
  return {};
}

// Adds what is said of a leaving beside it, by `add` (Status(Party, const Exit*, CompartmentSet tells_of)), which is told on
// which side the caller stands. The person stands on their own, and has no plan before them; where a house stands, the plan says,
// which stays sealed.
template <class F>
Status AddTo(const dossier::Recording& record, const access::Permit& permit,
             storage::Connection& vault, const RecordId& exit, F add) {
  const Caller& caller = permit.caller();
  if (caller.kind == CallerKind::kPerson) {
    ASSIGN_OR_RETURN(const auto where,
                     dossier::FindCompartment(vault, permit.request().dossier, exit,
                                              dossier::ViewerOf(permit.caller())));
    if (where != Compartment::kExit) return NoSuch("leaving", "exit_id");
    return add(v1::ExitDate::PARTY_PERSON, nullptr, CompartmentSet());
  }
  return WithPlan(record, exit, [&](const v1::Exit& planned, CompartmentSet tells_of) {
    const auto party = PartyOf(caller.organisation.Text(), planned);
    const bool same = party == v1::ExitDate::PARTY_INSTITUTION;
    return add(party, &planned, same ? tells_of : CompartmentSet());
  });
}

// Who has left a prison for good is free, and is asked again there: what they agreed to inside ends 30 days on.
Status EndWhatCustodyAgreedTo(storage::Connection& vault, const DossierId& dossier,
                              const v1::Exit& planned, Date left) {
  const bool returns = planned.kind() == v1::Exit::KIND_LEAVE_WITH_RETURN ||
                       planned.kind() == v1::Exit::KIND_TRIAL_EXIT ||
                       planned.kind() == v1::Exit::KIND_SEMI_LIBERTY ||
                       planned.kind() == v1::Exit::KIND_TRANSFER;
  ASSIGN_OR_RETURN(const auto id, OrganisationId::Parse(planned.organisation_id()));
  ASSIGN_OR_RETURN(const auto house, directory::FindOrganisation(vault, id));
  if (returns || !house || !house->IsPrison()) return {};
  // A day that is written down late, or wrong, does not reach what was agreed to after it.
  const Instant day_ends = FromBelgium({Date(sys_days(left) + days(1)), 0});
  ASSIGN_OR_RETURN(const auto agreed, consent::LeaveCustody(vault, dossier, day_ends));
  const Instant end = FromBelgium({Date(sys_days(left) + days(31)), 0});
  for (const ProposalId& one : agreed) RETURN_IF_ERROR(consent::EndAllOf(vault, dossier, one, end));
  return {};
}

// A house's own, and the person's: others would learn of a house from which somebody leaves.
Result<std::vector<Decision>> DecisionsShownTo(const Caller& caller, storage::Connection& vault,
                                               const DossierId& dossier) {
  if (caller.kind == CallerKind::kPerson) return DecisionsOf(vault, dossier, std::nullopt);
  if (caller.kind != CallerKind::kProfessional) return std::vector<Decision>();
  return DecisionsOf(vault, dossier, caller.organisation);
}

}  // namespace

Result<Date> ReadDay(const std::string& text, const char* field, sys_days first, sys_days last) {
  const auto day = ParseDate(text);
  if (!day) return Fail(Reason::kInvalid, "expected a day such as 2026-11-30", field);
  if (sys_days(*day) < first || sys_days(*day) > last)
    return Fail(Reason::kInvalid,
                "expected a day from " + FormatDate(Date(first)) + " to " + FormatDate(Date(last)),
                field);
  return *day;
}

void ExitService::AddMethods(rpc::Methods& methods) {
  AddPlan(methods);
  AddDates(methods);
  AddDeparture(methods);
  AddReopening(methods);
  AddConditions(methods);
  AddDecision(methods);
  AddPassing(methods);
  AddWork(methods);
  AddList(methods);
  AddFigures(methods);
}

Result<Prepared> ExitService::AskToWrite(const v1::DossierContext& context,
                                         const std::string& request_id) const {
  ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(context, Action::kWrite));
  prepared.request_id = request_id;
  // Their own file a person does not name; what they say in it are words of their own.
  const bool own = std::holds_alternative<std::monostate>(prepared.address);
  prepared.ask.wanted = {own ? Compartment::kOwnWords : Compartment::kExit};
  return prepared;
}

template <class Response, class Fill, class Respond>
ApplyChange ExitService::Beside(const RecordId& exit, Fill fill, Respond respond, Then then) const {
  const RecordId id = RecordId::New(parts_.random);
  return
      [this, exit, id, fill, respond, then](
          const access::Permit& permit, storage::Connection& vault, Instant at) -> Result<Changed> {
        const auto record = Record(permit, vault, at);
        const DossierId& dossier = permit.request().dossier;
        const auto add = [&](v1::ExitDate::Party party, const v1::Exit* planned,
                             CompartmentSet tells_of) -> Status {
          if (then && planned != nullptr) RETURN_IF_ERROR(then(permit, vault, *planned, at));
          v1::GetDossierResponse part;
          fill(part, party);
          return record.Add(dossier, Compartment::kExit, id, std::move(part), tells_of);
        };
        RETURN_IF_ERROR(AddTo(record, permit, vault, exit, add));
        Response response;
        respond(response, id.Text());
        Changed done{rpc::SealIds(permit, response, {exit.bytes(), id.bytes()})};
        if (then) done.moved = {dossier.bytes()};
        return done;
      };
}

void ExitService::AddPlan(rpc::Methods& methods) {
  rpc::Add<v1::PlanExitRequest>(
      methods, "Exits", "PlanExit", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kWrite));
        prepared.request_id = request->request_id();
        prepared.ask.wanted = {Compartment::kExit};
        prepared.change = [this, request](const Reading& r) -> Result<ApplyChange> {
          RETURN_IF_ERROR(
              CheckPlan(request->exit(), r.permit.caller().InPrison(), InBelgium(r.now).day));
          const RecordId id = RecordId::New(parts_.random);
          return ApplyChange([this, request, id](const access::Permit& permit,
                                                 storage::Connection& vault,
                                                 Instant at) -> Result<Changed> {
            v1::GetDossierResponse part;
            v1::Exit& exit = *part.add_exits();
            exit.set_version(1);
            exit.set_kind(request->exit().kind());
            exit.set_earliest(request->exit().earliest());
            exit.set_latest(request->exit().latest());
            exit.set_organisation_id(permit.caller().organisation.Text());
            const DossierId& dossier = permit.request().dossier;
            ASSIGN_OR_RETURN(*part.add_exit_owners(),
                             AnswersFor(vault, dossier, id, permit.caller()));
            if (request->taken_in_again()) {
              ASSIGN_OR_RETURN(const auto all, UnderWayIn(vault, dossier));
              if (std::ranges::any_of(all, &UnderWay::left))
                RETURN_IF_ERROR(parts_.handovers.Pause(permit, vault, at));
            }
            RETURN_IF_ERROR(
                Record(permit, vault, at).Add(dossier, Compartment::kExit, id, std::move(part)));
            v1::PlanExitResponse response;
            response.set_exit_id(id.Text());
            return Changed{rpc::SealIds(permit, response, {id.bytes()})};
          });
        };
        return prepared;
      });
}

void ExitService::AddDates(rpc::Methods& methods) {
  rpc::Add<v1::ProposeExitDateRequest>(
      methods, "Exits", "ProposeExitDate", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto exit, RecordId::Parse(request->date().exit_id()));
        ASSIGN_OR_RETURN(Prepared prepared, AskToWrite(request->context(), request->request_id()));
        prepared.change = [this, request, exit](const Reading& r) -> Result<ApplyChange> {
          const sys_days today(InBelgium(r.now).day);
          RETURN_IF_ERROR(ReadDay(request->date().day(), "date.day", today, today + kAhead));
          RETURN_IF_ERROR(CheckTime(request->date().time(), "date.time"));
          return Beside<v1::ProposeExitDateResponse>(
              exit,
              [request, exit](v1::GetDossierResponse& part, v1::ExitDate::Party party) {
                v1::ExitDate& date = *part.add_exit_dates();
                date.set_exit_id(exit.Text());
                date.set_day(request->date().day());
                date.set_time(request->date().time());
                date.set_party(party);
              },
              [](auto& response, const std::string& id) { response.set_date_id(id); });
        };
        return prepared;
      });
  rpc::Add<v1::AnswerExitDateRequest>(
      methods, "Exits", "AnswerExitDate", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto exit, RecordId::Parse(request->answer().exit_id()));
        ASSIGN_OR_RETURN(const auto date, RecordId::Parse(request->answer().date_id()));
        ASSIGN_OR_RETURN(Prepared prepared, AskToWrite(request->context(), request->request_id()));
        prepared.change = [this, request, exit, date](const Reading& r) -> Result<ApplyChange> {
          // An answer to what is not there is seen by nobody.
          ASSIGN_OR_RETURN(const auto where,
                           dossier::FindCompartment(r.vault, r.permit.request().dossier, date,
                                                    dossier::ViewerOf(r.permit.caller())));
          if (where != Compartment::kExit) return NoSuch("day", "answer.date_id");
          return Beside<v1::AnswerExitDateResponse>(
              exit,
              [request, exit, date](v1::GetDossierResponse& part, v1::ExitDate::Party party) {
                v1::ExitAnswer& answer = *part.add_exit_answers();
                answer.set_exit_id(exit.Text());
                answer.set_date_id(date.Text());
                answer.set_accepted(request->answer().accepted());
                answer.set_party(party);
              },
              [](auto& response, const std::string& id) { response.set_answer_id(id); });
        };
        return prepared;
      });
}

// By the time of the entry that says so: of a quarter that is over nothing changes any more.
static Tally TallyOf(const v1::Exit& planned, const std::optional<Instant>& reopened, Date left,
                     const OrganisationId& house, Instant at) {
  constexpr days kPrepared{2};
  const Instant made = reopened.value_or(
      FromMillis(google::protobuf::util::TimeUtil::TimestampToMilliseconds(planned.record_time())));
  const bool prepared = sys_days(InBelgium(made).day) + kPrepared <= sys_days(left);
  return {.quarter = QuarterOf(InBelgium(at).day),
          .what = prepared ? v1::Figure::WHAT_LEFT_PREPARED : v1::Figure::WHAT_LEFT_AT_SHORT_NOTICE,
          .kind = planned.kind(),
          .moment = MomentOf(left),
          .house = house};
}

// With what the person left although it stops, where a physician or the house let them.
Status ExitService::CountDecided(const access::Permit& permit, storage::Connection& vault,
                                 const RecordId& exit, const v1::Departure& left,
                                 Tally tally) const {
  if (!MayPass(left.decider())) return {};
  const DossierId& dossier = permit.request().dossier;
  ASSIGN_OR_RETURN(auto all, DecisionsOf(vault, dossier, std::nullopt));
  ASSIGN_OR_RETURN(const auto reopened, ReopenedAt(vault, dossier, exit));
  std::erase_if(all, [&](const Decision& one) {
    return one.exit != exit || (reopened && one.at < *reopened);
  });
  ASSIGN_OR_RETURN(auto sealed, SealedDecisions(vault, all));
  ASSIGN_OR_RETURN(const auto keys, keys::CompartmentKeys::Load(vault, parts_.keystore, dossier));
  ASSIGN_OR_RETURN(auto open, ledger::Disclose(permit, keys, std::move(sealed)));
  tally.what = v1::Figure::WHAT_STOP_PASSED;
  tally.decider = left.decider();
  // Nothing of it comes out but how many.
  ASSIGN_OR_RETURN(const auto counted,
                   std::move(open).TryMap([&](const auto& opened) -> Result<bool> {
                     std::set<std::string> rules;
                     for (const ledger::OpenRecord& row : opened.rows) {
                       v1::DecideExitRequest what;
                       if (!what.ParseFromString(std::string(row.content)))
                         return Fail(Reason::kCorrupt, "a decision does not parse");
                       if (what.decision().day() == left.day())
                         rules.insert(what.rules().begin(), what.rules().end());
                     }
                     for (const std::string& rule : rules) {
                       tally.rule = rule;
                       RETURN_IF_ERROR(Count(vault, tally));
                     }
                     return true;
                   }));
  (void)counted;
  return {};
}

void ExitService::AddDeparture(rpc::Methods& methods) {
  rpc::Add<v1::RecordDepartureRequest>(
      methods, "Exits", "RecordDeparture", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto exit, RecordId::Parse(request->departure().exit_id()));
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kWrite));
        prepared.request_id = request->request_id();
        prepared.ask.wanted = {Compartment::kExit};
        prepared.change = [this, request, exit](const Reading& r) -> Result<ApplyChange> {
          const v1::Departure& given = request->departure();
          const sys_days today(InBelgium(r.now).day);
          ASSIGN_OR_RETURN(const Date left,
                           ReadDay(given.day(), "departure.day", today - kAhead, today + days(1)));
          RETURN_IF_ERROR(CheckTime(given.time(), "departure.time"));
          if (!v1::Departure::Decider_IsValid(given.decider()) ||
              given.decider() == v1::Departure::DECIDER_UNSPECIFIED)
            return Fail(Reason::kInvalid, "expected who decided, such as PHYSICIAN",
                        "departure.decider");
          return Beside<v1::RecordDepartureResponse>(
              exit,
              [request, exit](v1::GetDossierResponse& part, v1::ExitDate::Party) {
                v1::Departure& departure = *part.add_departures();
                departure.set_exit_id(exit.Text());
                departure.set_day(request->departure().day());
                departure.set_time(request->departure().time());
                departure.set_decider(request->departure().decider());
              },
              [](auto& response, const std::string& id) { response.set_departure_id(id); },
              [this, request, left, exit](const access::Permit& permit, storage::Connection& vault,
                                          const v1::Exit& planned, Instant at) -> Status {
                const DossierId& dossier = permit.request().dossier;
                ASSIGN_OR_RETURN(const auto reopened, ReopenedAt(vault, dossier, exit));
                // Of the time before they came back: they are in the house.
                if (reopened && left < InBelgium(*reopened).day) return {};
                ASSIGN_OR_RETURN(const bool first, MarkLeft(vault, dossier, exit));
                if (first) {
                  const Tally tally =
                      TallyOf(planned, reopened, left, permit.caller().organisation, at);
                  RETURN_IF_ERROR(Count(vault, tally));
                  RETURN_IF_ERROR(CountDecided(permit, vault, exit, request->departure(), tally));
                }
                return EndWhatCustodyAgreedTo(vault, dossier, planned, left);
              });
        };
        return prepared;
      });
}

void ExitService::AddReopening(rpc::Methods& methods) {
  rpc::Add<v1::ReopenExitRequest>(
      methods, "Exits", "ReopenExit", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto exit, RecordId::Parse(request->exit_id()));
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kWrite));
        prepared.request_id = request->request_id();
        prepared.ask.wanted = {Compartment::kExit};
        prepared.change = [this, exit](const Reading&) -> Result<ApplyChange> {
          const RecordId id = RecordId::New(parts_.random);
          return ApplyChange([this, exit, id](const access::Permit& permit,
                                              storage::Connection& vault,
                                              Instant at) -> Result<Changed> {
            const Caller& caller = permit.caller();
            const DossierId& dossier = permit.request().dossier;
            const auto record = Record(permit, vault, at);
            const auto reopen = [&](const v1::Exit& planned, CompartmentSet tells_of) -> Status {
              if (PartyOf(caller.organisation.Text(), planned) != v1::ExitDate::PARTY_INSTITUTION)
                return Fail(Reason::kWrongState,
                            "another house than the one that was left plans a leaving of its own");
              ASSIGN_OR_RETURN(const auto all, UnderWayIn(vault, dossier));
              const bool another = std::ranges::any_of(all, [&](const UnderWay& one) {
                return one.organisation == caller.organisation && !one.left;
              });
              if (another)
                return Fail(
                    Reason::kWrongState,
                    "your house prepares another leaving: that one goes on; or plan one that "
                    "says that they were taken in again");
              ASSIGN_OR_RETURN(const bool had_left, Reopen(vault, dossier, exit, at));
              if (!had_left)
                return Fail(Reason::kWrongState, "the person has not left by this one");
              v1::GetDossierResponse part;
              part.add_readmissions()->set_exit_id(exit.Text());
              ASSIGN_OR_RETURN(*part.add_exit_owners(), AnswersFor(vault, dossier, exit, caller));
              return record.Add(dossier, Compartment::kExit, id, std::move(part), tells_of);
            };
            RETURN_IF_ERROR(WithPlan(record, exit, reopen));
            RETURN_IF_ERROR(parts_.handovers.Pause(permit, vault, at));
            v1::ReopenExitResponse response;
            response.set_readmission_id(id.Text());
            return Changed{rpc::SealIds(permit, response, {exit.bytes(), id.bytes()})};
          });
        };
        return prepared;
      });
}

void ExitService::AddList(rpc::Methods& methods) {
  rpc::Add<v1::ListExitsRequest>(
      methods, "Exits", "ListExits", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kRead));
        prepared.ask.wanted = AllCompartments();
        prepared.read = [this](const Reading& r) -> Result<rpc::SealedWire> {
          const DossierId& dossier = r.permit.request().dossier;
          ASSIGN_OR_RETURN(const auto keys,
                           keys::CompartmentKeys::Load(r.vault, parts_.keystore, dossier));
          const CompartmentSet read =
              r.permit.granted().Has(Compartment::kExit) ? r.permit.granted() : CompartmentSet();
          ASSIGN_OR_RETURN(
              const auto hidden,
              dossier::HiddenFrom(dossier::ViewerOf(r.permit.caller()), r.vault, dossier));
          ASSIGN_OR_RETURN(auto records, dossier::ReadRecords(r.vault, dossier, read, hidden));
          Unrecorded beside;
          if (!read.Empty()) {
            ASSIGN_OR_RETURN(auto told, parts_.handovers.ToldTo(r, dossier));
            records.Append(told.asks);
            beside.handovers = std::move(told.standings);
            ASSIGN_OR_RETURN(beside.decisions,
                             DecisionsShownTo(r.permit.caller(), r.vault, dossier));
            ASSIGN_OR_RETURN(const auto sealed, SealedDecisions(r.vault, beside.decisions));
            records.Append(sealed);
          }
          ASSIGN_OR_RETURN(auto open, ledger::Disclose(r.permit, keys, std::move(records)));
          const auto rules = parts_.guard.Get();
          ASSIGN_OR_RETURN(beside.owners, OwnersShownTo(r.permit.caller(), r.vault, dossier));
          // Of one's own team alone: what a colleague worries about is nobody else's to read, nor the person's before they
          // are told, nor theirs who report to a judge.
          const Caller& caller = r.permit.caller();
          const bool team = caller.kind == CallerKind::kProfessional &&
                            std::ranges::find(access::kReporting, caller.profession) ==
                                std::end(access::kReporting);
          if (team) {
            ASSIGN_OR_RETURN(beside.worry_waits,
                             WaitsForAnAnswer(r.vault, dossier, caller.team(), r.now));
          }
          ASSIGN_OR_RETURN(auto view, std::move(open).TryMap([&](const auto& opened) {
            return RenderExits(r.permit, opened.rows, *rules, beside, r.now);
          }));
          v1::ListExitsResponse referents;
          if (!read.Empty()) {
            ASSIGN_OR_RETURN(*referents.mutable_referents(), ReferentsShownTo(r, dossier));
          }
          // Messages that lie one behind the other are one.
          return std::move(view).Map([rest = referents.SerializeAsString()](const Bytes& bytes) {
            return rpc::OneMessage(bytes + rest);
          });
        };
        return prepared;
      });
}

void ExitService::AddFigures(rpc::Methods& methods) {
  rpc::Add<v1::GetFiguresRequest>(
      methods, "Exits", "GetFigures", [this](auto request) -> Result<Prepared> {
        // What is wrong with it is wrong whatever there is.
        RETURN_IF_ERROR(Filtered({}, *request));
        Prepared prepared;
        prepared.ask.action = Action::kLookUp;
        prepared.read = [this, request](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const auto tallies,
                           TalliesBefore(r.vault, QuarterOf(InBelgium(r.now).day)));
          const auto published = Published(tallies);
          ASSIGN_OR_RETURN(const auto figures, Filtered(published, *request));
          // Of all of these quarters, whatever else was asked for.
          v1::GetFiguresRequest quarters;
          quarters.set_from_quarter(request->from_quarter());
          quarters.set_until_quarter(request->until_quarter());
          ASSIGN_OR_RETURN(const auto whole, Filtered(published, quarters));
          const auto rules = parts_.guard.Get();
          v1::GetFiguresResponse response;
          const auto with_sentence = [&](auto& shown) {
            const GuardRule* const rule = rules->Find(shown.rule());
            if (rule != nullptr) *shown.mutable_sentence() = rule->sentence;
          };
          for (const v1::Figure& one : figures) with_sentence(*response.add_figures() = one);
          for (const auto& one : PassedTooOften(whole))
            with_sentence(*response.add_passed_too_often() = one);
          return rpc::SealList(r.permit, response, figures.size());
        };
        return prepared;
      });
}

}  // namespace relais::exit
