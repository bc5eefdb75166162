#include "services/accesses/legal_orders.h"

namespace relais::accesses {

using storage::Query;
using storage::Rows;
using storage::Run;
using storage::Text;

// tell_ms: when the person is to be told; NULL: they were.
const storage::Migration kLegalOrdersMigration = {"accesses/legal_orders", R"(
    CREATE TABLE legal_orders(
      id BLOB PRIMARY KEY, dossier BLOB NOT NULL, house BLOB NOT NULL, entered_by BLOB NOT NULL,
      authority TEXT NOT NULL, reference TEXT NOT NULL, lawyer TEXT NOT NULL,
      advice INTEGER NOT NULL, asked INTEGER NOT NULL, silent_until_ms INTEGER,
      entered_ms INTEGER NOT NULL, tell_ms INTEGER, outcome INTEGER NOT NULL DEFAULT 0,
      closed_ms INTEGER, handed_over INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
    CREATE INDEX legal_orders_of_house ON legal_orders(house, entered_ms, id);
    CREATE INDEX legal_orders_of_dossier ON legal_orders(dossier, entered_ms);
    CREATE INDEX legal_orders_to_tell ON legal_orders(tell_ms) WHERE tell_ms IS NOT NULL)"};

namespace {

#define ORDER_COLUMNS                                                             \
  "id, dossier, house, entered_by, authority, reference, lawyer, advice, asked, " \
  "silent_until_ms, entered_ms, tell_ms IS NULL, outcome, closed_ms, handed_over"

std::optional<std::int64_t> Ms(const std::optional<Instant>& at) {
  return at ? std::optional(ToMillis(*at)) : std::nullopt;
}
std::optional<Instant> At(const Rows& rows, int column) {
  return rows.IsNull(column) ? std::nullopt : std::optional(FromMillis(rows.Int(column)));
}

Result<LegalOrder> OrderFrom(const Rows& rows) {
  LegalOrder out;
  ASSIGN_OR_RETURN(out.id, LegalOrderId::FromBytes(rows.Blob(0)));
  ASSIGN_OR_RETURN(out.dossier, DossierId::FromBytes(rows.Blob(1)));
  ASSIGN_OR_RETURN(out.house, OrganisationId::FromBytes(rows.Blob(2)));
  ASSIGN_OR_RETURN(out.entered_by, ProfessionalId::FromBytes(rows.Blob(3)));
  out.authority = rows.Text(4);
  out.reference = rows.Text(5);
  out.lawyer = rows.Text(6);
  out.advice = static_cast<std::uint8_t>(rows.Int(7));
  out.asked = CompartmentSet(static_cast<std::uint16_t>(rows.Int(8)));
  out.silent_until = At(rows, 9);
  out.entered = FromMillis(rows.Int(10));
  out.told = rows.Int(11) != 0;
  out.outcome = static_cast<std::uint8_t>(rows.Int(12));
  out.closed = At(rows, 13);
  out.handed_over = CompartmentSet(static_cast<std::uint16_t>(rows.Int(14)));
  return out;
}

Result<std::vector<LegalOrder>> All(Result<Rows> rows) {
  if (!rows) return tl::unexpected<Error>(rows.error());
  std::vector<LegalOrder> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows->Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(LegalOrder order, OrderFrom(*rows));
    out.push_back(std::move(order));
  }
}

}  // namespace

Status AddLegalOrder(storage::Connection& vault, const LegalOrder& o) {
  constexpr auto kSql = R"(
      INSERT INTO legal_orders(id, dossier, house, entered_by, authority, reference, lawyer, advice,
        asked, silent_until_ms, entered_ms, tell_ms)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12))";
  RETURN_IF_ERROR(Run(vault, kSql, o.id.view(), o.dossier.view(), o.house.view(),
                      o.entered_by.view(), Text{o.authority}, Text{o.reference}, Text{o.lawyer},
                      o.advice, o.asked.bits(), Ms(o.silent_until), ToMillis(o.entered),
                      ToMillis(o.silent_until.value_or(o.entered))));
  return {};
}

Result<std::optional<LegalOrder>> FindLegalOrder(storage::Connection& vault,
                                                 const LegalOrderId& id) {
  ASSIGN_OR_RETURN(
      auto all,
      All(Query(vault, "SELECT " ORDER_COLUMNS " FROM legal_orders WHERE id = ?1", id.view())));
  return all.empty() ? std::optional<LegalOrder>() : std::optional(std::move(all.front()));
}

Result<bool> CloseLegalOrder(storage::Connection& vault, const LegalOrder& o) {
  constexpr auto kSql = R"(
      UPDATE legal_orders SET outcome = ?2, closed_ms = ?3, handed_over = ?4
      WHERE id = ?1 AND outcome = 0)";
  ASSIGN_OR_RETURN(const auto changed,
                   Run(vault, kSql, o.id.view(), o.outcome, Ms(o.closed), o.handed_over.bits()));
  return changed > 0;
}

Result<std::vector<LegalOrder>> RegisterOf(storage::Connection& vault, const OrganisationId& house,
                                           const std::optional<OrderPosition>& before, int limit) {
  return All(Query(vault,
                   "SELECT " ORDER_COLUMNS
                   " FROM legal_orders WHERE house = ?1 AND (?2 IS NULL OR (entered_ms, id) < (?2, "
                   "?3)) ORDER BY entered_ms DESC, id DESC LIMIT ?4",
                   house.view(), before ? std::optional(before->entered_ms) : std::nullopt,
                   before ? BytesView(before->id) : BytesView(), limit));
}

Result<std::vector<LegalOrder>> ToldOrdersOf(storage::Connection& vault, const DossierId& dossier,
                                             int limit) {
  return All(Query(vault,
                   "SELECT " ORDER_COLUMNS
                   " FROM legal_orders WHERE dossier = ?1 AND tell_ms IS NULL "
                   "ORDER BY entered_ms DESC LIMIT ?2",
                   dossier.view(), limit));
}

Result<std::vector<LegalOrder>> OrdersToTell(storage::Connection& vault, Instant now, int limit) {
  return All(Query(vault,
                   "SELECT " ORDER_COLUMNS
                   " FROM legal_orders WHERE tell_ms <= ?1 ORDER BY tell_ms LIMIT ?2",
                   ToMillis(now), limit));
}

Status MarkOrderTold(storage::Connection& vault, const LegalOrderId& id) {
  RETURN_IF_ERROR(Run(vault, "UPDATE legal_orders SET tell_ms = NULL WHERE id = ?1", id.view()));
  return {};
}

}  // namespace relais::accesses
