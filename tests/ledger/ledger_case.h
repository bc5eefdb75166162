// A test over one ledger in a directory of its own: opened, written to, shut, opened again.
#pragma once

#include "services/base/files.h"
#include "tests/keys/scratch.h"
#include "tests/ledger/fixture.h"

namespace relais::ledger {

class LedgerTest : public testing::Test {
 protected:
  LedgerTest() { Furnish(); }

  void Furnish() {
    house_.emplace(scratch_.path());
    house_->AddCell(IdOf("cell"), dossier_, SocialWorker().id);
  }
  void Open() {
    const Status opened = house_->Open();
    ASSERT_TRUE(opened) << opened.error().message;
    desk_.emplace(*house_);
  }
  void Restart() {
    desk_.reset();
    house_.reset();
    house_.emplace(scratch_.path());
    Open();
  }
  // Closes the ledger, leaves its files, and says why the next start fails.
  Error OpenError() {
    desk_.reset();
    house_.reset();
    house_.emplace(scratch_.path());
    const Status opened = house_->Open();
    EXPECT_FALSE(opened) << "the ledger opened";
    return opened ? Error{} : opened.error();
  }
  void Shut() {
    desk_.reset();
    house_.reset();
  }
  Receipt Read() { return desk_->Expect(desk_->Admit(SocialWorker(), ReadSocial(dossier_))); }
  Receipt Write(std::uint32_t value) {
    return desk_->Expect(desk_->Admit(SocialWorker(), WriteSocial(dossier_)),
                         AddThing(dossier_, value));
  }
  audit::Details Entry(audit::Subject subject, const Array<16>& id, const Receipt& receipt) {
    return EntryAt(*house_->Log(), subject, id, receipt.index());
  }
  void Sql(storage::Connection& connection, const char* sql) {
    const Status done = connection.Execute(sql);
    ASSERT_TRUE(done) << done.error().message;
  }

  Scratch scratch_;
  std::optional<House> house_;
  std::optional<Desk> desk_;
  const DossierId dossier_ = DossierNumber(1);
};

class CheckpointTest : public LedgerTest {
 protected:
  audit::Checkpoint Fresh() {
    const auto note = house_->ledger().FreshCheckpoint();
    const auto verifier = audit::NoteVerifier::FromVkey(house_->ledger().Vkey());
    const auto head = audit::OpenCheckpoint(note.value_or(""), *verifier);
    EXPECT_TRUE(head);
    if (!head) return {};
    EXPECT_EQ(head->origin, "relais.test/log");
    EXPECT_EQ(*ReadFile(house_->file("checkpoint"), 1 << 16), *note)
        << "the side file holds what was released";
    return *head;
  }
};

}  // namespace relais::ledger
