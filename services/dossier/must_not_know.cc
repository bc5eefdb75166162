// Whom of the people in the file the person wants to be told nothing: their mark alone.
#include "services/dossier/contacts.h"
#include "services/dossier/service.h"
#include "services/rpc/typed.h"

namespace relais::dossier {

using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

namespace {

constexpr char kMethod[] = "Dossiers.SetMustNotKnow";

}  // namespace

// Whoever reads at the same time does not see them any more: it moves the standing, as taking back a consent does.
void DossierService::AddMustNotKnow(rpc::Methods& methods) {
  rpc::Add<v1::SetMustNotKnowRequest>(
      methods, "Dossiers", "SetMustNotKnow", [](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto contact, RecordId::Parse(request->step_id()));
        Prepared prepared;
        prepared.request_id = request->request_id();
        prepared.ask.action = request->must_not_know() ? Action::kRevoke : Action::kConsent;
        prepared.change = [request, contact](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([request, contact](const access::Permit& permit,
                                                storage::Connection& vault,
                                                Instant) -> Result<Changed> {
            const DossierId& dossier = permit.request().dossier;
            if (permit.caller().kind != CallerKind::kPerson)
              return Fail(Reason::kWrongState, "the person alone says who must not know");
            RETURN_IF_ERROR(SetMustNotKnow(vault, dossier, contact, request->must_not_know()));
            return Changed{rpc::SealIds(permit, v1::SetMustNotKnowResponse(), {contact.bytes()}),
                           {dossier.bytes()}};
          });
        };
        return prepared;
      });
}

Result<bool> DossierService::MarkFromEntry(storage::Connection& vault,
                                           const audit::Details& details) {
  const bool ours = static_cast<Action>(details.action) == Action::kRevoke &&
                    details.method == kMethod && !details.objects.empty();
  if (!ours) return false;
  const auto marked =
      SetMustNotKnow(vault, DossierId(details.subject_id), RecordId(details.objects.front()), true);
  // What names them went down with the vault, too.
  if (!marked && marked.error().reason != Reason::kInvalid) return tl::unexpected(marked.error());
  return true;
}

}  // namespace relais::dossier
