// What the gateway costs: the same read by HTTPS through it, within the server as it is by default, and by gRPC
// over TLS beside it.
#include <google/protobuf/util/json_util.h>

#include <cstdlib>

#include "relais/v1/dossiers.pb.h"
#include "services/gateway/gateway.h"
#include "tests/bench/figures.h"

namespace relais::bench {
namespace {

Requests InJson(const Requests& requests) {
  Requests out;
  for (const Request& request : requests) {
    v1::GetDossierRequest message;
    std::string json;
    if (!message.ParseFromString(request.bytes) ||
        !google::protobuf::util::MessageToJsonString(message, &json).ok())
      std::exit(1);
    out.push_back({request.method, std::move(json)});
  }
  return out;
}

}  // namespace

void GatewayFigures(int runs, double seconds) {
  const BenchServer server({.dossiers = 1000});
  const rpc::TlsFiles device = server.device();
  auto gateway = gateway::Gateway::Start({.listen = "127.0.0.1:0",
                                          .tls = server.https_certificate(),
                                          .server = {.within = server.Within()}});
  if (!gateway) std::exit(1);
  const unsigned short port = (*gateway)->port();
  const HttpsTarget binary{port, device.ca_pem, server.token(), "application/proto"},
      json{port, device.ca_pem, server.token(), "application/json"};
  const Requests reads = Reads(server, 1000), json_reads = InJson(reads);
  const auto grpc = [&](const Source& source) {
    return Drive(server.secured_address(), source, server.token(), kInFlight, &device);
  };
  grpc(Each(reads));
  std::vector<double> binary_ratio, json_ratio;
  for (int run = 0; run < runs; ++run) {
    Load g, b, j;
    for (int round = 0; round < 3; ++round) {
      g += grpc(For(seconds, Drawn(reads)));
      b += DriveHttps(binary, For(seconds, Drawn(reads)), kInFlight);
      j += DriveHttps(json, For(seconds, Drawn(json_reads)), kInFlight);
    }
    if (g.failed() + b.failed() + j.failed() > 0) std::exit(1);
    binary_ratio.push_back(b.per_second() / g.per_second());
    json_ratio.push_back(j.per_second() / g.per_second());
  }
  PrintAtLeast(0.6, "gateway_over_grpc", binary_ratio,
               R"(, "over": "the same call by gRPC with TLS")");
  Print("gateway_json_over_grpc", json_ratio);
}

}  // namespace relais::bench
