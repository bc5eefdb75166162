#include "clients/cli/names.h"

#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

constexpr int kPageSize = 200;

template <class Request, class Each>
Status EachPage(Api& api, Request request, const Each& each) {
  request.set_page_size(kPageSize);
  do {
    ASSIGN_OR_RETURN(const auto page, api.Call(request));
    each(page);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return {};
}

std::string Known(const std::map<std::string, std::string>& names, const std::string& id) {
  const auto found = names.find(id);
  return Clean(found == names.end() ? id : found->second);
}

}  // namespace

Status EachHousePage(Api& api,
                     const std::function<void(const v1::ListOrganisationsResponse&)>& each) {
  return EachPage(api, v1::ListOrganisationsRequest(), each);
}

Status EachProfessionalPage(Api& api, const std::string& house,
                            const std::function<void(const v1::ListProfessionalsResponse&)>& each) {
  v1::ListProfessionalsRequest request;
  request.set_organisation_id(house);
  return EachPage(api, request, each);
}

Status EachUnitPage(Api& api, const std::string& house,
                    const std::function<void(const v1::ListUnitsResponse&)>& each) {
  v1::ListUnitsRequest request;
  request.set_organisation_id(house);
  return EachPage(api, request, each);
}

std::string Names::Of(const v1::Grantee& grantee) {
  switch (grantee.grantee_case()) {
    case v1::Grantee::kProfessionalId:
      return Professional(grantee.professional_id());
    case v1::Grantee::kOrganisationId:
      return House(grantee.organisation_id());
    case v1::Grantee::kProfessionIn:
      return session_.Catalogue().Profession(grantee.profession_in().profession()) + ", " +
             House(grantee.profession_in().organisation_id());
    case v1::Grantee::kUnitId:
      return Unit(grantee.unit_id());
    case v1::Grantee::kTrustedPerson:
      return session_.say(
          grantee.trusted_person().has_mandate() ? Say::kYourRepresentative : Say::kYourTrusted,
          Clean(grantee.trusted_person().name()));
    case v1::Grantee::GRANTEE_NOT_SET:
      break;
  }
  return "?";
}

std::string Names::House(const std::string& id) {
  LoadHouses();
  return Known(houses_, id);
}

std::string Names::Professional(const std::string& id) {
  LoadProfessionals();
  return Known(professionals_, id);
}

std::string Names::Unit(const std::string& id) {
  LoadUnits();
  return Known(units_, id);
}

// A directory that does not answer leaves ids where names would be: what was read is still shown.
void Names::LoadHouses() {
  if (std::exchange(houses_loaded_, true)) return;
  const Status loaded =
      EachHousePage(session_.api(), [&](const v1::ListOrganisationsResponse& page) {
        for (const auto& house : page.organisations()) houses_[house.id()] = house.name();
      });
  if (!loaded) houses_.clear();
}

void Names::LoadUnits() {
  LoadHouses();
  if (std::exchange(units_loaded_, true)) return;
  for (const auto& house : houses_) {
    const Status loaded =
        EachUnitPage(session_.api(), house.first, [&](const v1::ListUnitsResponse& page) {
          for (const auto& one : page.units()) units_[one.id()] = one.name() + ", " + house.second;
        });
    if (!loaded) return;
  }
}

void Names::LoadProfessionals() {
  LoadHouses();
  if (std::exchange(professionals_loaded_, true)) return;
  for (const auto& house : houses_) {
    const Status loaded = EachProfessionalPage(
        session_.api(), house.first, [&](const v1::ListProfessionalsResponse& page) {
          for (const auto& one : page.professionals())
            professionals_[one.id()] = one.name() + ", " + house.second;
        });
    if (!loaded) return;
  }
}

}  // namespace relais::cli
