#include "services/consent/viewers.h"

#include <algorithm>
#include <set>

#include "services/consent/repository.h"
#include "services/consent/rules.h"
#include "services/directory/repository.h"

namespace relais::consent {
namespace {

using access::ConsentCell;

Result<std::vector<ProfessionalId>> Concerned(storage::Connection& vault,
                                              const std::vector<ConsentCell>& cells) {
  std::vector<ProfessionalId> out;
  std::set<Array<16>> houses;
  for (const ConsentCell& cell : cells) {
    if (cell.grantee_kind == access::GranteeKind::kProfessional) {
      out.push_back(ProfessionalId(cell.grantee));
    } else if (houses.insert(cell.grantee).second) {
      ASSIGN_OR_RETURN(const auto members, MembersOf(vault, cell));
      for (const directory::Professional& member : members) out.push_back(member.id);
    }
  }
  return out;
}

void AddAll(CompartmentSet set, google::protobuf::RepeatedField<int>& to) {
  for (int i = 1; i <= kCompartments; ++i) {
    if (set.Has(static_cast<Compartment>(i))) to.Add(i);
  }
}

}  // namespace

Result<v1::PreviewConsentResponse> Viewers(const rpc::Reading& reading,
                                           const std::vector<ConsentCell>& cells) {
  std::vector<ConsentCell> all = cells;
  ASSIGN_OR_RETURN(const auto standing,
                   StandingConsents(reading.vault, reading.permit.request().dossier));
  for (const Consent& consent : standing) {
    if (consent.cell.effect != access::Effect::kAllow) all.push_back(consent.cell);
  }
  ASSIGN_OR_RETURN(const auto concerned, Concerned(reading.vault, cells));
  v1::PreviewConsentResponse out;
  for (const ProfessionalId& id : concerned) {
    ASSIGN_OR_RETURN(const auto caller, directory::FindCaller(reading.vault, id));
    if (!caller) continue;
    // A consent that begins later is shown as it will be.
    const Instant then = std::max(reading.now, cells.front().start);
    const auto reads = access::Reach(reading.permit.policy(), all, *caller, Action::kRead, then);
    const auto writes = access::Reach(reading.permit.policy(), all, *caller, Action::kWrite, then);
    if (reads.Empty() && writes.Empty()) continue;
    auto* const viewer = out.add_viewers();
    viewer->set_professional_id(id.Text());
    viewer->set_name(caller->name);
    viewer->set_organisation(caller->organisation_name);
    viewer->set_profession(caller->profession);
    AddAll(reads, *viewer->mutable_reads());
    AddAll(writes, *viewer->mutable_writes());
  }
  return out;
}

}  // namespace relais::consent
