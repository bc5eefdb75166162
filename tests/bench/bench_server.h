// A server for the bench: the real parts over a scratch folder with made dossiers, on a plain port;
// beside it the floor (the same reply bytes from memory, no caller, store or log) and the same path
// with reads answered before any commit.
#pragma once

#include <filesystem>

#include "services/accesses/service.h"
#include "services/dossier/service.h"
#include "services/identity/token_authenticator.h"
#include "services/rpc/server.h"

namespace relais::bench {

class BenchServer {
 public:
  explicit BenchServer(std::size_t dossiers);
  ~BenchServer();

  const std::vector<DossierId>& dossiers() const;
  std::string address() const;
  std::string floor_address() const;
  std::string unaudited_address() const;
  std::string token() const;
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
