// Units of a house, and who is in which: colleagues of a unit stand in for each other.
#include <algorithm>

#include "relais/v1/directory.pb.h"
#include "services/directory/repository.h"
#include "services/directory/service.h"
#include "services/rpc/typed.h"

namespace relais::directory {
namespace {

using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

Result<Prepared> PrepareAdd(Random& random,
                            const std::shared_ptr<const v1::AddUnitRequest>& request) {
  Unit unit{.id = UnitId::New(random), .name = request->unit().name()};
  ASSIGN_OR_RETURN(unit.organisation, OrganisationId::Parse(request->unit().organisation_id()));
  Prepared prepared;
  prepared.ask.action = Action::kAdminister;
  prepared.request_id = request->request_id();
  prepared.change = [unit](const Reading& reading) -> Result<ApplyChange> {
    RETURN_IF_ERROR(CheckName(unit.name, "unit.name"));
    ASSIGN_OR_RETURN(const auto house, FindOrganisation(reading.vault, unit.organisation));
    if (!house)
      return Fail(Reason::kInvalid, "there is no such house; add it first", "unit.organisation_id");
    return ApplyChange([unit](const access::Permit& permit, storage::Connection& vault,
                              Instant) -> Result<Changed> {
      ASSIGN_OR_RETURN(const bool added, AddUnit(vault, unit));
      if (!added) return Fail(Reason::kWrongState, "the house has a unit of this name already");
      v1::AddUnitResponse response;
      response.set_unit_id(unit.id.Text());
      return Changed{rpc::SealIds(permit, response, {unit.organisation.bytes(), unit.id.bytes()})};
    });
  };
  return prepared;
}

// What they ask at this moment is decided again: it may be open to the old unit alone.
Result<Prepared> PrepareMove(const std::shared_ptr<const v1::MoveProfessionalRequest>& request) {
  ASSIGN_OR_RETURN(const auto id, ProfessionalId::Parse(request->professional_id()));
  ASSIGN_OR_RETURN(const auto unit, UnitOrNone(request->unit_id()));
  Prepared prepared;
  prepared.ask.action = Action::kAdminister;
  prepared.request_id = request->request_id();
  prepared.change = [id, unit](const Reading& reading) -> Result<ApplyChange> {
    ASSIGN_OR_RETURN(const auto who, FindProfessional(reading.vault, id));
    if (!who) return Fail(Reason::kInvalid, "there is no such professional", "professional_id");
    RETURN_IF_ERROR(CheckUnit(reading.vault, who->organisation, unit, "unit_id"));
    return ApplyChange([id, unit](const access::Permit& permit, storage::Connection& vault,
                                  Instant) -> Result<Changed> {
      RETURN_IF_ERROR(SetUnit(vault, id, unit));
      return Changed{
          rpc::SealIds(permit, v1::MoveProfessionalResponse(), {id.bytes(), unit.bytes()}),
          {id.bytes()}};
    });
  };
  return prepared;
}

}  // namespace

Result<UnitId> UnitOrNone(const std::string& text) {
  return text.empty() ? Result<UnitId>(UnitId()) : UnitId::Parse(text);
}

Status CheckUnit(storage::Connection& vault, const OrganisationId& house, const UnitId& unit,
                 const char* field) {
  if (unit.IsZero()) return {};
  ASSIGN_OR_RETURN(const auto known, FindUnit(vault, unit));
  if (known && known->organisation == house) return {};
  return Fail(Reason::kInvalid, "the house has no such unit", field);
}

void DirectoryService::AddUnits(rpc::Methods& methods) {
  rpc::Add<v1::AddUnitRequest>(methods, "Directory", "AddUnit",
                               [this](auto request) { return PrepareAdd(random_, request); });
  rpc::Add<v1::MoveProfessionalRequest>(methods, "Directory", "MoveProfessional", PrepareMove);
  rpc::Add<v1::ListUnitsRequest>(
      methods, "Directory", "ListUnits", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const int size, rpc::PageSize(request->page_size()));
        ASSIGN_OR_RETURN(const auto house, OrganisationId::Parse(request->organisation_id()));
        Prepared prepared;
        prepared.ask.action = Action::kLookUp;
        prepared.read = [this, request, size, house](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const Bytes after,
                           pages_.Open(r.permit, house.view(), request->page_token()));
          ASSIGN_OR_RETURN(const auto rows, ListUnits(r.vault, house, PositionFrom(after), size));
          v1::ListUnitsResponse response;
          for (const Unit& row : rows) {
            v1::Unit& unit = *response.add_units();
            unit.set_id(row.id.Text());
            unit.set_organisation_id(row.organisation.Text());
            unit.set_name(row.name);
            unit.set_duty_line(row.duty_line);
            unit.set_opening_hours(row.opening_hours);
          }
          if (static_cast<int>(rows.size()) == size)
            response.set_next_page_token(pages_.Seal(
                r.permit, house.view(), BytesOf({rows.back().name, Bytes(rows.back().id.view())})));
          return rpc::SealList(r.permit, response, rows.size());
        };
        return prepared;
      });
}

}  // namespace relais::directory
