// The figures: ratios taken in one run, side by side. One JSON object a line on standard output;
// progress on standard error.
//
// The server is the real one, but for the null ledger figure, in which reads are answered without a
// commit. The client runs in this process, with 64 calls in flight over a plain port on this
// machine.
#include <fmt/format.h>

#include <cstdlib>
#include <iostream>
#include <map>

#include "tests/bench/figures.h"

namespace relais::bench {
namespace {

// Each run goes round all servers several times, two seconds at each: a machine that slows down for
// a while slows down both sides of a ratio. A dispatcher takes up what is read, as in a real server,
// but for `silent`; nobody was asked yet how they want to be told.
void ServerFigures(std::size_t small, std::size_t large, int runs, int rounds) {
  constexpr double kSeconds = 2;
  std::cerr << "making " << small << " and " << large
            << " dossiers of 40 steps; about a minute for 100,000\n";
  const BenchServer one({.dossiers = small}), silent({.dossiers = small}),
      many({.dossiers = large});
  const auto hot_one = Reads(one, small), hot_silent = Reads(silent, small),
             hot_many = Reads(many, 1000), cold = Reads(many, large);
  // Dossiers that grow are not those whose reads are compared.
  const auto mixed_reads = Reads(many, 1000, 1), mixed_writes = Writes(many, 1000, 1, 50'000);
  const Source writes = Each(mixed_writes);
  const auto plain = [](const std::string& address, const BenchServer& server,
                        const Source& source) {
    return Drive(address, source, server.token(), kInFlight);
  };
  std::vector<double> floor, audited, untold, unaudited, growth, growth_cold, mixed, half,
      per_commit, commits, p50, p99;
  // Whoever was opened has an entry, and so a chain: one read of each stands for it.
  plain(one.address(), one, Each(hot_one));
  plain(silent.address(), silent, Each(hot_silent));
  plain(many.address(), many, Each(cold));
  DriveTelling(many, Drawn(hot_many), kSeconds);
  for (int i = 0; i < runs; ++i) {
    std::cerr << "run " << i + 1 << " of " << runs << '\n';
    Load f, a, s, u, g, m, c;
    double units = 0, batches = 0;
    for (int round = 0; round < rounds; ++round) {
      f += plain(one.floor_address(), one, For(kSeconds, Drawn(hot_one)));
      const auto before = one.counts();
      a += DriveTelling(one, Drawn(hot_one), kSeconds);
      const auto after = one.counts();
      units += static_cast<double>(after.units - before.units);
      batches += static_cast<double>(after.batches - before.batches);
      s += DriveAudited(silent, Drawn(hot_silent), kSeconds);
      u += plain(one.unaudited_address(), one, For(kSeconds, Drawn(hot_one)));
      g += DriveTelling(many, Drawn(hot_many), kSeconds);
      m += DriveTelling(many, Drawn(mixed_reads, [&] { return writes(); }), kSeconds);
      c += DriveTelling(many, Drawn(cold), kSeconds);
    }
    if (f.failed() + a.failed() + s.failed() + u.failed() + g.failed() + m.failed() + c.failed() >
        0)
      std::exit(1);
    floor.push_back(f.per_second());
    audited.push_back(a.per_second() / f.per_second());
    untold.push_back(s.per_second() / f.per_second());
    unaudited.push_back(a.per_second() / u.per_second());
    growth.push_back(g.per_second() / a.per_second());
    growth_cold.push_back(c.per_second() / a.per_second());
    mixed.push_back(m.per_second() / g.per_second());
    per_commit.push_back(units / batches);
    commits.push_back(batches / ((kSeconds + 1) * rounds));
    p50.push_back(a.percentile_us(50));
    p99.push_back(a.percentile_us(99));
    const auto telling = one.StartTelling();
    Load few = Drive(one.address(), For(kSeconds, Drawn(hot_one)), one.token(), 4);
    half.push_back(few.percentile_us(99));
  }
  const std::string more = fmt::format(
      ", \"reads_per_commit\": {:.1f}, \"commits_per_second\": {:.0f}, \"p50_us\": {:.0f}, "
      "\"p99_us\": {:.0f}, \"floor_per_second\": {:.0f}",
      Median(per_commit), Median(commits), Median(p50), Median(p99), Median(floor));
  Print("audited_read_over_floor", audited, more);
  Print("audited_read_over_floor_without_dispatcher", untold);
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
  if (which == "log") return LogFigures(1'000'000, 5), !AllKept();
  if (which == "telling") return TellingFigures(7, 8), !AllKept();
  if (which == "gateway") return GatewayFigures(5, 2), !AllKept();
  const std::size_t dossiers = which == "cold" ? 20'000 : which == "read" ? 20 : 1000;
  const BenchServer server({.dossiers = dossiers});
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
    return std::cerr << "expected floor, audited, cold, unaudited, read, log, telling or gateway\n",
           2;
  const auto requests = Reads(server, dossiers);
  Drive(server.address(), Each(requests), server.token(), kInFlight);
  std::cerr << "driving\n";
  const auto telling = server.StartTelling();
  Load load = Drive(address->second, For(20, Drawn(requests)), server.token(), kInFlight);
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
  using namespace relais::bench;
  relais::rpc::RequireTls13();
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  if (arguments.empty()) {
    ServerFigures(1000, 100000, 5, 3);
    TellingFigures(7, 8);
    GatewayFigures(5, 2);
    LogFigures(1'000'000, 5);
  } else if (arguments.size() == 1 && arguments[0] == "--quick") {
    ServerFigures(1000, 5000, 3, 1);
    TellingFigures(3, 3);
    GatewayFigures(3, 1);
    LogFigures(100'000, 3);
  } else if (arguments.size() == 2 && arguments[0] == "--only") {
    return RunOnly(std::string(arguments[1]));
  } else {
    std::cerr
        << "usage: relais-bench [--quick | --only WHAT]\n"
           "  --quick  1,000 and 5,000 dossiers and a log of 100,000 entries, short runs\n"
           "  --only   floor, audited, cold, unaudited: drives one of the servers for 20\n"
           "           seconds, for a profiler; read: reads without gRPC, threads or a\n"
           "           commit; log: the figures of export, proof and verification;\n"
           "           telling: reads while the SMS gateway is dead; gateway: reads by HTTPS\n";
    return 2;
  }
  return AllKept() ? 0 : 1;
}
