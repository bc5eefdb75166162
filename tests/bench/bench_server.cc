#include "tests/bench/bench_server.h"

#include <fmt/format.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "services/base/files.h"
#include "services/directory/repository.h"
#include "services/dossier/content.h"
#include "services/dossier/view.h"
#include "services/gateway/backend.h"
#include "services/identity/authority.h"
#include "services/identity/persons.h"
#include "services/ledger/log_store.h"
#include "services/relaisd/relais_server.h"
#include "services/storage/sqlcipher.h"
#include "tests/bench/long_log.h"

namespace relais::bench {
namespace {

namespace fs = std::filesystem;

template <class T>
T Must(Result<T> result) {
  if (result) return *std::move(result);
  std::cerr << "bench: " << result.error().field << ' ' << result.error().message << '\n';
  std::exit(1);
}
void Must(const Status& status) {
  if (status) return;
  std::cerr << "bench: " << status.error().message << '\n';
  std::exit(1);
}

// The floor: answers every call with the same bytes.
class Floor final : public grpc::CallbackGenericService {
 public:
  Bytes reply;

 private:
  class Reactor final : public grpc::ServerGenericBidiReactor {
   public:
    explicit Reactor(const Bytes& reply) : reply_(reply) { StartRead(&request_); }
    void OnReadDone(bool) override {
      const grpc::Slice slice(reply_.data(), reply_.size(), grpc::Slice::STATIC_SLICE);
      buffer_ = grpc::ByteBuffer(&slice, 1);
      StartWriteAndFinish(&buffer_, grpc::WriteOptions(), grpc::Status::OK);
    }
    void OnDone() override { delete this; }

   private:
    const Bytes& reply_;
    grpc::ByteBuffer request_, buffer_;
  };
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override {
    return new Reactor(reply);
  }
};

// Lets the pipeline's own authentication pass: the unaudited path authenticates where it reads.
class Anyone final : public rpc::Authenticator {
 public:
  Result<Caller> Authenticate(const storage::Snapshot&, const rpc::Credentials&,
                              Instant) const override {
    return Caller{.kind = CallerKind::kSystem};
  }
};

constexpr Compartment kFour[] = {Compartment::kIdentity, Compartment::kSocial,
                                 Compartment::kFragility, Compartment::kExit};

}  // namespace

struct BenchServer::Parts {
  explicit Parts(BenchOptions asked) : options(std::move(asked)) {}

  const BenchOptions options;
  fs::path folder = Must(MakeFolder());
  SystemClock clock;
  SystemRandom random;
  std::optional<consent::ConsentFacts> facts;
  std::optional<keys::Keystore> keystore;
  std::unique_ptr<storage::Store> vault, log;
  std::unique_ptr<access::Access> access;
  std::unique_ptr<directory::CatalogueHolder> catalogue;
  std::unique_ptr<dossier::DossierService> service;
  std::optional<identity::Tickets> tickets;
  std::unique_ptr<identity::TokenAuthenticator> authenticator;
  std::unique_ptr<identity::TokenIssuer> issuer;
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<accesses::Cosigning> cosigning;
  std::optional<rpc::PageTokens> pages;
  std::unique_ptr<accesses::AccessesService> accesses;
  std::optional<notification::Tellings> tellings;
  std::shared_ptr<const notification::Notices> notices;
  Anyone anyone;
  rpc::Methods methods, unaudited_methods;
  std::unique_ptr<rpc::Pipeline> pipeline, unaudited_pipeline;
  std::unique_ptr<rpc::Server> server, secured, unaudited;
  Floor floor;
  int floor_port = 0;
  std::unique_ptr<grpc::Server> floor_server;

  OrganisationId house = OrganisationId::New(random);
  ProfessionalId reader = ProfessionalId::New(random);
  Caller caller;
  std::vector<DossierId> dossiers;
  PersonId first_person;

  static Result<fs::path> MakeFolder() {
    char name[] = "/tmp/relais-bench-XXXXXX";
    if (mkdtemp(name) == nullptr) return Fail(Reason::kUnavailable, "no folder in /tmp");
    return fs::path(name);
  }
  ~Parts() {
    if (floor_server) floor_server->Shutdown();
    server.reset();
    secured.reset();
    unaudited.reset();
    pipeline.reset();
    unaudited_pipeline.reset();
    accesses.reset();
    cosigning.reset();
    ledger.reset();
    fs::remove_all(folder);
  }

  void Open() {
    Must(keys::Keystore::Create(folder / "keys", random));
    keystore.emplace(Must(keys::Keystore::Open(folder / "keys")));
    Must(identity::CreateIssuerKey(folder / "keys" / "issuer.pem"));
    Must(identity::CreateAuthority(folder / "tls", {}, clock.Now()));
    vault = OpenStore("vault", relaisd::kVaultCaches, relaisd::VaultMigrations());
    log = OpenStore("log", relaisd::kLogCaches, relaisd::LogMigrations());
    facts.emplace(keystore->index_key("consents"));
    access = std::make_unique<access::Access>(
        Must(access::Policy::Parse(Must(ReadFile("deploy/policy/belgium.toml", 1 << 20)),
                                   "belgium.toml")),
        *facts);
    catalogue = std::make_unique<directory::CatalogueHolder>(Must(directory::Catalogue::Parse(
        Must(ReadFile("deploy/catalogue.toml", 1 << 20)), "catalogue.toml")));
    tellings.emplace(*keystore, random);
    notices = Must(notification::Notices::Load("deploy/messages", "0800 12 345"));
    pages.emplace(keystore->token_key(), random);
  }
  rpc::TlsFiles Tls(const std::string& name) const {
    const auto read = [&](const std::string& file) {
      return Must(ReadFile(folder / "tls" / file, 1 << 16));
    };
    return {read("ca.pem"), read(name + ".pem"), read(name + ".key")};
  }
  std::unique_ptr<storage::Store> OpenStore(const std::string& name, storage::PageCaches caches,
                                            std::span<const storage::Migration> migrations) {
    std::unique_ptr<storage::Store> store = Must(
        storage::SqlcipherStore::Open(folder / (name + ".db"), keystore->store_key(name), caches));
    Must(storage::Migrate(*Must(store->Connect(storage::Store::Use::kWrite)), migrations));
    return store;
  }

  void Fill() {
    const std::size_t count = options.dossiers;
    const auto connection = Must(vault->Connect(storage::Store::Use::kWrite));
    storage::Connection& c = *connection;
    (void)Must(directory::AddOrganisation(c, {house, "Bench House"}));
    Must(directory::AddProfessional(c, {reader, house, "Bench Reader", "hospital_social_worker"}));
    caller = *Must(directory::FindCaller(c, reader));
    for (std::size_t i = 0; i < count; ++i) dossiers.push_back(DossierId::New(random));
    std::sort(dossiers.begin(), dossiers.end());
    for (std::size_t i = 0; i < count; ++i) {
      if (i % 500 == 0) Must(c.Execute("BEGIN IMMEDIATE"));
      AddOne(c, dossiers[i]);
      if (i % 500 == 499 || i + 1 == count) Must(c.Execute("COMMIT"));
    }
    SayStandings(c);
    if (options.log_entries > 0) FillLog();
  }
  // Nobody gave these consents by a call.
  void SayStandings(storage::Connection& vault_connection) {
    const auto connection = Must(log->Connect(storage::Store::Use::kWrite));
    Must(connection->Execute("BEGIN IMMEDIATE"));
    for (const DossierId& id : dossiers) {
      const Hash digest = Must(facts->Read(vault_connection, id)).digest;
      Must(ledger::WriteStanding(*connection, id.bytes(), 0, digest));
    }
    Must(connection->Execute("COMMIT"));
  }
  void FillLog() {
    const auto connection = Must(log->Connect(storage::Store::Use::kWrite));
    const LongLog long_log{options.log_entries, options.own, dossiers.front(), caller};
    Must(WriteLongLog(*connection, long_log, clock.Now(), random));
  }
  void AddOne(storage::Connection& c, const DossierId& id) {
    dossier::Dossier made{
        .id = id, .person = PersonId::New(random), .card_index = random.Next<32>()};
    if (id == dossiers.front()) first_person = made.person;
    Must(dossier::AddDossier(c, made, clock.Now()));
    Must(identity::AddPerson(c, made.person, id));
    Must(keys::CompartmentKeys::Create(c, *keystore, random, id));
    const auto compartment_keys = Must(keys::CompartmentKeys::Load(c, *keystore, id));
    for (const Compartment where : kFour) {
      const auto envelope = Must(compartment_keys.For(where));
      for (int n = 0; n < 10; ++n) AddStep(c, envelope, id, where);
      consent::Consent consent{.cell = CellFor(where), .created = clock.Now()};
      consent.proof = {1, "fr", {}};
      Must(consent::AddConsent(c, id, consent));
    }
    Must(consent::AddConsent(c, id, {.cell = Relation(), .created = clock.Now()}));
    if (!options.sms_url.empty()) Must(tellings->Put(c, id, BySms()));
  }
  static v1::Telling BySms() {
    v1::Telling telling;
    telling.mutable_contact()->set_channel(v1::CHANNEL_SMS);
    telling.mutable_contact()->set_address("+32470000001");
    telling.mutable_contact()->set_language("fr");
    telling.set_seen_by(v1::Telling::SEEN_BY_NOBODY_ELSE);
    telling.set_pace(v1::Telling::PACE_EACH);
    telling.set_quiet_from(0);
    telling.set_quiet_until(0);
    return telling;
  }
  void AddStep(storage::Connection& c, const keys::Envelope& envelope, const DossierId& id,
               Compartment where) {
    const RecordId record = RecordId::New(random);
    v1::GetDossierResponse part;
    auto* const step = part.add_steps();
    step->set_id(record.Text());
    step->set_version(1);
    step->set_kind("housing.shelter_place");
    step->set_compartment(static_cast<v1::Compartment>(where));
    step->set_state(v1::Step::STATE_OPENED);
    step->set_happened_on("2026-11-22");
    auto* const field = step->add_fields();
    field->set_name("place");
    field->set_value("somewhere near the canal");
    Must(dossier::AddRecord(c, envelope, random, {id, where, record, 1},
                            dossier::EncodeContent(part, record.Text(), 1, caller, {})));
  }
  access::ConsentCell CellFor(Compartment where) {
    access::ConsentCell cell{.id = ConsentId::New(random),
                             .grantee_kind = access::GranteeKind::kOrganisation,
                             .grantee = house.bytes()};
    cell.compartments = {where};
    cell.actions = {Action::kRead, Action::kWrite};
    cell.purposes = {Purpose::kExitPreparation};
    cell.start = clock.Now() - std::chrono::hours(1);
    cell.end = clock.Now() + std::chrono::hours(24);
    return cell;
  }

  access::ConsentCell Relation() {
    access::ConsentCell cell = CellFor({});
    cell.effect = access::Effect::kRelation;
    cell.compartments = {};
    return cell;
  }

  void Serve() {
    issuer = std::make_unique<identity::TokenIssuer>(
        Must(identity::TokenIssuer::Load(folder / "keys" / "issuer.pem", "bench")));
    const std::string pem = issuer->public_key_pem();
    tickets.emplace(keystore->index_key("ticket"));
    authenticator =
        std::make_unique<identity::TokenAuthenticator>(identity::TokenAuthenticator::Parts{
            Must(identity::TokenVerifier::Create({&pem, 1}, "bench")), *tickets, {}});
    service = std::make_unique<dossier::DossierService>(dossier::DossierParts{
        *catalogue, *keystore, clock, random, *tickets, *tellings, "https://localhost", nullptr});
    storage::WriterOptions writer;
    writer.on_fatal = [](const Error& error) { Must(Status(tl::unexpected<Error>(error))); };
    ledger::LedgerParts parts{*vault,
                              *log,
                              *access,
                              clock,
                              random,
                              {},
                              "bench.example/log",
                              keystore->log_seed(),
                              keystore->index_key("oversight"),
                              folder / "checkpoint",
                              std::move(writer)};
    ledger = Must(ledger::Ledger::Open(std::move(parts)));
    cosigning =
        Must(accesses::Cosigning::Start({{}, *log, ledger->Vkey(), folder / "cosigned", nullptr}));
    accesses = std::make_unique<accesses::AccessesService>(*ledger, *cosigning, *pages);
    service->AddMethods(methods);
    accesses->AddMethods(methods);
    AddUnaudited();
    pipeline = Must(rpc::Pipeline::Start({methods, *authenticator, *service, *access, *ledger,
                                          *vault, *log, clock, random.NextKey()}));
    unaudited_pipeline =
        Must(rpc::Pipeline::Start({unaudited_methods, anyone, *service, *access, *ledger, *vault,
                                   *log, clock, random.NextKey()}));
    server = Must(rpc::Server::Start(*pipeline, "127.0.0.1:0", nullptr));
    const rpc::TlsFiles tls = Tls("server");
    secured = Must(rpc::Server::Start(*pipeline, "127.0.0.1:0", &tls));
    unaudited = Must(rpc::Server::Start(*unaudited_pipeline, "127.0.0.1:0", nullptr));
    StartFloor();
  }
  // Of a gateway it is what is being measured; of a store there should be none.
  void OnTrouble(const Error& error) const {
    if (options.sms_url.empty()) Must(Status(tl::unexpected<Error>(error)));
  }
  std::unique_ptr<notification::Dispatcher> StartTelling() {
    std::map<v1::Channel, notification::Way> ways;
    if (!options.sms_url.empty())
      ways[v1::CHANNEL_SMS] = {notification::MakeKannel({options.sms_url, "bench", "bench", "1000",
                                                         "http://127.0.0.1:9/report"}),
                               10};
    auto dispatcher = Must(notification::Dispatcher::Create(
        {*ledger, *vault, *log, *tellings, notices, std::move(ways), clock, random,
         keystore->index_key("digest"), [this](const Error& error) { OnTrouble(error); }}));
    dispatcher->Start();
    return dispatcher;
  }
  // Everything of a read but its commit. It pays for one more snapshot than the audited path: the
  // pipeline's own.
  void AddUnaudited() {
    unaudited_methods = methods;
    auto& get = unaudited_methods.at("/relais.v1.Dossiers/GetDossier");
    get = [this, prepare = get](BytesView bytes) -> Result<rpc::Prepared> {
      ASSIGN_OR_RETURN(auto prepared, prepare(bytes));
      rpc::Prepared out;
      out.common = [this, prepared] { return ReadUnaudited(prepared); };
      return out;
    };
  }
  Bytes ReadUnaudited(const rpc::Prepared& prepared) {
    // By number: a server that is made later may lie where this one lay.
    thread_local std::map<int, std::unique_ptr<storage::Connection>> connections;
    auto& connection = connections[serial];
    if (!connection) connection = Must(vault->Connect(storage::Store::Use::kRead));
    const auto snapshot = Must(storage::Snapshot::Begin(*connection));
    const Instant now = clock.Now();
    Caller who = Must(authenticator->Authenticate(snapshot, {.bearer = token}, now));
    access::Request ask = prepared.ask;
    ask.dossier = Must(service->Find(snapshot.vault(), prepared.address));
    const auto permit = Must(access->Admit(snapshot, std::move(who), std::move(ask), now));
    Bytes out;
    (void)Must(prepared.read({permit, snapshot.vault(), *connection, now}))
        .Map([&](rpc::Wire wire) {
          out = std::move(wire.front());
          return 0;
        });
    return out;
  }
  void StartFloor() {
    token = issuer->Issue(reader.Text(), clock.Now(), std::chrono::minutes(15));
    v1::GetDossierRequest request;
    request.mutable_context()->set_dossier_id(dossiers.front().Text());
    request.mutable_context()->set_purpose(v1::PURPOSE_EXIT_PREPARATION);
    request.mutable_context()->set_reason("follow_up");
    floor.reply = ReadUnaudited(
        Must(methods.at("/relais.v1.Dossiers/GetDossier")(request.SerializeAsString())));
    v1::GetDossierResponse reply;
    if (!reply.ParseFromString(floor.reply) || reply.steps_size() != 40)
      Must(Status(Fail(Reason::kInternal, "the floor's reply does not hold 40 steps")));
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &floor_port);
    builder.RegisterCallbackGenericService(&floor);
    floor_server = builder.BuildAndStart();
  }

  std::string token;
  static inline std::atomic<int> servers = 0;
  const int serial = ++servers;
};

BenchServer::BenchServer(const BenchOptions& options) : parts_(std::make_unique<Parts>(options)) {
  parts_->Open();
  parts_->Fill();
  parts_->Serve();
}
BenchServer::~BenchServer() = default;

const std::vector<DossierId>& BenchServer::dossiers() const { return parts_->dossiers; }
std::string BenchServer::address() const {
  return fmt::format("127.0.0.1:{}", parts_->server->port());
}
std::string BenchServer::secured_address() const {
  return fmt::format("localhost:{}", parts_->secured->port());
}
std::shared_ptr<grpc::Channel> BenchServer::Within() const {
  return parts_->secured->Within(gateway::kMaxAnswer);
}
rpc::TlsFiles BenchServer::device() const { return parts_->Tls("gateway"); }
PemPair BenchServer::https_certificate() const {
  const rpc::TlsFiles tls = parts_->Tls("server");
  return {tls.certificate_pem, tls.key_pem};
}
std::string BenchServer::floor_address() const {
  return fmt::format("127.0.0.1:{}", parts_->floor_port);
}
std::string BenchServer::unaudited_address() const {
  return fmt::format("127.0.0.1:{}", parts_->unaudited->port());
}
// A new one each time: a run with 100,000 dossiers outlives a token.
std::string BenchServer::token() const {
  return parts_->issuer->Issue(parts_->reader.Text(), parts_->clock.Now(),
                               std::chrono::minutes(15));
}
std::string BenchServer::first_person_token() const {
  return parts_->issuer->Issue(parts_->first_person.Text(), parts_->clock.Now(),
                               std::chrono::minutes(15));
}
std::string BenchServer::vkey() const { return parts_->ledger->Vkey(); }
std::unique_ptr<notification::Dispatcher> BenchServer::StartTelling() const {
  return parts_->StartTelling();
}
storage::GroupCommit::Counts BenchServer::counts() const { return parts_->ledger->counts(); }

double BenchServer::ReadMicroseconds(int reads) const {
  v1::GetDossierRequest request;
  request.mutable_context()->set_purpose(v1::PURPOSE_EXIT_PREPARATION);
  request.mutable_context()->set_reason("follow_up");
  const auto& prepare = parts_->methods.at("/relais.v1.Dossiers/GetDossier");
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < reads; ++i) {
    const auto at = static_cast<std::size_t>(i) % parts_->dossiers.size();
    request.mutable_context()->set_dossier_id(parts_->dossiers[at].Text());
    (void)parts_->ReadUnaudited(Must(prepare(request.SerializeAsString())));
  }
  const std::chrono::duration<double, std::micro> taken = std::chrono::steady_clock::now() - start;
  return taken.count() / reads;
}

std::vector<double> BenchServer::DecisionMicroseconds(int runs) const {
  const auto connection = Must(parts_->vault->Connect(storage::Store::Use::kRead));
  const auto cells = Must(parts_->facts->Read(*connection, parts_->dossiers.front())).cells;
  const access::Request ask{parts_->dossiers.front(),  Action::kRead, AllCompartments(),
                            Purpose::kExitPreparation, "follow_up",   "Dossiers.GetDossier"};
  constexpr int kDecisions = 100'000;
  std::vector<double> out;
  for (int i = 0; i < runs; ++i) {
    std::size_t granted = 0;
    const auto start = std::chrono::steady_clock::now();
    for (int n = 0; n < kDecisions; ++n)
      granted +=
          access::Decide(*parts_->access->policy(), cells, parts_->caller, ask, parts_->clock.Now())
              .bases.size();
    out.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
            .count() /
        kDecisions);
    if (granted != 4 * kDecisions)
      Must(Status(Fail(Reason::kInternal, "the decision is not the one that is measured")));
  }
  return out;
}

}  // namespace relais::bench
