// relaisd: reads the configuration, builds the parts, serves until it is told to stop.
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <signal.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "services/base/memory.h"
#include "services/relaisd/relais_server.h"
#include "services/storage/sqlcipher.h"

namespace {

using relais::relaisd::Config;
using relais::relaisd::RelaisServer;

std::string Versions() {
  const auto sqlcipher = relais::storage::SqlcipherVersion();
  return fmt::format("relaisd {}\nSQLCipher {}\nSQLite {}\n{}\ngRPC {}\nprotobuf {}",
                     RELAIS_VERSION, sqlcipher ? *sqlcipher : "unknown",
                     relais::storage::SqliteVersion(), OpenSSL_version(OPENSSL_VERSION),
                     relais::rpc::GrpcVersion(), relais::rpc::ProtobufVersion());
}

int Fail(const relais::Error& error) {
  std::cerr << "relaisd: " << (error.field.empty() ? "" : error.field + ": ") << error.message
            << std::endl;
  return 1;
}

void Reload(RelaisServer& server) {
  if (const auto status = server.Reload(); status)
    spdlog::info("policy, catalogue, certificate and operators were read again and are in force");
  else
    spdlog::error("what was in force stays: {}: {}", status.error().field, status.error().message);
}

// Signals are taken here and nowhere else; between them, what is new in the log is signed about
// once a second, and what is kept no longer is forgotten about once an hour.
void ServeUntilStopped(RelaisServer& server, const sigset_t& signals) {
  std::chrono::steady_clock::time_point next_hour{};
  for (;;) {
    const timespec second{1, 0};
    const int signal = sigtimedwait(&signals, nullptr, &second);
    if (signal == SIGHUP) Reload(server);
    if (signal == SIGTERM || signal == SIGINT) return;
    if (const auto status = server.SignCheckpoint(); !status)
      spdlog::error("no checkpoint: {}", status.error().message);
    const auto now = std::chrono::steady_clock::now();
    if (now < next_hour) continue;
    const auto more = server.Forget();
    if (!more) spdlog::error("what should be forgotten is still kept: {}", more.error().message);
    if (!more.value_or(false)) next_hour = now + std::chrono::hours(1);
  }
}

int Run(const std::string& file) {
  relais::HideMemory();
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGHUP, SIGTERM, SIGINT}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  relais::rpc::RequireTls13();
  const auto config = Config::Load(file);
  if (!config) return Fail(config.error());
  relais::relaisd::ServerOptions options;
  // Whatever was promised is on disk, and nothing more can be: only a restart helps.
  options.on_fatal = [](const relais::Error& error) {
    spdlog::critical("the store cannot be trusted any more, stopping: {}", error.message);
    std::_Exit(1);
  };
  options.on_trouble = [](const relais::Error& error) { spdlog::warn("{}", error.message); };
  options.on_answered = [](const relais::gateway::Answered& line) {
    spdlog::info("https {} {} {} {} {} us", line.id, line.what, line.status, line.code,
                 line.took.count());
  };
  auto server = RelaisServer::Start(*config, std::move(options));
  if (!server) return Fail(server.error());
  const auto ahead = (*server)->ledger().NotBefore() - relais::SystemClock().Now();
  if (ahead > std::chrono::minutes(5))
    spdlog::warn(
        "the last entry was written {} minutes from now: this machine's clock is late, or was "
        "early. "
        "Until then nothing is earlier than that entry, and tokens may be refused as expired",
        std::chrono::duration_cast<std::chrono::minutes>(ahead).count());
  spdlog::info("serving on port {}; log {}", (*server)->port(), (*server)->ledger().Vkey());
  if ((*server)->https_port() != 0) spdlog::info("HTTPS on port {}", (*server)->https_port());
  ServeUntilStopped(**server, signals);
  spdlog::info("stopping: calls under way may end");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("The Relais server: opens dossiers only by rule, consent and durable log.");
  std::string config = "relaisd.toml";
  app.add_option("--config", config, "The configuration file; relais-admin init makes one")
      ->capture_default_str();
  app.set_version_flag("--version", Versions());
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return Run(config);
}
