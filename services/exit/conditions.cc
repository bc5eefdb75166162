// Saying where a thing stands that a leaving takes.
#include "services/directory/repository.h"
#include "services/exit/negotiation.h"
#include "services/exit/plan.h"
#include "services/exit/service.h"
#include "services/rpc/pipeline.h"
#include "services/rpc/typed.h"

namespace relais::exit {
namespace {

using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

// What a court asks tells of it.
Compartment WhereKept(const v1::ExitCondition& condition) {
  return condition.kind() == v1::ExitCondition::KIND_COURT_CONDITIONS ? Compartment::kJustice
                                                                      : Compartment::kExit;
}

Status CheckSaid(const v1::ExitCondition& said, Date today) {
  if (!v1::ExitCondition::Kind_IsValid(said.kind()) ||
      said.kind() == v1::ExitCondition::KIND_UNSPECIFIED)
    return Fail(Reason::kInvalid, "expected a thing that leavings take, such as BED",
                "condition.kind");
  if (!v1::ExitCondition::State_IsValid(said.state()) ||
      said.state() == v1::ExitCondition::STATE_UNSPECIFIED)
    return Fail(Reason::kInvalid, "expected where it stands, such as MET", "condition.state");
  if (!v1::ExitDate::Party_IsValid(said.whose_move()))
    return Fail(Reason::kInvalid, "expected whose move it is, such as RECEIVER",
                "condition.whose_move");
  const std::chrono::sys_days first(today);
  if (!said.by_day().empty())
    RETURN_IF_ERROR(ReadDay(said.by_day(), "condition.by_day", first, first + kAhead));
  if (!said.proof_id().empty()) RETURN_IF_ERROR(RecordId::Parse(said.proof_id()));
  if (!said.owner_id().empty()) RETURN_IF_ERROR(ProfessionalId::Parse(said.owner_id()));
  return {};
}

// As it will be stored; whoever sees to it is of the house that says so. Their name alone: by the id the directory tells of
// which ward they are.
Result<v1::ExitCondition> Stored(const v1::ExitCondition& said, const access::Permit& permit,
                                 storage::Connection& vault, Instant at) {
  v1::ExitCondition out = said;
  ASSIGN_OR_RETURN(const auto exit, RecordId::Parse(said.exit_id()));
  out.set_exit_id(exit.Text());
  out.clear_owner();
  out.clear_owner_id();
  if (!said.proof_id().empty()) {
    ASSIGN_OR_RETURN(const auto proof, RecordId::Parse(said.proof_id()));
    ASSIGN_OR_RETURN(const auto where,
                     dossier::FindCompartment(vault, permit.request().dossier, proof,
                                              dossier::ViewerOf(permit.caller())));
    // Of another compartment, its id would tell who reads this one that there is something.
    if (where != WhereKept(said)) return NoSuch("step", "condition.proof_id");
    out.set_proof_id(proof.Text());
  }
  if (said.owner_id().empty()) return out;
  ASSIGN_OR_RETURN(const auto id, ProfessionalId::Parse(said.owner_id()));
  ASSIGN_OR_RETURN(const auto owner, directory::FindCaller(vault, id));
  if (!owner || owner->organisation != permit.caller().organisation || !owner->Serves(at))
    return Fail(Reason::kInvalid, "expected a colleague of your house who serves now",
                "condition.owner_id");
  out.set_owner(owner->name);
  return out;
}

}  // namespace

void ExitService::AddConditions(rpc::Methods& methods) {
  rpc::Add<v1::SetExitConditionRequest>(
      methods, "Exits", "SetExitCondition", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto exit, RecordId::Parse(request->condition().exit_id()));
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kWrite));
        prepared.request_id = request->request_id();
        const Compartment where = WhereKept(request->condition());
        prepared.ask.wanted = {Compartment::kExit, where};
        prepared.change = [this, request, exit, where](const Reading& r) -> Result<ApplyChange> {
          // The plan lies in one, what is said of it perhaps in the other.
          if (!r.permit.granted().Covers({Compartment::kExit, where}))
            return tl::unexpected<Error>(rpc::NotOpen());
          RETURN_IF_ERROR(CheckSaid(request->condition(), InBelgium(r.now).day));
          const RecordId id = RecordId::New(parts_.random);
          return ApplyChange([this, request, exit, where, id](const access::Permit& permit,
                                                              storage::Connection& vault,
                                                              Instant at) -> Result<Changed> {
            const auto record = Record(permit, vault, at);
            const DossierId& dossier = permit.request().dossier;
            const auto say = [&](const v1::Exit& planned, CompartmentSet tells_of) -> Status {
              RETURN_IF_ERROR(RequireUnderWay(vault, dossier, exit));
              v1::GetDossierResponse part;
              ASSIGN_OR_RETURN(*part.add_exit_conditions(),
                               Stored(request->condition(), permit, vault, at));
              const bool same = PartyOf(permit.caller().organisation.Text(), planned) ==
                                v1::ExitDate::PARTY_INSTITUTION;
              return record.Add(dossier, where, id, std::move(part),
                                same ? tells_of : CompartmentSet());
            };
            RETURN_IF_ERROR(WithPlan(record, exit, say));
            v1::SetExitConditionResponse response;
            response.set_condition_id(id.Text());
            return Changed{rpc::SealIds(permit, response, {exit.bytes(), id.bytes()})};
          });
        };
        return prepared;
      });
}

}  // namespace relais::exit
