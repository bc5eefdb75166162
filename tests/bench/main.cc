// The figures: ratios taken in one run, side by side. One JSON object a line on standard output;
// progress on standard error.
//
// The server is the real one, but for the null ledger figure, in which reads are answered without a
// commit. The client runs in this process, with 64 calls in flight over a plain port on this
// machine.
#include <fmt/format.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <random>

#include "relais/v1/dossiers.pb.h"
#include "tests/bench/bench_server.h"

namespace relais::bench {
namespace {

using Clock = std::chrono::steady_clock;

// What one or several drives of the same server came to.
class Load {
 public:
  Load() = default;
  Load(std::vector<double> latencies_us, double seconds, std::uint64_t failed)
      : latencies_us_(std::move(latencies_us)), seconds_(seconds), failed_(failed) {}
  Load& operator+=(const Load& other) {
    latencies_us_.insert(latencies_us_.end(), other.latencies_us_.begin(),
                         other.latencies_us_.end());
    seconds_ += other.seconds_;
    failed_ += other.failed_;
    return *this;
  }
  double per_second() const { return static_cast<double>(latencies_us_.size()) / seconds_; }
  double percentile_us(std::size_t percent) {
    const auto at =
        latencies_us_.begin() + static_cast<std::ptrdiff_t>(latencies_us_.size() * percent / 100);
    std::nth_element(latencies_us_.begin(), at, latencies_us_.end());
    return *at;
  }
  std::uint64_t failed() const { return failed_; }

 private:
  std::vector<double> latencies_us_;
  double seconds_ = 0;
  std::uint64_t failed_ = 0;
};

struct Request {
  const char* method;
  Bytes bytes;
};
// What to ask next; null when nothing more is to be asked.
using Source = std::function<const Request*()>;

// Closed loop: `in_flight` calls at any time, until the source ends.
Load Drive(const std::string& address, const Source& source, const std::string& token,
           int in_flight) {
  auto channel = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  struct Call {
    grpc::ClientContext context;
    std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
    grpc::ByteBuffer response;
    grpc::Status status;
    Clock::time_point start;
  };
  int open = 0;
  const auto begin = [&] {
    const Request* const asked = source();
    if (asked == nullptr) return;
    ++open;
    auto* const call = new Call;
    call->context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    call->context.AddMetadata("authorization", "Bearer " + token);
    const grpc::Slice slice(asked->bytes.data(), asked->bytes.size());
    const grpc::ByteBuffer request(&slice, 1);
    call->start = Clock::now();
    call->reader = stub.PrepareUnaryCall(&call->context, asked->method, request, &queue);
    call->reader->StartCall();
    call->reader->Finish(&call->response, &call->status, call);
  };
  const auto start = Clock::now();
  for (int i = 0; i < in_flight; ++i) begin();
  std::vector<double> latencies;
  std::uint64_t failed = 0;
  void* tag = nullptr;
  bool ok = false;
  while (open > 0 && queue.Next(&tag, &ok)) {
    const std::unique_ptr<Call> call(static_cast<Call*>(tag));
    --open;
    latencies.push_back(
        std::chrono::duration<double, std::micro>(Clock::now() - call->start).count());
    if (!call->status.ok() && failed++ == 0)
      std::cerr << "a call failed: " << call->status.error_message() << '\n';
    begin();
  }
  const double elapsed = std::chrono::duration<double>(Clock::now() - start).count();
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
  return Load(std::move(latencies), elapsed, failed);
}

using Requests = std::vector<Request>;

Source Each(const Requests& requests) {
  return [&requests, next = std::size_t{0}]() mutable {
    return next < requests.size() ? &requests[next++] : nullptr;
  };
}

// Drawn at random for so long; one in `every` comes from `writes` instead, each of which is asked
// once.
Source Drawn(const Requests& reads, double seconds, Source writes = nullptr,
             std::uint64_t every = 20) {
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                      std::chrono::duration<double>(seconds));
  return [&reads, end, writes = std::move(writes), every,
          random = std::mt19937_64(7)]() mutable -> const Request* {
    if (Clock::now() >= end) return nullptr;
    if (writes && random() % every == 0) return writes();
    return &reads[random() % reads.size()];
  };
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void Print(const std::string& figure, const std::vector<double>& values,
           const std::string& more = "") {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  std::cout << fmt::format(
                   "{{\"figure\": \"{}\", \"value\": {:.3f}, \"min\": {:.3f}, \"max\": {:.3f}{}}}",
                   figure, Median(values), *low, *high, more)
            << std::endl;
}

constexpr char kGet[] = "/relais.v1.Dossiers/GetDossier";
constexpr char kRecord[] = "/relais.v1.Dossiers/RecordStep";
constexpr int kInFlight = 64;

void Address(v1::DossierContext& context, const DossierId& dossier) {
  context.set_dossier_id(dossier.Text());
  context.set_purpose(v1::PURPOSE_EXIT_PREPARATION);
  context.set_reason("follow_up");
}

// Reads of `among` dossiers, spread over all from the one at `first`.
Requests Reads(const BenchServer& server, std::size_t among, std::size_t first = 0) {
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

// New steps in the dossiers that Reads(server, among, first) reads.
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

// Each run goes round all servers several times, two seconds at each: a machine that slows down for
// a while slows down both sides of a ratio.
void Run(std::size_t small, std::size_t large, int runs, int rounds) {
  constexpr double kSeconds = 2;
  std::cerr << "making " << small << " and " << large
            << " dossiers of 40 steps; about a minute for 100,000\n";
  BenchServer one(small), many(large);
  const auto hot_one = Reads(one, small), hot_many = Reads(many, 1000), cold = Reads(many, large);
  // Dossiers that grow are not those whose reads are compared.
  const auto mixed_reads = Reads(many, 1000, 1), mixed_writes = Writes(many, 1000, 1, 50'000);
  const Source writes = Each(mixed_writes);
  const auto drive = [](const std::string& address, const BenchServer& server,
                        const Source& source) {
    return Drive(address, source, server.token(), kInFlight);
  };
  std::vector<double> floor, audited, unaudited, growth, growth_cold, mixed, half, per_commit,
      commits, p50, p99;
  // Whoever was opened has an entry, and so a chain: one read of each stands for it.
  drive(one.address(), one, Each(hot_one));
  drive(many.address(), many, Each(cold));
  drive(many.address(), many, Drawn(hot_many, kSeconds));
  for (int i = 0; i < runs; ++i) {
    std::cerr << "run " << i + 1 << " of " << runs << '\n';
    Load f, a, u, g, m, c;
    double units = 0, batches = 0;
    for (int round = 0; round < rounds; ++round) {
      f += drive(one.floor_address(), one, Drawn(hot_one, kSeconds));
      const auto before = one.counts();
      a += drive(one.address(), one, Drawn(hot_one, kSeconds));
      const auto after = one.counts();
      units += static_cast<double>(after.units - before.units);
      batches += static_cast<double>(after.batches - before.batches);
      u += drive(one.unaudited_address(), one, Drawn(hot_one, kSeconds));
      g += drive(many.address(), many, Drawn(hot_many, kSeconds));
      m += drive(many.address(), many, Drawn(mixed_reads, kSeconds, [&] { return writes(); }));
      c += drive(many.address(), many, Drawn(cold, kSeconds));
    }
    if (f.failed() + a.failed() + u.failed() + g.failed() + m.failed() + c.failed() > 0)
      std::exit(1);
    floor.push_back(f.per_second());
    audited.push_back(a.per_second() / f.per_second());
    unaudited.push_back(a.per_second() / u.per_second());
    growth.push_back(g.per_second() / a.per_second());
    growth_cold.push_back(c.per_second() / a.per_second());
    mixed.push_back(m.per_second() / g.per_second());
    per_commit.push_back(units / batches);
    commits.push_back(batches / (kSeconds * rounds));
    p50.push_back(a.percentile_us(50));
    p99.push_back(a.percentile_us(99));
    Load few = Drive(one.address(), Drawn(hot_one, kSeconds), one.token(), 4);
    half.push_back(few.percentile_us(99));
  }
  const std::string more = fmt::format(
      ", \"reads_per_commit\": {:.1f}, \"commits_per_second\": {:.0f}, \"p50_us\": {:.0f}, "
      "\"p99_us\": {:.0f}, \"floor_per_second\": {:.0f}",
      Median(per_commit), Median(commits), Median(p50), Median(p99), Median(floor));
  Print("audited_read_over_floor", audited, more);
  Print("audited_over_unaudited", unaudited);
  Print("audited_mixed_5pct_writes", mixed, ", \"over\": \"the same without writes\"");
  Print(fmt::format("growth_{}_to_{}", small == 1000 ? "1k" : std::to_string(small),
                    large == 100000 ? "100k" : std::to_string(large)),
        growth);
  Print("growth_cold", growth_cold);
  Print("p99_us_4_in_flight", half);
  Print("decision_us", one.DecisionMicroseconds(runs));
}

// One server alone, so that a profiler sees nothing else.
int RunOnly(const std::string& which) {
  const std::size_t dossiers = which == "cold" ? 20'000 : which == "read" ? 20 : 1000;
  BenchServer server(dossiers);
  if (which == "read") {
    std::vector<double> values;
    for (int run = 0; run < 5; ++run) values.push_back(server.ReadMicroseconds(2000));
    return Print("read_us", values), 0;
  }
  const std::map<std::string, std::string> addresses = {{"floor", server.floor_address()},
                                                        {"audited", server.address()},
                                                        {"cold", server.address()},
                                                        {"unaudited", server.unaudited_address()}};
  const auto address = addresses.find(which);
  if (address == addresses.end())
    return std::cerr << "expected floor, audited, cold, unaudited or read\n", 2;
  const auto requests = Reads(server, dossiers);
  Drive(server.address(), Each(requests), server.token(), kInFlight);
  std::cerr << "driving\n";
  Load load = Drive(address->second, Drawn(requests, 20), server.token(), kInFlight);
  std::cout << fmt::format(
                   "{{\"figure\": \"{}_per_second\", \"value\": {:.0f}, \"p50_us\": {:.0f}, "
                   "\"p99_us\": {:.0f}}}",
                   which, load.per_second(), load.percentile_us(50), load.percentile_us(99))
            << std::endl;
  return 0;
}

}  // namespace
}  // namespace relais::bench

int main(int argc, char** argv) {
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  if (arguments.empty())
    relais::bench::Run(1000, 100000, 5, 3);
  else if (arguments.size() == 1 && arguments[0] == "--quick")
    relais::bench::Run(1000, 5000, 3, 1);
  else if (arguments.size() == 2 && arguments[0] == "--only")
    return relais::bench::RunOnly(std::string(arguments[1]));
  else {
    std::cerr << "usage: relais-bench [--quick | --only floor|audited|cold|unaudited|read]\n"
                 "  --quick  1,000 and 5,000 dossiers, three short runs\n"
                 "  --only   drives one of the servers for 20 seconds, for a profiler;\n"
                 "           read: reads without gRPC, threads or a commit\n";
    return 2;
  }
}
