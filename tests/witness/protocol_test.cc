// The witness protocol row by row (C2SP tlog-witness), over HTTP to the program itself.
#include <algorithm>
#include <functional>
#include <latch>
#include <optional>
#include <thread>

#include "tests/witness/witness_case.h"

namespace relais::witness {
namespace {

using http::verb;
using Response = http::response<http::string_body>;

const std::string kHash = ToBase64(Bytes(32, 'x')) + "\n";  // of nothing
constexpr char kAdd[] = "/add-checkpoint";

std::string Submit(std::uint64_t old, const std::string& proof, const std::string& note) {
  return "old " + std::to_string(old) + "\n" + proof + "\n" + note;
}
std::string Times(int count, const std::string& text) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

// Asked by as many at once as there are bodies; the answers in their order.
template <class Ask>
auto AtOnce(const std::vector<std::string>& bodies, const Ask& ask) {
  std::vector<decltype(ask(bodies[0]))> answers(bodies.size());
  std::latch start(static_cast<std::ptrdiff_t>(bodies.size()));
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      answers[i] = ask(bodies[i]);
    });
  }
  for (auto& thread : threads) thread.join();
  return answers;
}

// A witness that cosigned the first nine entries.
class WitnessProtocol : public WitnessTest {
 protected:
  void SetUp() override {
    WitnessTest::SetUp();
    program_.emplace(folder_);
    ASSERT_NE(program_->port(), 0);
    const auto first = Post(Growth(log_, 0, 9));
    ASSERT_EQ(first.result_int(), 200U) << first.body();
    latest_ = Note(log_, 9) + first.body();
  }
  void TearDown() override {
    program_.reset();
    WitnessTest::TearDown();
  }
  Response Post(const std::string& body) const { return program_->Post(body); }
  std::string Latest(const std::string& prefix = "") const {
    return program_->Ask(verb::get, prefix + "/" + HashOfName() + "/checkpoint").body();
  }
  std::function<Response(const std::string&)> Posting() const {
    return [this](const std::string& body) { return Post(body); };
  }
  void ExpectRefused(const Response& answer, unsigned status) const {
    EXPECT_EQ(answer.result_int(), status) << answer.body();
    EXPECT_EQ(answer[http::field::content_type] == "text/x.tlog.size", status == 409U);
    EXPECT_EQ(Latest(), latest_) << "no refusal moves it";
  }
  void ExpectConflict(const Response& answer, const std::string& size) const {
    EXPECT_EQ(answer.result_int(), 409U) << answer.body();
    EXPECT_EQ(answer.body(), size + "\n");
    EXPECT_EQ(answer[http::field::content_type], "text/x.tlog.size");
  }

  std::optional<Program> program_;
  std::string latest_;  // as it was served when the test began
};

TEST_F(WitnessProtocol, Row200IsOurLineAloneAndWhatIsServedFromThenOn) {
  EXPECT_EQ(Latest(), latest_);
  std::uint64_t from = 9;
  for (const std::uint64_t to : {9U, 12U, 30U}) {
    const auto answer = Post(Growth(log_, from, to));
    ASSERT_EQ(answer.result_int(), 200U) << answer.body();
    EXPECT_TRUE(Cosigned(Note(log_, to), answer.body()));
    EXPECT_EQ(answer.body().find('\n'), answer.body().size() - 1) << "one line";
    EXPECT_EQ(Latest(), Note(log_, to) + answer.body());
    from = to;
  }
}

TEST_F(WitnessProtocol, Row400NotSuchARequest) {
  const std::string note = Note(log_, 12);
  const std::string proof = Times(2, kHash);
  for (const std::string& body :
       {std::string(), std::string("nonsense"), note, "OLD 9\n\n" + note, "old -1\n\n" + note,
        "old 09\n\n" + note, "old 18446744073709551616\n\n" + note, "old 9\n" + note,
        Submit(9, "AAAA\n", note), Submit(9, "not base64\n", note),
        Submit(9, Times(64, kHash), note), Submit(9, proof, ""),
        Submit(9, proof, std::string(audit::kLogName) + "\n"),
        Submit(9, proof, audit::LogSigner().Sign(std::string(audit::kLogName) + "\nnine\n"))}) {
    SCOPED_TRACE(body.substr(0, 40));
    ExpectRefused(Post(body), 400);
  }
}

TEST_F(WitnessProtocol, Row400TheOldSizeIsPastTheNewOne) {
  ExpectRefused(Post(Submit(12, "", Note(log_, 9))), 400);
  ExpectRefused(Post(Submit(10, "", Note(log_, 9))), 400);
}

TEST_F(WitnessProtocol, Row403NoneOrAFalseSignatureOfTheLog) {
  const std::string text = audit::ParseCheckpoint(audit::ParseNote(Note(log_, 12))->text)->Text();
  // The key that signs has the log's name and is another.
  ExpectRefused(Post(Submit(9, "", audit::Signer(std::string(audit::kLogName), 7).Sign(text))),
                403);
  ExpectRefused(Post(Submit(9, "", text + "\n")), 403);
  // Somebody else signs what the log is to have said.
  ExpectRefused(Post(Submit(9, "", audit::Signer("other.example/log", 7).Sign(text))), 403);
  // Its own signature of another text.
  const std::string other = Note(log_, 11);
  ExpectRefused(Post(Submit(9, "", text + other.substr(other.find("\n\n") + 1))), 403);
}

TEST_F(WitnessProtocol, Row404ALogThatNobodyKnows) {
  const audit::Checkpoint theirs{"other.example/log", 12, audit::EmptyRoot()};
  const std::string own = audit::Signer(theirs.origin, 7).Sign(theirs.Text());
  ExpectRefused(Post(Submit(9, "", own)), 404);
  ExpectRefused(Post(Submit(9, "", audit::LogSigner().Sign(theirs.Text()))), 404);
}

TEST_F(WitnessProtocol, Row409TheSizeThatIsHeldAsTheBody) {
  for (const std::string& body :
       {Growth(log_, 0, 9), Growth(log_, 0, 30), Growth(log_, 3, 9), Growth(log_, 10, 12),
        Growth(fork_, 0, 9), Growth(fork_, 8, 30), Submit(8, kHash, Note(log_, 8))}) {
    const auto answer = Post(body);
    ExpectConflict(answer, "9");
    ExpectRefused(answer, 409);
  }
  ASSERT_EQ(Post(Growth(log_, 9, 12)).result_int(), 200U);
  ExpectConflict(Post(Growth(log_, 9, 13)), "12");
}

TEST_F(WitnessProtocol, Row422TheProofDoesNotHold) {
  const std::string note = Note(log_, 12);
  ExpectRefused(Post(Submit(9, "", note)), 422);
  ExpectRefused(Post(Submit(9, Times(63, kHash), note)), 422);
  ExpectRefused(Post(Growth(fork_, 9, 12)), 422);
  ExpectRefused(Post(Submit(9, kHash, Note(log_, 9))), 422);
  // The right proof and one hash more; and one to another size.
  const std::string good = Growth(log_, 9, 12);
  ExpectRefused(Post("old 9\n" + kHash + good.substr(good.find('\n') + 1)), 422);
  const std::string longer = Growth(log_, 9, 13);
  ExpectRefused(Post(longer.substr(0, longer.find("\n\n") + 2) + note), 422);
  EXPECT_EQ(Post(good).result_int(), 200U);
}

TEST_F(WitnessProtocol, Row422OneSizeHasTwoRoots) {
  ExpectRefused(Post(Submit(9, "", Note(fork_, 9))), 422);
}

// Where nothing was cosigned yet.
TEST_F(WitnessTest, Row422AProofFromNothing) {
  const Program program(folder_);
  EXPECT_EQ(program.Post(Submit(0, kHash, Note(log_, 9))).result_int(), 422U);
  const std::string latest = "/" + HashOfName() + "/checkpoint";
  EXPECT_EQ(program.Ask(verb::get, latest).result_int(), 404U);
  const auto conflict = program.Post(Growth(log_, 3, 9));
  EXPECT_EQ(conflict.result_int(), 409U);
  EXPECT_EQ(conflict.body(), "0\n");
  EXPECT_EQ(program.Post(Growth(log_, 0, 9)).result_int(), 200U);
}

TEST_F(WitnessProtocol, AnyPrefixButNoOtherPathOrMethod) {
  const std::string body = Growth(log_, 9, 12);
  for (const verb method : {verb::get, verb::put, verb::delete_, verb::patch, verb::options})
    ExpectRefused(program_->Ask(method, kAdd, body), 404);
  for (const char* const path : {"/", "/add-checkpoint/", "/add-checkpoint?old=9",
                                 "/ADD-CHECKPOINT", "/xadd-checkpoint", "/checkpoint"})
    ExpectRefused(program_->Ask(verb::post, path, body), 404);
  ExpectRefused(program_->Ask(verb::post, "/" + HashOfName() + "/checkpoint", body), 404);
  for (const std::string& path :
       {std::string("/checkpoint"), "/" + std::string(64, '0') + "/checkpoint", "/" + HashOfName(),
        "/" + HashOfName() + "/checkpoint/"})
    EXPECT_EQ(program_->Ask(verb::get, path).result_int(), 404U) << path;
  EXPECT_EQ(Latest("/some/prefix"), latest_);
  EXPECT_EQ(program_->Ask(verb::post, std::string("/some/prefix") + kAdd, body).result_int(), 200U);
}

TEST_F(WitnessProtocol, AttackMoreThanARequestHolds) {
  constexpr std::size_t kMost = 64 * 1024;
  ExpectRefused(Post(std::string(kMost, 'x')), 400);
  ExpectRefused(Post(std::string(kMost + 1, 'x')), 413);
  const std::string good = Growth(log_, 9, 12);
  ExpectRefused(Post(good + std::string(kMost, 'x')), 413);
  EXPECT_EQ(Post(good).result_int(), 200U);
}

TEST_F(WitnessProtocol, OfManyStepsFromOneSizeOneIsCosigned) {
  std::vector<std::string> bodies;
  for (std::uint64_t to = 10; to < 26; ++to) bodies.push_back(Growth(log_, 9, to));
  const auto answers = AtOnce(bodies, Posting());
  const auto won = std::ranges::find(answers, 200U, &Response::result_int);
  ASSERT_NE(won, answers.end());
  const auto to = static_cast<std::uint64_t>(10 + (won - answers.begin()));
  EXPECT_TRUE(Cosigned(Note(log_, to), won->body()));
  EXPECT_EQ(Latest(), Note(log_, to) + won->body());
  for (const Response& answer : answers)
    if (&answer != &*won) ExpectConflict(answer, std::to_string(to));
}

TEST_F(WitnessProtocol, OfOneStepManyTimesOneIsCosignedAndRepeatedForAllWhoKnowIt) {
  const auto answers = AtOnce(std::vector(8, Growth(log_, 9, 12)), Posting());
  EXPECT_EQ(std::ranges::count(answers, 200U, &Response::result_int), 1);
  for (const Response& answer : answers)
    if (answer.result_int() != 200U) ExpectConflict(answer, "12");
  for (const Response& answer : AtOnce(std::vector(8, Growth(log_, 12, 12)), Posting())) {
    EXPECT_EQ(answer.result_int(), 200U) << answer.body();
    EXPECT_TRUE(Cosigned(Note(log_, 12), answer.body()));
  }
}

// The program takes one request after the other; the witness itself must not need that.
TEST_F(WitnessTest, AttackTwoHistoriesAtOnceFromSeveralThreads) {
  const auto witness = Open();
  std::vector<std::string> bodies;
  for (int i = 0; i < 8; ++i) bodies.push_back(Growth(i % 2 == 0 ? log_ : fork_, 0, 9));
  const auto answers =
      AtOnce(bodies, [&](const std::string& body) { return witness->AddCheckpoint(body, now_); });
  EXPECT_EQ(std::ranges::count(answers, 200, &Answer::status), 1);
  for (const Answer& answer : answers) {
    if (answer.status == 200) continue;
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.body, "9\n");
  }
}

}  // namespace
}  // namespace relais::witness
