// relais-witness: cosigns the checkpoints of logs, from another house than theirs.
// Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "clients/witness/mirror.h"
#include "services/base/http_server.h"

namespace relais::witness {
namespace {

struct Options {
  std::string folder, name, listen = "127.0.0.1:8090", tiles, endpoint, output = "text";
};

// Names and keys are ours, without quotes or control characters.
void Print(const Options& options, const std::string& json, const std::string& text) {
  std::cout << (options.output == "json" ? "{" + json + "}" : text) << std::endl;
}

Status Init(const Options& options) {
  SystemRandom random;
  ASSIGN_OR_RETURN(const auto vkey, Witness::Create(options.folder, options.name, random));
  Print(options, "\"vkey\":\"" + vkey + "\"",
        "Made. Hand out this key: " + vkey + "\nPut the keys of the logs to watch into " +
            options.folder + "/logs, then: relais-witness serve " + options.folder);
  return {};
}

Answer Handle(Witness& witness, const HttpRequest& request) {
  constexpr std::string_view kAdd = "/add-checkpoint", kLatest = "/checkpoint";
  const std::string_view path(request.target);
  if (request.method == "POST" && path.ends_with(kAdd))
    return witness.AddCheckpoint(request.body, SystemClock().Now());
  if (request.method == "GET" && path.ends_with(kLatest)) {
    const std::string_view before = path.substr(0, path.size() - kLatest.size());
    return witness.Checkpoint(before.substr(before.rfind('/') + 1));
  }
  return {404, "there is POST add-checkpoint and GET <hash of the log's name>/checkpoint\n"};
}

Status RunServe(const Options& options) {
  ASSIGN_OR_RETURN(const auto witness, Witness::Open(options.folder));
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // the server's thread leaves them to this one
  ASSIGN_OR_RETURN(const auto server, HttpServer::Start({.listen = options.listen},
                                                        Plain([&](const HttpRequest& request) {
                                                          return Handle(*witness, request);
                                                        })));
  const std::string port = std::to_string(server->port());
  Print(options, "\"port\":" + port,
        "Watching " + std::to_string(witness->logs().size()) + " logs, on port " + port +
            ". Ctrl-C stops.");
  int signal = 0;
  sigwait(&signals, &signal);
  return {};
}

Status RunMirror(const Options& options) {
  ASSIGN_OR_RETURN(const auto witness, Witness::Open(options.folder));
  ASSIGN_OR_RETURN(const Mirrored seen, CheckMirror(*witness, options.tiles));
  const std::string size = std::to_string(seen.size);
  Print(options, "\"log\":\"" + seen.origin + "\",\"size\":\"" + size + "\"",
        "The " + size + " published entries of " + seen.origin +
            " go on from what was cosigned, and no tag stands twice.");
  return {};
}

CLI::App* Command(CLI::App& app, const char* name, const char* what, Options& options) {
  CLI::App* const command = app.add_subcommand(name, what);
  command->fallthrough();
  command->add_option("folder", options.folder, "The witness's folder: key, logs, state")
      ->required();
  return command;
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app(
      "Cosigns the checkpoints of logs (C2SP tlog-witness): only what goes on from what it "
      "cosigned "
      "before.",
      "relais-witness");
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", std::string("relais-witness ") + RELAIS_VERSION);
  app.add_option("--output", options.output, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  CLI::App* const init =
      Command(app, "init", "Make a witness: its key and an empty state", options);
  init->add_option("--name", options.name, "Its name, such as patients.example/witness")
      ->required();
  CLI::App* const serve = Command(app, "serve", "Answer logs and readers over HTTP", options);
  serve->add_option("--listen", options.listen, "ADDRESS:PORT; port 0 takes a free one")
      ->capture_default_str();
  CLI::App* const mirror =
      Command(app, "mirror", "Check a copy of a published log: raise the alarm or not", options);
  mirror->add_option("tiles", options.tiles, "The copy")->required();
  app.footer(
      "JSON keys: vkey; port; log, size. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const Status status = init->parsed()    ? Init(options)
                        : serve->parsed() ? RunServe(options)
                                          : RunMirror(options);
  if (status) return 0;
  std::cerr << "relais-witness: " << status.error().message << '\n';
  return status.error().reason == Reason::kInvalid ? 2 : 1;
}

}  // namespace
}  // namespace relais::witness

int main(int argc, char** argv) { return relais::witness::Main(argc, argv); }
