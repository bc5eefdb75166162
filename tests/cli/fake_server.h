// A server with canned answers that remembers what it was asked. Not thread-safe: one call at a
// time.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/status.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "relais/v1/accesses.pb.h"
#include "relais/v1/consents.pb.h"
#include "relais/v1/directory.pb.h"
#include "relais/v1/dossiers.pb.h"
#include "relais/v1/exits.pb.h"
#include "relais/v1/handovers.pb.h"
#include "relais/v1/legal_orders.pb.h"
#include "relais/v1/notifications.pb.h"
#include "relais/v1/referents.pb.h"
#include "relais/v1/relations.pb.h"
#include "relais/v1/sessions.pb.h"
#include "relais/v1/worry_calls.pb.h"

namespace grpc {
class Channel;
class Server;
class ServerContext;
struct SslServerCredentialsOptions;
}  // namespace grpc

namespace relais::cli {

// A status as our server makes it: one ErrorInfo, and a field violation when `field` is given.
grpc::Status Refusal(grpc::StatusCode code, const std::string& reason,
                     const std::string& field = "");

// Every method answers with `answers[request type]`, or with `failure` when that is set for its
// name.
class FakeServer {
 public:
  FakeServer();
  ~FakeServer();

  std::shared_ptr<grpc::Channel> InProcess();
  // Over TLS on a free port of 127.0.0.1, asking for a client certificate; returns host:port.
  std::string Listen(const grpc::SslServerCredentialsOptions& tls);

  template <class Request>
  Request Last() const {
    Request out;
    const auto found = asked.find(out.GetTypeName());
    if (found != asked.end()) out.ParseFromString(found->second.back());
    return out;
  }
  template <class Request>
  std::size_t Count() const {
    const auto found = asked.find(Request().GetTypeName());
    return found == asked.end() ? 0 : found->second.size();
  }
  void Answer(const google::protobuf::Message& response) {
    answers[response.GetTypeName()].push_back(response.SerializeAsString());
  }
  // Takes the next answer of this type; the last one stays for every later call.
  template <class Request, class Response>
  grpc::Status Serve(grpc::ServerContext* context, const Request* request, Response* response) {
    Note(context, *request);
    auto& queue = answers[response->GetTypeName()];
    if (!queue.empty()) response->ParseFromString(queue.front());
    if (queue.size() > 1) queue.erase(queue.begin());
    const auto fails = failures.find(request->GetTypeName());
    return fails == failures.end() ? grpc::Status::OK : fails->second;
  }
  template <class Request>
  void Fail(grpc::Status status) {
    failures[Request().GetTypeName()] = std::move(status);
  }

  std::map<std::string, std::vector<std::string>> answers;  // by response type
  std::map<std::string, std::vector<std::string>> asked;    // by request type
  std::map<std::string, grpc::Status> failures;             // by request type
  std::vector<std::string> chunks;                          // of the export
  std::vector<std::vector<v1::Access>> watched;             // one stream after the other
  std::string authorization;                                // of the last call

 private:
  struct Services;
  void Note(grpc::ServerContext* context, const google::protobuf::Message& request);

  std::unique_ptr<Services> services_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace relais::cli
