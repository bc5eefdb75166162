#include "services/consent/repository.h"

#include <limits>

#include "services/base/calendar.h"

namespace relais::consent {

using access::ConsentCell;
using storage::Query;
using storage::Rows;
using storage::Run;
using storage::Text;

// What is over lies apart from what may hold: a decision reads the latter alone, however often the
// person has changed their mind.
constexpr auto kSchema = R"(
    CREATE TABLE consents(
      dossier BLOB NOT NULL, past INTEGER NOT NULL, id BLOB NOT NULL,
      effect INTEGER NOT NULL, grantee_kind INTEGER NOT NULL, grantee BLOB NOT NULL,
      profession TEXT NOT NULL, compartments INTEGER NOT NULL, actions INTEGER NOT NULL,
      purposes INTEGER NOT NULL, start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL,
      revoked_ms INTEGER, created_ms INTEGER NOT NULL, method INTEGER NOT NULL,
      language TEXT NOT NULL, text_version BLOB NOT NULL,
      proposal BLOB NOT NULL, text BLOB NOT NULL,
      PRIMARY KEY(dossier, past, id)) STRICT, WITHOUT ROWID;
    CREATE INDEX consents_by_time ON consents(dossier, created_ms, id);
    CREATE INDEX consents_granted ON consents(grantee, dossier) WHERE past = 0)";
const storage::Migration kMigration = {"consent/1", kSchema};

namespace {

// Columns 0 to 10 of both queries.
Result<ConsentCell> CellFrom(const Rows& rows) {
  ConsentCell cell;
  ASSIGN_OR_RETURN(cell.id, ConsentId::FromBytes(rows.Blob(0)));
  cell.effect = static_cast<access::Effect>(rows.Int(1));
  cell.grantee_kind = static_cast<access::GranteeKind>(rows.Int(2));
  ASSIGN_OR_RETURN(cell.grantee, ToArray<16>(rows.Blob(3)));
  cell.profession = rows.Text(4);
  cell.compartments = CompartmentSet(static_cast<std::uint16_t>(rows.Int(5)));
  cell.actions = ActionSet(static_cast<std::uint16_t>(rows.Int(6)));
  cell.purposes = PurposeSet(static_cast<std::uint16_t>(rows.Int(7)));
  cell.start = FromMillis(rows.Int(8));
  cell.end = FromMillis(rows.Int(9));
  if (!rows.IsNull(10)) cell.revoked = FromMillis(rows.Int(10));
  return cell;
}

Result<Consent> ConsentFrom(const Rows& rows) {
  Consent consent;
  ASSIGN_OR_RETURN(consent.cell, CellFrom(rows));
  consent.created = FromMillis(rows.Int(11));
  consent.proof.method = static_cast<std::uint8_t>(rows.Int(12));
  consent.proof.language = rows.Text(13);
  ASSIGN_OR_RETURN(consent.proof.text_version, ToArray<32>(rows.Blob(14)));
  ASSIGN_OR_RETURN(consent.proof.proposal, ProposalId::FromBytes(rows.Blob(15)));
  ASSIGN_OR_RETURN(consent.proof.text, ToArray<32>(rows.Blob(16)));
  return consent;
}

void AppendTo(Bytes& out, std::string_view text) {
  PutU32(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

// Whatever is stored of it, each part told apart from the next.
void AppendTo(Bytes& out, const Consent& c) {
  const ConsentCell& cell = c.cell;
  out += cell.id.view();
  out += View(cell.grantee);
  for (const int value :
       {static_cast<int>(cell.effect), static_cast<int>(cell.grantee_kind),
        static_cast<int>(cell.compartments.bits()), static_cast<int>(cell.actions.bits()),
        static_cast<int>(cell.purposes.bits()), static_cast<int>(c.proof.method)})
    PutU32(out, static_cast<std::uint32_t>(value));
  const std::int64_t revoked = cell.revoked ? ToMillis(*cell.revoked) : -1;
  for (const std::int64_t time :
       {ToMillis(cell.start), ToMillis(cell.end), ToMillis(c.created), revoked})
    PutU64(out, static_cast<std::uint64_t>(time));
  out += View(c.proof.text_version);
  out += c.proof.proposal.view();
  out += View(c.proof.text);
  AppendTo(out, cell.profession);
  AppendTo(out, c.proof.language);
}

constexpr std::int64_t kMostConsents = 500;  // that hold at one time, of one dossier

// Only what still holds counts. Exclusions always have room: nobody may use up the person's "no"; so have
// relations, or a full file would tell by its answer that it is there.
Status RequireRoom(storage::Connection& vault, const DossierId& dossier,
                   const std::vector<ConsentCell>& more, Instant at) {
  ASSIGN_OR_RETURN(const auto standing, CountStanding(vault, dossier, at));
  const bool opens = more.front().effect == access::Effect::kAllow;
  if (standing + static_cast<std::int64_t>(more.size()) <= kMostConsents * (opens ? 1 : 2))
    return {};
  return Fail(Reason::kWrongState, "this file holds as many consents as it can; ask the help line");
}

// Of whoever is asked to take over: it opens nothing, and ends with their no.
constexpr int kAskedAlone = ActionSet{Action::kRelate}.bits();

#define CONSENT_COLUMNS                                                                  \
  "id, effect, grantee_kind, grantee, profession, compartments, actions, purposes, "     \
  "start_ms, end_ms, revoked_ms, created_ms, method, language, text_version, proposal, " \
  "text"

Result<std::vector<Consent>> AllFrom(Result<Rows> rows) {
  if (!rows) return tl::unexpected<Error>(rows.error());
  std::vector<Consent> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows->Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(Consent consent, ConsentFrom(*rows));
    out.push_back(std::move(consent));
  }
}

}  // namespace

Status AddConsent(storage::Connection& vault, const DossierId& dossier, const Consent& c) {
  const ConsentCell& cell = c.cell;
  constexpr auto kSql = R"(
      INSERT INTO consents
      VALUES(?1, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, NULL, ?12, ?13, ?14, ?15, ?16,
        ?17))";
  RETURN_IF_ERROR(Run(vault, kSql, dossier.view(), cell.id.view(), static_cast<int>(cell.effect),
                      static_cast<int>(cell.grantee_kind), View(cell.grantee),
                      Text{cell.profession}, cell.compartments.bits(), cell.actions.bits(),
                      cell.purposes.bits(), ToMillis(cell.start), ToMillis(cell.end),
                      ToMillis(c.created), c.proof.method, Text{c.proof.language},
                      View(c.proof.text_version), c.proof.proposal.view(), View(c.proof.text)));
  return {};
}

Result<bool> RevokeConsent(storage::Connection& vault, const DossierId& dossier,
                           const ConsentId& id, Instant at) {
  constexpr auto kSql = R"(
      UPDATE consents SET past = 1, revoked_ms = coalesce(revoked_ms, ?1)
      WHERE dossier = ?2 AND past IN (0, 1) AND id = ?3)";
  ASSIGN_OR_RETURN(const auto changed, Run(vault, kSql, ToMillis(at), dossier.view(), id.view()));
  return changed > 0;
}

Result<std::optional<Consent>> FindConsent(storage::Connection& vault, const DossierId& dossier,
                                           const ConsentId& id) {
  ASSIGN_OR_RETURN(auto found, AllFrom(Query(vault,
                                             "SELECT " CONSENT_COLUMNS
                                             " FROM consents WHERE dossier = ?1 AND past IN (0, 1) "
                                             "AND id = ?2",
                                             dossier.view(), id.view())));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<std::vector<Consent>> ConsentsOf(storage::Connection& vault, const DossierId& dossier,
                                        const ProposalId& proposal) {
  return AllFrom(Query(vault,
                       "SELECT " CONSENT_COLUMNS
                       " FROM consents WHERE dossier = ?1 AND past IN (0, 1) AND proposal = ?2",
                       dossier.view(), proposal.view()));
}

Status EndAllOf(storage::Connection& vault, const DossierId& dossier, const ProposalId& proposal,
                Instant end) {
  constexpr auto kSql = R"(
      UPDATE consents SET end_ms = ?3
      WHERE dossier = ?1 AND past = 0 AND proposal = ?2 AND end_ms > ?3)";
  RETURN_IF_ERROR(Run(vault, kSql, dossier.view(), proposal.view(), ToMillis(end)));
  return {};
}

Status RevokeAllOf(storage::Connection& vault, const DossierId& dossier, const ProposalId& proposal,
                   Instant at, std::vector<Array<16>>& revoked) {
  ASSIGN_OR_RETURN(const auto given, ConsentsOf(vault, dossier, proposal));
  for (const Consent& one : given) {
    if (one.cell.revoked) continue;
    RETURN_IF_ERROR(RevokeConsent(vault, dossier, one.cell.id, at));
    revoked.push_back(one.cell.id.bytes());
  }
  return {};
}

Result<std::optional<ConsentCell>> FindRelation(storage::Connection& vault,
                                                const DossierId& dossier, const Array<16>& team) {
  constexpr auto kSql = R"(
      SELECT id, effect, grantee_kind, grantee, profession, compartments, actions, purposes,
        start_ms, end_ms, revoked_ms
      FROM consents
      WHERE dossier = ?1 AND past = 0 AND effect = ?2 AND grantee = ?3 AND proposal = zeroblob(16))";
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, dossier.view(),
                                    static_cast<int>(access::Effect::kRelation), View(team)));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return std::optional<ConsentCell>();
  ASSIGN_OR_RETURN(ConsentCell cell, CellFrom(rows));
  return std::optional(std::move(cell));
}

Result<bool> IsOfReview(storage::Connection& vault, const DossierId& dossier, const ConsentId& id) {
  constexpr auto kSql = R"(
      SELECT 1 FROM consents
      WHERE dossier = ?1 AND past IN (0, 1) AND id = ?2 AND effect = ?3 AND method = 0)";
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, dossier.view(), id.view(),
                                    static_cast<int>(access::Effect::kExclude)));
  return rows.Next();
}

Result<bool> WasAnyRevokedSince(storage::Connection& vault, const DossierId& dossier,
                                Instant since) {
  constexpr auto kSql = R"(
      SELECT 1 FROM consents
      WHERE dossier = ?1 AND past = 1 AND effect = ?2 AND revoked_ms >= ?3 AND actions <> ?4)";
  ASSIGN_OR_RETURN(Rows rows,
                   Query(vault, kSql, dossier.view(), static_cast<int>(access::Effect::kAllow),
                         ToMillis(since), kAskedAlone));
  return rows.Next();
}

Result<bool> WasTakenBack(storage::Connection& vault, const DossierId& dossier,
                          const ConsentCell& cell, std::uint8_t method) {
  constexpr auto kSql = R"(
      SELECT 1 FROM consents
      WHERE dossier = ?1 AND past = 1 AND revoked_ms IS NOT NULL AND method = ?2
        AND grantee_kind = ?3 AND grantee = ?4 AND (compartments & ?5) <> 0)";
  ASSIGN_OR_RETURN(Rows rows,
                   Query(vault, kSql, dossier.view(), method, static_cast<int>(cell.grantee_kind),
                         View(cell.grantee), static_cast<int>(cell.compartments.bits())));
  return rows.Next();
}

Result<bool> IsFrozen(storage::Connection& vault, const DossierId& dossier) {
  constexpr auto kSql = "SELECT 1 FROM consents WHERE dossier = ?1 AND past = 0 AND effect = ?2";
  ASSIGN_OR_RETURN(Rows rows,
                   Query(vault, kSql, dossier.view(), static_cast<int>(access::Effect::kFrozen)));
  return rows.Next();
}

Status Freeze(storage::Connection& vault, const DossierId& dossier, const ConsentId& id,
              Instant at) {
  // For nobody, and so for everybody. It has no end of its own; without one it would be put away.
  access::ConsentCell cell{.id = id, .effect = access::Effect::kFrozen};
  cell.start = at;
  cell.end = FromBelgium({Date{std::chrono::year(9999) / 12 / 31}, 0});
  return AddConsent(vault, dossier, {.cell = cell, .created = at});
}

Result<bool> Thaw(storage::Connection& vault, const DossierId& dossier, Instant at) {
  constexpr auto kSql = R"(
      UPDATE consents SET past = 1, revoked_ms = ?3
      WHERE dossier = ?1 AND past = 0 AND effect = ?2)";
  ASSIGN_OR_RETURN(
      const auto changed,
      Run(vault, kSql, dossier.view(), static_cast<int>(access::Effect::kFrozen), ToMillis(at)));
  return changed > 0;
}

Status PutAwayEnded(storage::Connection& vault, const DossierId& dossier, Instant at) {
  RETURN_IF_ERROR(
      Run(vault, "UPDATE consents SET past = 1 WHERE dossier = ?1 AND past = 0 AND end_ms <= ?2",
          dossier.view(), ToMillis(at)));
  return {};
}

Result<std::int64_t> CountStanding(storage::Connection& vault, const DossierId& dossier,
                                   Instant at) {
  ASSIGN_OR_RETURN(
      Rows rows,
      Query(vault, "SELECT count(*) FROM consents WHERE dossier = ?1 AND past = 0 AND end_ms > ?2",
            dossier.view(), ToMillis(at)));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  return row ? rows.Int(0) : 0;
}

Status AddCells(storage::Connection& vault, const DossierId& dossier,
                std::vector<ConsentCell> cells, const Proof& proof, Instant at) {
  RETURN_IF_ERROR(PutAwayEnded(vault, dossier, at));
  RETURN_IF_ERROR(RequireRoom(vault, dossier, cells, at));
  for (ConsentCell& cell : cells) {
    // No later than its own entry: a clock that stepped back must not put off an exclusion.
    if (cell.start == Instant{}) cell.start = at;
    RETURN_IF_ERROR(AddConsent(vault, dossier, {cell, at, proof}));
  }
  return {};
}

Result<std::vector<Consent>> ListConsents(storage::Connection& vault, const DossierId& dossier,
                                          const std::optional<Position>& before, int limit) {
  const Position from = before.value_or(Position{std::numeric_limits<std::int64_t>::max(), {}});
  return AllFrom(Query(vault,
                       "SELECT " CONSENT_COLUMNS
                       " FROM consents WHERE dossier = ?1 AND (created_ms, id) < (?2, ?3) "
                       "ORDER BY created_ms DESC, id DESC LIMIT ?4",
                       dossier.view(), from.created_ms, from.id, limit));
}

Result<std::vector<DossierId>> DossiersGrantedTo(storage::Connection& vault, const Caller& caller,
                                                 Instant now, const DossierId& after, int limit) {
  // Each part is read in the order of its index, and no further than it must.
  constexpr auto kSql = R"(
      SELECT dossier FROM (
        SELECT DISTINCT dossier FROM consents
        WHERE past = 0 AND grantee = ?1 AND dossier > ?3 AND effect = ?5 AND end_ms > ?6 AND actions <> ?8 ORDER BY dossier LIMIT ?4)
      UNION
      SELECT dossier FROM (
        SELECT DISTINCT dossier FROM consents
        WHERE past = 0 AND grantee = ?2 AND dossier > ?3 AND effect = ?5 AND end_ms > ?6 AND actions <> ?8 ORDER BY dossier LIMIT ?4)
      UNION
      SELECT dossier FROM (
        SELECT DISTINCT dossier FROM consents
        WHERE past = 0 AND grantee = ?7 AND dossier > ?3 AND effect = ?5 AND end_ms > ?6 AND actions <> ?8 ORDER BY dossier LIMIT ?4)
      ORDER BY dossier LIMIT ?4)";
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, View(caller.id), caller.organisation.view(),
                                    after.view(), limit, static_cast<int>(access::Effect::kAllow),
                                    ToMillis(now), caller.unit.view(), kAskedAlone));
  std::vector<DossierId> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(const DossierId id, DossierId::FromBytes(rows.Blob(0)));
    out.push_back(id);
  }
}

Result<std::vector<Consent>> StandingConsents(storage::Connection& vault,
                                              const DossierId& dossier) {
  return AllFrom(Query(
      vault, "SELECT " CONSENT_COLUMNS " FROM consents WHERE dossier = ?1 AND past = 0 ORDER BY id",
      dossier.view()));
}

Result<access::Facts> ConsentFacts::Read(storage::Connection& vault,
                                         const DossierId& dossier) const {
  access::Facts facts;
  ASSIGN_OR_RETURN(auto standing, StandingConsents(vault, dossier));
  if (standing.empty()) return facts;
  Bytes all;
  for (Consent& consent : standing) {
    AppendTo(all, consent);
    facts.cells.push_back(std::move(consent.cell));
  }
  facts.digest = HmacSha256(key_, {"relais-consents/1\n", dossier.view(), all});
  return facts;
}

}  // namespace relais::consent
