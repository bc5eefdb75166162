// What comes before a privacy officer, as stored: objections, and what comes by itself (automatic_reviews.h). Who
// is shut out of a dossier by one is so by an exclusion of the same id. The only SQL over this table.
#pragma once

#include "relais/v1/accesses.pb.h"
#include "services/ledger/ledger.h"

namespace relais::accesses {

extern const storage::Migration kMigration;

struct Review {
  ReviewId id;
  v1::ReviewKind kind = v1::REVIEW_KIND_OBJECTION;
  DossierId dossier;  // zero for a pattern: of whom it was is not kept
  // A trusted person's id stands here too: a reply shuts them out, and no officer decides about them.
  ProfessionalId reader;
  // The entry it is about, in its chain and in the tree; index 0 while it is SUSPENDED. For a pattern
  // `number` says how many, and there is no index. Of a WORRY_CALL, of no dossier either, it says why it was raised without
  // the person's agreement, v1::WorryCall::Without, and `index` is 1 when telling them would endanger somebody.
  std::uint64_t number = 0, index = 0;
  v1::Objection::State state = v1::Objection::STATE_UNSPECIFIED;
  v1::Decider decider = v1::DECIDER_UNSPECIFIED;
  OrganisationId decider_house;
  Instant created{};
  std::optional<Instant> due, ended;
  v1::Answer answer = v1::ANSWER_UNSPECIFIED;
};

// An objection shuts its reader out until it is decided against the person; the others only when they
// are decided for them.
bool ShutsOut(const Review& review);

// Stores it and, when it does so, shuts the reader out, from `at` on.
Status AddReview(storage::Connection& vault, const Review& review, Instant at);
// Stores everything but id, kind, dossier and reader, and shuts the reader out or lets them in again, as
// far as rule and consent allow.
Status UpdateReview(storage::Connection& vault, const Review& review, Instant at);

Result<std::optional<Review>> FindReview(storage::Connection& vault, const ReviewId& id);
// The objection by which this reader is shut out now.
Result<std::optional<Review>> FindStanding(storage::Connection& vault, const DossierId& dossier,
                                           const ProfessionalId& reader);
// Whether an emergency reading came before an officer already.
Result<bool> HasReviewOf(storage::Connection& vault, std::uint64_t index);
// Of a professional, and of no file.
inline bool IsPattern(v1::ReviewKind kind) {
  return kind == v1::REVIEW_KIND_REFUSALS || kind == v1::REVIEW_KIND_MANY_FILES ||
         kind == v1::REVIEW_KIND_OUTSIDE_HOURS;
}
// The one in which this pattern of this professional is looked at.
Result<std::optional<Review>> FindOpenPattern(storage::Connection& vault, v1::ReviewKind kind,
                                              const ProfessionalId& reader);
// Those by which somebody is shut out, who can be let in again, then the others; of each the newest first.
Result<std::vector<Review>> ReviewsOf(storage::Connection& vault, const DossierId& dossier,
                                      int limit);
// To be decided by a house, the most urgent first, from behind (due, id).
struct ReviewPosition {
  std::int64_t due_ms;
  Bytes id;
};
Result<std::vector<Review>> QueueOf(storage::Connection& vault, const OrganisationId& house,
                                    const ReviewPosition& after, int limit);
// Of all houses: how many are to be decided, and how many of them should have been by `now`.
struct QueueLength {
  std::int64_t open = 0, overdue = 0;
};
Result<QueueLength> MeasureQueue(storage::Connection& vault, Instant now);

// Shuts out again, from its entry, whom a reply had shut out when the server died.
class ReapplyReplies final : public ledger::Reapply {
 public:
  Result<bool> FromEntry(storage::Connection& vault, const audit::Details& details) override;
};
// What such an entry is about: the readers, each followed by the id of the objection.
std::vector<Array<16>> ObjectsOf(const std::vector<Review>& reviews);

}  // namespace relais::accesses
