// relais-verify: checks a bundle that a person was handed, with no server and no network.
// Exit codes: 0 verified, 1 the bundle is refused, 2 no verdict: wrong usage, an unreadable file,
// or an unusable trust file.
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "audit/bundle.h"
#include "clients/verify/report.h"
#include "clients/verify/trust.h"

namespace relais::verify {
namespace {

constexpr int kVerified = 0;
constexpr int kRefused = 1;
constexpr int kUsage = 2;

struct Options {
  std::string trust;
  std::string bundle;
  std::string output = "text";
  bool list = false;
};

Result<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  if (!file || !(bytes << file.rdbuf())) {
    return Fail(Reason::kInvalid,
                "cannot read " + path + ", or it is empty; give the path of a file");
  }
  return bytes.str();
}

int Complain(int code, const std::string& what) {
  std::cerr << "relais-verify: " << what << "\n";
  return code;
}

int Verify(const Options& options) {
  const auto trust = ReadFile(options.trust);
  if (!trust) return Complain(kUsage, trust.error().message);
  const auto log = ParseTrust(*trust);
  if (!log) {
    const std::string& line = log.error().field;
    const std::string where = options.trust + (line.empty() ? "" : ", line " + line);
    return Complain(kUsage, where + ": " + log.error().message + "; correct the trust file");
  }
  const auto bundle = ReadFile(options.bundle);
  if (!bundle) return Complain(kUsage, bundle.error().message);

  const bool json = options.output == "json";
  const auto verdict = audit::VerifyBundle(*bundle, *log);
  if (!verdict) {
    const std::string& why = verdict.error().message;
    if (json) std::cout << JsonRefusal(why);
    return Complain(kRefused,
                    "refused: " + why +
                        "; ask for the bundle again, and keep this one for the privacy officer");
  }
  std::cout << (json ? JsonReport(*verdict, options.list) : TextReport(*verdict, options.list));
  std::cout.flush();
  return std::cout ? kVerified
                   : Complain(kUsage, "cannot write the answer; check the disk or the pipe");
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app(
      "Verifies a bundle: that a log signed it and that none of its entries was changed or left "
      "out.",
      "relais-verify");
  app.add_option("--trust", options.trust,
                 "The file with the line 'log <vkey>' of the log you trust")
      ->required()
      ->type_name("FILE");
  app.add_option("BUNDLE", options.bundle, "The bundle to verify")->required()->type_name("FILE");
  app.add_option("--output", options.output, "How to answer: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
  app.add_flag("--list", options.list, "Show the entries, newest first");
  app.set_version_flag("--version", "relais-verify " RELAIS_VERSION);
  app.footer(std::string("Exit codes: 0 verified, 1 refused, 2 wrong usage.\n\n") + kJsonHelp);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    return Complain(kUsage, std::string(error.what()) + "; see relais-verify --help");
  }
  return Verify(options);
}

}  // namespace
}  // namespace relais::verify

int main(int argc, char** argv) { return relais::verify::Main(argc, argv); }
