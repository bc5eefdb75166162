#include "services/exit/referent_service.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "services/access/cover.h"
#include "services/access/policy_file.h"
#include "services/base/calendar.h"
#include "services/consent/rules.h"
#include "services/directory/repository.h"
#include "services/exit/asked.h"
#include "services/rpc/dossier_pages.h"
#include "services/rpc/pipeline.h"

namespace relais::exit {
namespace {

using access::ConsentCell;
using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

constexpr char kReason[] = "referent_asked";

// The caller's own, while what the person said yes to for it stands: that they may see another question about the same person
// shows nothing of this one.
Result<ReferentNow> FindOwn(storage::Connection& vault, const ReferentId& id,
                            const access::Permit& permit, Instant at) {
  ASSIGN_OR_RETURN(const auto all, ReferentsOf(vault, permit.request().dossier, at));
  const auto found =
      std::ranges::find_if(all, [&](const ReferentNow& one) { return one.referent.id == id; });
  const bool theirs = found != all.end() && found->stands &&
                      found->state != v1::Referent::STATE_ENDED &&
                      found->referent.who.bytes() == permit.caller().id;
  if (!theirs) return tl::unexpected<Error>(rpc::NotOpen());
  return *found;
}

Date LastDay(Instant end) { return InBelgium(end - Millis(1)).day; }

// Somebody who could hold the thread by these, as long as they are asked to: whoever said yes and saw nothing would have put out
// whoever did. Not who reports to a judge: they would learn who helps.
Status CheckReferent(storage::Connection& vault, const access::Permit& permit,
                     const Referent& referent, const std::vector<ConsentCell>& cells, Instant now) {
  ASSIGN_OR_RETURN(const auto who, directory::FindCaller(vault, referent.who));
  const auto reads = [&](Purpose purpose) {
    return permit.policy().Allowed(who->profession, Action::kRead, purpose).Has(Compartment::kExit);
  };
  const auto reports = [&] {
    return std::ranges::find(access::kReporting, who->profession) != std::end(access::kReporting);
  };
  if (!who || !who->Serves(now) || reports() || !reads(Purpose::kHandover) ||
      !reads(Purpose::kExitPreparation))
    return Fail(Reason::kInvalid,
                "expected a professional who serves now, may see leavings and reports to no judge",
                "professional_id");
  const Date last = LastDay(referent.until);
  const bool opens = std::ranges::any_of(cells, [&](const ConsentCell& cell) {
    return OpensLeavings(cell) && cell.start == Instant{} && LastDay(cell.end) >= last &&
           access::Allows(cell, *who, now);
  });
  if (opens) return {};
  return Fail(Reason::kInvalid,
              "expected among it EXIT to READ for EXIT_PREPARATION, for whoever is asked, from the "
              "yes on and until that day",
              "choices");
}

// What ends here, with what the person agreed to for it.
Status End(storage::Connection& vault, const Referent& referent, v1::Referent::State said,
           Instant at, std::vector<Array<16>>& objects) {
  RETURN_IF_ERROR(SetSaid(vault, referent.id, said));
  return consent::RevokeAllOf(vault, referent.dossier, referent.proposal, at, objects);
}

// Without a name.
v1::Referent Asked(const ReferentNow& one) {
  v1::Referent out;
  out.set_id(one.referent.id.Text());
  out.set_state(one.state);
  out.set_until_day(FormatDate(LastDay(one.referent.until)));
  if (one.state == v1::Referent::STATE_ASKED)
    *out.mutable_answer_by() = TimeUtil::MillisecondsToTimestamp(ToMillis(*one.answer_by));
  return out;
}

}  // namespace

void ReferentService::AddMethods(rpc::Methods& methods) {
  AddAsk(methods);
  AddAsks(methods);
  AddAnswer(methods);
}

Result<DossierId> ReferentService::Find(storage::Connection& vault,
                                        const rpc::Address& address) const {
  const auto* const id = std::get_if<ReferentId>(&address);
  if (id == nullptr) return parts_.addresses.Find(vault, address);
  ASSIGN_OR_RETURN(const auto referent, FindReferent(vault, *id));
  return referent ? referent->dossier : DossierId();
}

void ReferentService::AddAsk(rpc::Methods& methods) {
  rpc::Add<v1::AskReferentRequest>(
      methods, "Referents", "AskReferent", [this](auto request) -> Result<Prepared> {
        RETURN_IF_ERROR(ProfessionalId::Parse(request->professional_id()));
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kAgree));
        prepared.request_id = request->request_id();
        prepared.change = [this, request, named = rpc::StandIn(prepared.address)](
                              const Reading& reading) -> Result<ApplyChange> {
          // The same whether or not there is such a file.
          const Proposed one(reading.permit.caller().id, named);
          if (!proposed_.MayTry(one, reading.now))
            return Fail(Reason::kBusy,
                        "several were proposed within this hour; the person says yes to one first");
          ASSIGN_OR_RETURN(auto change, Ask(*request, reading));
          proposed_.Count(one, reading.now);
          return change;
        };
        return prepared;
      });
}

Result<ApplyChange> ReferentService::Ask(const v1::AskReferentRequest& request,
                                         const Reading& reading) const {
  const Caller& caller = reading.permit.caller();
  Referent referent{.id = ReferentId::New(parts_.random),
                    .dossier = reading.permit.request().dossier,
                    .house = caller.organisation};
  ASSIGN_OR_RETURN(referent.who, ProfessionalId::Parse(request.professional_id()));
  const Date today = InBelgium(reading.now).day;
  const std::chrono::sys_days last = std::chrono::sys_days(today) + consent::kLongestAllowed;
  const auto until = ParseDate(request.until_day());
  if (!until || *until < today || std::chrono::sys_days(*until) >= last)
    return Fail(Reason::kInvalid, "expected the last day, within 12 months", "until_day");
  const auto catalogue = parts_.catalogue.Get();
  ASSIGN_OR_RETURN(const auto cells, consent::CellsOf(request.choices(), *catalogue, reading.now));
  referent.until = FromBelgium({Date(std::chrono::sys_days(*until) + std::chrono::days(1)), 0});
  RETURN_IF_ERROR(CheckReferent(reading.vault, reading.permit, referent, cells, reading.now));
  consent::Line line;
  line.cell.grantee = referent.who.bytes();
  line.cell.compartments = {Compartment::kExit};
  line.cell.actions = {Action::kRelate};
  line.cell.purposes = {Purpose::kHandover};
  line.cell.end = referent.until;
  line.asked = catalogue->Text("consent.referent", request.language());
  v1::ProposeConsentRequest propose;
  *propose.mutable_choices() = request.choices();
  propose.set_language(request.language());
  propose.set_legal_basis(request.legal_basis());
  ASSIGN_OR_RETURN(const consent::Proposal drafted,
                   parts_.agreements.Draft(propose, reading, std::move(line)));
  referent.proposal = drafted.id;
  return ApplyChange([this, referent, drafted, send_code = request.send_code()](
                         const access::Permit& permit, storage::Connection& vault,
                         Instant at) -> Result<Changed> {
    Referent added = referent;
    added.created = at;
    // About no file it is answered the same, and nobody is ever asked.
    if (!added.dossier.IsZero()) RETURN_IF_ERROR(AddReferent(vault, added));
    v1::AskReferentResponse response;
    ASSIGN_OR_RETURN(*response.mutable_proposal(),
                     parts_.agreements.Keep(drafted, send_code, vault, at));
    response.set_referent_id(added.id.Text());
    return Changed{rpc::SealedWire(
        permit, rpc::OneMessage(response),
        {.digest = consent::HashOf(drafted), .objects = {added.id.bytes(), drafted.id.bytes()}})};
  });
}

// What of a dossier the caller is asked; nothing of one whose leavings are closed to them.
static Result<std::vector<ReferentNow>> AskedOf(const Reading& reading, const DossierId& dossier) {
  const Caller& caller = reading.permit.caller();
  ASSIGN_OR_RETURN(auto all, ReferentsOf(reading.vault, dossier, reading.now));
  std::erase_if(all, [&](const ReferentNow& one) {
    return one.state != v1::Referent::STATE_ASKED || one.referent.who.bytes() != caller.id;
  });
  ASSIGN_OR_RETURN(const auto closed,
                   consent::ClosedTo(reading.vault, dossier, caller, reading.now));
  if (closed.Has(Compartment::kExit)) all.clear();
  return all;
}

static Result<std::vector<DossierId>> DossiersAskedOf(const Reading& reading,
                                                      const DossierId& after, std::size_t most) {
  const Caller& caller = reading.permit.caller();
  if (!MayTakeOver(reading.permit)) return std::vector<DossierId>();
  return rpc::Sifted(
      reading, after, most,
      [&](const DossierId& from, int limit) {
        return DossiersWith(reading.vault, ProfessionalId(caller.id), v1::Referent::STATE_ASKED,
                            reading.now, from, limit);
      },
      [&](const DossierId& dossier) -> Result<bool> {
        ASSIGN_OR_RETURN(const auto asked, AskedOf(reading, dossier));
        return !asked.empty();
      });
}

void ReferentService::AddAsks(rpc::Methods& methods) {
  rpc::Add<v1::ListReferentAsksRequest>(
      methods, "Referents", "ListReferentAsks", [this](auto request) -> Result<Prepared> {
        Prepared prepared;
        prepared.ask = AskAsAsked(kReason);
        prepared.ask.action = Action::kLookUp;
        prepared.ask.wanted = {};
        prepared.list = rpc::Listing{
            [this, request](const Reading& reading) -> Result<rpc::Listing::Frame> {
              return rpc::PageOf<v1::ListReferentAsksResponse>(
                  parts_.pages, reading, {}, request->page_token(),
                  [&](const DossierId& after, std::size_t most) {
                    return DossiersAskedOf(reading, after, most);
                  });
            },
            AskAsAsked(kReason),
            [](const Reading& reading) -> Result<std::optional<rpc::SealedWire>> {
              ASSIGN_OR_RETURN(const auto asked,
                               AskedOf(reading, reading.permit.request().dossier));
              if (asked.empty()) return std::optional<rpc::SealedWire>();
              v1::ListReferentAsksResponse response;
              std::vector<Array<16>> objects;
              for (const ReferentNow& one : asked) {
                v1::Referent& shown = *response.add_referents();
                shown = Asked(one);
                shown.set_language(one.language);
                objects.push_back(one.referent.id.bytes());
              }
              return std::optional(rpc::SealIds(reading.permit, response, std::move(objects)));
            }};
        return prepared;
      });
}

void ReferentService::AddAnswer(rpc::Methods& methods) {
  rpc::Add<v1::AnswerReferentRequest>(
      methods, "Referents", "AnswerReferent", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, ReferentId::Parse(request->referent_id()));
        using Answer = v1::AnswerReferentRequest;
        const auto answer = request->answer();
        if (!Answer::Answer_IsValid(answer) || answer == Answer::ANSWER_UNSPECIFIED)
          return Fail(Reason::kInvalid, "expected YES, NO or GIVE_UP", "answer");
        Prepared prepared{.address = id};
        prepared.ask = AskAsAsked(kReason);
        prepared.request_id = request->request_id();
        prepared.change = [this, id, answer](const Reading& reading) -> Result<ApplyChange> {
          if (answer == Answer::ANSWER_YES) return Accept(id, reading);
          const bool no = answer == Answer::ANSWER_NO;
          return ApplyChange([id, no](const access::Permit& permit, storage::Connection& vault,
                                      Instant at) -> Result<Changed> {
            ASSIGN_OR_RETURN(const ReferentNow now, FindOwn(vault, id, permit, at));
            if (now.state != (no ? v1::Referent::STATE_ASKED : v1::Referent::STATE_HOLDS))
              return tl::unexpected<Error>(AnsweredMeanwhile());
            std::vector<Array<16>> objects{id.bytes()};
            RETURN_IF_ERROR(End(vault, now.referent,
                                no ? v1::Referent::STATE_DECLINED : v1::Referent::STATE_GIVEN_UP,
                                at, objects));
            return Changed{rpc::SealIds(permit, v1::AnswerReferentResponse(), std::move(objects)),
                           {permit.request().dossier.bytes()}};
          });
        };
        return prepared;
      });
}

// What the person agreed to holds from here on, and what they agreed to for whoever held the thread until here ends.
Result<ApplyChange> ReferentService::Accept(const ReferentId& id, const Reading& reading) const {
  ASSIGN_OR_RETURN(const ReferentNow found,
                   FindOwn(reading.vault, id, reading.permit, reading.now));
  ASSIGN_OR_RETURN(
      const auto waiting,
      parts_.agreements.WaitingFor(reading.vault, found.referent.dossier, found.referent.proposal));
  if (!waiting) return tl::unexpected<Error>(AnsweredMeanwhile());
  return ApplyChange([id, waiting](const access::Permit& permit, storage::Connection& vault,
                                   Instant at) -> Result<Changed> {
    ASSIGN_OR_RETURN(const ReferentNow now, FindOwn(vault, id, permit, at));
    if (now.state != v1::Referent::STATE_ASKED) return tl::unexpected<Error>(AnsweredMeanwhile());
    const DossierId& dossier = permit.request().dossier;
    std::vector<Array<16>> objects{id.bytes()};
    ASSIGN_OR_RETURN(const auto all, ReferentsOf(vault, dossier, at));
    ASSIGN_OR_RETURN(const auto given, consent::ConsentsOf(vault, dossier, now.referent.proposal));
    RETURN_IF_ERROR(consent::AgreementService::TakeUp(
        vault, dossier, *waiting, given, permit.caller(), at, now.referent.until, objects));
    // Nobody else holds it, nor is asked any more.
    for (const ReferentNow& before : all) {
      const bool held = before.referent.said == v1::Referent::STATE_HOLDS;
      const bool asked = before.referent.said == v1::Referent::STATE_ASKED;
      if (before.referent.id == id || !before.stands || !(held || asked)) continue;
      const bool another = before.referent.who != now.referent.who;
      RETURN_IF_ERROR(
          End(vault, before.referent,
              held && another ? v1::Referent::STATE_HANDED_ON : v1::Referent::STATE_ENDED, at,
              objects));
    }
    RETURN_IF_ERROR(SetSaid(vault, id, v1::Referent::STATE_HOLDS));
    v1::AnswerReferentResponse response;
    response.set_dossier_id(dossier.Text());
    return Changed{rpc::SealIds(permit, response, std::move(objects)), {dossier.bytes()}};
  });
}

Result<google::protobuf::RepeatedPtrField<v1::Referent>> ReferentsShownTo(
    const Reading& reading, const DossierId& dossier) {
  google::protobuf::RepeatedPtrField<v1::Referent> out;
  const Caller& caller = reading.permit.caller();
  ASSIGN_OR_RETURN(const auto all, ReferentsOf(reading.vault, dossier, reading.now));
  for (const ReferentNow& one : all) {
    const bool self = one.referent.who.bytes() == caller.id;
    const bool asked_by_house =
        caller.kind == CallerKind::kProfessional && one.referent.house == caller.organisation;
    const bool concerned = caller.kind == CallerKind::kPerson || self || asked_by_house;
    const bool holds = one.state == v1::Referent::STATE_HOLDS;
    // Whoever is asked learns nothing here of whom a nameless question is about.
    if (!holds && (self || !concerned)) continue;
    v1::Referent& shown = *out.Add();
    shown = Asked(one);
    ASSIGN_OR_RETURN(const auto who, directory::FindCaller(reading.vault, one.referent.who));
    if (who) shown.set_name(who->name);
    shown.set_absent(holds && !one.sees);
    if (concerned) shown.set_professional_id(one.referent.who.Text());
  }
  return out;
}

}  // namespace relais::exit
