// Names of houses and professionals, looked up in the directory when first asked for.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

// Every house, page after page; `each` takes a page. Stops at the first error.
Status EachHousePage(Api& api,
                     const std::function<void(const v1::ListOrganisationsResponse&)>& each);
Status EachProfessionalPage(Api& api, const std::string& house,
                            const std::function<void(const v1::ListProfessionalsResponse&)>& each);

Status EachUnitPage(Api& api, const std::string& house,
                    const std::function<void(const v1::ListUnitsResponse&)>& each);

class Names {
 public:
  explicit Names(Session& session) : session_(session) {}

  // "Saint-Jean", "Anna Peeters, Saint-Jean", "social worker, Saint-Jean", "geriatrics, Saint-Jean", "Tom Claes, whom you
  // trust"; the id when the directory has no name.
  std::string Of(const v1::Grantee& grantee);

 private:
  std::string House(const std::string& id);
  std::string Professional(const std::string& id);
  std::string Unit(const std::string& id);
  void LoadHouses();
  void LoadProfessionals();
  void LoadUnits();

  Session& session_;
  bool houses_loaded_ = false;
  bool professionals_loaded_ = false;
  bool units_loaded_ = false;
  std::map<std::string, std::string> houses_;
  std::map<std::string, std::string> professionals_;
  std::map<std::string, std::string> units_;
};

}  // namespace relais::cli
