// A server for the bench: the real parts over a scratch folder with made dossiers, on a plain port;
// beside it the floor (the same reply bytes from memory, no caller, store or log) and the same path
// with reads answered before any commit.
#pragma once

#include <filesystem>

#include "services/accesses/service.h"
#include "services/base/http_server.h"
#include "services/dossier/service.h"
#include "services/identity/token_authenticator.h"
#include "services/notification/dispatcher.h"
#include "services/rpc/server.h"

namespace relais::bench {

struct BenchOptions {
  std::size_t dossiers = 1000;
  // Kannel's sendsms, by which everybody is told of each reading; empty: nobody was asked yet.
  std::string sms_url = {};
  // Entries that the log has before the server starts, of which the first dossier has `own`.
  std::uint64_t log_entries = 0, own = 0;
};

class BenchServer {
 public:
  explicit BenchServer(const BenchOptions& options);
  ~BenchServer();

  const std::vector<DossierId>& dossiers() const;
  std::string address() const;
  std::string floor_address() const;
  std::string unaudited_address() const;
  // The audited path again, over TLS, for a device; and a certificate that a gateway can show.
  std::string secured_address() const;
  std::shared_ptr<grpc::Channel> Within() const;
  rpc::TlsFiles device() const;
  PemPair https_certificate() const;
  std::string token() const;
  std::string first_person_token() const;  // of whose dossier the first is
  std::string vkey() const;                // of the log
  // Tells people for as long as it lives. None runs otherwise: a server that is not being driven
  // leaves the machine to the one that is.
  [[nodiscard]] std::unique_ptr<notification::Dispatcher> StartTelling() const;
  storage::GroupCommit::Counts counts() const;
  // Of one read without gRPC, threads or a commit.
  double ReadMicroseconds(int reads) const;
  // The access decision alone, on a stored dossier's consents: one median per run.
  std::vector<double> DecisionMicroseconds(int runs) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace relais::bench
