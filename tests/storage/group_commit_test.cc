// The writer's order, its bounds, and what one unit can do to another.
#include "tests/storage/test_store.h"

namespace relais::storage {
namespace {

class GroupCommitTest : public testing::Test {
 protected:
  GroupCommitTest() : stores_(scratch_.path()) {}
  Scratch scratch_;
  Stores stores_;
  Endings endings_;
};

TEST_F(GroupCommitTest, ReadsEndInOrderBeforeTheWritesOfTheirBatch) {
  TestWriter writer(stores_, endings_);
  writer.Hold(0);
  for (std::int64_t id = 1; id <= 6; ++id)
    MustDo(writer.Submit(id, id % 2 == 0 ? Put(id, id) : nullptr));
  writer.Release();
  endings_.Wait(7);
  EXPECT_EQ(endings_.order(), (std::vector<std::int64_t>{0, 1, 3, 5, 2, 4, 6}));
  EXPECT_EQ(stores_.Vault(), (std::map<std::int64_t, std::int64_t>{{2, 2}, {4, 4}, {6, 6}}));
  while (writer.writer().counts().units < 7)
    std::this_thread::yield();  // counted after the last of them was told
  EXPECT_EQ(writer.writer().counts().units, 7u);
}

TEST_F(GroupCommitTest, FullQueueIsBusyAndLeavesTheUnitAlone) {
  TestWriter writer(stores_, endings_, {.queue_limit = 2});
  writer.Hold(0);
  MustDo(writer.Submit(1));
  MustDo(writer.Submit(2));
  std::unique_ptr<Unit> third = std::make_unique<TestUnit>(endings_, 3);
  const Status status = writer.writer().Submit(third);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().reason, Reason::kBusy);
  EXPECT_NE(third, nullptr);
  writer.Release();
  endings_.Wait(3);
  MustDo(writer.writer().Submit(third));
  endings_.Wait(4);
  EXPECT_EQ(endings_.Of(Endings::Kind::kCommitted), (std::set<std::int64_t>{0, 1, 2, 3}));
}

TEST_F(GroupCommitTest, BatchLimitCutsTheQueueButLosesNothing) {
  TestWriter writer(stores_, endings_, {.batch_limit = 3});
  writer.Hold(0);
  for (std::int64_t id = 1; id <= 10; ++id) MustDo(writer.Submit(id));
  writer.Release();
  endings_.Wait(11);
  EXPECT_EQ(stores_.Entries().size(), 11u);
  EXPECT_GE(writer.writer().counts().batches, 4u);
}

TEST_F(GroupCommitTest, FailedChangeUndoesItselfAndNobodyElse) {
  TestWriter writer(stores_, endings_);
  writer.Hold(0);
  MustDo(writer.Submit(1, Put(1, 1)));
  MustDo(writer.Submit(2, [](Connection& vault) -> Status {
    RETURN_IF_ERROR(Put(1, 99)(vault));
    RETURN_IF_ERROR(Put(50, 50)(vault));
    return Fail(Reason::kWrongState, "no");
  }));
  MustDo(writer.Submit(3, [](Connection& vault) -> Status {
    RETURN_IF_ERROR(storage::Run(vault, "INSERT INTO pairs VALUES(1, 7)"));  // there already
    return {};
  }));
  MustDo(writer.Submit(4, Put(4, 4)));
  writer.Release();
  endings_.Wait(5);
  EXPECT_EQ(stores_.Vault(), (std::map<std::int64_t, std::int64_t>{{1, 1}, {4, 4}}));
  EXPECT_EQ(stores_.Entries().size(), 5u) << "a failed change is logged too";
}

TEST_F(GroupCommitTest, ChangeSeesTheOnesBeforeItInItsBatch) {
  TestWriter writer(stores_, endings_);
  const auto increment = [](Connection& vault) -> Status {
    RETURN_IF_ERROR(storage::Run(
        vault, "INSERT INTO pairs VALUES(1, 1) ON CONFLICT(k) DO UPDATE SET v = v + 1"));
    return {};
  };
  writer.Hold(0);
  for (std::int64_t id = 1; id <= 20; ++id) MustDo(writer.Submit(id, increment));
  writer.Release();
  endings_.Wait(21);
  EXPECT_EQ(stores_.Vault(), (std::map<std::int64_t, std::int64_t>{{1, 20}}));
}

TEST_F(GroupCommitTest, EndedAndMovedUnitsLeaveNoTrace) {
  TestWriter writer(stores_, endings_);
  writer.Hold(0);
  MustDo(writer.Submit(1, Put(1, 1), [] { return Unit::Standing::kEnded; }));
  MustDo(writer.Submit(2, Put(2, 2), [] { return Unit::Standing::kMoved; }));
  MustDo(writer.Submit(3, Put(3, 3)));
  writer.Release();
  endings_.Wait(4);
  EXPECT_EQ(endings_.Of(Endings::Kind::kDropped), std::set<std::int64_t>{1});
  EXPECT_EQ(endings_.Of(Endings::Kind::kBack), std::set<std::int64_t>{2});
  EXPECT_EQ(endings_.order().back(), 2) << "what goes back goes after the batch";
  EXPECT_EQ(stores_.Vault(), (std::map<std::int64_t, std::int64_t>{{3, 3}}));
  EXPECT_FALSE(stores_.Entries().contains(1) || stores_.Entries().contains(2));
}

TEST_F(GroupCommitTest, UnitWhoseEntryCannotBeWrittenTakesItsBatchDownAndNothingMore) {
  TestWriter writer(stores_, endings_);
  writer.Hold(5);
  MustDo(writer.Submit(1, Put(1, 1)));
  MustDo(writer.Submit(2));
  writer.Release();
  endings_.Wait(3);
  // The same number again: its entry is there already.
  Endings second;
  {
    TestWriter again(stores_, second);
    again.Hold(6);
    MustDo(again.Submit(7, Put(7, 7)));
    MustDo(again.Submit(2));
    again.Release();
    second.Wait(3);
    MustDo(again.Submit(8, Put(8, 8)));
    second.Wait(4);
  }
  EXPECT_EQ(second.Of(Endings::Kind::kDropped), (std::set<std::int64_t>{2, 7}));
  EXPECT_EQ(second.ReasonOf(7), Reason::kUnavailable);
  EXPECT_EQ(stores_.Vault(), (std::map<std::int64_t, std::int64_t>{{1, 1}, {8, 8}}));
}

TEST_F(GroupCommitTest, WhatIsQueuedWhenTheWriterGoesIsCompleted) {
  {
    TestWriter writer(stores_, endings_);
    writer.Hold(0);
    for (std::int64_t id = 1; id <= 50; ++id) MustDo(writer.Submit(id, Put(id, id)));
    writer.Release();
  }
  EXPECT_EQ(endings_.Of(Endings::Kind::kCommitted).size(), 51u);
  EXPECT_EQ(stores_.Vault().size(), 50u);
}

}  // namespace
}  // namespace relais::storage
