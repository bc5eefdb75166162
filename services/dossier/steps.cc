// Recording steps, moving them on, correcting them.
#include <algorithm>

#include "services/dossier/rules.h"
#include "services/dossier/service.h"
#include "services/rpc/typed.h"

namespace relais::dossier {

using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

namespace {

bool NamesSomebody(const directory::Kind& kind) {
  return std::ranges::any_of(kind.fields, [](const auto& one) {
    const std::string& name = one.field->name;
    return name == "contact_name" || name == "handed_to" || name == "told_to";
  });
}

}  // namespace

void DossierService::AddSteps(rpc::Methods& methods) {
  rpc::Add<v1::RecordStepRequest>(
      methods, "Dossiers", "RecordStep", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto kind, KnownKind(request->step().kind()));
        ASSIGN_OR_RETURN(Prepared prepared,
                         AskToWrite(request->context(), request->request_id(), *kind));
        prepared.change = [this, request, kind](const Reading&) -> Result<ApplyChange> {
          v1::Step step = Stored(request->step(), *kind);
          RETURN_IF_ERROR(CheckStep(*kind, step, Today()));
          const RecordId id = RecordId::New(parts_.random);
          return ApplyChange([this, id, step, kind](const access::Permit& permit,
                                                    storage::Connection& vault,
                                                    Instant at) -> Result<Changed> {
            const DossierId& dossier = permit.request().dossier;
            RETURN_IF_ERROR(
                Record(permit, vault, at).Add(dossier, kind->compartment, id, PartOf(step)));
            if (NamesSomebody(*kind)) RETURN_IF_ERROR(AddContact(vault, dossier, id));
            v1::RecordStepResponse response;
            response.set_step_id(id.Text());
            response.set_version(1);
            return Changed{rpc::SealIds(permit, response, {id.bytes()})};
          });
        };
        return prepared;
      });
  rpc::Add<v1::UpdateStepRequest>(
      methods, "Dossiers", "UpdateStep", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, RecordId::Parse(request->step_id()));
        ASSIGN_OR_RETURN(const auto kind, KnownKind(request->kind()));
        ASSIGN_OR_RETURN(Prepared prepared,
                         AskToWrite(request->context(), request->request_id(), *kind));
        prepared.change = [this, request, kind, id](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([this, request, id, kind](const access::Permit& permit,
                                                       storage::Connection& vault,
                                                       Instant at) -> Result<Changed> {
            const auto move = [&](v1::Step& step) { return Move(*request, *kind, Today(), step); };
            ASSIGN_OR_RETURN(
                const auto version,
                Record(permit, vault, at).Replace(kind->compartment, id, request->version(), move));
            v1::UpdateStepResponse response;
            response.set_version(version);
            return Changed{rpc::SealIds(permit, response, {id.bytes()})};
          });
        };
        return prepared;
      });
  rpc::Add<v1::CorrectStepRequest>(
      methods, "Dossiers", "CorrectStep", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, RecordId::Parse(request->step_id()));
        ASSIGN_OR_RETURN(const auto kind, KnownKind(request->step().kind()));
        ASSIGN_OR_RETURN(Prepared prepared,
                         AskToWrite(request->context(), request->request_id(), *kind));
        prepared.change = [this, request, kind, id](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([this, request, id, kind](const access::Permit& permit,
                                                       storage::Connection& vault,
                                                       Instant at) -> Result<Changed> {
            const auto overlay = [&](v1::Step& step) {
              return Overlay(*request, *kind, Today(), step);
            };
            ASSIGN_OR_RETURN(const auto version,
                             Record(permit, vault, at)
                                 .Replace(kind->compartment, id, request->version(), overlay));
            v1::CorrectStepResponse response;
            response.set_version(version);
            return Changed{rpc::SealIds(permit, response, {id.bytes()})};
          });
        };
        return prepared;
      });
}

}  // namespace relais::dossier
