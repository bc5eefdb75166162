// One running server: builds the parts from a configuration, in the order in which they need each
// other. Tests and the bench build it too.
#pragma once

#include "services/accesses/automatic_reviews.h"
#include "services/accesses/legal_order_service.h"
#include "services/accesses/review_service.h"
#include "services/accesses/service.h"
#include "services/consent/agreement_service.h"
#include "services/consent/relations.h"
#include "services/consent/service.h"
#include "services/dossier/service.h"
#include "services/exit/referent_service.h"
#include "services/exit/service.h"
#include "services/exit/worry_call_service.h"
#include "services/handover/service.h"
#include "services/identity/ended_sign_ins.h"
#include "services/identity/session_service.h"
#include "services/identity/token_authenticator.h"
#include "services/notification/gateway_door.h"
#include "services/relaisd/config.h"
#include "services/relaisd/operations.h"
#include "services/rpc/server.h"
#include "services/storage/data_lock.h"
#include "services/storage/sqlcipher.h"

namespace relais::relaisd {

// With two workers and the writer 160 MiB in all. Readers want the hot dossiers at hand, the writer
// the chains of all.
inline constexpr storage::PageCaches kVaultCaches{.read_kib = 56 * 1024, .write_kib = 16 * 1024};
inline constexpr storage::PageCaches kLogCaches{.read_kib = 4 * 1024, .write_kib = 24 * 1024};

struct ServerOptions {
  std::function<void(const Error&)> on_fatal;              // see GroupCommit
  std::function<void(const Error&)> on_trouble = nullptr;  // telling goes on, later
  std::function<void(const gateway::Answered&)> on_answered = nullptr;
  std::function<void(storage::CrashPoint)> at = nullptr;  // for tests
  std::optional<Millis> idle = std::nullopt;              // for tests; else as configured
};

class RelaisServer {
 public:
  // Locks the data directory, opens stores and keys, recovers, and serves; run/endpoint then says
  // where.
  static Result<std::unique_ptr<RelaisServer>> Start(const Config& config, ServerOptions options);
  ~RelaisServer();

  // Reads policy, catalogue, operators and the gateway's certificate again; a bad file is an error, and
  // the old one stays in force.
  Status Reload();
  // Signs what is new in the log; called about once a second.
  Status SignCheckpoint();
  // Forgets some of what is kept no longer. True when there is more.
  Result<bool> Forget();
  int port() const { return server_->port(); }
  // 0: no address is configured for it.
  int operations_port() const { return operations_ ? operations_->port() : 0; }
  // 0: no gateway runs in this process.
  int https_port() const { return gateway_ ? gateway_->port() : 0; }
  void NotServing() { server_->NotServing(); }
  const ledger::Ledger& ledger() const { return *ledger_; }

 private:
  RelaisServer(Config config, storage::DataLock lock, keys::Keystore keystore);
  Status OpenStores();
  Status LoadRules();
  Status OpenLedger(const ServerOptions& options);
  Status OpenTelling(const ServerOptions& options);
  Result<std::map<v1::Channel, notification::Way>> Ways(const std::string& report_url);
  Status Serve(const ServerOptions& options);
  Status OpenGateway(const ServerOptions& options);
  Status SayWhere() const;

  const Config config_;
  const storage::DataLock lock_;
  const keys::Keystore keystore_;
  SystemClock clock_;
  SystemRandom random_;
  consent::ConsentFacts facts_;
  std::unique_ptr<storage::Store> vault_, log_;
  std::unique_ptr<access::Access> access_;
  std::unique_ptr<directory::CatalogueHolder> catalogue_;
  std::unique_ptr<Held<exit::GuardRules>> guard_;
  std::shared_ptr<const audit::NoteSigner> papers_;
  rpc::PageTokens pages_;
  identity::EndedSignIns ended_sign_ins_;
  std::unique_ptr<directory::DirectoryService> directory_;
  std::unique_ptr<dossier::DossierService> dossier_;
  std::unique_ptr<consent::ConsentService> consent_;
  std::unique_ptr<exit::ExitService> exits_;
  accesses::ReapplyReplies reapply_replies_;
  handover::ReapplyWithdrawals reapply_withdrawals_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::unique_ptr<accesses::Cosigning> cosigning_;
  notification::Tellings tellings_;
  std::shared_ptr<const notification::Notices> notices_;
  std::unique_ptr<accesses::AutomaticReviews> automatic_reviews_;
  std::unique_ptr<storage::Connection> due_;  // the dispatcher's
  std::unique_ptr<notification::Dispatcher> dispatcher_;
  std::unique_ptr<accesses::Replies> replies_;
  std::unique_ptr<notification::GatewayDoor> gateway_door_;
  std::unique_ptr<notification::NotificationService> notification_;
  std::unique_ptr<accesses::AccessesService> accesses_;
  std::unique_ptr<accesses::LegalOrderService> legal_orders_;
  std::unique_ptr<accesses::ReviewService> reviews_;
  const identity::Tickets tickets_;
  std::shared_ptr<notification::Channel> sms_;
  std::unique_ptr<identity::CodeSender> code_sender_;
  std::unique_ptr<consent::AgreementService> agreements_;
  std::unique_ptr<consent::RelationService> relations_;
  std::unique_ptr<exit::ReferentService> referents_;
  std::unique_ptr<exit::WorryCallService> worry_calls_;
  std::unique_ptr<handover::HandoverService> handovers_;
  std::unique_ptr<identity::SessionService> sessions_;
  std::unique_ptr<identity::OidcProviders> providers_;
  std::unique_ptr<identity::TokenAuthenticator> authenticator_;
  rpc::Methods methods_;
  std::unique_ptr<rpc::Pipeline> pipeline_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<Operations> operations_;     // when there is an address for it
  std::unique_ptr<gateway::Gateway> gateway_;  // when it is to run here
};

// From the keystore: what seals the spool and the print queue, what the SMS gateway's URLs hold, and
// what seals the log's entries for the houses of readers.
Key SpoolKey(const keys::Keystore& keystore);
Key GatewayKey(const keys::Keystore& keystore);
Key OversightKey(const keys::Keystore& keystore);

// The migrations of the two stores, in order.
std::span<const storage::Migration> VaultMigrations();
std::span<const storage::Migration> LogMigrations();

}  // namespace relais::relaisd
