// Runs the client as a user would, against the fake server, and keeps what it printed.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "clients/cli/run.h"
#include "tests/cli/fake_server.h"

namespace relais::cli {

// Streams in memory; the terminal answers with what the test put there.
class FakeConsole final : public Console {
 public:
  FakeConsole() : Console(input, output, errors) {}
  bool CanAsk() const override { return terminal; }
  bool Colours() const override { return colours; }
  Result<std::string> AskSecret(const std::string&) override {
    if (!terminal || secrets.empty()) return relais::Fail(Reason::kUnavailable, "no terminal");
    std::string out = secrets.front();
    secrets.erase(secrets.begin());
    return out;
  }

  std::istringstream input;
  std::ostringstream output;
  std::ostringstream errors;
  bool terminal = false;
  bool colours = false;
  std::vector<std::string> secrets;
};

class CliTest : public testing::Test {
 protected:
  CliTest();
  ~CliTest() override;

  // Runs `relais --as <profile> arguments...`, and returns the exit code.
  int Relais(const std::vector<std::string>& arguments);
  // Without a profile.
  int Bare(const std::vector<std::string>& arguments);

  std::string out() const { return console.output.str(); }
  std::string err() const { return console.errors.str(); }
  void Write(const std::string& name, const std::string& text) const;
  std::string Read(const std::string& name) const;

  FakeServer server;
  FakeConsole console;
  SystemRandom random;
  std::filesystem::path folder;
  std::time_t now = 1795348800;  // Sunday 22 November 2026, 12:00 UTC
  std::function<std::shared_ptr<grpc::Channel>(const Profile&, const Credentials&)> connect;
};

// Ids of the canned data.
inline constexpr char kDossier[] = "dos_0123456789ABCDEFGHJKMNPQRS";
inline constexpr char kShelter[] = "stp_AAAAAAA456789ABCDEFGHJKMNP";
inline constexpr char kSeen[] = "stp_AAAAAAB456789ABCDEFGHJKMNP";
inline constexpr char kName[] = "stp_CCCCCCC456789ABCDEFGHJKMNP";
inline constexpr char kIncome[] = "stp_DDDDDDD456789ABCDEFGHJKMNP";
inline constexpr char kHouse[] = "org_0123456789ABCDEFGHJKMNPQRS";
inline constexpr char kAnna[] = "pro_0123456789ABCDEFGHJKMNPQRS";

v1::GetCatalogueResponse SampleCatalogue();
v1::GetDossierResponse SampleDossier();

// `text` has `first`, and `second` somewhere after it.
testing::AssertionResult InOrder(const std::string& text, const std::string& first,
                                 const std::string& second);
bool Has(const std::string& text, const std::string& part);

}  // namespace relais::cli
