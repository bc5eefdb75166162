// What the figures share: their requests, and how they are printed, one JSON object a line on
// standard output.
#pragma once

#include "tests/bench/bench_server.h"
#include "tests/bench/load.h"

namespace relais::bench {

inline constexpr int kInFlight = 64;

double Median(std::vector<double> values);
// `more`: further members of the object, with a comma before each.
// Whether every figure kept its bound, so far.
bool AllKept();
// Prints it, and whether its median keeps the bound.
void PrintAtLeast(double bound, const std::string& figure, const std::vector<double>& values,
                  const std::string& more = "");
void PrintAtMost(double bound, const std::string& figure, const std::vector<double>& values,
                 const std::string& more = "");
void Print(const std::string& figure, const std::vector<double>& values,
           const std::string& more = "");

// Reads of `among` dossiers, spread over all from the one at `first`.
Requests Reads(const BenchServer& server, std::size_t among, std::size_t first = 0);
// New steps in the dossiers that Reads(server, among, first) reads.
Requests Writes(const BenchServer& server, std::size_t among, std::size_t first, std::size_t count);

// Drives the audited port for so long.
Load DriveAudited(const BenchServer& server, const Source& source, double seconds);
// The same while people are being told. A second passes before it counts, in which the dispatcher
// catches up with what it was not there for: then every second has one round, of what came in one.
Load DriveTelling(const BenchServer& server, const Source& source, double seconds);

// log_figures.cc: of 1,000 entries of one person in a log of `entries`.
void LogFigures(std::uint64_t entries, int runs);
// telling_figures.cc
void TellingFigures(int runs, double seconds);
// gateway_figures.cc
void GatewayFigures(int runs, double seconds);

}  // namespace relais::bench
