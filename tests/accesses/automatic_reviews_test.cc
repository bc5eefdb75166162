// What comes before an officer by itself, however often it is asked for.
#include "services/accesses/automatic_reviews.h"

#include <thread>

#include "services/consent/repository.h"
#include "tests/keys/scratch.h"
#include "tests/ledger/fixture.h"

namespace relais::accesses {
namespace {

class AutomaticReviewsTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto vault = house_.Vault(storage::Store::Use::kWrite);
    ASSERT_TRUE(storage::Migrate(*vault, std::array{consent::kMigration, kMigration}));
    house_.AddCell(ledger::IdOf("cell"), dossier_, ledger::SocialWorker().id);
    ASSERT_TRUE(house_.Open());
    desk_.emplace(house_);
    auto reviews =
        AutomaticReviews::Create({house_.ledger(), house_.access(), house_.vault_store(),
                                  house_.log_store(), house_.random, std::chrono::days(30)});
    ASSERT_TRUE(reviews);
    reviews_ = *std::move(reviews);
  }
  std::uint64_t Read() {
    return desk_->Expect(desk_->Admit(ledger::SocialWorker(), ledger::ReadSocial(dossier_)))
        .index();
  }
  std::vector<Review> Queue() {
    return QueueOf(*house_.Vault(), ledger::SocialWorker().organisation, {0, {}}, 200).value();
  }
  // Refusals are brought before the officer in the background.
  std::vector<Review> QueueOnceThere(std::uint64_t count, std::size_t reviews = 1) {
    for (int i = 0; i < 500; ++i) {
      const auto queue = Queue();
      if (queue.size() >= reviews && queue.front().number >= count) return queue;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return Queue();
  }

  Scratch scratch_;
  ledger::House house_{scratch_.path()};
  std::optional<ledger::Desk> desk_;
  std::unique_ptr<AutomaticReviews> reviews_;
  const DossierId dossier_ = ledger::DossierNumber(1);
};

TEST_F(AutomaticReviewsTest, CrashAnEmergencyIsAskedAgainAndStandsOnce) {
  const std::uint64_t index = Read();
  ASSERT_TRUE(reviews_->OnReviewed(index));
  ASSERT_TRUE(reviews_->OnReviewed(index));
  ASSERT_EQ(Queue().size(), 1U);
  EXPECT_EQ(Queue()[0].index, index);
  EXPECT_EQ(Queue()[0].kind, v1::REVIEW_KIND_EMERGENCY);
  EXPECT_EQ(Queue()[0].dossier, dossier_);
  EXPECT_EQ(Queue()[0].due, Queue()[0].created + std::chrono::days(30));
}

TEST_F(AutomaticReviewsTest, CrashOneThatTheVaultLostIsMadeAgain) {
  const std::uint64_t index = Read();
  ASSERT_TRUE(reviews_->OnReviewed(index));
  ASSERT_TRUE(house_.Vault(storage::Store::Use::kWrite)->Execute("DELETE FROM reviews"));
  ASSERT_TRUE(reviews_->OnReviewed(index));
  EXPECT_EQ(Queue().size(), 1U);
}

TEST_F(AutomaticReviewsTest, EachReadingIsLookedAt) {
  const std::uint64_t first = Read(), second = Read();
  ASSERT_TRUE(reviews_->OnReviewed(first));
  ASSERT_TRUE(reviews_->OnReviewed(second));
  ASSERT_TRUE(reviews_->OnReviewed(first)) << "asked again after a crash";
  ASSERT_EQ(Queue().size(), 2U) << "the later one does not hide the one before it";
  EXPECT_EQ(Queue()[0].index + Queue()[1].index, first + second);
}

TEST_F(AutomaticReviewsTest, AttackManyReadingsDoNotHideWhatThePersonCanLift) {
  const auto vault = house_.Vault(storage::Store::Use::kWrite);
  Review objection{.id = ReviewId::New(house_.random),
                   .dossier = dossier_,
                   .reader = ProfessionalId(ledger::SocialWorker().id),
                   .state = v1::Objection::STATE_OPEN};
  ASSERT_TRUE(AddReview(*vault, objection, house_.clock.Now()));
  for (std::uint64_t i = 1; i <= 20; ++i) {
    Review later = objection;
    later.id = ReviewId::New(house_.random);
    later.kind = v1::REVIEW_KIND_EMERGENCY;
    later.index = i;
    later.created = house_.clock.Now() + std::chrono::hours(i);
    ASSERT_TRUE(AddReview(*vault, later, house_.clock.Now()));
  }
  const auto shown = ReviewsOf(*vault, dossier_, 5).value();
  ASSERT_EQ(shown.size(), 5U);
  EXPECT_EQ(shown[0].id, objection.id);
  EXPECT_EQ(shown[1].index, 20U) << "of the others the newest";
}

TEST_F(AutomaticReviewsTest, CrashAStoreThatRefusesItIsNotTakenForDone) {
  const std::uint64_t index = Read();
  ASSERT_TRUE(
      house_.Vault(storage::Store::Use::kWrite)->Execute("ALTER TABLE reviews RENAME TO gone"));
  EXPECT_FALSE(reviews_->OnReviewed(index));
  ASSERT_TRUE(
      house_.Vault(storage::Store::Use::kWrite)->Execute("ALTER TABLE gone RENAME TO reviews"));
  ASSERT_TRUE(reviews_->OnReviewed(index));
  EXPECT_EQ(Queue().size(), 1U);
}

TEST_F(AutomaticReviewsTest, AnErasedFileHoldsUpNobody) {
  const std::uint64_t index = Read();
  ASSERT_TRUE(house_.Log(storage::Store::Use::kWrite)
                  ->Execute("UPDATE chains SET sealing_key = randomblob(32)"));
  EXPECT_TRUE(reviews_->OnReviewed(index));
  EXPECT_TRUE(Queue().empty());
}

TEST_F(AutomaticReviewsTest, RefusalsOfAnHourCountOfAnotherPersonOrHourDoNot) {
  const Caller worker = ledger::SocialWorker(), other = ledger::SocialWorker(7);
  Instant now = house_.clock.Now();
  for (std::size_t i = 0; i + 1 < kManyRefusals; ++i) {
    reviews_->OnRefusal(worker, now);
    reviews_->OnRefusal(other, now);
    reviews_->OnRefusal(ledger::PersonOf(dossier_), now);
  }
  now += std::chrono::hours(1);
  for (std::size_t i = 0; i + 1 < kManyRefusals; ++i) reviews_->OnRefusal(worker, now);
  (void)Read();  // whatever was submitted before it stands now
  EXPECT_TRUE(Queue().empty());
  reviews_->OnRefusal(worker, now);
  const auto queue = QueueOnceThere(kManyRefusals);
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].reader.bytes(), worker.id);
  EXPECT_TRUE(queue[0].dossier.IsZero());
  for (std::size_t i = 0; i < kManyRefusals; ++i) reviews_->OnRefusal(worker, now);
  const auto more = QueueOnceThere(2 * kManyRefusals);
  ASSERT_EQ(more.size(), 1U) << "one review, however many";
  EXPECT_EQ(more[0].number, 2 * kManyRefusals);
}

TEST_F(AutomaticReviewsTest, VeryManyFilesOfADayCountEachOnce) {
  SystemRandom random;
  const Caller worker = ledger::SocialWorker(), other = ledger::SocialWorker(7);
  Instant now = house_.clock.Now();
  const auto read_new = [&](const Caller& caller, std::size_t files) {
    for (std::size_t i = 0; i < files; ++i)
      reviews_->OnReading(caller, DossierId::New(random), now);
  };
  read_new(worker, kManyFiles - 1);
  read_new(other, kManyFiles - 1);
  read_new(ledger::PersonOf(dossier_), kManyFiles);
  // A team's list of work may be long.
  for (std::size_t i = 0; i < kManyFiles; ++i)
    reviews_->OnReading(worker, DossierId::New(random), now, true);
  for (std::size_t i = 0; i < 2 * kManyFiles; ++i) {
    now += std::chrono::days(1);  // and what was read the day before is over
    reviews_->OnReading(worker, dossier_, now);
  }
  (void)Read();  // whatever was submitted before it stands now
  EXPECT_TRUE(Queue().empty());
  read_new(worker, kManyFiles - 1);
  const auto queue = QueueOnceThere(kManyFiles);
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].kind, v1::REVIEW_KIND_MANY_FILES);
  EXPECT_EQ(queue[0].reader.bytes(), worker.id);
  EXPECT_TRUE(queue[0].dossier.IsZero()) << "whose they were is not kept";
  for (std::size_t i = 0; i < kManyRefusals; ++i) reviews_->OnRefusal(worker, now);
  EXPECT_EQ(QueueOnceThere(kManyFiles, 2).size(), 2U) << "another pattern is looked at apart";
}

// An hour before and after is nobody's business.
TEST_F(AutomaticReviewsTest, SeveralFilesOutsideTheHoursOfTheUnit) {
  SystemRandom random;
  Caller worker = ledger::SocialWorker();
  const Instant monday = FromMillis(1'763'967'600'000);  // 24 November 2025, 8:00 in Brussels
  const auto read_new = [&](Instant now, std::size_t files) {
    for (std::size_t i = 0; i < files; ++i)
      reviews_->OnReading(worker, DossierId::New(random), now, i % 2 == 0);
  };
  read_new(monday - std::chrono::hours(6), kManyOutside);  // no hours are known
  worker.opening_hours = "Mo-Fr 09:00-17:00";
  read_new(monday, kManyOutside);
  read_new(monday + std::chrono::hours(9) + std::chrono::minutes(59), kManyOutside);
  read_new(monday + std::chrono::hours(10), kManyOutside - 1);
  (void)Read();  // whatever was submitted before it stands now
  EXPECT_TRUE(Queue().empty());
  read_new(monday + std::chrono::hours(12), 1);
  const auto queue = QueueOnceThere(kManyOutside);
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].kind, v1::REVIEW_KIND_OUTSIDE_HOURS);
  EXPECT_TRUE(queue[0].dossier.IsZero()) << "whose they were is not kept";
}

TEST_F(AutomaticReviewsTest, WhoIsShutOutByWhat) {
  for (const auto kind :
       {v1::REVIEW_KIND_OBJECTION, v1::REVIEW_KIND_EMERGENCY, v1::REVIEW_KIND_REFUSALS}) {
    for (int state = 1; state < v1::Objection::State_ARRAYSIZE; ++state) {
      Review review{.kind = kind, .state = static_cast<v1::Objection::State>(state)};
      if (kind != v1::REVIEW_KIND_REFUSALS) review.dossier = dossier_;
      const bool undecided =
          state == v1::Objection::STATE_SUSPENDED || state == v1::Objection::STATE_OPEN;
      const bool out =
          kind != v1::REVIEW_KIND_REFUSALS && (state == v1::Objection::STATE_UPHELD ||
                                               (undecided && kind == v1::REVIEW_KIND_OBJECTION));
      EXPECT_EQ(ShutsOut(review), out) << kind << " " << state;
    }
  }
}

}  // namespace
}  // namespace relais::accesses
