// P3: the time of a refusal does not tell whether there is a dossier. Interleaved samples of three
// kinds of refused read; every pair's Kolmogorov-Smirnov distance stays below a bound. The same
// measure must find a shift that was planted.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>

#include "relais/v1/notifications.grpc.pb.h"
#include "relais/v1/sessions.grpc.pb.h"
#include "services/dossier/card.h"
#include "services/relaisd/relais_server.h"
#include "tests/base/https_client.h"
#include "tests/end_to_end/fixture.h"

namespace relais {
namespace {

using Samples = std::vector<double>;  // microseconds

// The largest distance between the two distributions.
double Distance(Samples a, Samples b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  double most = 0;
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    const double at = std::min(a[i], b[j]);
    while (i < a.size() && a[i] <= at) ++i;
    while (j < b.size() && b[j] <= at) ++j;
    most = std::max(most, std::abs(static_cast<double>(i) / static_cast<double>(a.size()) -
                                   static_cast<double>(j) / static_cast<double>(b.size())));
  }
  return most;
}

std::size_t SampleCount() {
  const char* const text = std::getenv("RELAIS_P3_SAMPLES");
  return text != nullptr ? std::stoul(text) : 3000;
}

// 0.08 at 3,000 samples, which is no p-value but a distance; wider for fewer, as chance is.
double Bound(std::size_t samples) {
  return 0.08 * std::sqrt(3000.0 / static_cast<double>(samples));
}

class P3 : public EndToEnd {
 protected:
  static double Microseconds(v1::Dossiers::Stub& stub, const std::string& token,
                             const std::string& dossier) {
    const v1::GetDossierRequest request = ReadOf(dossier);
    v1::GetDossierResponse response;
    grpc::ClientContext context;
    Prepare(context, token);
    const auto start = std::chrono::steady_clock::now();
    const auto status = stub.GetDossier(&context, request, &response);
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
    return took.count();
  }
};

TEST_F(P3, RefusalsTakeTheSameTime) {
  const std::size_t count = SampleCount();
  SystemRandom random;
  const std::string token =
      Token(AddProfessional(AddHouse("Hôpital Sainte-Anne"), "hospital_social_worker"));
  const std::string existing = Open(token).id;
  std::vector<std::string> untouched;
  for (std::size_t i = 0; i < count; ++i) untouched.push_back(Open(token).id);
  v1::Dossiers::Stub stub(channel());
  for (int i = 0; i < 20; ++i) Microseconds(stub, token, existing);

  enum Kind { kAbsent, kExisting, kFirstTouch };
  Samples samples[3];
  std::mt19937 order(1);
  int kinds[] = {kAbsent, kExisting, kFirstTouch};
  for (std::size_t i = 0; i < count; ++i) {
    std::shuffle(std::begin(kinds), std::end(kinds), order);
    for (const int kind : kinds) {
      const std::string dossier = kind == kAbsent     ? DossierId::New(random).Text()
                                  : kind == kExisting ? existing
                                                      : untouched[i];
      samples[kind].push_back(Microseconds(stub, token, dossier));
    }
  }
  const double bound = Bound(count);
  const double pairs[] = {Distance(samples[kAbsent], samples[kExisting]),
                          Distance(samples[kAbsent], samples[kFirstTouch]),
                          Distance(samples[kExisting], samples[kFirstTouch])};
  for (const double distance : pairs) EXPECT_LT(distance, bound);
  Samples shifted = samples[kExisting];
  for (double& sample : shifted) sample += 100;
  const double planted = Distance(samples[kAbsent], shifted);
  EXPECT_GT(planted, bound);
  std::sort(samples[0].begin(), samples[0].end());
  std::printf(
      "P3: %zu samples each, bound %.3f; absent/existing %.3f, absent/first touch %.3f, "
      "existing/first touch %.3f; 100 us planted %.3f; median %.0f us, quartiles %.0f to %.0f us\n",
      count, bound, pairs[0], pairs[1], pairs[2], planted, samples[0][count / 2],
      samples[0][count / 4], samples[0][count * 3 / 4]);
}

// A desk that opens a file with a number that another file has learns it neither by the answer nor by its time.
TEST_F(P3, OpeningWithANumberThatHasAFile) {
  constexpr std::size_t kCount = 600;
  // Eleven digits, of which the last two are 97 less the rest of the others by 97; of somebody born in 1980.
  const auto number = [](std::size_t serial) {
    const std::uint64_t first = 800'101'000 + serial;
    return std::to_string(first) + std::to_string(100 + 97 - first % 97).substr(1);
  };
  const std::string token =
      Token(AddProfessional(AddHouse("Hôpital Sainte-Anne"), "hospital_social_worker"));
  v1::Dossiers::Stub stub(channel());
  const auto open = [&](const std::string& national_number) {
    v1::OpenDossierRequest request;
    request.set_request_id(NewRequestId());
    request.set_purpose(v1::PURPOSE_EXIT_PREPARATION);
    request.set_reason("intake");
    auto& step = *request.add_identity();
    step.set_kind("identity.national_number");
    step.set_happened_on("2024-02-29");
    auto& field = *step.add_fields();
    field.set_name("national_number");
    field.set_value(national_number);
    v1::OpenDossierResponse response;
    grpc::ClientContext context;
    Prepare(context, token);
    const auto start = std::chrono::steady_clock::now();
    const auto status = stub.OpenDossier(&context, request, &response);
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_FALSE(response.dossier_id().empty());
    response.clear_invitation_expire_time();
    return std::pair(took.count(), response.ByteSizeLong());
  };
  const std::size_t size = open(number(1)).second;
  for (int i = 0; i < 20; ++i) open(number(1));
  Samples there, absent;
  std::mt19937 order(1);
  for (std::size_t i = 0; i < kCount; ++i) {
    bool kinds[] = {true, false};
    std::shuffle(std::begin(kinds), std::end(kinds), order);
    for (const bool has : kinds) {
      const auto [took, bytes] = open(number(has ? 1 : 2 + i));
      EXPECT_EQ(bytes, size);
      (has ? there : absent).push_back(took);
    }
  }
  const double bound = Bound(kCount);
  EXPECT_LT(Distance(there, absent), bound);
  for (double& sample : there) sample *= 2;
  EXPECT_GT(Distance(there, absent), bound) << "the measure finds twice the time";
}

class P3Asking : public P3 {
 protected:
  static constexpr std::size_t kPersons = 60, kTimes = 5;  // as many codes as go to one in an hour
  enum Kind { kNobody, kSilent, kWithPhone };

  void SetUp() override {
    worker_ = Token(AddProfessional(AddHouse("Hôpital Sainte-Anne"), "hospital_social_worker"));
    while (silent_.size() < kPersons) silent_.push_back(Open(worker_).card);
    while (with_phone_.size() < kPersons) {
      const OpenedDossier opened = Open(worker_, "kastanje");
      v1::SetTellingRequest request;
      request.set_request_id(NewRequestId());
      request.set_chosen_word("kastanje");
      auto& contact = *request.mutable_telling()->mutable_contact();
      contact.set_channel(v1::CHANNEL_SMS);
      contact.set_address("+32471" + std::to_string(100'000 + with_phone_.size()));
      contact.set_language("nl");
      request.mutable_telling()->set_seen_by(v1::Telling::SEEN_BY_NOBODY_ELSE);
      ASSERT_TRUE(Call(&v1::Notifications::Stub::SetTelling, Token(opened.person), request).ok());
      with_phone_.push_back(opened.card);
    }
  }
  // `ask` takes a card, and must succeed. `shift` is what the measure must find.
  void ExpectTheSameTime(const std::function<grpc::Status(const std::string& card)>& ask,
                         std::size_t times = kTimes, double shift = 500) {
    const auto microseconds = [&](const std::string& card) {
      const auto start = std::chrono::steady_clock::now();
      const auto status = ask(card);
      const std::chrono::duration<double, std::micro> took =
          std::chrono::steady_clock::now() - start;
      EXPECT_TRUE(status.ok()) << status.error_message();
      return took.count();
    };
    for (int i = 0; i < 20; ++i) microseconds(NobodysCard());
    const std::size_t count = kPersons * times;
    Samples samples[3];
    std::mt19937 order(1);
    int kinds[] = {kNobody, kSilent, kWithPhone};
    for (std::size_t i = 0; i < count; ++i) {
      std::shuffle(std::begin(kinds), std::end(kinds), order);
      for (const int kind : kinds)
        samples[kind].push_back(microseconds(kind == kNobody   ? NobodysCard()
                                             : kind == kSilent ? silent_[i % kPersons]
                                                               : with_phone_[i % kPersons]));
    }
    const double bound = Bound(count);
    for (const auto& [a, b] : {std::pair(kNobody, kSilent), std::pair(kNobody, kWithPhone),
                               std::pair(kSilent, kWithPhone)})
      EXPECT_LT(Distance(samples[a], samples[b]), bound) << a << ", " << b;
    Samples shifted = samples[kNobody];
    for (double& sample : shifted) sample += shift;
    EXPECT_GT(Distance(samples[kNobody], shifted), bound) << "the measure finds " << shift << " us";
  }
  std::string NobodysCard() {
    return dossier::CardCodeOf(random_.NextKey(), DossierId::New(random_));
  }

  SystemRandom random_;
  std::string worker_;
  std::vector<std::string> silent_, with_phone_;
};

// Whoever asks for a code, and tries one, learns nothing by how long the answers take: of a card that there is
// not, of somebody without a phone, and of somebody to whom a code leaves.
TEST_F(P3Asking, ForACodeTakesTheSameTime) {
  v1::Sessions::Stub stub(channel());
  ExpectTheSameTime([&](const std::string& card) {
    v1::SendCodeRequest request;
    request.set_card_code(card);
    v1::SendCodeResponse response;
    grpc::ClientContext context;
    Prepare(context, "");
    const auto sent = stub.SendCode(&context, request, &response);
    if (!sent.ok()) return sent;
    v1::SignInRequest guess;
    guess.set_request_id(NewRequestId());
    guess.mutable_code()->set_sign_in_id(response.sign_in_id());
    guess.mutable_code()->set_code("no code");
    guess.mutable_code()->set_chosen_word("kastanje");
    v1::SignInResponse ignored;
    grpc::ClientContext again;
    Prepare(again, "");
    const auto tried = stub.SignIn(&again, guess, &ignored);
    return tried.error_code() == grpc::StatusCode::UNAUTHENTICATED ? grpc::Status() : tried;
  });
}

// Nor does a desk that proposes a consent with a card.
TEST_F(P3Asking, ForAnAgreementTakesTheSameTime) {
  v1::Consents::Stub stub(channel());
  const std::string house = AddHouse("Thuiszorg De Brug");
  // One alone would be told that it is too much.
  std::vector<std::string> workers;
  while (workers.size() < 8) workers.push_back(Token(AddProfessional(house, "street_worker")));
  std::size_t turn = 0;
  ExpectTheSameTime([&](const std::string& card) {
    v1::ProposeConsentRequest request = BundleFor(house);
    *request.mutable_context() = ContextOf("");
    request.mutable_context()->set_card_code(card);
    request.set_send_code(true);
    v1::ProposeConsentResponse response;
    grpc::ClientContext context;
    Prepare(context, workers[turn++ % workers.size()]);
    return stub.ProposeConsent(&context, request, &response);
  });
}

// Nor does one that asks for a code to show that it works with the person, or says so alone.
TEST_F(P3Asking, ForAFirstOpeningTakesTheSameTime) {
  v1::Relations::Stub stub(channel());
  // Each of a team of their own, as two of one team are two who say so; and so many that each asks three times
  // at most, as who asks oftener about one card is told that it is too much.
  std::vector<std::string> workers;
  while (workers.size() < 320)
    workers.push_back(Token(AddProfessional(AddHouse("Thuiszorg De Brug"), "home_nurse")));
  std::size_t turn = 0;
  const auto ask = [&](const std::string& card, auto request, auto response, auto method) {
    request.set_request_id(NewRequestId());
    *request.mutable_context() = ByCard(card, "").context();
    grpc::ClientContext context;
    Prepare(context, workers[turn++ % workers.size()]);
    return (stub.*method)(&context, request, &response);
  };
  ExpectTheSameTime([&](const std::string& card) {
    return ask(card, v1::SendRelationCodeRequest(), v1::SendRelationCodeResponse(),
               &v1::Relations::Stub::SendRelationCode);
  });
  ExpectTheSameTime([&](const std::string& card) {
    v1::ProveRelationRequest request;
    request.mutable_colleague();
    return ask(card, request, v1::ProveRelationResponse(), &v1::Relations::Stub::ProveRelation);
  });
  // Nor by a word, which is as slow to check where there is none: that is what the measure would find.
  ExpectTheSameTime(
      [&](const std::string& card) {
        v1::ProveRelationRequest request;
        request.set_chosen_word("not the word");
        const auto tried =
            ask(card, request, v1::ProveRelationResponse(), &v1::Relations::Stub::ProveRelation);
        return tried.error_code() == grpc::StatusCode::FAILED_PRECONDITION ? grpc::Status() : tried;
      },
      3, 10'000);
}

// The same from browsers, through the gateway, over connections that stay open. Of many networks: one alone would be
// told that it is too much.
class P3OverHttps : public P3Asking {
 protected:
  void SetUp() override {
    P3Asking::SetUp();
    for (int i = 0; i < 40; ++i)
      clients_.push_back(std::make_unique<HttpsClient>(
          static_cast<unsigned short>(server().https_port()), tree().Read("tls/ca.pem"), nullptr,
          "127.0.0." + std::to_string(10 + i)));
  }
  // OK when it is answered by this status; with the answer.
  grpc::Status Post(const std::string& method, const google::protobuf::Message& request,
                    const std::string& token, unsigned expected,
                    google::protobuf::Message* response = nullptr) {
    const std::string body = request.SerializeAsString();
    const auto answer = clients_[turn_++ % clients_.size()]->Ask(
        "POST /relais.v1." + method +
        " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/proto\r\nContent-Length: " +
        std::to_string(body.size()) + (token.empty() ? "" : "\r\nAuthorization: Bearer " + token) +
        "\r\n\r\n" + body);
    if (response != nullptr) response->ParseFromString(answer.body());
    return answer.result_int() == expected
               ? grpc::Status()
               : grpc::Status(grpc::StatusCode::UNKNOWN,
                              std::to_string(answer.result_int()) + " " + answer.body());
  }

  std::vector<std::unique_ptr<HttpsClient>> clients_;
  std::size_t turn_ = 0;
};

TEST_F(P3OverHttps, ForACodeTakesTheSameTime) {
  ExpectTheSameTime([&](const std::string& card) {
    v1::SendCodeRequest request;
    request.set_card_code(card);
    v1::SendCodeResponse sent;
    const auto status = Post("Sessions/SendCode", request, "", 200, &sent);
    if (!status.ok()) return status;
    v1::SignInRequest guess;
    guess.set_request_id(NewRequestId());
    guess.mutable_code()->set_sign_in_id(sent.sign_in_id());
    guess.mutable_code()->set_code("no code");
    guess.mutable_code()->set_chosen_word("kastanje");
    return Post("Sessions/SignIn", guess, "", 401);
  });
}

TEST_F(P3OverHttps, ARefusalTakesTheSameTime) {
  ExpectTheSameTime(
      [&](const std::string& card) {
        v1::GetDossierRequest request = ReadOf("");
        request.mutable_context()->set_card_code(card);
        return Post("Dossiers/GetDossier", request, worker_, 403);
      },
      20);
}

TEST_F(P3OverHttps, ForAnAgreementTakesTheSameTime) {
  const std::string house = AddHouse("Thuiszorg De Brug");
  std::vector<std::string> workers;
  while (workers.size() < 8) workers.push_back(Token(AddProfessional(house, "street_worker")));
  std::size_t turn = 0;
  ExpectTheSameTime([&](const std::string& card) {
    v1::ProposeConsentRequest request = BundleFor(house);
    *request.mutable_context() = ContextOf("");
    request.mutable_context()->set_card_code(card);
    request.set_send_code(true);
    return Post("Consents/ProposeConsent", request, workers[turn++ % workers.size()], 200);
  });
}

}  // namespace
}  // namespace relais
