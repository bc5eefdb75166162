#include "services/accesses/objections.h"

#include "services/consent/repository.h"
#include "services/consent/rules.h"

namespace relais::accesses {

using storage::Query;
using storage::Rows;
using storage::Run;

const storage::Migration kMigration = {"accesses/1", R"(
    CREATE TABLE objections(
      id BLOB PRIMARY KEY, dossier BLOB NOT NULL, reader BLOB NOT NULL, number INTEGER NOT NULL,
      idx INTEGER NOT NULL, state INTEGER NOT NULL, decider INTEGER NOT NULL,
      decider_house BLOB NOT NULL, created_ms INTEGER NOT NULL, due_ms INTEGER, ended_ms INTEGER,
      answer INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX objections_of ON objections(dossier, created_ms);
    CREATE INDEX objections_to_decide ON objections(decider_house, due_ms, id) WHERE state = 2)"};

namespace {

#define OBJECTION_COLUMNS                                                                 \
  "id, dossier, reader, number, idx, state, decider, decider_house, created_ms, due_ms, " \
  "ended_ms, answer"

std::optional<std::int64_t> Ms(const std::optional<Instant>& at) {
  return at ? std::optional(ToMillis(*at)) : std::nullopt;
}
std::optional<Instant> At(const Rows& rows, int column) {
  return rows.IsNull(column) ? std::nullopt : std::optional(FromMillis(rows.Int(column)));
}

Result<Objection> ObjectionFrom(const Rows& rows) {
  Objection o;
  ASSIGN_OR_RETURN(o.id, ObjectionId::FromBytes(rows.Blob(0)));
  ASSIGN_OR_RETURN(o.dossier, DossierId::FromBytes(rows.Blob(1)));
  ASSIGN_OR_RETURN(o.reader, ProfessionalId::FromBytes(rows.Blob(2)));
  o.number = static_cast<std::uint64_t>(rows.Int(3));
  o.index = static_cast<std::uint64_t>(rows.Int(4));
  o.state = static_cast<v1::Objection::State>(rows.Int(5));
  o.decider = static_cast<v1::Decider>(rows.Int(6));
  ASSIGN_OR_RETURN(o.decider_house, OrganisationId::FromBytes(rows.Blob(7)));
  o.created = FromMillis(rows.Int(8));
  o.due = At(rows, 9);
  o.ended = At(rows, 10);
  o.answer = static_cast<v1::Answer>(rows.Int(11));
  return o;
}

Result<std::vector<Objection>> All(Result<Rows> rows) {
  if (!rows) return tl::unexpected<Error>(rows.error());
  std::vector<Objection> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows->Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(Objection objection, ObjectionFrom(*rows));
    out.push_back(std::move(objection));
  }
}
Result<std::optional<Objection>> One(Result<Rows> rows) {
  ASSIGN_OR_RETURN(auto all, All(std::move(rows)));
  return all.empty() ? std::optional<Objection>() : std::optional(std::move(all.front()));
}

// Closes everything of the dossier to one professional.
consent::Consent ExclusionOf(const Objection& objection, Instant at) {
  consent::Consent exclusion{.created = at};
  exclusion.cell.id = ConsentId(objection.id.bytes());
  exclusion.cell.effect = access::Effect::kExclude;
  exclusion.cell.grantee_kind = access::GranteeKind::kProfessional;
  exclusion.cell.grantee = objection.reader.bytes();
  exclusion.cell.compartments = AllCompartments();
  exclusion.cell.actions = {Action::kRead, Action::kWrite};
  for (int p = 1; p <= kPurposes; ++p) exclusion.cell.purposes.Add(static_cast<Purpose>(p));
  exclusion.cell.start = at;
  exclusion.cell.end = at + consent::kLongest;
  return exclusion;
}

}  // namespace

Status AddObjection(storage::Connection& vault, const Objection& o, Instant at) {
  constexpr auto kSql =
      "INSERT INTO objections VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
  RETURN_IF_ERROR(Run(vault, kSql, o.id.view(), o.dossier.view(), o.reader.view(),
                      static_cast<std::int64_t>(o.number), static_cast<std::int64_t>(o.index),
                      static_cast<int>(o.state), static_cast<int>(o.decider),
                      o.decider_house.view(), ToMillis(o.created), Ms(o.due), Ms(o.ended),
                      static_cast<int>(o.answer)));
  return consent::AddConsent(vault, o.dossier, ExclusionOf(o, at));
}

Status UpdateObjection(storage::Connection& vault, const Objection& o) {
  constexpr auto kSql = R"(
      UPDATE objections SET number = ?2, idx = ?3, state = ?4, decider = ?5, decider_house = ?6,
        due_ms = ?7, ended_ms = ?8, answer = ?9
      WHERE id = ?1)";
  RETURN_IF_ERROR(Run(vault, kSql, o.id.view(), static_cast<std::int64_t>(o.number),
                      static_cast<std::int64_t>(o.index), static_cast<int>(o.state),
                      static_cast<int>(o.decider), o.decider_house.view(), Ms(o.due), Ms(o.ended),
                      static_cast<int>(o.answer)));
  return {};
}

Status LetIn(storage::Connection& vault, const Objection& objection, Instant at) {
  RETURN_IF_ERROR(
      consent::RevokeConsent(vault, objection.dossier, ConsentId(objection.id.bytes()), at));
  return {};
}

Result<std::optional<Objection>> FindObjection(storage::Connection& vault, const ObjectionId& id) {
  return One(Query(vault, "SELECT " OBJECTION_COLUMNS " FROM objections WHERE id = ?1", id.view()));
}

Result<std::optional<Objection>> FindStanding(storage::Connection& vault, const DossierId& dossier,
                                              const ProfessionalId& reader) {
  return One(Query(vault,
                   "SELECT " OBJECTION_COLUMNS
                   " FROM objections WHERE dossier = ?1 AND reader = ?2 AND state IN (1, 2, 3)",
                   dossier.view(), reader.view()));
}

Result<std::vector<Objection>> ObjectionsOf(storage::Connection& vault, const DossierId& dossier,
                                            int limit) {
  return All(Query(vault,
                   "SELECT " OBJECTION_COLUMNS
                   " FROM objections WHERE dossier = ?1 ORDER BY created_ms DESC LIMIT ?2",
                   dossier.view(), limit));
}

Result<std::vector<Objection>> ReviewsOf(storage::Connection& vault, const OrganisationId& house,
                                         const ReviewPosition& after, int limit) {
  return All(Query(vault,
                   "SELECT " OBJECTION_COLUMNS
                   " FROM objections WHERE decider_house = ?1 AND state = 2 AND "
                   "(due_ms, id) > (?2, ?3) ORDER BY due_ms, id LIMIT ?4",
                   house.view(), after.due_ms, after.id, limit));
}

std::vector<Array<16>> ObjectsOf(const std::vector<Objection>& objections) {
  std::vector<Array<16>> out;
  for (const Objection& objection : objections) {
    out.push_back(objection.reader.bytes());
    out.push_back(objection.id.bytes());
  }
  return out;
}

Result<bool> ReapplyReplies::FromEntry(storage::Connection& vault, const audit::Details& details) {
  const bool reply = static_cast<Action>(details.action) == Action::kSuspend &&
                     details.subject == audit::Subject::kDossier;
  if (!reply) return false;
  const Instant at = FromMillis(details.time_ms);
  for (std::size_t i = 0; i + 1 < details.objects.size(); i += 2) {
    Objection objection{.id = ObjectionId(details.objects[i + 1]),
                        .dossier = DossierId(details.subject_id),
                        .reader = ProfessionalId(details.objects[i]),
                        .number = details.count,
                        .state = v1::Objection::STATE_SUSPENDED,
                        .created = at};
    ASSIGN_OR_RETURN(const auto standing, FindStanding(vault, objection.dossier, objection.reader));
    if (!standing) RETURN_IF_ERROR(AddObjection(vault, objection, at));
  }
  return true;
}

}  // namespace relais::accesses
