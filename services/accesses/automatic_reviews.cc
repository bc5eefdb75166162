#include "services/accesses/automatic_reviews.h"

#include "services/accesses/server_act.h"
#include "services/base/opening_hours.h"

namespace relais::accesses {
namespace {

constexpr char kMethod[] = "Accesses.OpenReview";
constexpr std::size_t kMostCounted = 100'000;  // an attack must not fill the memory

Review OpenReview(v1::ReviewKind kind, const Caller& reader, Random& random) {
  return {.id = ReviewId::New(random),
          .kind = kind,
          .reader = ProfessionalId(reader.id),
          .state = v1::Objection::STATE_OPEN,
          .decider = v1::DECIDER_READERS_HOUSE,
          .decider_house = reader.organisation};
}

v1::ReviewKind KindOf(const audit::Details& details) {
  const auto action = static_cast<Action>(details.action);
  if (action == Action::kRelate) return v1::REVIEW_KIND_RELATION;
  if (details.method == "Dossiers.RecordDeath" || details.method == "Dossiers.UndoDeath")
    return v1::REVIEW_KIND_DEATH;
  return action == Action::kAgree ? v1::REVIEW_KIND_MANDATE : v1::REVIEW_KIND_EMERGENCY;
}

// Those that are looked at already are more.
Status AddPattern(storage::Connection& vault, Review review, Instant at,
                  std::chrono::days answer_within) {
  ASSIGN_OR_RETURN(const auto open, FindOpenPattern(vault, review.kind, review.reader));
  if (open) {
    Review more = *open;
    more.number += review.number;
    return UpdateReview(vault, more, at);
  }
  review.created = at;
  review.due = at + answer_within;
  return AddReview(vault, review, at);
}

// Who stays for an hour, or comes one early, is not looked at.
bool IsOutsideHours(const Caller& caller, Instant now) {
  if (caller.opening_hours.empty()) return false;
  const auto hours = ParseOpeningHours(caller.opening_hours);
  return hours && !IsOpen(*hours, now) && !IsOpen(*hours, now - kStaysLate) &&
         !IsOpen(*hours, now + kStaysLate);
}

bool IsOfAHouse(const Caller& caller) {
  return caller.kind == CallerKind::kProfessional && !caller.organisation.IsZero();
}

}  // namespace

Result<std::unique_ptr<AutomaticReviews>> AutomaticReviews::Create(Parts parts) {
  std::unique_ptr<AutomaticReviews> reviews(new AutomaticReviews(parts));
  ASSIGN_OR_RETURN(reviews->vault_, parts.vault.Connect(storage::Store::Use::kRead));
  ASSIGN_OR_RETURN(reviews->log_, parts.log.Connect(storage::Store::Use::kRead));
  return reviews;
}

Status AutomaticReviews::OnReviewed(std::uint64_t index) {
  ASSIGN_OR_RETURN(const bool known, HasReviewOf(*vault_, index));
  if (known) return {};
  const auto placed = ledger::ReadEntryAt(*log_, index);
  // Its keys are destroyed: whose it was is known no more.
  if (!placed && placed.error().reason == Reason::kCorrupt) return {};
  if (!placed) return tl::unexpected<Error>(placed.error());
  ASSIGN_OR_RETURN(const audit::Details details, audit::DecodeDetails(placed->entry.details));
  if (details.caller_kind != static_cast<std::uint8_t>(CallerKind::kProfessional)) return {};
  Caller reader{.kind = CallerKind::kProfessional, .id = details.caller_id};
  reader.organisation = OrganisationId(details.organisation_id);
  reader.organisation_name = details.organisation_name;
  Review review = OpenReview(KindOf(details), reader, parts_.random);
  review.dossier = DossierId(details.subject_id);
  review.number = details.number;
  review.index = index;
  const auto bring = [&](storage::Connection& vault, Instant at,
                         std::vector<Array<16>>&) -> Status {
    review.created = at;
    review.due = at + parts_.answer_within;
    return AddReview(vault, review, at);
  };
  return ServerAct::Run(
      parts_.ledger, parts_.access.AdmitReview(review.dossier, reader, kMethod),
      {.count = static_cast<std::uint32_t>(review.number), .objects = ObjectsOf({review})}, bring);
}

bool AutomaticReviews::IsMany(const Array<16>& caller, Instant now) {
  const MutexLock lock(mutex_);
  if (refused_.size() >= kMostCounted && !refused_.contains(caller)) refused_.clear();
  auto& times = refused_[caller];
  while (!times.empty() && now - times.front() >= std::chrono::hours(1)) times.pop_front();
  times.push_back(now);
  if (times.size() < kManyRefusals) return false;
  refused_.erase(caller);
  return true;
}

bool AutomaticReviews::IsMany(Files& read, const Array<16>& caller, const DossierId& dossier,
                              Instant now, std::size_t many) {
  if (read.size() >= kMostCounted && !read.contains(caller)) read.clear();
  auto& files = read[caller];
  files.insert_or_assign(dossier, now);
  if (files.size() < many) return false;
  std::erase_if(files, [&](const auto& one) { return now - one.second >= std::chrono::days(1); });
  if (files.size() < many) return false;
  read.erase(caller);
  return true;
}

void AutomaticReviews::OnRefusal(const Caller& caller, Instant now) {
  if (IsOfAHouse(caller) && IsMany(caller.id, now))
    Bring(v1::REVIEW_KIND_REFUSALS, caller, kManyRefusals);
}

void AutomaticReviews::OnReading(const Caller& caller, const DossierId& dossier, Instant now,
                                 bool listed) {
  if (!IsOfAHouse(caller)) return;
  bool many = false, outside = IsOutsideHours(caller, now);
  {
    const MutexLock lock(mutex_);
    many = !listed && IsMany(read_, caller.id, dossier, now, kManyFiles);
    outside = outside && IsMany(read_outside_, caller.id, dossier, now, kManyOutside);
  }
  if (many) Bring(v1::REVIEW_KIND_MANY_FILES, caller, kManyFiles);
  if (outside) Bring(v1::REVIEW_KIND_OUTSIDE_HOURS, caller, kManyOutside);
}

void AutomaticReviews::Bring(v1::ReviewKind kind, const Caller& caller, std::size_t count) {
  Review review = OpenReview(kind, caller, parts_.random);
  review.number = count;
  parts_.ledger.Submit(std::make_unique<ServerAct>(
      parts_.access.AdmitReview({}, caller, kMethod),
      ledger::Disclosure{.count = static_cast<std::uint32_t>(review.number),
                         .objects = ObjectsOf({review})},
      [review, within = parts_.answer_within](storage::Connection& vault, Instant at,
                                              std::vector<Array<16>>&) {
        return AddPattern(vault, review, at, within);
      }));
}

}  // namespace relais::accesses
