// When a house or a unit is open, and which number answers when it is not.
#include "relais/v1/directory.pb.h"
#include "services/base/opening_hours.h"
#include "services/base/plain_line.h"
#include "services/directory/repository.h"
#include "services/directory/service.h"
#include "services/rpc/typed.h"

namespace relais::directory {
namespace {

using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

// The hours come back as they are always written.
Result<Reach> ReachOf(const v1::SetReachRequest& request) {
  if (!request.duty_line().empty() && !IsPhoneNumber(request.duty_line()))
    return Fail(Reason::kInvalid,
                "expected a phone number with its country, such as +3225551234, or none",
                "duty_line");
  auto hours = ParseOpeningHours(request.opening_hours());
  if (!hours) {
    hours.error().field = "opening_hours";
    return tl::unexpected<Error>(hours.error());
  }
  return Reach{request.duty_line(), ToText(*hours)};
}

}  // namespace

void DirectoryService::AddReach(rpc::Methods& methods) {
  rpc::Add<v1::SetReachRequest>(
      methods, "Directory", "SetReach", [](auto request) -> Result<Prepared> {
        const bool of_unit = request->has_unit_id();
        OrganisationId house;
        UnitId unit;
        if (of_unit) {
          ASSIGN_OR_RETURN(unit, UnitId::Parse(request->unit_id()));
        } else {
          ASSIGN_OR_RETURN(house, OrganisationId::Parse(request->organisation_id()));
        }
        Prepared prepared;
        prepared.ask.action = Action::kAdminister;
        prepared.request_id = request->request_id();
        prepared.change = [request, of_unit, house, unit](const Reading&) -> Result<ApplyChange> {
          ASSIGN_OR_RETURN(const Reach reach, ReachOf(*request));
          return ApplyChange([reach, of_unit, house, unit](const access::Permit& permit,
                                                           storage::Connection& vault,
                                                           Instant) -> Result<Changed> {
            ASSIGN_OR_RETURN(const bool known, of_unit ? SetReach(vault, unit, reach)
                                                       : SetReach(vault, house, reach));
            if (!known)
              return Fail(Reason::kInvalid, "there is no such house or unit",
                          of_unit ? "unit_id" : "organisation_id");
            return Changed{rpc::SealIds(permit, v1::SetReachResponse(),
                                        {of_unit ? unit.bytes() : house.bytes()})};
          });
        };
        return prepared;
      });
}

}  // namespace relais::directory
