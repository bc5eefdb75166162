// The catalogue as the API gives it.
#pragma once

#include "relais/v1/directory.pb.h"
#include "services/directory/catalogue.h"

namespace relais::directory {

v1::GetCatalogueResponse ToMessage(const Catalogue& catalogue);

}  // namespace relais::directory
