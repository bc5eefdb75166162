#include "tests/bench/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "relais/v1/dossiers.pb.h"

namespace relais::bench {
namespace {

constexpr char kGet[] = "/relais.v1.Dossiers/GetDossier";
constexpr char kRecord[] = "/relais.v1.Dossiers/RecordStep";

void Address(v1::DossierContext& context, const DossierId& dossier) {
  context.set_dossier_id(dossier.Text());
  context.set_purpose(v1::PURPOSE_EXIT_PREPARATION);
  context.set_reason("follow_up");
}

}  // namespace

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void Print(const std::string& figure, const std::vector<double>& values, const std::string& more) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  std::cout << fmt::format(
                   "{{\"figure\": \"{}\", \"value\": {:.3f}, \"min\": {:.3f}, \"max\": {:.3f}{}}}",
                   figure, Median(values), *low, *high, more)
            << std::endl;
}

namespace {

bool all_kept = true;

void PrintBounded(bool kept, const char* bound, double value, const std::string& figure,
                  const std::vector<double>& values, const std::string& more) {
  Print(figure, values, fmt::format(R"(, "{}": {}, "kept": {})", bound, value, kept) + more);
  if (!kept) std::cerr << "bench: " << figure << " does not keep its bound\n";
  all_kept = all_kept && kept;
}

}  // namespace

bool AllKept() { return all_kept; }

void PrintAtLeast(double bound, const std::string& figure, const std::vector<double>& values,
                  const std::string& more) {
  PrintBounded(Median(values) >= bound, "at_least", bound, figure, values, more);
}

void PrintAtMost(double bound, const std::string& figure, const std::vector<double>& values,
                 const std::string& more) {
  PrintBounded(Median(values) <= bound, "at_most", bound, figure, values, more);
}

Requests Reads(const BenchServer& server, std::size_t among, std::size_t first) {
  Requests out;
  const auto& all = server.dossiers();
  const std::size_t step = std::max<std::size_t>(1, all.size() / among);
  for (std::size_t i = first; i < all.size() && out.size() < among; i += step) {
    v1::GetDossierRequest request;
    Address(*request.mutable_context(), all[i]);
    out.push_back({kGet, request.SerializeAsString()});
  }
  return out;
}

Requests Writes(const BenchServer& server, std::size_t among, std::size_t first,
                std::size_t count) {
  Requests out;
  const auto& all = server.dossiers();
  const std::size_t step = std::max<std::size_t>(1, all.size() / among);
  for (std::size_t n = 0; n < count; ++n) {
    v1::RecordStepRequest request;
    request.set_request_id(fmt::format("bench-{:08}", n));
    Address(*request.mutable_context(), all[(first + n % among * step) % all.size()]);
    request.mutable_step()->set_kind("income.unemployment_benefit");
    request.mutable_step()->set_happened_on("2026-11-22");
    out.push_back({kRecord, request.SerializeAsString()});
  }
  return out;
}

Load DriveAudited(const BenchServer& server, const Source& source, double seconds) {
  return Drive(server.address(), For(seconds, source), server.token(), kInFlight);
}

Load DriveTelling(const BenchServer& server, const Source& source, double seconds) {
  const auto telling = server.StartTelling();
  const Load uncounted = DriveAudited(server, source, 1);
  return DriveAudited(server, source, seconds);
}

}  // namespace relais::bench
