#include "services/accesses/reviews.h"

#include "services/consent/repository.h"
#include "services/consent/representing.h"
#include "services/consent/rules.h"

namespace relais::accesses {

using storage::Query;
using storage::Rows;
using storage::Run;

// In SQL: state 2 is OPEN, kind 1 an objection, 9 a worry call. What came by itself is of an entry, or a pattern, which is of
// no dossier.
const storage::Migration kMigration = {"accesses/1", R"(
    CREATE TABLE reviews(
      id BLOB PRIMARY KEY, kind INTEGER NOT NULL, dossier BLOB NOT NULL, reader BLOB NOT NULL,
      number INTEGER NOT NULL, idx INTEGER NOT NULL, state INTEGER NOT NULL,
      decider INTEGER NOT NULL, decider_house BLOB NOT NULL, created_ms INTEGER NOT NULL,
      due_ms INTEGER, ended_ms INTEGER, answer INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX reviews_of ON reviews(dossier, created_ms);
    CREATE INDEX reviews_to_decide ON reviews(decider_house, due_ms, id) WHERE state = 2;
    CREATE UNIQUE INDEX reviews_of_entry ON reviews(idx)
      WHERE kind <> 1 AND dossier <> zeroblob(16);
    CREATE UNIQUE INDEX reviews_of_patterns ON reviews(reader, kind)
      WHERE kind NOT IN (1, 9) AND dossier = zeroblob(16) AND state = 2)"};

namespace {

#define REVIEW_COLUMNS                                                                  \
  "id, kind, dossier, reader, number, idx, state, decider, decider_house, created_ms, " \
  "due_ms, ended_ms, answer"

std::optional<std::int64_t> Ms(const std::optional<Instant>& at) {
  return at ? std::optional(ToMillis(*at)) : std::nullopt;
}
std::optional<Instant> At(const Rows& rows, int column) {
  return rows.IsNull(column) ? std::nullopt : std::optional(FromMillis(rows.Int(column)));
}

Result<Review> ReviewFrom(const Rows& rows) {
  Review review;
  ASSIGN_OR_RETURN(review.id, ReviewId::FromBytes(rows.Blob(0)));
  review.kind = static_cast<v1::ReviewKind>(rows.Int(1));
  ASSIGN_OR_RETURN(review.dossier, DossierId::FromBytes(rows.Blob(2)));
  ASSIGN_OR_RETURN(review.reader, ProfessionalId::FromBytes(rows.Blob(3)));
  review.number = static_cast<std::uint64_t>(rows.Int(4));
  review.index = static_cast<std::uint64_t>(rows.Int(5));
  review.state = static_cast<v1::Objection::State>(rows.Int(6));
  review.decider = static_cast<v1::Decider>(rows.Int(7));
  ASSIGN_OR_RETURN(review.decider_house, OrganisationId::FromBytes(rows.Blob(8)));
  review.created = FromMillis(rows.Int(9));
  review.due = At(rows, 10);
  review.ended = At(rows, 11);
  review.answer = static_cast<v1::Answer>(rows.Int(12));
  return review;
}

Result<std::vector<Review>> All(Result<Rows> rows) {
  if (!rows) return tl::unexpected<Error>(rows.error());
  std::vector<Review> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows->Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(Review review, ReviewFrom(*rows));
    out.push_back(std::move(review));
  }
}
Result<std::optional<Review>> One(Result<Rows> rows) {
  ASSIGN_OR_RETURN(auto all, All(std::move(rows)));
  return all.empty() ? std::optional<Review>() : std::optional(std::move(all.front()));
}

// Closes everything of the dossier to one reader: ids are nobody else's, whatever they are of.
consent::Consent ExclusionOf(const Review& review, Instant at) {
  consent::Consent exclusion{.created = at};
  exclusion.cell.id = ConsentId(review.id.bytes());
  exclusion.cell.effect = access::Effect::kExclude;
  exclusion.cell.grantee_kind = access::GranteeKind::kProfessional;
  exclusion.cell.grantee = review.reader.bytes();
  exclusion.cell.compartments = AllCompartments();
  exclusion.cell.actions = {Action::kRead, Action::kWrite};
  for (int p = 1; p <= kPurposes; ++p) exclusion.cell.purposes.Add(static_cast<Purpose>(p));
  exclusion.cell.start = at;
  exclusion.cell.end = at + consent::kLongestExclusion;
  return exclusion;
}

}  // namespace

bool ShutsOut(const Review& review) {
  if (review.dossier.IsZero()) return false;
  const bool undecided =
      review.state == v1::Objection::STATE_SUSPENDED || review.state == v1::Objection::STATE_OPEN;
  return review.state == v1::Objection::STATE_UPHELD ||
         (undecided && review.kind == v1::REVIEW_KIND_OBJECTION);
}

Status AddReview(storage::Connection& vault, const Review& r, Instant at) {
  constexpr auto kSql =
      "INSERT INTO reviews VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
  RETURN_IF_ERROR(Run(vault, kSql, r.id.view(), static_cast<int>(r.kind), r.dossier.view(),
                      r.reader.view(), static_cast<std::int64_t>(r.number),
                      static_cast<std::int64_t>(r.index), static_cast<int>(r.state),
                      static_cast<int>(r.decider), r.decider_house.view(), ToMillis(r.created),
                      Ms(r.due), Ms(r.ended), static_cast<int>(r.answer)));
  if (!ShutsOut(r)) return {};
  return consent::AddConsent(vault, r.dossier, ExclusionOf(r, at));
}

Status UpdateReview(storage::Connection& vault, const Review& r, Instant at) {
  ASSIGN_OR_RETURN(const auto before, FindReview(vault, r.id));
  constexpr auto kSql = R"(
      UPDATE reviews SET number = ?2, idx = ?3, state = ?4, decider = ?5, decider_house = ?6,
        due_ms = ?7, ended_ms = ?8, answer = ?9
      WHERE id = ?1)";
  RETURN_IF_ERROR(Run(vault, kSql, r.id.view(), static_cast<std::int64_t>(r.number),
                      static_cast<std::int64_t>(r.index), static_cast<int>(r.state),
                      static_cast<int>(r.decider), r.decider_house.view(), Ms(r.due), Ms(r.ended),
                      static_cast<int>(r.answer)));
  const bool was_out = before && ShutsOut(*before);
  if (ShutsOut(r) == was_out) return {};
  if (!was_out) return consent::AddConsent(vault, r.dossier, ExclusionOf(r, at));
  RETURN_IF_ERROR(consent::RevokeConsent(vault, r.dossier, ConsentId(r.id.bytes()), at));
  return {};
}

Result<std::optional<Review>> FindReview(storage::Connection& vault, const ReviewId& id) {
  return One(Query(vault, "SELECT " REVIEW_COLUMNS " FROM reviews WHERE id = ?1", id.view()));
}

Result<std::optional<Review>> FindStanding(storage::Connection& vault, const DossierId& dossier,
                                           const ProfessionalId& reader) {
  ASSIGN_OR_RETURN(const auto reviews,
                   All(Query(vault,
                             "SELECT " REVIEW_COLUMNS
                             " FROM reviews WHERE dossier = ?1 AND reader = ?2 AND kind = 1",
                             dossier.view(), reader.view())));
  for (const Review& review : reviews) {
    if (ShutsOut(review)) return std::optional(review);
  }
  return std::optional<Review>();
}

Result<bool> HasReviewOf(storage::Connection& vault, std::uint64_t index) {
  constexpr auto kSql =
      "SELECT 1 FROM reviews WHERE kind <> 1 AND dossier <> zeroblob(16) AND idx = ?1";
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, static_cast<std::int64_t>(index)));
  return rows.Next();
}

Result<std::optional<Review>> FindOpenPattern(storage::Connection& vault, v1::ReviewKind kind,
                                              const ProfessionalId& reader) {
  return One(Query(vault,
                   "SELECT " REVIEW_COLUMNS
                   " FROM reviews WHERE reader = ?1 AND kind = ?2 AND kind NOT IN (1, 9) "
                   "AND dossier = zeroblob(16) AND state = 2",
                   reader.view(), static_cast<int>(kind)));
}

Result<std::vector<Review>> ReviewsOf(storage::Connection& vault, const DossierId& dossier,
                                      int limit) {
  return All(Query(
      vault,
      "SELECT " REVIEW_COLUMNS
      " FROM reviews WHERE dossier = ?1 ORDER BY state = 3 OR (kind = 1 AND state IN (1, 2)) DESC, "
      "created_ms DESC "
      "LIMIT ?2",
      dossier.view(), limit));
}

Result<std::vector<Review>> QueueOf(storage::Connection& vault, const OrganisationId& house,
                                    const ReviewPosition& after, int limit) {
  return All(Query(vault,
                   "SELECT " REVIEW_COLUMNS
                   " FROM reviews WHERE decider_house = ?1 AND state = 2 AND "
                   "(due_ms, id) > (?2, ?3) ORDER BY due_ms, id LIMIT ?4",
                   house.view(), after.due_ms, after.id, limit));
}

Result<QueueLength> MeasureQueue(storage::Connection& vault, Instant now) {
  ASSIGN_OR_RETURN(Rows rows, Query(vault,
                                    "SELECT count(*), coalesce(sum(due_ms < ?1), 0) "
                                    "FROM reviews INDEXED BY reviews_to_decide WHERE state = 2",
                                    ToMillis(now)));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return Fail(Reason::kInternal, "a count gave no row");
  return QueueLength{rows.Int(0), rows.Int(1)};
}

std::vector<Array<16>> ObjectsOf(const std::vector<Review>& reviews) {
  std::vector<Array<16>> out;
  for (const Review& review : reviews) {
    out.push_back(review.reader.bytes());
    out.push_back(review.id.bytes());
  }
  return out;
}

Result<bool> ReapplyReplies::FromEntry(storage::Connection& vault, const audit::Details& details) {
  const bool reply = static_cast<Action>(details.action) == Action::kSuspend &&
                     details.subject == audit::Subject::kDossier;
  if (!reply) return false;
  const Instant at = FromMillis(details.time_ms);
  for (std::size_t i = 0; i + 1 < details.objects.size(); i += 2) {
    const Review review{.id = ReviewId(details.objects[i + 1]),
                        .dossier = DossierId(details.subject_id),
                        .reader = ProfessionalId(details.objects[i]),
                        .number = details.count,
                        .state = v1::Objection::STATE_SUSPENDED,
                        .created = at};
    ASSIGN_OR_RETURN(const auto standing, FindStanding(vault, review.dossier, review.reader));
    if (!standing) RETURN_IF_ERROR(AddReview(vault, review, at));
  }
  RETURN_IF_ERROR(consent::EndMandatesByOthers(vault, DossierId(details.subject_id), at));
  return true;
}

}  // namespace relais::accesses
