// relais-gateway: the gateway in a process of its own.
#include <signal.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "services/base/memory.h"
#include "services/gateway/config.h"

namespace relais::gateway {
namespace {

constexpr char kFooter[] = R"(The file is TOML; paths are relative to its folder:
  listen = "0.0.0.0:443"
  certificate = "fullchain.pem"         # that browsers see
  key = "privkey.pem"                   # 0600
  portal = "portal"                     # the portal's files; may be left out
  server = "relais.internal:7443"       # relaisd's gRPC port
  ca = "ca.pem"                         # its tls/ca.pem
  client_certificate = "client.pem"     # of this machine: relais enrol, relais-admin device sign
  client_key = "client.key"             # 0600
SIGHUP reads the certificate again. Exit codes: 0 done, 1 failed, 2 wrong usage.)";

void Log(const Answered& line) {
  spdlog::info("{} {} {} {} {} us", line.id, line.what, line.status, line.code, line.took.count());
}

Status Reload(const AloneConfig& config, Gateway& gateway) {
  ASSIGN_OR_RETURN(const PemPair pair, ReadPemPair(config.gateway.certificate, config.gateway.key));
  return gateway.ReplaceCertificate(pair);
}

Status Serve(const std::string& file) {
  ASSIGN_OR_RETURN(const auto config, AloneConfig::Load(file));
  ASSIGN_OR_RETURN(auto options, config.Options());
  options.on_answered = Log;
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGHUP, SIGTERM, SIGINT}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // the threads to come leave them to this one
  ASSIGN_OR_RETURN(const auto gateway, Gateway::Start(std::move(options)));
  spdlog::info("serving HTTPS on port {}", gateway->port());
  for (;;) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal != SIGHUP) break;
    if (const auto status = Reload(config, *gateway); status)
      spdlog::info("the certificate was read again");
    else
      spdlog::error("the old certificate stays: {} {}", status.error().field,
                    status.error().message);
  }
  spdlog::info("stopping: calls under way may end");
  return {};
}

int Main(int argc, char** argv) {
  CLI::App app("HTTPS for browsers, in front of a Relais server.", "relais-gateway");
  std::string config = "gateway.toml";
  app.add_option("--config", config, "The configuration file")->capture_default_str();
  app.set_version_flag("--version", std::string("relais-gateway ") + RELAIS_VERSION);
  app.footer(kFooter);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  HideMemory();
  const Status status = Serve(config);
  if (status) return 0;
  const Error& error = status.error();
  std::cerr << "relais-gateway: " << (error.field.empty() ? "" : error.field + ": ")
            << error.message << '\n';
  return 1;
}

}  // namespace
}  // namespace relais::gateway

int main(int argc, char** argv) { return relais::gateway::Main(argc, argv); }
