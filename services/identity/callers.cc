#include "services/identity/callers.h"

#include "services/directory/repository.h"
#include "services/identity/persons.h"

namespace relais::identity {

Result<std::optional<Caller>> CallerOf(storage::Connection& vault, const Owner& owner) {
  if (owner.kind == CallerKind::kProfessional)
    return directory::FindCaller(vault, ProfessionalId(owner.id));
  if (owner.kind == CallerKind::kTrustedPerson) {
    ASSIGN_OR_RETURN(auto trusted, FindTrustedPerson(vault, TrustedPersonId(owner.id)));
    if (!trusted) return std::optional<Caller>();
    Caller caller{.kind = owner.kind, .id = owner.id};
    caller.name = std::move(trusted->name);
    caller.dossier = trusted->dossier;
    return std::optional(std::move(caller));
  }
  if (owner.kind != CallerKind::kPerson) return std::optional<Caller>();
  ASSIGN_OR_RETURN(const auto dossier, FindPerson(vault, PersonId(owner.id)));
  if (!dossier) return std::optional<Caller>();
  Caller caller{.kind = CallerKind::kPerson, .id = owner.id};
  caller.dossier = *dossier;
  return std::optional(std::move(caller));
}

}  // namespace relais::identity
