// Who asked to be called: by their dossier and since when, and nothing else. The number is the one to which their codes go. The
// only SQL over this table.
#pragma once

#include <optional>
#include <vector>

#include "services/base/clock.h"
#include "services/base/ids.h"
#include "services/storage/schema.h"

namespace relais::identity {

extern const storage::Migration kCallBacksMigration;

// So long after they asked last they are called.
inline constexpr std::chrono::days kCallBackKept{7};

// Who asks twice waits since the first time. Drops those that are kept no longer.
Status AddCallBack(storage::Connection& vault, const DossierId& dossier, Instant at);
// Since when; nullopt: they did not ask, or it is kept no longer.
Result<std::optional<Instant>> CallBackOf(storage::Connection& vault, const DossierId& dossier,
                                          Instant now);
Status DropCallBack(storage::Connection& vault, const DossierId& dossier);
// By id, from behind `after`.
Result<std::vector<DossierId>> CallBacks(storage::Connection& vault, Instant now,
                                         const DossierId& after, int limit);

}  // namespace relais::identity
