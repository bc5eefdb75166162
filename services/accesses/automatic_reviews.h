// What comes before a privacy officer though nobody objects: each emergency reading, each relation with a
// person that two colleagues alone speak for, each mandate that two professionals alone saw, and a
// professional who is refused again and again, or opens very many files, or several outside the hours of the
// unit. The officer is that of the reader's house, who sees who, when and why, and no person.
#pragma once

#include <deque>

#include "services/accesses/reviews.h"
#include "services/base/mutex.h"
#include "services/notification/dispatcher.h"

namespace relais::accesses {

// So many refusals within an hour are looked at.
inline constexpr std::size_t kManyRefusals = 20;
// And so many files within a day: more than anybody's shift has people in it.
inline constexpr std::size_t kManyFiles = 60;
// And so many within a day while the reader's unit had been closed for an hour or more, or was to open in one or more.
inline constexpr std::size_t kManyOutside = 5;
inline constexpr std::chrono::hours kStaysLate{1};

class AutomaticReviews final : public notification::ReviewHandler {
 public:
  struct Parts {
    ledger::Ledger& ledger;
    access::Access& access;
    storage::Store& vault;
    storage::Store& log;
    Random& random;
    std::chrono::days answer_within;  // the legal clock
  };
  static Result<std::unique_ptr<AutomaticReviews>> Create(Parts parts);

  // From the dispatcher's one thread; blocks until it stands, and then changes nothing more.
  Status OnReviewed(std::uint64_t index) override;
  // A professional was refused, or read a file. Thread-safe, and never blocks: it may be called by the writer.
  // Counts in memory alone, so a restart begins anew, as it does when the ledger cannot take the review now.
  void OnRefusal(const Caller& caller, Instant now) RELAIS_EXCLUDES(mutex_);
  // `listed`: as a line of a list of work, which is many files by its nature, and at night as telling as any reading.
  void OnReading(const Caller& caller, const DossierId& dossier, Instant now, bool listed = false)
      RELAIS_EXCLUDES(mutex_);

 private:
  explicit AutomaticReviews(Parts parts) : parts_(parts) {}
  bool IsMany(const Array<16>& caller, Instant now) RELAIS_EXCLUDES(mutex_);
  // Which of them a caller read within a day, when.
  using Files = std::map<Array<16>, std::map<DossierId, Instant>>;
  bool IsMany(Files& read, const Array<16>& caller, const DossierId& dossier, Instant now,
              std::size_t many) RELAIS_REQUIRES(mutex_);
  // Brings a pattern before the officer of the caller's house: of whom it was is not kept.
  void Bring(v1::ReviewKind kind, const Caller& caller, std::size_t count);

  const Parts parts_;
  std::unique_ptr<storage::Connection> vault_, log_;
  Mutex mutex_;
  std::map<Array<16>, std::deque<Instant>> refused_ RELAIS_GUARDED_BY(mutex_);
  Files read_ RELAIS_GUARDED_BY(mutex_), read_outside_ RELAIS_GUARDED_BY(mutex_);
};

}  // namespace relais::accesses
