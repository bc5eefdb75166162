// Orders of courts and other authorities, as stored: the register of each house. An order opens nothing. The only
// SQL over this table.
#pragma once

#include "services/base/clock.h"
#include "services/base/ids.h"
#include "services/base/words.h"
#include "services/storage/schema.h"

namespace relais::accesses {

extern const storage::Migration kLegalOrdersMigration;

struct LegalOrder {
  LegalOrderId id;
  DossierId dossier;  // zero: there was no such file
  OrganisationId house;
  ProfessionalId entered_by;
  std::string authority, reference, lawyer;
  std::uint8_t advice = 0;  // v1::LegalOrder::Advice
  CompartmentSet asked;
  std::optional<Instant> silent_until;
  Instant entered{};
  bool told = false;
  std::uint8_t outcome = 0;  // v1::LegalOrder::Outcome; 0: open
  std::optional<Instant> closed;
  CompartmentSet handed_over;
};

Status AddLegalOrder(storage::Connection& vault, const LegalOrder& order);
Result<std::optional<LegalOrder>> FindLegalOrder(storage::Connection& vault,
                                                 const LegalOrderId& id);
// False when it was closed already, or there is none.
Result<bool> CloseLegalOrder(storage::Connection& vault, const LegalOrder& order);

// Newest first, from behind (entered, id); nullopt: from the newest on.
struct OrderPosition {
  std::int64_t entered_ms;
  Bytes id;
};
Result<std::vector<LegalOrder>> RegisterOf(storage::Connection& vault, const OrganisationId& house,
                                           const std::optional<OrderPosition>& before, int limit);
// Those that the person was told of.
Result<std::vector<LegalOrder>> ToldOrdersOf(storage::Connection& vault, const DossierId& dossier,
                                             int limit);
// Those of which the person is to be told by now, were there one, the oldest first.
Result<std::vector<LegalOrder>> OrdersToTell(storage::Connection& vault, Instant now, int limit);
Status MarkOrderTold(storage::Connection& vault, const LegalOrderId& id);

}  // namespace relais::accesses
