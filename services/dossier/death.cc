// That the person has died, and undoing it: a wrong file, a wrong name, a rumour.
#include "services/access/policy_file.h"
#include "services/consent/repository.h"
#include "services/dossier/service.h"
#include "services/rpc/typed.h"

namespace relais::dossier {

using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

namespace {

constexpr char kRecordDeath[] = "Dossiers.RecordDeath";

}  // namespace

// Said again, it changes nothing: whoever did not get the answer asks once more.
ApplyChange DossierService::Freeze(const ConsentId& id) const {
  return [this, id](const access::Permit& permit, storage::Connection& vault,
                    Instant at) -> Result<Changed> {
    const DossierId& dossier = permit.request().dossier;
    std::vector<Array<16>> objects;
    ASSIGN_OR_RETURN(const bool frozen, consent::IsFrozen(vault, dossier));
    if (!frozen) {
      RETURN_IF_ERROR(consent::Freeze(vault, dossier, id, at));
      objects.push_back(id.bytes());
    }
    RETURN_IF_ERROR(parts_.tellings.Stop(vault, dossier, true));
    // It would silence somebody who lives: the officer looks at it.
    return Changed{rpc::SealedWire(permit, rpc::OneMessage(v1::RecordDeathResponse()),
                                   {.objects = std::move(objects), .at_once = true}),
                   {dossier.bytes()}};
  };
}

ApplyChange DossierService::Thaw(bool at_desk) const {
  return [this, at_desk](const access::Permit& permit, storage::Connection& vault,
                         Instant at) -> Result<Changed> {
    const DossierId& dossier = permit.request().dossier;
    ASSIGN_OR_RETURN(const bool was, consent::Thaw(vault, dossier, at));
    if (!was) return Fail(Reason::kWrongState, "nobody has said that this person has died");
    RETURN_IF_ERROR(parts_.tellings.Stop(vault, dossier, false));
    return Changed{
        rpc::SealedWire(permit, rpc::OneMessage(v1::UndoDeathResponse()), {.at_once = !at_desk}),
        {dossier.bytes()}};
  };
}

bool DossierService::Closes(const audit::Details& details) const {
  return details.method == kRecordDeath && !details.objects.empty();
}

// What was said is said, also when the server died right after writing that down, or an older vault was put back.
Result<bool> DossierService::FromEntry(storage::Connection& vault, const audit::Details& details) {
  if (!Closes(details)) return MarkFromEntry(vault, details);
  const DossierId dossier(details.subject_id);
  ASSIGN_OR_RETURN(const bool exists, Exists(vault, dossier));
  ASSIGN_OR_RETURN(const bool frozen, consent::IsFrozen(vault, dossier));
  if (!exists) return false;
  if (!frozen)
    RETURN_IF_ERROR(consent::Freeze(vault, dossier, ConsentId(details.objects.front()),
                                    FromMillis(details.time_ms)));
  RETURN_IF_ERROR(parts_.tellings.Stop(vault, dossier, true));
  return true;
}

void DossierService::AddDeath(rpc::Methods& methods) {
  rpc::Add<v1::RecordDeathRequest>(
      methods, "Dossiers", "RecordDeath", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(Prepared prepared, Ask(request->context(), Action::kWrite));
        prepared.request_id = request->request_id();
        prepared.ask.wanted = {Compartment::kExit};
        prepared.ask.thaws = true;
        prepared.change = [this](const Reading&) -> Result<ApplyChange> {
          return Freeze(ConsentId::New(parts_.random));
        };
        return prepared;
      });
  rpc::Add<v1::UndoDeathRequest>(
      methods, "Dossiers", "UndoDeath", [this](auto request) -> Result<Prepared> {
        std::optional<notification::Presence> desk;
        if (request->has_at_desk()) {
          ASSIGN_OR_RETURN(desk,
                           notification::Presence::Of(*this, request->at_desk(), Action::kConsent));
        }
        ASSIGN_OR_RETURN(Prepared prepared, desk ? Result<Prepared>(desk->ask())
                                                 : Ask(request->context(), Action::kWrite));
        prepared.request_id = request->request_id();
        prepared.ask.thaws = true;
        if (!desk) prepared.ask.wanted = {Compartment::kExit};
        prepared.change = [this, desk](const Reading& reading) -> Result<ApplyChange> {
          if (desk && reading.permit.caller().profession == access::kHelpLine)
            return Fail(Reason::kInvalid, "it is undone at a desk, where the card is seen",
                        "at_desk");
          if (desk) RETURN_IF_ERROR(desk->Require(reading));
          return Thaw(desk.has_value());
        };
        return prepared;
      });
}

}  // namespace relais::dossier
