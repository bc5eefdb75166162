// A house's staff list before it is added: what is wrong in which line, and who is there already.
#include <google/protobuf/util/time_util.h>

#include <map>
#include <set>

#include "relais/v1/directory.pb.h"
#include "services/base/plain_line.h"
#include "services/directory/cbe_number.h"
#include "services/directory/repository.h"
#include "services/directory/service.h"
#include "services/rpc/typed.h"

namespace relais::directory {
namespace {

constexpr int kMostLines = 1000;

Result<std::optional<Organisation>> HouseOf(storage::Connection& vault, const std::string& text) {
  if (const auto id = OrganisationId::Parse(text)) return FindOrganisation(vault, *id);
  if (const auto number = ParseCbeNumber(text)) return FindOrganisationByCbe(vault, *number);
  return std::optional<Organisation>();
}

class StaffListCheck {
 public:
  explicit StaffListCheck(const rpc::Reading& reading) : reading_(reading) {}

  Result<v1::CheckedLine> Check(const v1::StaffLine& line) {
    if (const Status name = CheckName(line.name(), "name"); !name)
      return Wrong("name", name.error().message);
    if (!reading_.permit.policy().Knows(line.profession()))
      return Wrong("profession", "expected a profession of the policy file");
    ASSIGN_OR_RETURN(const auto house, HouseOf(reading_.vault, line.house()));
    if (!house)
      return Wrong("house", "there is no such house: expected org_..., or its number of 10 digits");
    ASSIGN_OR_RETURN(const auto unit, FindUnitNamed(reading_.vault, house->id, line.unit()));
    if (!unit && !line.unit().empty()) return Wrong("unit", "the house has no unit of this name");
    if (!seen_.insert({house->id, FoldedName(line.name()), line.profession()}).second)
      return Wrong("name",
                   "stands in the list already, with this profession; if they are two, add "
                   "one by hand");
    return Looked(line, house->id, unit ? unit->id : UnitId());
  }

 private:
  static v1::CheckedLine Wrong(const char* field, std::string problem) {
    v1::CheckedLine out;
    out.set_field(field);
    out.set_problem(std::move(problem));
    return out;
  }
  // By the own name, however it is spelt: whose name is replaced by a number must not be added under it again.
  // Which of the numbers that is, is not said.
  Result<v1::CheckedLine> Looked(const v1::StaffLine& line, const OrganisationId& house,
                                 const UnitId& unit) {
    ASSIGN_OR_RETURN(const Staff* const staff, StaffOf(house));
    v1::CheckedLine out;
    const auto [first, last] = staff->equal_range(FoldedName(line.name()));
    for (auto at = first; at != last; ++at) {
      const auto& [name, one] = at->second;
      const bool replaced = one.name != name;
      if (one.profession != line.profession() && !replaced) continue;
      if (one.profession != line.profession())
        return Wrong("name", "stands in the house by a number: add them by hand, with its officer");
      // What else the list says of them would tell which number it is.
      if (auto wrong = replaced ? std::nullopt : StandsOtherwise(line, one, unit))
        return *std::move(wrong);
      out.set_known(true);
    }
    out.mutable_professional()->set_name(line.name());
    out.mutable_professional()->set_organisation_id(house.Text());
    out.mutable_professional()->set_profession(line.profession());
    if (!unit.IsZero()) out.mutable_professional()->set_unit_id(unit.Text());
    if (line.has_service_end_time())
      *out.mutable_professional()->mutable_service_end_time() = line.service_end_time();
    return out;
  }

  // What a list says of somebody who is there is not done by adding; it must not look as if it were.
  std::optional<v1::CheckedLine> StandsOtherwise(const v1::StaffLine& line, const Professional& one,
                                                 const UnitId& unit) const {
    if (one.unit != unit)
      return Wrong("unit", "is in the house already, in another unit: professional move");
    if (one.suspended)
      return Wrong("name", "is in the house already, and suspended: professional resume");
    if (one.serves_until && *one.serves_until <= reading_.now)
      return Wrong("name", "was in the house, and has left: professional leave --never");
    const auto end =
        google::protobuf::util::TimeUtil::TimestampToMilliseconds(line.service_end_time());
    if (line.has_service_end_time() && (!one.serves_until || ToMillis(*one.serves_until) != end))
      return Wrong("until", "is in the house already, with another last day: professional leave");
    return std::nullopt;
  }
  using Staff = std::multimap<std::string, OwnName>;  // by the folded name
  Result<const Staff*> StaffOf(const OrganisationId& house) {
    const auto [found, added] = staff_.try_emplace(house);
    if (!added) return &found->second;
    ASSIGN_OR_RETURN(auto names, OwnNamesOf(reading_.vault, house));
    for (OwnName& one : names) {
      std::string folded = FoldedName(one.name);
      found->second.emplace(std::move(folded), std::move(one));
    }
    return &found->second;
  }

  const rpc::Reading& reading_;
  std::map<OrganisationId, Staff> staff_;
  std::set<std::tuple<OrganisationId, std::string, std::string>> seen_;
};

}  // namespace

void DirectoryService::AddStaffLists(rpc::Methods& methods) {
  rpc::Add<v1::CheckStaffListRequest>(
      methods, "Directory", "CheckStaffList", [](auto request) -> Result<rpc::Prepared> {
        if (request->lines().empty() || request->lines_size() > kMostLines)
          return Fail(Reason::kInvalid, "expected 1 to 1,000 lines", "lines");
        rpc::Prepared prepared;
        prepared.ask.action = Action::kAdminister;
        prepared.read = [request](const rpc::Reading& reading) -> Result<rpc::SealedWire> {
          StaffListCheck check(reading);
          v1::CheckStaffListResponse response;
          for (const v1::StaffLine& line : request->lines()) {
            ASSIGN_OR_RETURN(*response.add_lines(), check.Check(line));
          }
          return rpc::SealList(reading.permit, response,
                               static_cast<std::size_t>(response.lines_size()));
        };
        return prepared;
      });
}

}  // namespace relais::directory
