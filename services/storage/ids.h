// What a query for ids gives.
#pragma once

#include <utility>
#include <vector>

#include "services/base/ids.h"
#include "services/storage/sql.h"

namespace relais::storage {

// The first column of what Query gave, in its order; kCorrupt when one is no id.
template <class Id>
Result<std::vector<Id>> IdsIn(Result<Rows> rows) {
  if (!rows) return tl::unexpected<Error>(rows.error());
  std::vector<Id> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows->Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(const auto id, Id::FromBytes(rows->Blob(0)));
    out.push_back(id);
  }
}

}  // namespace relais::storage
