// The Directory service: protobuf in and out.
#pragma once

#include "services/base/held.h"
#include "services/directory/catalogue.h"
#include "services/ledger/ledger.h"
#include "services/rpc/method.h"
#include "services/rpc/paging.h"

namespace relais::directory {

// The catalogue in force.
using CatalogueHolder = Held<Catalogue>;

// As everybody reads it in the log and the directory: kInvalid unless 1 to 120 bytes on one line.
Status CheckName(std::string_view name, const char* field);
// Empty: none.
Result<UnitId> UnitOrNone(const std::string& text);
// kInvalid when the house has no such unit; zero is none, which is fine.
Status CheckUnit(storage::Connection& vault, const OrganisationId& house, const UnitId& unit,
                 const char* field);

// What a higher room keeps of how professionals sign in (services/identity).
class SignIns {
 public:
  virtual ~SignIns() = default;
  // In the change that suspends a professional: what was begun does not go on when they are let in again.
  virtual Status End(storage::Connection& vault, const ProfessionalId& id) const = 0;
};

class DirectoryService final : public ledger::Reapply {
 public:
  DirectoryService(const CatalogueHolder& catalogue, const SignIns& sign_ins,
                   const rpc::PageTokens& pages, Random& random)
      : catalogue_(catalogue), sign_ins_(sign_ins), pages_(pages), random_(random) {}
  void AddMethods(rpc::Methods& methods);
  Result<bool> FromEntry(storage::Connection& vault, const audit::Details& details) override;

 private:
  void AddLists(rpc::Methods& methods);
  void AddChanges(rpc::Methods& methods);
  void AddReplacedNames(rpc::Methods& methods);
  void AddSignIns(rpc::Methods& methods);
  void AddSystems(rpc::Methods& methods);
  void AddServiceEnd(rpc::Methods& methods);
  void AddUnits(rpc::Methods& methods);
  void AddReach(rpc::Methods& methods);
  void AddStaffLists(rpc::Methods& methods);
  void AddSuspension(rpc::Methods& methods, const char* verb, Action action, bool suspended);

  const CatalogueHolder& catalogue_;
  const SignIns& sign_ins_;
  const rpc::PageTokens& pages_;
  Random& random_;
};

}  // namespace relais::directory
