// The figures: ratios taken in one run, side by side. One JSON object a line on standard output; progress on standard error.
//
// The server is the real one, but for the null ledger figure, in which reads are answered without a commit. The client runs
// in this process, with 64 calls in flight over a plain port on this machine.
#include "tests/bench/bench_server.h"

#include <fmt/format.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>

#include "relais/v1/dossiers.pb.h"

namespace relais::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Load {
  double per_second = 0;
  double p50_us = 0, p99_us = 0;
  std::uint64_t failed = 0;
};

// Closed loop: `in_flight` calls at any time, for `seconds`; each of the requests once, in order, when `seconds` is 0.
Load Drive(const std::string& address, const std::string& method, const std::vector<Bytes>& requests, const std::string& token, int in_flight, double seconds) {
  grpc::ChannelArguments arguments;
  auto channel = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  struct Call {
    grpc::ClientContext context;
    std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
    grpc::ByteBuffer response;
    grpc::Status status;
    Clock::time_point start;
  };
  std::mt19937_64 random(7);
  std::size_t next = 0;
  const auto begin = [&] {
    auto* const call = new Call;
    call->context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    call->context.AddMetadata("authorization", "Bearer " + token);
    const Bytes& bytes = requests[seconds > 0 ? random() % requests.size() : next++];
    const grpc::Slice slice(bytes.data(), bytes.size());
    const grpc::ByteBuffer request(&slice, 1);
    call->start = Clock::now();
    call->reader = stub.PrepareUnaryCall(&call->context, method, request, &queue);
    call->reader->StartCall();
    call->reader->Finish(&call->response, &call->status, call);
  };
  for (int i = 0; i < in_flight; ++i) begin();
  const auto start = Clock::now();
  const auto end = start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  std::vector<double> latencies;
  Load load;
  void* tag = nullptr;
  bool ok = false;
  for (int open = in_flight; open > 0 && queue.Next(&tag, &ok);) {
    const std::unique_ptr<Call> call(static_cast<Call*>(tag));
    const auto now = Clock::now();
    latencies.push_back(std::chrono::duration<double, std::micro>(now - call->start).count());
    if (!call->status.ok() && load.failed++ == 0) std::cerr << "a call failed: " << call->status.error_message() << '\n';
    if (seconds > 0 ? now < end : next < requests.size()) begin();
    else --open;
  }
  const double elapsed = std::chrono::duration<double>(Clock::now() - start).count();
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
  std::sort(latencies.begin(), latencies.end());
  load.per_second = static_cast<double>(latencies.size()) / elapsed;
  load.p50_us = latencies[latencies.size() / 2];
  load.p99_us = latencies[latencies.size() * 99 / 100];
  return load;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void Print(const std::string& figure, const std::vector<double>& values, const std::string& more = "") {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  std::cout << fmt::format("{{\"figure\": \"{}\", \"value\": {:.3f}, \"min\": {:.3f}, \"max\": {:.3f}{}}}", figure, Median(values), *low, *high, more) << std::endl;
}

constexpr char kGet[] = "/relais.v1.Dossiers/GetDossier";
constexpr int kInFlight = 64;

std::vector<Bytes> Requests(const BenchServer& server, std::size_t among) {
  std::vector<Bytes> out;
  const auto& all = server.dossiers();
  const std::size_t step = std::max<std::size_t>(1, all.size() / among);
  for (std::size_t i = 0; i < all.size() && out.size() < among; i += step) {
    v1::GetDossierRequest request;
    request.mutable_context()->set_dossier_id(all[i].Text());
    request.mutable_context()->set_purpose(v1::PURPOSE_EXIT_PREPARATION);
    request.mutable_context()->set_reason("follow_up");
    out.push_back(request.SerializeAsString());
  }
  return out;
}

void Run(std::size_t small, std::size_t large, int runs, double seconds) {
  std::cerr << "making " << small << " and " << large << " dossiers of 40 steps; about a minute for 100,000\n";
  BenchServer one(small), many(large);
  const auto hot_one = Requests(one, 1000), hot_many = Requests(many, 1000), cold = Requests(many, large);
  std::vector<double> floor, audited, unaudited, growth, growth_cold, half, per_commit, commits, p50, p99;
  // Whoever was opened has an entry, and so a chain: one read of each stands for it.
  Drive(one.address(), kGet, Requests(one, small), one.token(), kInFlight, 0);
  Drive(many.address(), kGet, cold, many.token(), kInFlight, 0);
  Drive(many.address(), kGet, hot_many, many.token(), kInFlight, seconds);
  for (int i = 0; i < runs; ++i) {
    std::cerr << "run " << i + 1 << " of " << runs << '\n';
    const Load f = Drive(one.floor_address(), kGet, hot_one, one.token(), kInFlight, seconds);
    const auto before = one.counts();
    const Load a = Drive(one.address(), kGet, hot_one, one.token(), kInFlight, seconds);
    const auto after = one.counts();
    const Load u = Drive(one.unaudited_address(), kGet, hot_one, one.token(), kInFlight, seconds);
    const Load g = Drive(many.address(), kGet, hot_many, many.token(), kInFlight, seconds);
    const Load c = Drive(many.address(), kGet, cold, many.token(), kInFlight, seconds);
    if (f.failed + a.failed + u.failed + g.failed + c.failed > 0) std::exit(1);
    floor.push_back(f.per_second);
    audited.push_back(a.per_second / f.per_second);
    unaudited.push_back(a.per_second / u.per_second);
    growth.push_back(g.per_second / a.per_second);
    growth_cold.push_back(c.per_second / a.per_second);
    per_commit.push_back(static_cast<double>(after.units - before.units) / static_cast<double>(after.batches - before.batches));
    commits.push_back(static_cast<double>(after.batches - before.batches) / seconds);
    p50.push_back(a.p50_us);
    p99.push_back(a.p99_us);
    half.push_back(Drive(one.address(), kGet, hot_one, one.token(), 4, seconds / 2).p99_us);
  }
  const std::string more = fmt::format(", \"reads_per_commit\": {:.1f}, \"commits_per_second\": {:.0f}, \"p50_us\": {:.0f}, \"p99_us\": {:.0f}, \"floor_per_second\": {:.0f}",
                                       Median(per_commit), Median(commits), Median(p50), Median(p99), Median(floor));
  Print("audited_read_over_floor", audited, more);
  Print("audited_over_unaudited", unaudited);
  Print(fmt::format("growth_{}_to_{}", small == 1000 ? "1k" : std::to_string(small), large == 100000 ? "100k" : std::to_string(large)), growth);
  Print("growth_cold", growth_cold);
  Print("p99_us_4_in_flight", half);
  Print("decision_us", one.DecisionMicroseconds(runs));
}

// One server alone, so that a profiler sees nothing else.
int RunOnly(const std::string& which) {
  BenchServer server(1000);
  const std::map<std::string, std::string> addresses = {{"floor", server.floor_address()}, {"audited", server.address()}, {"unaudited", server.unaudited_address()}};
  const auto address = addresses.find(which);
  if (address == addresses.end()) return std::cerr << "expected floor, audited or unaudited\n", 2;
  std::cerr << "driving\n";
  const Load load = Drive(address->second, kGet, Requests(server, 1000), server.token(), kInFlight, 20);
  std::cout << fmt::format("{{\"figure\": \"{}_per_second\", \"value\": {:.0f}, \"p50_us\": {:.0f}, \"p99_us\": {:.0f}}}", which, load.per_second, load.p50_us, load.p99_us) << std::endl;
  return 0;
}

}  // namespace
}  // namespace relais::bench

int main(int argc, char** argv) {
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  if (arguments.empty()) relais::bench::Run(1000, 100000, 5, 4);
  else if (arguments.size() == 1 && arguments[0] == "--quick") relais::bench::Run(1000, 5000, 3, 2);
  else if (arguments.size() == 2 && arguments[0] == "--only") return relais::bench::RunOnly(std::string(arguments[1]));
  else {
    std::cerr << "usage: relais-bench [--quick | --only floor|audited|unaudited]\n"
                 "  --quick  1,000 and 5,000 dossiers, three short runs\n"
                 "  --only   drives one of the servers for 20 seconds, for a profiler\n";
    return 2;
  }
}
