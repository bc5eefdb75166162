#include "services/handover/handovers.h"

#include "services/base/calendar.h"
#include "services/storage/ids.h"

namespace relais::handover {

using storage::Query;
using storage::Rows;
using storage::Run;
using storage::Text;

const storage::Migration kMigration = {"handover/1", R"(
    CREATE TABLE handovers(
      dossier BLOB NOT NULL, id BLOB NOT NULL UNIQUE, proposal BLOB NOT NULL,
      giver BLOB NOT NULL, receiver BLOB NOT NULL, unit BLOB NOT NULL, state INTEGER NOT NULL,
      from_day TEXT NOT NULL, lack INTEGER NOT NULL DEFAULT 0,
      possible_from TEXT NOT NULL DEFAULT '', created_ms INTEGER NOT NULL,
      answer_by_ms INTEGER NOT NULL, answered_ms INTEGER, beforehand BLOB, paused BLOB,
      sealed BLOB NOT NULL,
      PRIMARY KEY(dossier, id)) STRICT;
    CREATE INDEX handovers_of ON handovers(receiver, dossier)
      WHERE (state IN (2, 3, 8, 10) OR paused IS NOT NULL);
    CREATE INDEX handovers_yes ON handovers(receiver, from_day)
      WHERE answered_ms IS NOT NULL AND state <> 4;
    CREATE INDEX handovers_by ON handovers(giver, dossier, from_day)
      WHERE (state IN (2, 3, 4, 8, 10) OR paused IS NOT NULL))"};

namespace {

constexpr std::uint32_t kVersion = 1;  // what is asked does not change

#define HANDOVER_COLUMNS                                                                 \
  "id, dossier, proposal, giver, receiver, unit, state, from_day, lack, possible_from, " \
  "created_ms, answer_by_ms, answered_ms, beforehand, paused"

Result<Handover> HandoverFrom(const Rows& rows) {
  Handover out;
  ASSIGN_OR_RETURN(out.id, HandoverId::FromBytes(rows.Blob(0)));
  ASSIGN_OR_RETURN(out.dossier, DossierId::FromBytes(rows.Blob(1)));
  ASSIGN_OR_RETURN(out.proposal, ProposalId::FromBytes(rows.Blob(2)));
  ASSIGN_OR_RETURN(out.giver, OrganisationId::FromBytes(rows.Blob(3)));
  ASSIGN_OR_RETURN(out.receiver, OrganisationId::FromBytes(rows.Blob(4)));
  ASSIGN_OR_RETURN(out.unit, UnitId::FromBytes(rows.Blob(5)));
  out.state = static_cast<v1::Handover::State>(rows.Int(6));
  const auto from = ParseDate(rows.Text(7));
  if (!from) return Fail(Reason::kCorrupt, "a handover has no day");
  out.from = *from;
  out.lack = static_cast<v1::Lack>(rows.Int(8));
  out.possible_from = rows.Text(9);
  out.created = FromMillis(rows.Int(10));
  out.answer_by = FromMillis(rows.Int(11));
  if (!rows.IsNull(12)) out.answered = FromMillis(rows.Int(12));
  if (!rows.IsNull(13)) {
    ASSIGN_OR_RETURN(out.beforehand, ToArray<16>(rows.Blob(13)));
  }
  if (!rows.IsNull(14)) {
    ASSIGN_OR_RETURN(out.paused, OrganisationId::FromBytes(rows.Blob(14)));
  }
  return out;
}

// Kept by whoever asks for it: a query reads what it is given until its last row.
std::string OldestDay(Instant now) {
  return FormatDate(Date(std::chrono::sys_days(InBelgium(now).day) - kAfter));
}

Result<std::vector<Handover>> All(Result<Rows> rows) {
  if (!rows) return tl::unexpected<Error>(rows.error());
  std::vector<Handover> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows->Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(Handover one, HandoverFrom(*rows));
    out.push_back(std::move(one));
  }
}

keys::RecordPlace PlaceOf(const Handover& handover) {
  return {handover.dossier, Compartment::kExit, RecordId(handover.id.bytes()), kVersion};
}

}  // namespace

Status AddHandover(storage::Connection& vault, const keys::Envelope& envelope, Random& random,
                   const Handover& h, const v1::HandoverAsk& ask) {
  constexpr auto kCount = R"(
      SELECT count(*) FROM handovers
      WHERE dossier = ?1 AND giver = ?3 AND state = 2 AND answer_by_ms > ?2)";
  ASSIGN_OR_RETURN(Rows rows,
                   Query(vault, kCount, h.dossier.view(), ToMillis(h.created), h.giver.view()));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (row && rows.Int(0) >= kMostUnderWay)
    return Fail(Reason::kWrongState, "too much is asked for this person at once; take some back");
  constexpr auto kSql = R"(
      INSERT INTO handovers(dossier, id, proposal, giver, receiver, unit, state, from_day,
        created_ms, answer_by_ms, sealed, beforehand)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12))";
  const Bytes sealed = envelope.Seal(random, PlaceOf(h), ask.SerializeAsString());
  RETURN_IF_ERROR(Run(vault, kSql, h.dossier.view(), h.id.view(), h.proposal.view(), h.giver.view(),
                      h.receiver.view(), h.unit.view(), static_cast<int>(h.state),
                      Text{FormatDate(h.from)}, ToMillis(h.created), ToMillis(h.answer_by),
                      BytesView(sealed),
                      h.beforehand ? std::optional(View(*h.beforehand)) : std::nullopt));
  return {};
}

Status UpdateHandover(storage::Connection& vault, const Handover& h) {
  constexpr auto kSql = R"(
      UPDATE handovers SET state = ?2, lack = ?3, possible_from = ?4, answered_ms = ?5,
        from_day = ?6, answer_by_ms = ?7, paused = ?8
      WHERE id = ?1)";
  const auto answered = h.answered ? std::optional(ToMillis(*h.answered)) : std::nullopt;
  RETURN_IF_ERROR(Run(vault, kSql, h.id.view(), static_cast<int>(h.state), static_cast<int>(h.lack),
                      Text{h.possible_from}, answered, Text{FormatDate(h.from)},
                      ToMillis(h.answer_by),
                      h.paused ? std::optional(h.paused->view()) : std::nullopt));
  return {};
}

Result<std::optional<Handover>> FindHandover(storage::Connection& vault, const HandoverId& id) {
  ASSIGN_OR_RETURN(
      Rows rows,
      Query(vault, "SELECT " HANDOVER_COLUMNS " FROM handovers WHERE id = ?1", id.view()));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return std::optional<Handover>();
  ASSIGN_OR_RETURN(Handover out, HandoverFrom(rows));
  return std::optional(std::move(out));
}

Result<std::optional<Handover>> FindByProposal(storage::Connection& vault, const DossierId& dossier,
                                               const ProposalId& proposal) {
  constexpr auto kSql =
      "SELECT " HANDOVER_COLUMNS " FROM handovers WHERE dossier = ?1 AND proposal = ?2";
  ASSIGN_OR_RETURN(auto all, All(Query(vault, kSql, dossier.view(), proposal.view())));
  return all.empty() ? std::nullopt : std::optional(std::move(all.front()));
}

Result<std::vector<Handover>> HandoversOf(storage::Connection& vault, const DossierId& dossier,
                                          const std::optional<OrganisationId>& house, int limit) {
  constexpr auto kSql =
      "SELECT " HANDOVER_COLUMNS
      " FROM handovers WHERE dossier = ?1 AND (?3 = 0 OR giver = ?4 OR receiver = ?4) "
      "ORDER BY created_ms DESC, id DESC LIMIT ?2";
  return All(Query(vault, kSql, dossier.view(), limit, house ? 1 : 0,
                   house.value_or(OrganisationId()).view()));
}

Result<ledger::StoredRecords> AsksOf(storage::Connection& vault,
                                     const std::vector<Handover>& handovers) {
  ledger::StoredRecords out;
  for (const Handover& one : handovers) {
    ASSIGN_OR_RETURN(Rows rows,
                     Query(vault, "SELECT sealed FROM handovers WHERE id = ?1", one.id.view()));
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return Fail(Reason::kCorrupt, "a handover is gone");
    const keys::RecordPlace place = PlaceOf(one);
    out.Add(place.record, place.compartment, place.version, rows.Blob(0));
  }
  return out;
}

Result<std::vector<DossierId>> DossiersAskedOf(storage::Connection& vault, const Caller& caller,
                                               Instant now, const DossierId& after, int limit) {
  constexpr auto kSql = R"(
      SELECT DISTINCT dossier FROM handovers
      WHERE receiver = ?1 AND dossier > ?2 AND (state IN (2, 3, 8, 10) OR paused IS NOT NULL)
        AND unit IN (zeroblob(16), ?3) AND (state <> 2 OR answer_by_ms > ?4) AND from_day >= ?5
      ORDER BY dossier LIMIT ?6)";
  const std::string oldest = OldestDay(now);
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, caller.organisation.view(), after.view(),
                                    caller.unit.view(), ToMillis(now), Text{oldest}, limit));
  return storage::IdsIn<DossierId>(std::move(rows));
}

Result<std::vector<Handover>> SaidYesTo(storage::Connection& vault, const Caller& caller,
                                        Instant now, int limit) {
  constexpr auto kSql =
      "SELECT " HANDOVER_COLUMNS
      " FROM handovers WHERE receiver = ?1 AND unit IN (zeroblob(16), ?2) AND from_day >= ?3 "
      "AND answered_ms IS NOT NULL AND state <> 4 ORDER BY answered_ms DESC, id LIMIT ?4";
  const std::string oldest = OldestDay(now);
  return All(
      Query(vault, kSql, caller.organisation.view(), caller.unit.view(), Text{oldest}, limit));
}

Result<std::vector<DossierId>> DossiersAskedBy(storage::Connection& vault,
                                               const OrganisationId& giver, Instant now,
                                               const DossierId& after, int limit) {
  constexpr auto kSql = R"(
      SELECT DISTINCT dossier FROM handovers
      WHERE giver = ?1 AND dossier > ?2 AND (state IN (2, 3, 4, 8, 10) OR paused IS NOT NULL) AND from_day >= ?3
      ORDER BY dossier LIMIT ?4)";
  const std::string oldest = OldestDay(now);
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, giver.view(), after.view(), Text{oldest}, limit));
  return storage::IdsIn<DossierId>(std::move(rows));
}

}  // namespace relais::handover
