// A disk that is full, or fails, under the ledger: nothing is shown, and what comes after is
// consistent.
#include "tests/ledger/faulty_store.h"
#include "tests/ledger/ledger_case.h"

namespace relais::ledger {
namespace {

class FullDiskTest : public LedgerTest {
 protected:
  FullDiskTest() : log_(house_->log_store()), vault_(house_->vault_store()) {}
  void OpenFaulty(storage::WriterOptions options = {}) {
    LedgerParts parts = house_->Parts(std::move(options));
    const Status opened = house_->Open({.vault = vault_,
                                        .log = log_,
                                        .access = parts.access,
                                        .clock = parts.clock,
                                        .random = parts.random,
                                        .reapply = parts.reapply,
                                        .origin = parts.origin,
                                        .signing_seed = parts.signing_seed,
                                        .oversight_key = parts.oversight_key,
                                        .checkpoint_file = parts.checkpoint_file,
                                        .writer = parts.writer,
                                        .entries_between_heads = parts.entries_between_heads});
    ASSERT_TRUE(opened) << opened.error().message;
    desk_.emplace(*house_);
  }
  Answer TryRead() { return desk_->Commit(desk_->Admit(SocialWorker(), ReadSocial(dossier_))); }
  Answer TryWrite(std::uint32_t value) {
    return desk_->Commit(desk_->Admit(SocialWorker(), WriteSocial(dossier_)),
                         AddThing(dossier_, value));
  }
  void ExpectHealthy(std::size_t entries, const std::vector<std::int64_t>& things) {
    ASSERT_TRUE(house_->ledger().FreshCheckpoint());
    EXPECT_EQ(ReadWholeLog(*house_->Log()).size(), entries);
    EXPECT_EQ(Things(*house_->Vault()), things);
    CheckTree(*house_->Log());
  }

  FaultyStore log_, vault_;
};

TEST_F(FullDiskTest, AtAppendNothingIsShownAndTheLedgerGoesOn) {
  OpenFaulty();
  ASSERT_TRUE(TryWrite(1).ok());
  for (const char* sql : {"INSERT INTO entries", "COMMIT"}) {
    SCOPED_TRACE(sql);
    log_.FailNext(sql);
    EXPECT_EQ(TryWrite(99).reason(), Reason::kUnavailable);
    EXPECT_FALSE(log_.armed()) << "the fault did not fall";
    EXPECT_TRUE(TryRead().ok());
  }
  ExpectHealthy(3, {1});
}

TEST_F(FullDiskTest, AtTheNodeOfTheTreeNothingIsHalfDone) {
  OpenFaulty();
  for (int i = 0; i < 255; ++i) ASSERT_TRUE(TryRead().ok());
  log_.FailNext("INSERT INTO nodes");
  EXPECT_EQ(TryRead().reason(), Reason::kUnavailable);
  EXPECT_TRUE(TryRead().ok());
  ExpectHealthy(256, {});
}

// The ends of the chains are written down every so many entries; a batch that could not do it
// leaves all as it was.
TEST_F(FullDiskTest, AtTheHeadsOfTheChainsNoNumberIsLostOrGivenTwice) {
  OpenFaulty();
  for (std::uint64_t i = 1; i < kEntriesBetweenHeads; ++i) ASSERT_TRUE(TryRead().ok());
  for (const char* sql : {"INSERT INTO heads", "UPDATE heads_size", "COMMIT"}) {
    SCOPED_TRACE(sql);
    log_.FailNext(sql);
    EXPECT_EQ(TryRead().reason(), Reason::kUnavailable);
    EXPECT_FALSE(log_.armed()) << "the fault did not fall";
  }
  EXPECT_TRUE(TryRead().ok());
  EXPECT_EQ(*HeadsSize(*house_->Log()), kEntriesBetweenHeads);
  EXPECT_TRUE(TryRead().ok());
  ExpectHealthy(kEntriesBetweenHeads + 1, {});
}

TEST_F(FullDiskTest, NewChainThatWasRolledBackIsMadeAgain) {
  OpenFaulty();
  log_.FailNext("COMMIT");
  EXPECT_EQ(TryRead().reason(), Reason::kUnavailable);
  EXPECT_TRUE(TryRead().ok());
  ExpectHealthy(1, {});
}

TEST_F(FullDiskTest, CheckpointThatWasRolledBackIsNeverSigned) {
  OpenFaulty();
  ASSERT_TRUE(TryRead().ok());
  for (const char* sql : {"INSERT INTO checkpoints", "COMMIT"}) {
    log_.FailNext(sql);
    EXPECT_FALSE(house_->ledger().FreshCheckpoint());
  }
  const auto note = house_->ledger().FreshCheckpoint();
  ASSERT_TRUE(note);
  const auto verifier = audit::NoteVerifier::FromVkey(house_->ledger().Vkey());
  const auto head = audit::OpenCheckpoint(*note, *verifier);
  ASSERT_TRUE(head);
  const auto log = house_->Log();
  EXPECT_EQ(ReadHead(*log)->size, head->size)
      << "a signature was released over what is not durable";
  EXPECT_EQ(audit::Tree::Resume(NodeSource(*log), head->size)->Root(), head->root);
  EXPECT_EQ(*CountEntries(*log), head->size);
  CheckTree(*log);
}

TEST_F(FullDiskTest, RevocationThatWasRolledBackSendsNobodyBack) {
  OpenFaulty();
  auto read = desk_->Admit(SocialWorker(), ReadSocial(dossier_));
  log_.FailNext("COMMIT");
  auto revoke = desk_->Admit(PersonOf(dossier_), Ask(Action::kRevoke, dossier_));
  EXPECT_EQ(desk_->Commit(std::move(revoke), Revoke(IdOf("cell"), dossier_)).reason(),
            Reason::kUnavailable);
  EXPECT_TRUE(desk_->Commit(std::move(read)).ok());
  EXPECT_TRUE(desk_->Admit(SocialWorker(), ReadSocial(dossier_)).allowed());
}

TEST_F(FullDiskTest, PolicyThatWasRolledBackIsNotInForce) {
  OpenFaulty();
  const auto before = house_->access().policy();
  auto read = desk_->Admit(SocialWorker(), ReadSocial(dossier_));
  log_.FailNext("COMMIT");
  EXPECT_EQ(house_->ledger().ReplacePolicy(NewPolicy("never")).error().reason,
            Reason::kUnavailable);
  EXPECT_EQ(house_->access().policy(), before);
  EXPECT_TRUE(desk_->Commit(std::move(read)).ok());
}

TEST_F(FullDiskTest, TimeDoesNotGoBackAfterAFailedFirstBatch) {
  OpenFaulty();
  ASSERT_TRUE(TryRead().ok());
  house_->Close();
  house_->clock.Advance(Millis(-1'000'000));
  OpenFaulty();
  log_.FailNext("COMMIT");
  EXPECT_FALSE(TryRead().ok());
  EXPECT_TRUE(TryRead().ok());
  (void)ReadWholeLog(*house_->Log());
}

TEST_F(FullDiskTest, DoubtAboutTheCommitStopsEverythingAndAnswersNobody) {
  std::promise<void> died;
  OpenFaulty({.on_fatal = [&](const Error&) { died.set_value(); }});
  ASSERT_TRUE(TryWrite(1).ok());
  log_.FailNext("COMMIT", storage::Failure::kFinal);
  auto answered = std::make_shared<std::atomic<bool>>(false);
  house_->ledger().Submit(MakeAct(desk_->Admit(SocialWorker(), ReadSocial(dossier_)), {},
                                  [answered](const Answer&) { *answered = true; }));
  died.get_future().wait();
  EXPECT_FALSE(*answered);
  EXPECT_EQ(TryRead().reason(), Reason::kUnavailable);
  EXPECT_EQ(house_->ledger().FreshCheckpoint().error().reason, Reason::kUnavailable);
  EXPECT_EQ(house_->ledger().ReplacePolicy(NewPolicy()).error().reason, Reason::kUnavailable);
  house_->Close();
  EXPECT_FALSE(*answered);
}

TEST_F(FullDiskTest, WhoWaitsForACheckpointWhenTheWriterDiesIsTold) {
  std::promise<void> died;
  OpenFaulty({.on_fatal = [&](const Error&) { died.set_value(); }});
  ASSERT_TRUE(TryRead().ok());
  log_.FailNext("COMMIT", storage::Failure::kFinal);
  const auto note = house_->ledger().FreshCheckpoint();
  died.get_future().wait();
  ASSERT_FALSE(note);
  EXPECT_EQ(note.error().reason, Reason::kUnavailable);
}

}  // namespace
}  // namespace relais::ledger
