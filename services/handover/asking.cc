// Asking a service: the question, and the text that the person says yes to.
#include "services/base/calendar.h"
#include "services/consent/rules.h"
#include "services/handover/rules.h"
#include "services/handover/service.h"
#include "services/rpc/typed.h"

namespace relais::handover {

using access::ConsentCell;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;
using std::chrono::sys_days;

void HandoverService::AddAsk(rpc::Methods& methods) {
  rpc::Add<v1::AskHandoverRequest>(
      methods, "Handovers", "AskHandover", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kWrite));
        prepared.request_id = request->request_id();
        prepared.ask.wanted = {Compartment::kExit};
        prepared.change = [this, request](const Reading& reading) {
          return Ask(*request, reading);
        };
        return prepared;
      });
}

// The house that is asked, of which the text speaks first.
static Result<consent::Line> AskedLine(const v1::AskHandoverRequest& request, Date from) {
  consent::Line line;
  ConsentCell& cell = line.cell;
  ASSIGN_OR_RETURN(const auto house, OrganisationId::Parse(request.organisation_id()));
  cell.grantee_kind = access::GranteeKind::kOrganisation;
  cell.grantee = house.bytes();
  if (!request.unit_id().empty()) {
    ASSIGN_OR_RETURN(const auto unit, UnitId::Parse(request.unit_id()));
    cell.grantee_kind = access::GranteeKind::kUnit;
    cell.grantee = unit.bytes();
  }
  cell.compartments = {Compartment::kExit};
  cell.actions = {Action::kRelate};
  cell.purposes = {Purpose::kHandover};
  cell.end = FromBelgium({Date(sys_days(from) + kAfter), 0});
  return line;
}

Result<ApplyChange> HandoverService::Ask(const v1::AskHandoverRequest& request,
                                         const Reading& reading) const {
  const Caller& caller = reading.permit.caller();
  if (caller.kind != CallerKind::kProfessional)
    return Fail(Reason::kWrongState, "a professional asks a service, with you");
  RETURN_IF_ERROR(CheckAsk(request.ask(), InBelgium(reading.now).day));
  Handover handover{.id = HandoverId::New(parts_.random),
                    .dossier = reading.permit.request().dossier,
                    .giver = caller.organisation,
                    .from = *ParseDate(request.ask().from_day())};
  ASSIGN_OR_RETURN(consent::Line line, AskedLine(request, handover.from));
  ASSIGN_OR_RETURN(handover.receiver, OrganisationId::Parse(request.organisation_id()));
  RETURN_IF_ERROR(consent::CheckGrantee(reading.vault, reading.permit.policy(), line.cell));
  if (!request.unit_id().empty()) {
    ASSIGN_OR_RETURN(handover.unit, UnitId::Parse(request.unit_id()));
    ASSIGN_OR_RETURN(const OrganisationId house, consent::HouseOf(reading.vault, line.cell));
    if (house != handover.receiver)
      return Fail(Reason::kInvalid, "expected a unit of the house that is asked", "unit_id");
  }
  if (handover.receiver == handover.giver)
    return Fail(Reason::kInvalid, "expected another house than your own", "organisation_id");
  ASSIGN_OR_RETURN(handover.answer_by,
                   AnswerBy(request.has_answer_by() ? &request.answer_by() : nullptr, handover.from,
                            reading.now));
  line.asked = AskInWords(request.ask(), *parts_.catalogue.Get(), request.language());
  v1::ProposeConsentRequest propose;
  *propose.mutable_choices() = request.choices();
  propose.set_language(request.language());
  propose.set_legal_basis(request.legal_basis());
  ASSIGN_OR_RETURN(const consent::Proposal drafted,
                   parts_.agreements.Draft(propose, reading, std::move(line)));
  handover.proposal = drafted.id;
  return ApplyChange(
      [this, handover, drafted, ask = request.ask(), send_code = request.send_code()](
          const access::Permit& permit, storage::Connection& vault, Instant at) -> Result<Changed> {
        Handover added = handover;
        added.created = at;
        ASSIGN_OR_RETURN(const auto yes, SaidBeforehand(vault, added, ask, at));
        if (yes) added.beforehand = yes->id;
        ASSIGN_OR_RETURN(const auto keys,
                         keys::CompartmentKeys::Load(vault, parts_.keystore, added.dossier));
        ASSIGN_OR_RETURN(const auto envelope, keys.For(Compartment::kExit));
        RETURN_IF_ERROR(AddHandover(vault, envelope, parts_.random, added, ask));
        v1::AskHandoverResponse response;
        ASSIGN_OR_RETURN(*response.mutable_proposal(),
                         parts_.agreements.Keep(drafted, send_code, vault, at, added.answer_by));
        response.set_handover_id(added.id.Text());
        response.set_said_yes_beforehand(yes.has_value());
        return Changed{rpc::SealedWire(permit, rpc::OneMessage(response),
                                       {.digest = consent::HashOf(drafted),
                                        .objects = {added.id.bytes(), drafted.id.bytes()}})};
      });
}

}  // namespace relais::handover
