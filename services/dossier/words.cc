// The person's own words, and answers to what others recorded.
#include "services/dossier/fields.h"
#include "services/dossier/service.h"
#include "services/rpc/typed.h"

namespace relais::dossier {

using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

void DossierService::AddWords(rpc::Methods& methods) {
  rpc::Add<v1::AddOwnWordsRequest>(
      methods, "Dossiers", "AddOwnWords", [this](auto request) -> Result<Prepared> {
        Prepared prepared;
        prepared.request_id = request->request_id();
        prepared.ask.action = Action::kWrite;
        prepared.ask.wanted = {Compartment::kOwnWords};
        prepared.change = [this, request](const Reading&) -> Result<ApplyChange> {
          RETURN_IF_ERROR(CheckWords(request->text()));
          const RecordId id = RecordId::New(parts_.random);
          return ApplyChange([this, request, id](const access::Permit& permit,
                                                 storage::Connection& vault,
                                                 Instant at) -> Result<Changed> {
            v1::GetDossierResponse part;
            part.add_own_words()->set_id(id.Text());
            part.mutable_own_words(0)->set_text(request->text());
            RETURN_IF_ERROR(
                Record(permit, vault, at)
                    .Add(permit.request().dossier, Compartment::kOwnWords, id, std::move(part)));
            v1::AddOwnWordsResponse response;
            response.set_id(id.Text());
            return Changed{rpc::SealIds(permit, response, {id.bytes()})};
          });
        };
        return prepared;
      });
  rpc::Add<v1::AddCounterStatementRequest>(
      methods, "Dossiers", "AddCounterStatement", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto step, RecordId::Parse(request->step_id()));
        Prepared prepared;
        prepared.request_id = request->request_id();
        prepared.ask.action = Action::kWrite;
        prepared.ask.wanted = {Compartment::kOwnWords};
        prepared.change = [this, request, step](const Reading&) -> Result<ApplyChange> {
          RETURN_IF_ERROR(CheckWords(request->text()));
          const RecordId id = RecordId::New(parts_.random);
          return ApplyChange([this, request, step, id](const access::Permit& permit,
                                                       storage::Connection& vault,
                                                       Instant at) -> Result<Changed> {
            const DossierId& dossier = permit.request().dossier;
            ASSIGN_OR_RETURN(const auto where,
                             FindCompartment(vault, dossier, step, Viewer::kPerson));
            if (!where)
              return Fail(Reason::kInvalid, "there is no such step in this file", "step_id");
            v1::GetDossierResponse part;
            auto* const statement = part.add_counter_statements();
            statement->set_id(id.Text());
            statement->set_step_id(step.Text());
            statement->set_text(request->text());
            // It lies beside the fact it answers: whoever may see the fact sees the answer.
            RETURN_IF_ERROR(Record(permit, vault, at).Add(dossier, *where, id, std::move(part)));
            RETURN_IF_ERROR(AddAnswerToContact(vault, dossier, id, step));
            v1::AddCounterStatementResponse response;
            response.set_id(id.Text());
            return Changed{rpc::SealIds(permit, response, {id.bytes(), step.bytes()})};
          });
        };
        return prepared;
      });
}

}  // namespace relais::dossier
