// The path of a call, over a real ledger and without gRPC: what gets an entry, what gets bytes, and
// what a clock, a repeat or an impatient caller cannot change.
#include "services/rpc/pipeline.h"

#include <future>
#include <set>

#include "services/rpc/requests.h"
#include "tests/keys/scratch.h"
#include "tests/ledger/fixture.h"

namespace relais::rpc {
namespace {

using audit::Outcome;
using ledger::DossierNumber;
using ledger::SocialWorker;

const DossierId kOpen = DossierNumber(1), kClosed = DossierNumber(2), kNowhere = DossierNumber(3);
constexpr char kWorker[] = "1";

// The bearer is the number of a social worker.
class TestAuthenticator final : public Authenticator {
 public:
  Result<Caller> Authenticate(const storage::Snapshot&, const Credentials& credentials,
                              Instant) const override {
    if (credentials.bearer.empty()) return Fail(Reason::kUnauthenticated, "who?");
    return SocialWorker(std::stoull(credentials.bearer));
  }
};

class TestAddresses final : public AddressBook {
 public:
  Result<DossierId> Find(storage::Connection&, const Address& address) const override {
    const auto* const id = std::get_if<DossierId>(&address);
    return id == nullptr ? DossierId() : *id;
  }
  Result<bool> Exists(storage::Connection&, const DossierId& id) const override {
    return id == kOpen || id == kClosed;
  }
};

class TestResponder final : public Responder {
 public:
  bool Ended() const override { return ended; }
  // The parts of a stream, in the order in which they came.
  void Write(Wire part) override {
    for (Bytes& bytes : part) parts.push_back(std::move(bytes));
  }
  bool Writable() const override { return writable; }
  void Finish(Wire response) override { answer_.set_value(std::move(response)); }
  void Finish(const Error& error) override { answer_.set_value(tl::unexpected<Error>(error)); }
  Result<Wire> Answer() { return answer_.get_future().get(); }

  std::atomic<bool> ended{false};
  std::atomic<bool> writable{true};
  std::vector<Bytes> parts;  // to be looked at once the call is finished

 private:
  std::promise<Result<Wire>> answer_;
};

class PipelineTest : public testing::Test {
 protected:
  PipelineTest() {
    house_.AddCell(ledger::IdOf("cell"), kOpen, SocialWorker(1).id);
    const auto vault = house_.Vault(storage::Store::Use::kWrite);
    EXPECT_TRUE(storage::Migrate(*vault, std::array{kRequestsMigration}));
    EXPECT_TRUE(house_.Open());
    methods_["Read"] = Reads([this](const Reading& reading) -> Result<SealedWire> {
      seen_now_ = reading.now;
      return SealedWire(reading.permit, Wire{"content"}, {.count = 1});
    });
    methods_["Fail"] = Reads([](const Reading&) -> Result<SealedWire> {
      return Fail(Reason::kCorrupt, "a record does not open");
    });
    methods_["Wait"] = Reads([this](const Reading& reading) -> Result<SealedWire> {
      waiting_.set_value();
      while (!reading.ended()) std::this_thread::yield();
      return Fail(Reason::kUnavailable, "the call has ended");
    });
    methods_["Stream"] = [this](BytesView request) -> Result<Prepared> {
      ASSIGN_OR_RETURN(const auto dossier, DossierId::FromBytes(request));
      Prepared prepared{.address = dossier, .ask = ledger::ReadSocial({})};
      prepared.read = [](const Reading& reading) -> Result<SealedWire> {
        return SealedWire(reading.permit, Wire{"first"}, {.count = 1});
      };
      prepared.follow = [this](const Reading&) -> Result<Wire> {
        return Wire{"more " + std::to_string(++followed_)};
      };
      return prepared;
    };
    methods_["Common"] = [](BytesView) -> Result<Prepared> {
      Prepared prepared;
      prepared.common = [] { return Bytes("for everyone"); };
      return prepared;
    };
    // The request's first eight bytes are its request id.
    methods_["Change"] = [this](BytesView request) -> Result<Prepared> {
      Prepared prepared{.address = kOpen, .ask = ledger::WriteSocial({})};
      prepared.request_id = Bytes(request.substr(0, 8));
      prepared.change = [this](const Reading&) -> Result<ApplyChange> {
        return ApplyChange(
            [this](const access::Permit& permit, storage::Connection&, Instant) -> Result<Changed> {
              return Changed{SealedWire(permit, Wire{"change " + std::to_string(++changes_)}, {})};
            });
      };
      prepared.complete = [](Bytes kept) { return kept + ", complete"; };
      return prepared;
    };
    StartPipeline(4096);
  }

  void StartPipeline(std::size_t queue_limit) {
    pipeline_.reset();
    auto pipeline = Pipeline::Start({.methods = methods_,
                                     .authenticator = authenticator_,
                                     .addresses = addresses_,
                                     .access = house_.access(),
                                     .ledger = house_.ledger(),
                                     .vault = house_.vault_store(),
                                     .log = house_.log_store(),
                                     .clock = house_.clock,
                                     .request_key = house_.random.NextKey(),
                                     .queue_limit = queue_limit});
    ASSERT_TRUE(pipeline);
    pipeline_ = *std::move(pipeline);
  }

  // A read of SOCIAL in the dossier whose id is the request.
  static Prepare Reads(std::function<Result<SealedWire>(const Reading&)> read) {
    return [read = std::move(read)](BytesView request) -> Result<Prepared> {
      ASSIGN_OR_RETURN(const auto dossier, DossierId::FromBytes(request));
      Prepared prepared{.address = dossier, .ask = ledger::ReadSocial({})};
      prepared.read = read;
      return prepared;
    };
  }

  Result<Wire> Call(const std::string& method, Bytes request, const std::string& bearer = kWorker) {
    TestResponder responder;
    pipeline_->Handle(responder, method, std::move(request), {.bearer = bearer},
                      std::chrono::steady_clock::now());
    return responder.Answer();
  }
  Result<Wire> Read(const DossierId& dossier) { return Call("Read", Bytes(dossier.view())); }

  // Of every entry but the server's own, in the log's order.
  std::vector<Outcome> Entries() {
    std::vector<Outcome> out;
    for (const auto& [index, details] : ledger::ReadWholeLog(*house_.Log())) {
      if (details.caller_kind == static_cast<std::uint8_t>(CallerKind::kProfessional))
        out.push_back(details.outcome);
    }
    return out;
  }
  static void ExpectError(const Result<Wire>& answer, Reason reason) {
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().reason, reason) << answer.error().message;
  }

  Scratch scratch_;
  ledger::House house_{scratch_.path()};
  const TestAuthenticator authenticator_;
  const TestAddresses addresses_;
  Methods methods_;
  Instant seen_now_{};
  int changes_ = 0;
  std::atomic<int> followed_{0};
  std::promise<void> waiting_;
  std::unique_ptr<Pipeline> pipeline_;
};

TEST_F(PipelineTest, AReadHasItsEntryWhenItsBytesLeave) {
  const auto answer = Read(kOpen);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(*answer, Wire{"content"});
  EXPECT_EQ(Entries(), std::vector{Outcome::kOpened});
}

TEST_F(PipelineTest, AbsenceAndRefusalAreOneAnswerAndLeaveNoEarlier) {
  for (const DossierId& dossier : {kClosed, kNowhere}) {
    const auto begin = std::chrono::steady_clock::now();
    const auto answer = Read(dossier);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, kRefusalDelay);
    ExpectError(answer, Reason::kNotOpen);
    EXPECT_EQ(answer.error().message, NotOpen().message);
  }
  EXPECT_EQ(Entries(), (std::vector{Outcome::kRefused, Outcome::kRefused}));
}

TEST_F(PipelineTest, ARefusalStandsOnTheChainOfADossierOnlyIfThereIsOne) {
  ExpectError(Read(kClosed), Reason::kNotOpen);
  ExpectError(Read(kNowhere), Reason::kNotOpen);
  std::vector<std::pair<audit::Subject, Array<16>>> chains;
  for (const auto& [index, details] : ledger::ReadWholeLog(*house_.Log()))
    chains.emplace_back(details.subject, details.subject_id);
  EXPECT_EQ(chains, (std::vector<std::pair<audit::Subject, Array<16>>>{
                        {audit::Subject::kDossier, kClosed.bytes()},
                        {audit::Subject::kOrganisation, SocialWorker(1).organisation.bytes()}}));
}

TEST_F(PipelineTest, ClockThatStepsBackRevivesNothing) {
  const Instant before = house_.clock.Now();
  ASSERT_TRUE(Read(kOpen));
  house_.clock.Set(before - std::chrono::hours(1));
  ASSERT_TRUE(Read(kOpen));
  EXPECT_EQ(seen_now_, before) << "a decision by a time that the log has passed";
}

TEST_F(PipelineTest, WhatFailsIsLoggedAsFailed) {
  ExpectError(Call("Fail", Bytes(kOpen.view())), Reason::kCorrupt);
  EXPECT_EQ(Entries(), std::vector{Outcome::kFailed});
}

TEST_F(PipelineTest, WhatAsksOfNoDossierGetsNoEntry) {
  ExpectError(Call("Read", "no id"), Reason::kInvalid);
  ExpectError(Call("Find", Bytes(kOpen.view())), Reason::kNoSuchMethod);
  ExpectError(Call("Read", Bytes(kOpen.view()), ""), Reason::kUnauthenticated);
  ExpectError(Call("Common", "", ""), Reason::kUnauthenticated);
  EXPECT_EQ(*Call("Common", ""), Wire{"for everyone"});
  EXPECT_TRUE(Entries().empty());
}

TEST_F(PipelineTest, ARepeatedChangeIsAnsweredAgainAndDoneOnce) {
  const auto first = Call("Change", "request1 body");
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(*first, Wire{"change 1, complete"});
  EXPECT_EQ(*Call("Change", "request1 body"), *first);
  EXPECT_EQ(changes_, 1);
  EXPECT_EQ(Entries(), (std::vector{Outcome::kChanged, Outcome::kOpened}));
}

TEST_F(PipelineTest, ARequestIdIsGoodForOneBodyAndAWeek) {
  ASSERT_TRUE(Call("Change", "request1 body"));
  ExpectError(Call("Change", "request1 other"), Reason::kRequestReused);
  house_.clock.Advance(std::chrono::days(8));
  ASSERT_TRUE(Call("Change", "request2 body")) << "what is older is swept out by the next change";
  EXPECT_EQ(*Call("Change", "request1 other"), Wire{"change 3, complete"});
}

TEST_F(PipelineTest, AChangeWithoutARequestIdIsNotDone) {
  for (const char* const id : {"", "short", "spaces !"}) {
    const auto answer = Call("Change", id);
    ExpectError(answer, Reason::kInvalid);
    EXPECT_EQ(answer.error().field, "request_id");
  }
  EXPECT_EQ(changes_, 0);
  EXPECT_TRUE(Entries().empty());
}

TEST_F(PipelineTest, LongWorkLearnsThatNobodyWaits) {
  TestResponder responder;
  pipeline_->Handle(responder, "Wait", Bytes(kOpen.view()), {.bearer = kWorker},
                    std::chrono::steady_clock::now());
  waiting_.get_future().get();
  responder.ended = true;
  ExpectError(responder.Answer(), Reason::kUnavailable);
  EXPECT_TRUE(Entries().empty()) << "nothing was disclosed";
}

// A stream that stays open. `until` is asked now and then; the stream is then ended by its client.
class StreamTest : public PipelineTest {
 protected:
  void Begin(TestResponder& responder) {
    pipeline_->Handle(responder, "Stream", Bytes(kOpen.view()), {.bearer = kWorker},
                      std::chrono::steady_clock::now());
  }
  void WaitForMore(int count) {
    for (int i = 0; i < 1000 && followed_ < count; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    ASSERT_GE(followed_, count);
  }
};

TEST_F(StreamTest, GoesOnUnderOneEntryUntilItsClientEndsIt) {
  TestResponder responder;
  Begin(responder);
  WaitForMore(2);
  responder.ended = true;
  ExpectError(responder.Answer(), Reason::kUnavailable);
  ASSERT_GE(responder.parts.size(), 3U);
  EXPECT_EQ(responder.parts[0], "first");
  EXPECT_EQ(responder.parts[1], "more 1");
  EXPECT_EQ(responder.parts[2], "more 2");
  EXPECT_EQ(Entries(), std::vector{Outcome::kOpened});
}

TEST_F(StreamTest, AttackConsentTakenAwayEndsItWithTheUniformAnswer) {
  TestResponder responder;
  Begin(responder);
  WaitForMore(1);
  ASSERT_TRUE(ledger::RevokeCell(*house_.Vault(storage::Store::Use::kWrite), ledger::IdOf("cell"),
                                 house_.clock.Now()));
  ExpectError(responder.Answer(), Reason::kNotOpen);
}

TEST_F(StreamTest, AClientThatDoesNotReadIsGivenNothingMore) {
  TestResponder responder;
  responder.writable = false;
  Begin(responder);
  std::this_thread::sleep_for(3 * kFollowPause);
  EXPECT_EQ(followed_, 0);
  responder.ended = true;
  ExpectError(responder.Answer(), Reason::kUnavailable);
}

TEST_F(StreamTest, OneCallerHasAFewAtATime) {
  std::array<TestResponder, kMostStreamsOfOne> open;
  for (TestResponder& responder : open) Begin(responder);
  WaitForMore(kMostStreamsOfOne);
  TestResponder one_more;
  Begin(one_more);
  ExpectError(one_more.Answer(), Reason::kBusy);
  for (TestResponder& responder : open) responder.ended = true;
  for (TestResponder& responder : open) ExpectError(responder.Answer(), Reason::kUnavailable);
  TestResponder later;
  Begin(later);
  WaitForMore(followed_ + 1);
  later.ended = true;
  ExpectError(later.Answer(), Reason::kUnavailable);
}

TEST_F(StreamTest, AServerThatStopsEndsThemAll) {
  TestResponder responder;
  Begin(responder);
  WaitForMore(1);
  pipeline_->StopFollowing();
  ExpectError(responder.Answer(), Reason::kUnavailable);
}

TEST_F(PipelineTest, TooMuchIsRefusedAtOnce) {
  ExpectError(Call("Change", Bytes(kMostHeld + 1, 'x')), Reason::kBusy);
  StartPipeline(0);
  ExpectError(Read(kOpen), Reason::kBusy);
  EXPECT_TRUE(Entries().empty());
}

class ListTest : public PipelineTest {
 protected:
  ListTest() {
    methods_["List"] = [this](BytesView) -> Result<Prepared> {
      Prepared prepared{.ask = ledger::Ask(Action::kLookUp)};
      prepared.list = Listing{
          [](const Reading& reading) -> Result<Listing::Frame> {
            return Listing::Frame{{kClosed, kOpen, kNowhere, kAlsoOpen},
                                  SealedWire(reading.permit, Wire{"frame "}, {})};
          },
          ledger::ReadSocial({}), [this](const Reading& reading) { return Line(reading.permit); }};
      return prepared;
    };
    house_.Close();
    house_.AddCell(ledger::IdOf("cell", 2), kAlsoOpen, SocialWorker(1).id);
    EXPECT_TRUE(house_.Open());
    StartPipeline(4096);
  }
  Result<std::optional<SealedWire>> Line(const access::Permit& permit) {
    const bool first = permit.request().dossier == kOpen;
    if (in_line_) in_line_(first);
    if (fails_ && !first) return Fail(Reason::kCorrupt, "a record does not open");
    if (none_ && first) return std::optional<SealedWire>();
    return std::optional(SealedWire(permit, Wire{first ? "first " : "second "}, {.count = 1}));
  }
  std::set<Array<16>> DossiersOfEntries() {
    std::set<Array<16>> out;
    for (const auto& [index, details] : ledger::ReadWholeLog(*house_.Log()))
      if (details.subject == audit::Subject::kDossier) out.insert(details.subject_id);
    return out;
  }

  static const inline DossierId kAlsoOpen = DossierNumber(4);
  std::function<void(bool first)> in_line_;
  bool fails_ = false, none_ = false;
};

TEST_F(ListTest, EachLineHasItsEntryInItsOwnDossier) {
  const auto answer = Call("List", "");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(*answer, Wire{"frame first second "});
  EXPECT_EQ(Entries(), std::vector(3, Outcome::kOpened));
  EXPECT_EQ(DossiersOfEntries(), (std::set{kOpen.bytes(), kAlsoOpen.bytes()}));
}

TEST_F(ListTest, WhatHasNoLineHasNoEntry) {
  none_ = true;
  EXPECT_EQ(Call("List", "").value_or(Wire()), Wire{"frame second "});
  EXPECT_EQ(DossiersOfEntries(), std::set{kAlsoOpen.bytes()});
}

TEST_F(ListTest, NothingIsOpenToSomebodyElse) {
  EXPECT_EQ(Call("List", "", "2").value_or(Wire()), Wire{"frame "});
  EXPECT_TRUE(DossiersOfEntries().empty());
}

TEST_F(ListTest, OneThatFailsFailsItWhole) {
  fails_ = true;
  ExpectError(Call("List", ""), Reason::kCorrupt);
  EXPECT_EQ(Entries(), std::vector{Outcome::kFailed});
}

// The consent to one line is taken back after it was decided, and before its entry.
TEST_F(ListTest, RaceALineThatIsRevokedMeanwhileIsNotGiven) {
  ledger::Desk desk(house_);
  in_line_ = [&](bool first) {
    if (first)
      desk.Expect(desk.Admit(ledger::PersonOf(kOpen), ledger::Ask(Action::kRevoke, kOpen)),
                  ledger::Revoke(ledger::IdOf("cell"), kOpen));
  };
  ExpectError(Call("List", ""), Reason::kBusy);
  in_line_ = nullptr;
  EXPECT_EQ(Call("List", "").value_or(Wire()), Wire{"frame second "});
}

TEST_F(ListTest, NobodyWhoHangsUpIsGivenAnything) {
  TestResponder responder;
  in_line_ = [&](bool) { responder.ended = true; };
  pipeline_->Handle(responder, "List", "", {.bearer = kWorker}, std::chrono::steady_clock::now());
  ExpectError(responder.Answer(), Reason::kUnavailable);
  EXPECT_TRUE(Entries().empty());
}

}  // namespace
}  // namespace relais::rpc
