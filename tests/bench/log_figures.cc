// The person's log as a file: how long it takes to write out of a large log, what it weighs, and
// how long it takes to verify.
#include <fmt/format.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>

#include "audit/bundle.h"
#include "relais/v1/accesses.grpc.pb.h"
#include "tests/bench/figures.h"

namespace relais::bench {
namespace {

constexpr std::uint64_t kOwn = 1000;

double MillisecondsOf(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

[[noreturn]] void GiveUp(const std::string& why) {
  std::cerr << "bench: " << why << '\n';
  std::exit(1);
}

// As relais accesses export does, over a plain port.
std::string Export(const BenchServer& server) {
  const auto stub = v1::Accesses::NewStub(
      grpc::CreateChannel(server.address(), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
  context.AddMetadata("authorization", "Bearer " + server.first_person_token());
  const auto reader = stub->ExportAccesses(&context, v1::ExportAccessesRequest());
  std::string bundle;
  v1::ExportAccessesResponse piece;
  while (reader->Read(&piece)) bundle += piece.chunk();
  if (const grpc::Status status = reader->Finish(); !status.ok())
    GiveUp("the export failed: " + status.error_message());
  return bundle;
}

// What relais-verify does with the bytes of a bundle.
audit::Verdict Verify(const std::string& bundle, const BenchServer& server) {
  auto verifier = audit::NoteVerifier::FromVkey(server.vkey());
  if (!verifier) GiveUp("the log has no key");
  auto verdict = audit::VerifyBundle(bundle, audit::TrustPolicy(*std::move(verifier)));
  if (!verdict) GiveUp("the bundle is refused: " + verdict.error().message);
  return *std::move(verdict);
}

// What the lines of the proof, each of one hash, take up in the bundle.
std::size_t ProofBytes(const std::string& bundle) {
  const auto begin = bundle.find("\nnode ");
  return begin == std::string::npos ? 0 : bundle.rfind("\nend ") - begin;
}

}  // namespace

void LogFigures(std::uint64_t entries, int runs) {
  std::cerr << "writing a log of " << entries << " entries\n";
  const BenchServer server({.dossiers = 1, .log_entries = entries, .own = kOwn});
  const std::string size = fmt::format("1e{}", std::lround(std::log10(entries)));
  // Each export is itself an entry of the chain, under the next one.
  const std::string bundle = Export(server);
  if (Verify(bundle, server).entries.size() != kOwn) GiveUp("the bundle has not 1,000 entries");
  std::vector<double> exports, verifications;
  for (int run = 0; run < runs; ++run)
    exports.push_back(MillisecondsOf([&] { (void)Export(server); }));
  for (int run = 0; run < 3 * runs; ++run)
    verifications.push_back(MillisecondsOf([&] { (void)Verify(bundle, server); }));
  PrintAtMost(1000, fmt::format("export_{}_of_{}_ms", kOwn, size), exports);
  Print(fmt::format("verify_{}_entries_ms", kOwn), verifications);
  Print("proof_bytes_at_" + size, {static_cast<double>(ProofBytes(bundle))},
        fmt::format(", \"bundle_bytes\": {}, \"entries\": {}", bundle.size(), kOwn));
}

}  // namespace relais::bench
