// What an operator watches: figures for Prometheus at /metrics, and the same as a page for a person or a
// load balancer at /health. No figure speaks of a person, a professional or a house. Anyone who
// reaches the address may read it: it is for the machine itself, or a network of the operator's.
#pragma once

#include "services/accesses/cosigning.h"
#include "services/base/http_server.h"
#include "services/ledger/ledger.h"

namespace relais::relaisd {

struct OperationsParts {
  const ledger::Ledger& ledger;
  const accesses::Cosigning& cosigning;
  storage::Store& vault;
  storage::Store& log;
  const Clock& clock;
};

class Operations {
 public:
  // `listen` is "address:port".
  static Result<std::unique_ptr<Operations>> Open(const std::string& listen, OperationsParts parts);
  unsigned short port() const { return server_->port(); }

 private:
  explicit Operations(OperationsParts parts) : parts_(parts) {}
  HttpAnswer Handle(const std::string& method, const std::string& target);

  const OperationsParts parts_;
  std::unique_ptr<storage::Connection> vault_, log_;
  std::unique_ptr<HttpServer> server_;  // last: its thread uses the others
};

}  // namespace relais::relaisd
