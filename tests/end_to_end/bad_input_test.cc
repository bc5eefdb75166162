// What a client can do wrong, by mistake or on purpose, and the one answer that each gets.
#include <arpa/inet.h>
#include <grpcpp/generic/generic_stub.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <barrier>
#include <fstream>
#include <thread>

#include "services/identity/ec_key.h"
#include "services/identity/tokens.h"
#include "services/relaisd/relais_server.h"
#include "tests/end_to_end/fixture.h"
#include "tests/identity/forger.h"

namespace relais {
namespace {

using grpc::StatusCode;
using DossierStub = v1::Dossiers::Stub;

void ExpectAnswer(const grpc::Status& status, StatusCode code, const std::string& reason) {
  EXPECT_EQ(status.error_code(), code) << status.error_message();
  EXPECT_EQ(ReasonOf(status), reason) << status.error_message();
}
void ExpectInvalid(const grpc::Status& status) {
  ExpectAnswer(status, StatusCode::INVALID_ARGUMENT, "INVALID");
}
void ExpectNotOpen(const grpc::Status& status) {
  ExpectAnswer(status, StatusCode::PERMISSION_DENIED, "NOT_OPEN");
}

// One dossier that the social worker of a hospital may read and write.
class EndToEndInput : public EndToEnd {
 protected:
  void SetUp() override {
    house_ = AddHouse("Hôpital Sainte-Anne");
    worker_id_ = AddProfessional(house_, "hospital_social_worker");
    worker_ = Token(worker_id_);
    dossier_ = Open(worker_);
    person_ = Token(dossier_.person);
    consents_ = Grant(person_, house_);
  }
  grpc::Status Read() const { return Call(&DossierStub::GetDossier, worker_, ReadOf(dossier_.id)); }
  grpc::Status ReadAs(const std::string& token) const {
    return Call(&DossierStub::GetDossier, token, ReadOf(dossier_.id));
  }
  grpc::Status Record(const v1::RecordStepRequest& request) const {
    return Call(&DossierStub::RecordStep, worker_, request);
  }
  std::string NewStep() const {
    v1::RecordStepResponse response;
    const auto status = Call(&DossierStub::RecordStep, worker_, StepOf(dossier_.id), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.step_id();
  }

  std::string house_, worker_id_, worker_, person_;
  OpenedDossier dossier_;
  std::vector<std::string> consents_;
};

TEST_F(EndToEndInput, AGoodRequestIsTaken) {
  EXPECT_TRUE(Record(StepOf(dossier_.id)).ok());
  EXPECT_TRUE(Read().ok());
}

TEST_F(EndToEndInput, MalformedIds) {
  const std::string& good = dossier_.id;
  for (const std::string& id :
       {std::string("x"), std::string(), good + "0", good.substr(0, good.size() - 1),
        "pro_" + good.substr(4), std::string("dos_!!!!!!!!!!!!!!!!!!!!!!!!!!")}) {
    ExpectInvalid(Call(&DossierStub::GetDossier, worker_, ReadOf(id)));
  }
  v1::RevokeConsentRequest revoke;
  revoke.set_request_id(NewRequestId());
  revoke.set_consent_id("con_1");
  ExpectInvalid(Call(&v1::Consents::Stub::RevokeConsent, person_, revoke));
  v1::RecordStepRequest record = StepOf(good);
  record.set_request_id("short");
  ExpectInvalid(Record(record));
}

TEST_F(EndToEndInput, UnknownKind) {
  v1::OpenDossierRequest open;
  open.set_request_id(NewRequestId());
  open.set_purpose(v1::PURPOSE_EXIT_PREPARATION);
  open.set_reason("intake");
  open.add_identity()->set_kind("housing.castle");
  ExpectInvalid(Call(&DossierStub::OpenDossier, worker_, open));
  v1::RecordStepRequest record = StepOf(dossier_.id);
  record.mutable_step()->set_kind("housing.castle");
  ExpectInvalid(Record(record));
  v1::GetStepHistoryRequest history;
  *history.mutable_context() = ContextOf(dossier_.id);
  history.set_step_id(NewStep());
  history.set_kind("housing.castle");
  ExpectInvalid(Call(&DossierStub::GetStepHistory, worker_, history));
}

TEST_F(EndToEndInput, DatesThatDoNotExist) {
  for (const char* day : {"2026-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "yesterday", "",
                          "2024-2-9", "1899-12-31", "9999-01-01"}) {
    v1::RecordStepRequest request = StepOf(dossier_.id);
    request.mutable_step()->set_happened_on(day);
    ExpectInvalid(Record(request));
  }
}

TEST_F(EndToEndInput, OutcomeThatTheKindDoesNotAllow) {
  v1::RecordStepRequest request = StepOf(dossier_.id);
  request.mutable_step()->set_state(v1::Step::STATE_CLOSED);
  request.mutable_step()->set_outcome("partly_granted");
  ExpectInvalid(Record(request));
  request.mutable_step()->set_outcome("granted");
  EXPECT_TRUE(Record(request).ok());
}

TEST_F(EndToEndInput, MissingDeadline) {
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + worker_);
  v1::GetDossierResponse response;
  ExpectInvalid(DossierStub(channel()).GetDossier(&context, ReadOf(dossier_.id), &response));
}

TEST_F(EndToEndInput, MessageOverOneMebibyte) {
  v1::AddOwnWordsRequest request;
  request.set_request_id(NewRequestId());
  request.set_text(std::string((1 << 20) + 1, 'a'));
  EXPECT_EQ(Call(&DossierStub::AddOwnWords, person_, request).error_code(),
            StatusCode::RESOURCE_EXHAUSTED);
  request.set_text(std::string((1 << 20) - 100, 'a'));
  ExpectInvalid(Call(&DossierStub::AddOwnWords, person_, request));
}

// Chosen words are hashed one at a time, slowly; who opens a file without one does not wait for that.
TEST_F(EndToEndInput, OpeningWithoutAWordIsNotHeldUpByThoseWithOne) {
  std::atomic<int> hashed = 0;
  std::atomic<bool> done = false;
  std::thread with_words([&] {
    while (!done) {
      v1::OpenDossierRequest request;
      request.set_request_id(NewRequestId());
      request.set_purpose(v1::PURPOSE_EXIT_PREPARATION);
      request.set_reason("intake");
      request.set_chosen_word("zonnebloem");
      const auto status = Call(&DossierStub::OpenDossier, worker_, request);
      EXPECT_TRUE(status.ok()) << status.error_message();
      ++hashed;
    }
  });
  try {
    for (int without = 0; without < 20 || hashed < 3; ++without) Open(worker_);
  } catch (const CallFailed& failed) {
    ADD_FAILURE() << failed.what();
  }
  done = true;
  with_words.join();
}

// A small message could unpack into a gigabyte.
TEST_F(EndToEndInput, AttackCompressedMessageIsNotUnpacked) {
  for (const auto algorithm : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    v1::AddOwnWordsRequest request;
    request.set_request_id(NewRequestId());
    request.set_text(std::string(4000, 'a'));
    grpc::ClientContext context;
    Prepare(context, person_);
    context.set_compression_algorithm(algorithm);
    v1::AddOwnWordsResponse response;
    const auto status = v1::Dossiers::Stub(channel()).AddOwnWords(&context, request, &response);
    EXPECT_EQ(status.error_code(), StatusCode::UNIMPLEMENTED) << status.error_message();
  }
}

// What the API does not know would be a free text (P7).
TEST_F(EndToEndInput, AttackUnknownFieldsAreNotKept) {
  v1::RecordStepRequest request = StepOf(dossier_.id);
  for (google::protobuf::Message* const message :
       {static_cast<google::protobuf::Message*>(&request),
        static_cast<google::protobuf::Message*>(request.mutable_step())}) {
    message->GetReflection()->MutableUnknownFields(message)->AddLengthDelimited(
        999, "an opinion of somebody");
  }
  ASSERT_TRUE(Record(request).ok());
  v1::GetDossierResponse response;
  ASSERT_TRUE(Call(&DossierStub::GetDossier, person_, v1::GetDossierRequest(), &response).ok());
  ASSERT_EQ(response.steps_size(), 1);
  EXPECT_EQ(response.SerializeAsString().find("opinion"), std::string::npos);
}

// One compartment that is full says nothing about the others (P3), and takes nobody's voice.
TEST_F(EndToEndInput, AttackFillingACompartment) {
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(Record(StepOf(dossier_.id)).ok()) << i;
  ExpectAnswer(Record(StepOf(dossier_.id)), StatusCode::FAILED_PRECONDITION, "WRONG_STATE");
  v1::RecordStepRequest other = StepOf(dossier_.id);
  other.mutable_step()->set_kind("exit.person_told");
  EXPECT_TRUE(Record(other).ok());
  v1::GetDossierResponse response;
  ASSERT_TRUE(Call(&DossierStub::GetDossier, person_, v1::GetDossierRequest(), &response).ok());
  v1::AddCounterStatementRequest answer;
  answer.set_request_id(NewRequestId());
  answer.set_step_id(response.steps(0).id());
  answer.set_text("Ce n'est pas vrai.");
  EXPECT_TRUE(Call(&DossierStub::AddCounterStatement, person_, answer).ok());
}

// Every version is kept: a step cannot be changed for ever.
TEST_F(EndToEndInput, AttackChangingOneStepForEver) {
  v1::UpdateStepRequest request;
  *request.mutable_context() = ContextOf(dossier_.id);
  request.set_step_id(NewStep());
  request.set_kind("housing.care_home_place");
  request.set_state(v1::Step::STATE_IN_PROGRESS);
  request.set_happened_on("2024-03-01");
  grpc::Status status;
  std::uint32_t version = 0;
  do {
    request.set_request_id(NewRequestId());
    request.set_version(++version);
    status = Call(&DossierStub::UpdateStep, worker_, request);
  } while (status.ok());
  ExpectAnswer(status, StatusCode::FAILED_PRECONDITION, "WRONG_STATE");
  EXPECT_EQ(version, 1000u);
}

// An empty request to a method by its name alone.
grpc::Status CallByName(const std::shared_ptr<grpc::Channel>& channel, grpc::ClientContext& context,
                        const std::string& method) {
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  const grpc::Slice empty;
  const auto call = stub.PrepareUnaryCall(&context, method, grpc::ByteBuffer(&empty, 1), &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  EXPECT_TRUE(queue.Next(&tag, &ok));
  return status;
}

TEST_F(EndToEndInput, EveryRpcOfTheApiHasItsMethodAndNoOther) {
  int rpcs = 0;
  for (const auto* const file : {v1::GetDossierRequest::descriptor()->file(),
                                 v1::ProposeConsentRequest::descriptor()->file(),
                                 v1::ListAccessesRequest::descriptor()->file(),
                                 v1::GetCatalogueRequest::descriptor()->file()}) {
    const auto* const service = file->service(0);
    for (int i = 0; i < service->method_count(); ++i, ++rpcs) {
      grpc::ClientContext context;
      Prepare(context, person_);
      const std::string method = "/" + service->full_name() + "/" + service->method(i)->name();
      EXPECT_NE(CallByName(channel(), context, method).error_code(), StatusCode::UNIMPLEMENTED)
          << method;
    }
  }
  EXPECT_GE(rpcs, 20);
  for (const char* const method :
       {"/relais.v1.Dossiers/FindPersons", "/relais.v1.Dossiers/", "/relais.v2.Dossiers/GetDossier",
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"}) {
    grpc::ClientContext context;
    Prepare(context, person_);
    ExpectAnswer(CallByName(channel(), context, method), StatusCode::UNIMPLEMENTED,
                 "NO_SUCH_METHOD");
  }
}

TEST_F(EndToEndInput, ForgedTokens) {
  using identity::Quoted;
  const auto config = tree().config();
  const auto key = identity::ReadPrivateKey(config.keys() / "issuer.pem").value();
  const auto issuer =
      identity::TokenIssuer::Load(config.keys() / "issuer.pem", config.issuer).value();
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  const identity::Members header{
      {"alg", Quoted("ES256")}, {"typ", Quoted("at+jwt")}, {"kid", Quoted(issuer.key_id())}};
  const auto claims = [&](std::int64_t issued, const std::string& iss) {
    return identity::Json({{"iss", Quoted(iss)},
                           {"sub", Quoted(worker_id_)},
                           {"aud", Quoted("relais")},
                           {"jti", Quoted("AAAAAAAAAAAAAAAAAAAAAA")},
                           {"iat", std::to_string(issued)},
                           {"exp", std::to_string(issued + 600)}});
  };
  const auto sign = [&](EVP_PKEY* with, const std::string& text) {
    return identity::SignedWith(with, identity::Json(header), text);
  };
  const std::string good = claims(now, config.issuer);
  EXPECT_TRUE(ReadAs(sign(key.get(), good)).ok());

  identity::Members none = header;
  none["alg"] = Quoted("none");
  const auto other = identity::NewEcKey();
  const std::string unsigned_input = identity::SigningInput(identity::Json(none), good);
  const std::vector<std::string> forged = {
      "",                                                           // missing
      "x.y.z",                                                      //
      sign(key.get(), claims(now - 1200, config.issuer)),           // expired
      unsigned_input + ".",                                         // alg none
      identity::SignedWith(key.get(), identity::Json(none), good),  // alg none, yet signed
      sign(key.get(), claims(now, "elsewhere/relais")),             // another issuer's name
      sign(other.get(), good),                                      // another issuer's key
  };
  const std::string first = AllOf(ReadAs(forged.front()));
  for (const std::string& token : forged) {
    const auto status = ReadAs(token);
    ExpectAnswer(status, StatusCode::UNAUTHENTICATED, "UNAUTHENTICATED");
    EXPECT_EQ(AllOf(status), first) << token;
  }
}

TEST_F(EndToEndInput, NoClientCertificate) {
  const auto bare = NewChannel(server().port(), {tree().Read("tls/ca.pem"), "", ""});
  grpc::ClientContext context;
  Prepare(context, worker_);
  v1::GetDossierResponse response;
  EXPECT_EQ(DossierStub(bare).GetDossier(&context, ReadOf(dossier_.id), &response).error_code(),
            StatusCode::UNAVAILABLE);
}

// The version that a client got which speaks `version` alone; 0 when it was refused.
int VersionOf(const Tree& tree, int port, int version) {
  const std::unique_ptr<SSL_CTX, OpensslDeleter<SSL_CTX_free>> ctx(
      SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_min_proto_version(ctx.get(), version);
  SSL_CTX_set_max_proto_version(ctx.get(), version);
  EXPECT_EQ(SSL_CTX_use_certificate_chain_file(ctx.get(), (tree / "tls/client.pem").c_str()), 1);
  EXPECT_EQ(
      SSL_CTX_use_PrivateKey_file(ctx.get(), (tree / "tls/client.key").c_str(), SSL_FILETYPE_PEM),
      1);
  constexpr unsigned char kH2[] = {2, 'h', '2'};
  SSL_CTX_set_alpn_protos(ctx.get(), kH2, sizeof kH2);
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  int got = 0;
  {
    const std::unique_ptr<SSL, OpensslDeleter<SSL_free>> ssl(SSL_new(ctx.get()));
    SSL_set_fd(ssl.get(), fd);
    char settings = 0;
    // The server's first frame proves that it took the certificate too.
    if (SSL_connect(ssl.get()) == 1 && SSL_read(ssl.get(), &settings, 1) == 1)
      got = SSL_version(ssl.get());
  }
  close(fd);
  return got;
}

TEST_F(EndToEndInput, Tls12IsRefused) {
  EXPECT_EQ(VersionOf(tree(), server().port(), TLS1_2_VERSION), 0);
  EXPECT_EQ(VersionOf(tree(), server().port(), TLS1_3_VERSION), TLS1_3_VERSION);
}

TEST_F(EndToEndInput, SecondServerOnTheSameData) {
  const auto second = relaisd::RelaisServer::Start(tree().config(), {});
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find("another server runs on"), std::string::npos)
      << second.error().message;
  EXPECT_TRUE(Read().ok());
}

TEST(EndToEndStart, WrongRootKey) {
  const Tree one, other;
  std::filesystem::copy_file(other / "keys/root.key", one / "keys/root.key",
                             std::filesystem::copy_options::overwrite_existing);
  const auto server = relaisd::RelaisServer::Start(one.config(), {});
  ASSERT_FALSE(server);
  EXPECT_NE(server.error().message.find("another root key"), std::string::npos)
      << server.error().message;
}

TEST_F(EndToEndInput, RepeatedRequestId) {
  v1::RecordStepRequest request = StepOf(dossier_.id);
  v1::RecordStepResponse first, second;
  ASSERT_TRUE(Call(&DossierStub::RecordStep, worker_, request, &first).ok());
  ASSERT_TRUE(Call(&DossierStub::RecordStep, worker_, request, &second).ok());
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  request.mutable_step()->set_happened_on("2024-02-28");
  ExpectAnswer(Record(request), StatusCode::ALREADY_EXISTS, "REQUEST_REUSED");
}

// A repeated opening gives the ids and the card code away once more: the person sees that, in their
// own file's log.
TEST_F(EndToEndInput, RepeatedOpeningStandsInTheFilesLog) {
  v1::OpenDossierRequest request;
  request.set_request_id(NewRequestId());
  request.set_purpose(v1::PURPOSE_EXIT_PREPARATION);
  request.set_reason("intake");
  v1::OpenDossierResponse first, second;
  ASSERT_TRUE(Call(&DossierStub::OpenDossier, worker_, request, &first).ok());
  ASSERT_TRUE(Call(&DossierStub::OpenDossier, worker_, request, &second).ok());
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  v1::ListAccessesResponse accesses;
  ASSERT_TRUE(Call(&v1::Accesses::Stub::ListAccesses, Token(first.person_id()),
                   v1::ListAccessesRequest(), &accesses)
                  .ok());
  int openings = 0;
  for (const auto& entry : accesses.accesses())
    openings += entry.method() == "Dossiers.OpenDossier" ? 1 : 0;
  EXPECT_EQ(openings, 2) << accesses.ShortDebugString();
}

TEST_F(EndToEndInput, TwoWorkersUpdateOneProcedure) {
  const std::string step = NewStep();
  const std::string colleague = Token(AddProfessional(house_, "hospital_social_worker"));
  for (std::uint32_t version = 1; version <= 20; ++version) {
    std::barrier start(2);
    grpc::Status answers[2];
    const auto update = [&](const std::string& token, grpc::Status& answer) {
      v1::UpdateStepRequest request;
      request.set_request_id(NewRequestId());
      *request.mutable_context() = ContextOf(dossier_.id);
      request.set_step_id(step);
      request.set_kind("housing.care_home_place");
      request.set_version(version);
      request.set_state(v1::Step::STATE_IN_PROGRESS);
      request.set_happened_on("2024-03-01");
      start.arrive_and_wait();
      answer = Call(&DossierStub::UpdateStep, token, request);
    };
    std::thread other(update, std::cref(colleague), std::ref(answers[1]));
    update(worker_, answers[0]);
    other.join();
    ASSERT_NE(answers[0].ok(), answers[1].ok())
        << answers[0].error_message() << " / " << answers[1].error_message();
    ExpectAnswer(answers[0].ok() ? answers[1] : answers[0], StatusCode::ABORTED, "CHANGED");
  }
}

TEST_F(EndToEndInput, TheReadAfterARevocationIsRefused) {
  ASSERT_TRUE(Read().ok());
  for (const std::string& consent : consents_) Revoke(person_, consent);
  ExpectNotOpen(Read());
}

// What is over lies apart: a person who changes their mind often slows nobody down, and loses
// nothing.
TEST_F(EndToEndInput, AgreeingAndTakingBackOverAndOver) {
  for (int i = 0; i < 120; ++i) {
    for (const std::string& consent : consents_) Revoke(person_, consent);
    consents_ = Grant(person_, house_);
  }
  EXPECT_TRUE(Read().ok());
  for (const std::string& consent : consents_) {
    Revoke(person_, consent);
    Revoke(person_, consent);
  }
  ExpectNotOpen(Read());
  v1::ListConsentsRequest request;
  request.set_page_size(200);
  std::size_t listed = 0;
  do {
    v1::ListConsentsResponse page;
    ASSERT_TRUE(Call(&v1::Consents::Stub::ListConsents, person_, request, &page).ok());
    for (const auto& consent : page.consents()) {
      if (consent.effect() == v1::Consent::EFFECT_RELATION) continue;
      EXPECT_TRUE(consent.has_revoke_time());
      ++listed;
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(listed, 121 * consents_.size());
}

TEST_F(EndToEndInput, TheReadAfterASuspensionIsRefused) {
  ASSERT_TRUE(Read().ok());
  v1::SuspendProfessionalRequest request;
  request.set_request_id(NewRequestId());
  request.set_professional_id(worker_id_);
  ASSERT_TRUE(
      Call(&v1::Directory::Stub::SuspendProfessional, Token(tree().made().operator_id), request)
          .ok());
  ExpectNotOpen(Read());
}

TEST_F(EndToEndInput, ABadPolicyKeepsTheOld) {
  const auto good = tree().policy().string() + ".good";
  std::filesystem::copy_file(tree().policy(), good,
                             std::filesystem::copy_options::overwrite_existing);
  for (const char* bad : {"[[rule]\n", "", "[[rule]]\nid = \"a\"\naction = \"FLY\"\n"}) {
    std::ofstream(tree().policy()) << bad;
    EXPECT_FALSE(server().Reload()) << bad;
    EXPECT_TRUE(Read().ok());
  }
  std::filesystem::copy_file(good, tree().policy(),
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_TRUE(server().Reload());
  EXPECT_TRUE(Read().ok());
}

TEST_F(EndToEndInput, ABadCatalogueKeepsTheOldAndSaysItsLine) {
  const auto catalogue = tree().config().catalogue;
  const auto good = catalogue.string() + ".good";
  std::filesystem::copy_file(catalogue, good, std::filesystem::copy_options::overwrite_existing);
  std::ofstream(catalogue, std::ios::app) << "\n[[kind]]\nid = \"housing.care_home_place\"\n";
  const auto status = server().Reload();
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().field.find("catalogue.toml:"), std::string::npos)
      << status.error().field;
  EXPECT_EQ(status.error().message.find("expected"), 0u) << status.error().message;
  EXPECT_TRUE(Record(StepOf(dossier_.id)).ok());
  std::filesystem::copy_file(good, catalogue, std::filesystem::copy_options::overwrite_existing);
  EXPECT_TRUE(server().Reload());
}

TEST_F(EndToEndInput, RefusalsAreTheSameBytes) {
  SystemRandom random;
  const OpenedDossier closed = Open(worker_);
  v1::GetDossierRequest card = ReadOf(dossier_.id);
  card.mutable_context()->set_card_code(
      "00000000000000000");  // a good check character, and nobody's
  v1::GetDossierRequest held = card;
  held.mutable_context()->set_card_code(closed.card);
  const auto absent =
      Call(&DossierStub::GetDossier, worker_, ReadOf(DossierId::New(random).Text()));
  ExpectNotOpen(absent);
  for (const auto& request : {ReadOf(closed.id), card, held}) {
    EXPECT_EQ(AllOf(Call(&DossierStub::GetDossier, worker_, request)), AllOf(absent))
        << request.ShortDebugString();
  }
  EXPECT_EQ(AllOf(Record(StepOf(closed.id))), AllOf(absent));
  EXPECT_EQ(AllOf(Record(StepOf(DossierId::New(random).Text()))), AllOf(absent));
}

TEST_F(EndToEndInput, PageTokensOfAnotherCaller) {
  AddHouse("Abri du Canal");
  v1::ListOrganisationsRequest request;
  request.set_page_size(1);
  v1::ListOrganisationsResponse page;
  ASSERT_TRUE(Call(&v1::Directory::Stub::ListOrganisations, worker_, request, &page).ok());
  ASSERT_FALSE(page.next_page_token().empty());
  request.set_page_token(page.next_page_token());
  EXPECT_TRUE(Call(&v1::Directory::Stub::ListOrganisations, worker_, request).ok());
  ExpectInvalid(Call(&v1::Directory::Stub::ListOrganisations, person_, request));
  request.set_page_token("AAAA");
  ExpectInvalid(Call(&v1::Directory::Stub::ListOrganisations, worker_, request));
}

}  // namespace
}  // namespace relais
