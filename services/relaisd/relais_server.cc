#include "services/relaisd/relais_server.h"

#include <fmt/format.h>

#include "services/base/files.h"
#include "services/directory/repository.h"
#include "services/exit/decisions.h"
#include "services/exit/figures.h"
#include "services/exit/under_way.h"
#include "services/identity/call_backs.h"
#include "services/identity/persons.h"
#include "services/rpc/requests.h"
#include "services/storage/sqlcipher.h"

namespace relais::relaisd {
namespace {

Result<std::string> ReadText(const std::filesystem::path& file) { return ReadFile(file, 4 << 20); }

// The first line of a file that its owner alone may read.
Result<std::string> ReadSecret(const std::filesystem::path& file) {
  ASSIGN_OR_RETURN(const std::string text, ReadPrivateFile(file, 4096));
  return text.substr(0, text.find('\n'));
}

Result<std::shared_ptr<const access::Policy>> LoadPolicy(const std::filesystem::path& file) {
  ASSIGN_OR_RETURN(const auto text, ReadText(file));
  return access::Policy::Parse(text, file.filename().string());
}

Result<std::shared_ptr<const directory::Catalogue>> LoadCatalogue(
    const std::filesystem::path& file) {
  ASSIGN_OR_RETURN(const auto text, ReadText(file));
  return directory::Catalogue::Parse(text, file.filename().string());
}

Result<std::shared_ptr<const exit::GuardRules>> LoadGuard(const std::filesystem::path& file,
                                                          const directory::Catalogue& catalogue) {
  ASSIGN_OR_RETURN(const auto text, ReadText(file));
  return exit::GuardRules::Parse(text, file.filename().string(), catalogue);
}

Result<std::unique_ptr<storage::Store>> OpenStore(const std::filesystem::path& file, const Key& key,
                                                  storage::PageCaches caches,
                                                  std::span<const storage::Migration> migrations) {
  ASSIGN_OR_RETURN(std::unique_ptr<storage::Store> store,
                   storage::SqlcipherStore::Open(file, key, caches));
  ASSIGN_OR_RETURN(const auto connection, store->Connect(storage::Store::Use::kWrite));
  RETURN_IF_ERROR(storage::Migrate(*connection, migrations));
  return store;
}

}  // namespace

std::span<const storage::Migration> VaultMigrations() {
  static const storage::Migration all[] = {storage::kMarkMigration,
                                           keys::kMigration,
                                           rpc::kRequestsMigration,
                                           directory::kMigration,
                                           identity::kMigration,
                                           identity::kSessionsMigration,
                                           identity::kCallBacksMigration,
                                           consent::kMigration,
                                           consent::kProposalsMigration,
                                           dossier::kMigration,
                                           dossier::kContactsMigration,
                                           notification::kVaultMigration,
                                           accesses::kMigration,
                                           accesses::kLegalOrdersMigration,
                                           exit::kMigration,
                                           exit::kDecisionsMigration,
                                           exit::kReferentsMigration,
                                           exit::kFiguresMigration,
                                           exit::kWorryCallsMigration,
                                           handover::kMigration,
                                           handover::kStandingYesMigration};
  return all;
}

std::span<const storage::Migration> LogMigrations() {
  static const storage::Migration all[] = {ledger::kLogMigration, ledger::kStandingsMigration,
                                           notification::kLogMigration};
  return all;
}

Key SpoolKey(const keys::Keystore& keystore) { return keystore.index_key("spool"); }
Key GatewayKey(const keys::Keystore& keystore) { return keystore.index_key("sms_gateway"); }
Key OversightKey(const keys::Keystore& keystore) { return keystore.index_key("oversight"); }

RelaisServer::RelaisServer(Config config, storage::DataLock lock, keys::Keystore keystore)
    : config_(std::move(config)),
      lock_(std::move(lock)),
      keystore_(std::move(keystore)),
      facts_(keystore_.index_key("consents")),
      pages_(keystore_.token_key(), random_),
      tellings_(keystore_, random_),
      tickets_(keystore_.index_key("ticket")) {}

RelaisServer::~RelaisServer() {
  std::error_code ignored;
  std::filesystem::remove(config_.endpoint(), ignored);
  std::filesystem::remove(config_.https_endpoint(), ignored);
}

Result<std::unique_ptr<RelaisServer>> RelaisServer::Start(const Config& config,
                                                          ServerOptions options) {
  ASSIGN_OR_RETURN(auto lock, storage::DataLock::Take(config.data()));
  ASSIGN_OR_RETURN(auto keystore, keys::Keystore::Open(config.keys()));
  std::unique_ptr<RelaisServer> server(
      new RelaisServer(config, std::move(lock), std::move(keystore)));
  RETURN_IF_ERROR(server->OpenStores());
  RETURN_IF_ERROR(server->LoadRules());
  RETURN_IF_ERROR(server->OpenLedger(options));
  RETURN_IF_ERROR(server->OpenTelling(options));
  RETURN_IF_ERROR(server->Serve(options));
  RETURN_IF_ERROR(server->OpenGateway(options));
  RETURN_IF_ERROR(server->SayWhere());
  return server;
}

Status RelaisServer::OpenStores() {
  const auto there = [&](const char* name) {
    std::error_code none;
    const auto size = std::filesystem::file_size(config_.data() / name, none);
    return !none && size > 0;
  };
  const auto missing = [&](const char* name) {
    return Fail(Reason::kCorrupt,
                fmt::format("{} is missing or empty: restore both stores from one backup", name),
                config_.data().string());
  };
  // A store that is made anew beside an old one would begin an empty life, and bury what the other
  // says. A vault that nothing was ever written to is what a first start leaves when it is cut
  // short.
  const bool had_vault = there("vault.db"), had_log = there("log.db");
  if (had_log && !had_vault) return missing("vault.db");
  ASSIGN_OR_RETURN(vault_, OpenStore(config_.data() / "vault.db", keystore_.store_key("vault"),
                                     kVaultCaches, VaultMigrations()));
  if (had_vault && !had_log) {
    ASSIGN_OR_RETURN(const auto vault, vault_->Connect(storage::Store::Use::kRead));
    ASSIGN_OR_RETURN(const auto mark, storage::ReadMark(*vault));
    if (mark > 0) return missing("log.db");
  }
  ASSIGN_OR_RETURN(log_, OpenStore(config_.data() / "log.db", keystore_.store_key("log"),
                                   kLogCaches, LogMigrations()));
  return {};
}

Status RelaisServer::LoadRules() {
  ASSIGN_OR_RETURN(auto policy, LoadPolicy(config_.policy));
  ASSIGN_OR_RETURN(auto catalogue, LoadCatalogue(config_.catalogue));
  ASSIGN_OR_RETURN(auto guard, LoadGuard(config_.exit_guard, *catalogue));
  access_ = std::make_unique<access::Access>(std::move(policy), facts_);
  guard_ = std::make_unique<Held<exit::GuardRules>>(std::move(guard));
  catalogue_ = std::make_unique<directory::CatalogueHolder>(std::move(catalogue));
  directory_ =
      std::make_unique<directory::DirectoryService>(*catalogue_, ended_sign_ins_, pages_, random_);
  ASSIGN_OR_RETURN(auto papers, audit::NoteSigner::Create(config_.log_name,
                                                          Ed25519Signer(keystore_.log_seed())));
  papers_ = std::make_shared<const audit::NoteSigner>(std::move(papers));
  dossier_ = std::make_unique<dossier::DossierService>(dossier::DossierParts{
      *catalogue_, keystore_, clock_, random_, tickets_, tellings_, config_.origin, papers_});
  consent_ = std::make_unique<consent::ConsentService>(*catalogue_, *dossier_, pages_, random_,
                                                       keystore_.index_key("proposals"),
                                                       config_.log_name, keystore_.log_seed());
  return {};
}

Status RelaisServer::OpenLedger(const ServerOptions& options) {
  storage::WriterOptions writer;
  writer.on_fatal = options.on_fatal;
  writer.at = options.at;
  ledger::LedgerParts parts{*vault_,
                            *log_,
                            *access_,
                            clock_,
                            random_,
                            // Of revocations, whatever nobody before it knows is the consents'.
                            {directory_.get(), &reapply_withdrawals_, dossier_.get(),
                             consent_.get(), &reapply_replies_, &ended_sign_ins_},
                            config_.log_name,
                            keystore_.log_seed(),
                            OversightKey(keystore_),
                            config_.data() / "checkpoint",
                            std::move(writer)};
  parts.on_altered = options.on_trouble;
  ASSIGN_OR_RETURN(ledger_, ledger::Ledger::Open(std::move(parts)));
  ASSIGN_OR_RETURN(cosigning_,
                   accesses::Cosigning::Start({config_.witnesses, *log_, ledger_->Vkey(),
                                               config_.cosigned(), options.on_fatal}));
  return {};
}

// The gateway's reports need the dispatcher, the dispatcher's messages the address for reports: the
// door knows its address before it is opened.
Status RelaisServer::OpenTelling(const ServerOptions& options) {
  ASSIGN_OR_RETURN(notices_, notification::Notices::Load(config_.messages, config_.help_line));
  const Key key = GatewayKey(keystore_);
  ASSIGN_OR_RETURN(automatic_reviews_,
                   accesses::AutomaticReviews::Create({*ledger_, *access_, *vault_, *log_, random_,
                                                       std::chrono::days(config_.review_days)}));
  notification::DispatcherParts parts{*ledger_,
                                      *vault_,
                                      *log_,
                                      tellings_,
                                      notices_,
                                      {},
                                      clock_,
                                      random_,
                                      keystore_.index_key("digest"),
                                      options.on_trouble,
                                      automatic_reviews_.get()};
  ASSIGN_OR_RETURN(due_, vault_->Connect(storage::Store::Use::kRead));
  parts.on_round = {
      [this](Instant now) { return accesses::TellLegalOrders(*ledger_, *access_, *due_, now); },
      [this](Instant now) { return exit::TendWorryCalls(*ledger_, *access_, *due_, now); }};
  ASSIGN_OR_RETURN(
      parts.ways,
      Ways(config_.sms ? notification::GatewayDoor::ReportUrl(config_.sms->listen, key) : ""));
  sms_ = parts.ways.at(v1::CHANNEL_SMS).channel;
  ASSIGN_OR_RETURN(dispatcher_, notification::Dispatcher::Create(std::move(parts)));
  if (config_.sms) {
    ASSIGN_OR_RETURN(replies_, accesses::Replies::Create({*ledger_, *access_, *vault_, *log_,
                                                          tellings_, clock_, random_}));
    ASSIGN_OR_RETURN(gateway_door_, notification::GatewayDoor::Open(config_.sms->listen, key,
                                                                    *dispatcher_, replies_.get()));
  }
  dispatcher_->Start();
  return {};
}

Result<std::map<v1::Channel, notification::Way>> RelaisServer::Ways(const std::string& report_url) {
  const Key spool = SpoolKey(keystore_);
  std::map<v1::Channel, notification::Way> ways;
  ways[v1::CHANNEL_LETTER] = {
      std::make_shared<notification::Folder>(config_.letters(), spool, random_), 100};
  if (config_.sms) {
    ASSIGN_OR_RETURN(const std::string password, ReadSecret(config_.sms->password_file));
    ways[v1::CHANNEL_SMS] = {notification::MakeKannel({config_.sms->url, config_.sms->user,
                                                       password, config_.sms->from, report_url}),
                             config_.sms->per_second};
  } else {
    ways[v1::CHANNEL_SMS] = {
        std::make_shared<notification::Folder>(config_.spool(), spool, random_), 100};
  }
  if (config_.mail) {
    std::string password;
    if (!config_.mail->password_file.empty()) {
      ASSIGN_OR_RETURN(password, ReadSecret(config_.mail->password_file));
    }
    ways[v1::CHANNEL_EMAIL] = {
        notification::MakeSmtp({config_.mail->url, config_.mail->user, password, config_.mail->from,
                                config_.mail->ca_file}),
        config_.mail->per_second};
  }
  return ways;
}

Status RelaisServer::Serve(const ServerOptions& options) {
  std::optional<identity::TokenVerifier> demonstration;
  if (config_.demo) {
    ASSIGN_OR_RETURN(const auto issuer,
                     identity::TokenIssuer::Load(config_.keys() / "issuer.pem", config_.issuer));
    const std::string public_key = issuer.public_key_pem();
    ASSIGN_OR_RETURN(demonstration,
                     identity::TokenVerifier::Create({&public_key, 1}, config_.issuer));
  }
  providers_ = std::make_unique<identity::OidcProviders>(identity::OidcOptions{
      config_.providers,
      [](const std::string& url) { return HttpGet(url, std::chrono::seconds(5)); },
      options.on_trouble});
  authenticator_ =
      std::make_unique<identity::TokenAuthenticator>(identity::TokenAuthenticator::Parts{
          std::move(demonstration), tickets_, config_.operators, providers_.get(),
          options.idle.value_or(std::chrono::minutes(config_.idle_minutes)), clock_.Now()});
  accesses_ = std::make_unique<accesses::AccessesService>(*ledger_, *cosigning_, pages_);
  directory_->AddMethods(methods_);
  consent_->AddMethods(methods_);
  dossier_->AddMethods(methods_);
  accesses_->AddMethods(methods_);
  reviews_ = std::make_unique<accesses::ReviewService>(
      accesses::ReviewParts{*dossier_, *dossier_, tellings_, pages_, random_,
                            OversightKey(keystore_), std::chrono::days(config_.review_days)});
  reviews_->AddMethods(methods_);
  legal_orders_ = std::make_unique<accesses::LegalOrderService>(
      accesses::LegalOrderParts{*dossier_, *dossier_, pages_, random_});
  legal_orders_->AddMethods(methods_);
  notification_ =
      std::make_unique<notification::NotificationService>(*dossier_, tellings_, notices_, pages_);
  notification_->AddMethods(methods_);
  ASSIGN_OR_RETURN(auto party, identity::RelyingParty::Of(config_.origin));
  code_sender_ = std::make_unique<identity::CodeSender>(
      identity::CodeSenderParts{*ledger_, sms_, options.on_trouble});
  agreements_ = std::make_unique<consent::AgreementService>(consent::AgreementParts{
      *catalogue_, *dossier_, tellings_, notices_, *code_sender_, party, random_,
      keystore_.index_key("proposals"),
      [this](storage::Connection& vault, const DossierId& dossier, const ProposalId& proposal,
             Instant at, std::vector<Array<16>>& objects) {
        return handovers_->OnYes(vault, dossier, proposal, at, objects);
      }});
  sessions_ = std::make_unique<identity::SessionService>(
      identity::SessionParts{*dossier_, *dossier_, tellings_, notices_, *code_sender_, tickets_,
                             std::move(party), random_, pages_});
  sessions_->AddMethods(methods_);
  agreements_->AddMethods(methods_);
  relations_ = std::make_unique<consent::RelationService>(
      consent::RelationParts{*dossier_, tellings_, notices_, *code_sender_, random_});
  relations_->AddMethods(methods_);
  referents_ = std::make_unique<exit::ReferentService>(
      exit::ReferentParts{*dossier_, *reviews_, *catalogue_, *agreements_, pages_, random_});
  referents_->AddMethods(methods_);
  worry_calls_ = std::make_unique<exit::WorryCallService>(
      exit::WorryCallParts{*dossier_, *dossier_, random_, std::chrono::days(config_.review_days)});
  worry_calls_->AddMethods(methods_);
  handovers_ = std::make_unique<handover::HandoverService>(
      handover::HandoverParts{*dossier_, *referents_, *catalogue_, *agreements_, pages_, keystore_,
                              random_, *guard_, papers_});
  handovers_->AddMethods(methods_);
  exits_ = std::make_unique<exit::ExitService>(
      exit::ExitParts{*dossier_, keystore_, random_, *guard_, pages_, *handovers_});
  exits_->AddMethods(methods_);
  ASSIGN_OR_RETURN(
      pipeline_,
      rpc::Pipeline::Start(
          {methods_, *authenticator_, *handovers_, *access_, *ledger_, *vault_, *log_, clock_,
           keystore_.index_key("request"), 2, 4096,
           [this](const Caller& caller, Instant now) {
             automatic_reviews_->OnRefusal(caller, now);
           },
           [this](const Caller& caller, const DossierId& dossier, Instant now, bool listed) {
             automatic_reviews_->OnReading(caller, dossier, now, listed);
           }}));
  rpc::TlsFiles tls;
  ASSIGN_OR_RETURN(tls.ca_pem, ReadText(config_.tls() / "ca.pem"));
  ASSIGN_OR_RETURN(tls.certificate_pem, ReadText(config_.tls() / "server.pem"));
  ASSIGN_OR_RETURN(tls.key_pem, ReadPrivateFile(config_.tls() / "server.key", 1 << 16));
  ASSIGN_OR_RETURN(server_, rpc::Server::Start(*pipeline_, config_.listen, &tls));
  if (!config_.operations_listen.empty()) {
    ASSIGN_OR_RETURN(operations_,
                     Operations::Open(config_.operations_listen,
                                      {*ledger_, *cosigning_, *vault_, *log_, clock_}));
  }
  return {};
}

Status RelaisServer::OpenGateway(const ServerOptions& options) {
  if (!config_.gateway) return {};
  gateway::GatewayOptions gateway{.listen = config_.gateway->listen};
  ASSIGN_OR_RETURN(gateway.tls,
                   gateway::ReadPemPair(config_.gateway->certificate, config_.gateway->key));
  ASSIGN_OR_RETURN(gateway.portal, gateway::ReadPortal(*config_.gateway));
  gateway.server.within = server_->Within(gateway::kMaxAnswer);
  gateway.on_answered = options.on_answered;
  ASSIGN_OR_RETURN(gateway_, gateway::Gateway::Start(std::move(gateway)));
  return {};
}

// Whoever waits for run/endpoint finds all of it.
Status RelaisServer::SayWhere() const {
  const auto say = [](const std::filesystem::path& file, const std::string& listen, int port) {
    const std::string host = listen.substr(0, listen.rfind(':'));
    return WriteFileAtomically(file, fmt::format("{}:{}\n", host, port), 0644);
  };
  RETURN_IF_ERROR(MakePrivateDirectory(config_.endpoint().parent_path()));
  if (gateway_)
    RETURN_IF_ERROR(say(config_.https_endpoint(), config_.gateway->listen, https_port()));
  return say(config_.endpoint(), config_.listen, port());
}

// A file that cannot be read, or used, leaves all as it was.
Status RelaisServer::Reload() {
  ASSIGN_OR_RETURN(auto policy, LoadPolicy(config_.policy));
  ASSIGN_OR_RETURN(auto catalogue, LoadCatalogue(config_.catalogue));
  ASSIGN_OR_RETURN(auto guard, LoadGuard(config_.exit_guard, *catalogue));
  ASSIGN_OR_RETURN(auto config, Config::Load(config_.file));
  if (gateway_) {
    ASSIGN_OR_RETURN(const auto pair,
                     gateway::ReadPemPair(config_.gateway->certificate, config_.gateway->key));
    RETURN_IF_ERROR(gateway_->ReplaceCertificate(pair));
  }
  RETURN_IF_ERROR(ledger_->ReplacePolicy(std::move(policy)));
  catalogue_->Replace(std::move(catalogue));
  guard_->Replace(std::move(guard));
  authenticator_->ReplaceOperators(std::move(config.operators));
  return {};
}

Result<bool> RelaisServer::Forget() {
  return ledger_->ForgetOversight(clock_.Now() - std::chrono::days(config_.oversight_days));
}

Status RelaisServer::SignCheckpoint() {
  ASSIGN_OR_RETURN(const std::string note, ledger_->FreshCheckpoint());
  cosigning_->Submit(note);
  return {};
}

}  // namespace relais::relaisd
