// The gRPC port: TLS 1.3 with a required client certificate, deadlines required, messages of at
// most 1 MiB, health, and a drain on stop. All of gRPC's machinery is behind this header; every
// method goes to the pipeline by its name.
#pragma once

#include <memory>
#include <string>

#include "services/rpc/pipeline.h"

namespace grpc {
class Channel;
}

namespace relais::rpc {

struct TlsFiles {
  std::string ca_pem, certificate_pem, key_pem;  // contents, not paths
};

class Server {
 public:
  // Listens on "host:port"; port 0 takes a free one. Without `tls` the port is plain: for the bench
  // and tests on one machine alone. kUnavailable when the address cannot be had.
  static Result<std::unique_ptr<Server>> Start(Pipeline& pipeline, const std::string& listen,
                                               const TlsFiles* tls);
  ~Server();  // Stop()

  int port() const;
  // For calls from this very process, over no network: they show no device's certificate. Answers of at most
  // `max_answer` bytes.
  std::shared_ptr<grpc::Channel> Within(int max_answer) const;
  void NotServing();  // health says so; calls go on
  // Refuses new calls, lets those under way end for at most five seconds. Never from a signal
  // handler.
  void Stop();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Must run before any other use of gRPC in the process: gRPC 1.51 has no other way to refuse
// TLS 1.2.
void RequireTls13();
std::string GrpcVersion();
std::string ProtobufVersion();

}  // namespace relais::rpc
