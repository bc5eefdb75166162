#include "services/exit/decisions.h"

#include <algorithm>

namespace relais::exit {

using storage::Query;
using storage::Rows;
using storage::Run;

const storage::Migration kDecisionsMigration = {"exit_decisions/1", R"(
    CREATE TABLE exit_decisions(
      dossier BLOB NOT NULL, id BLOB NOT NULL, exit BLOB NOT NULL, organisation BLOB NOT NULL,
      at_ms INTEGER NOT NULL, sealed BLOB NOT NULL,
      PRIMARY KEY(dossier, id)) STRICT)"};

namespace {

constexpr std::uint32_t kVersion = 1;
constexpr std::int64_t kMostOfAHouse = 50;

keys::RecordPlace PlaceOf(const Decision& decision) {
  return {decision.dossier, Compartment::kExit, RecordId(decision.id.bytes()), kVersion};
}

}  // namespace

Status AddDecision(storage::Connection& vault, const keys::Envelope& envelope, Random& random,
                   const Decision& d, const v1::DecideExitRequest& what) {
  constexpr auto kCount =
      "SELECT count(*) FROM exit_decisions WHERE dossier = ?1 AND organisation = ?2";
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kCount, d.dossier.view(), d.house.view()));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (row && rows.Int(0) >= kMostOfAHouse)
    return Fail(Reason::kWrongState,
                "your house decided too often in this file; ask the help line");
  const Bytes sealed = envelope.Seal(random, PlaceOf(d), what.SerializeAsString());
  constexpr auto kSql = "INSERT INTO exit_decisions VALUES(?1, ?2, ?3, ?4, ?5, ?6)";
  RETURN_IF_ERROR(Run(vault, kSql, d.dossier.view(), d.id.view(), d.exit.view(), d.house.view(),
                      ToMillis(d.at), BytesView(sealed)));
  return {};
}

Result<std::vector<Decision>> DecisionsOf(storage::Connection& vault, const DossierId& dossier,
                                          const std::optional<OrganisationId>& house) {
  constexpr auto kSql = R"(
      SELECT id, exit, organisation, at_ms FROM exit_decisions
      WHERE dossier = ?1 AND organisation = coalesce(?2, organisation) ORDER BY at_ms DESC, id)";
  const std::optional<BytesView> only = house ? std::optional(house->view()) : std::nullopt;
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, dossier.view(), only));
  std::vector<Decision> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return out;
    Decision& one = out.emplace_back();
    one.dossier = dossier;
    ASSIGN_OR_RETURN(one.id, DecisionId::FromBytes(rows.Blob(0)));
    ASSIGN_OR_RETURN(one.exit, RecordId::FromBytes(rows.Blob(1)));
    ASSIGN_OR_RETURN(one.house, OrganisationId::FromBytes(rows.Blob(2)));
    one.at = FromMillis(rows.Int(3));
  }
}

Result<ledger::StoredRecords> SealedDecisions(storage::Connection& vault,
                                              const std::vector<Decision>& decisions) {
  constexpr auto kSql = "SELECT sealed FROM exit_decisions WHERE dossier = ?1 AND id = ?2";
  ledger::StoredRecords out;
  for (const Decision& one : decisions) {
    ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, one.dossier.view(), one.id.view()));
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return Fail(Reason::kCorrupt, "a decision is gone");
    const keys::RecordPlace place = PlaceOf(one);
    out.Add(place.record, place.compartment, place.version, rows.Blob(0));
  }
  return out;
}

bool IsAbout(const v1::DecideExitRequest& what, const std::string& day, const std::string& rule) {
  return what.decision().day() == day &&
         std::ranges::find(what.rules(), rule) != what.rules().end();
}

}  // namespace relais::exit
