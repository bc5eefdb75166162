// A ledger with a dispatcher beside it, whose ways are phones that a test looks at.
#pragma once

#include "services/notification/dispatcher.h"
#include "services/notification/fate.h"
#include "tests/ledger/ledger_case.h"

namespace relais::notification {

// Takes every notice, or fails as the test says.
class Phone final : public Channel {
 public:
  Status Send(const Outgoing& outgoing) override {
    ++tried;
    if (on_id) on_id(outgoing.id);
    if (on_send) {
      got.push_back(outgoing);
      on_send();
      return {};
    }
    if (fails) return tl::unexpected<Error>(*fails);
    got.push_back(outgoing);
    return {};
  }
  std::vector<Outgoing> got;
  std::optional<Error> fails;
  std::function<void()> on_send;
  std::function<void(const Array<16>&)> on_id;
  int tried = 0;
};

inline v1::Telling BySms(const std::string& address = "+32470000001") {
  v1::Telling telling;
  telling.mutable_contact()->set_channel(v1::CHANNEL_SMS);
  telling.mutable_contact()->set_address(address);
  telling.mutable_contact()->set_language("en");
  telling.set_seen_by(v1::Telling::SEEN_BY_NOBODY_ELSE);
  telling.set_pace(v1::Telling::PACE_EACH);
  telling.set_quiet_from(0);
  telling.set_quiet_until(0);
  return telling;
}

// "told up to N" when it is the notice under that number.
inline std::string TextOf(std::uint64_t number, const std::string& text) {
  return text.substr(0, text.find(". If")) ==
                 "There is something new under number " + std::to_string(number)
             ? "told up to " + std::to_string(number)
             : text;
}

class TellingTest : public ledger::LedgerTest {
 protected:
  TellingTest() {
    Migrate();
    Open();
    OpenDispatcher();
  }

  void Migrate() {
    EXPECT_TRUE(
        storage::Migrate(*house_->Vault(storage::Store::Use::kWrite), {&kVaultMigration, 1}));
    EXPECT_TRUE(storage::Migrate(*house_->Log(storage::Store::Use::kWrite), {&kLogMigration, 1}));
  }
  void OpenDispatcher() {
    tellings_.emplace(house_->keystore(), house_->random);
    std::map<v1::Channel, Way> ways{{v1::CHANNEL_LETTER, {letters_, 100}}};
    if (with_sms_) ways[v1::CHANNEL_SMS] = {phone_, rate_};
    auto made = Dispatcher::Create(
        {house_->ledger(),
         house_->vault_store(),
         house_->log_store(),
         *tellings_,
         Notices::Load(RELAIS_SOURCE_DIR "/deploy/messages", "0800 12 345").value(),
         ways,
         house_->clock,
         house_->random,
         house_->keystore().index_key("digest"),
         {}});
    ASSERT_TRUE(made) << made.error().message;
    dispatcher_ = *std::move(made);
  }
  // The server stops and starts again; what was not written down is gone.
  void Restart() {
    const Instant now = house_->clock.Now();
    dispatcher_.reset();
    LedgerTest::Restart();
    house_->clock.Set(now);
    OpenDispatcher();
  }

  void Set(const v1::Telling& telling) { Set(dossier_, telling); }
  void Set(const DossierId& dossier, const v1::Telling& telling) {
    access::Request ask = ledger::Ask(Action::kTell, dossier);
    ask.method = kSetTelling;
    desk_->Expect(desk_->Admit(ledger::PersonOf(dossier), ask),
                  {.apply = [&](storage::Connection& vault, Instant, auto&) {
                    return tellings_->Put(vault, dossier, telling);
                  }});
  }
  // A colleague of the house says that the person was told.
  void MarkTold(std::uint64_t number) {
    access::Request ask = ledger::Ask(Action::kTell, dossier_);
    ask.method = kMarkTold;
    desk_->Expect(desk_->Admit(ledger::SocialWorker(), ask),
                  {.apply = [](storage::Connection&, Instant, auto&) { return Status(); },
                   .what = {.count = static_cast<std::uint32_t>(number), .silent = true}});
  }
  void TryAgain(const Array<16>& message) {
    access::Request ask = ledger::Ask(Action::kAdminister);
    ask.method = kRequeue;
    desk_->Expect(desk_->Admit(ledger::Operator(), ask),
                  {.apply = [](storage::Connection&, Instant, auto&) { return Status(); },
                   .what = {.objects = {message}}});
  }
  void Round() {
    const Status round = dispatcher_->Round();
    ASSERT_TRUE(round) << round.error().message;
  }
  // Time passes, and the dispatcher looks.
  void Pass(Millis by) {
    house_->clock.Advance(by);
    Round();
  }
  std::optional<Pending> PendingNow() {
    const auto log = house_->Log();
    const auto chain = ledger::FindChain(*log, audit::Subject::kDossier, dossier_.bytes()).value();
    return chain ? FindPending(*log, chain->id).value() : std::nullopt;
  }
  // When the dispatcher has something to do next by itself.
  std::optional<Instant> NextDue() {
    const auto log = house_->Log();
    storage::Rows rows = storage::Query(*log,
                                        "SELECT min(at) FROM (SELECT due_ms AS at FROM pending "
                                        "UNION ALL SELECT next_ms FROM messages)")
                             .value();
    EXPECT_TRUE(rows.Next().value());
    return rows.IsNull(0) ? std::nullopt : std::optional(FromMillis(rows.Int(0)));
  }
  Fate FateNow(const ledger::Receipt& receipt) {
    const auto log = house_->Log();
    const auto chain = ledger::FindChain(*log, audit::Subject::kDossier, dossier_.bytes()).value();
    const auto details = Entry(audit::Subject::kDossier, dossier_.bytes(), receipt);
    return FateOf(*log, chain->id, receipt.number(), FromMillis(details.time_ms)).value();
  }
  // The methods of the dossier's entries, the oldest first.
  std::vector<std::string> Methods() {
    std::vector<std::string> out;
    for (const auto& [index, details] : ledger::ReadWholeLog(*house_->Log())) {
      if (details.subject_id == dossier_.bytes()) out.push_back(details.method);
    }
    return out;
  }

  std::shared_ptr<Phone> phone_ = std::make_shared<Phone>(), letters_ = std::make_shared<Phone>();
  int rate_ = 100;
  bool with_sms_ = true;
  std::optional<Tellings> tellings_;
  std::unique_ptr<Dispatcher> dispatcher_;
};

}  // namespace relais::notification
