#include <cstdlib>
#include <ctime>
#include <exception>
#include <vector>

#include "clients/cli/run.h"

int main(int argc, char** argv) {
  // gRPC writes connection trouble to standard error by itself; errors here are one line that says
  // what to do.
  setenv("GRPC_VERBOSITY", "NONE", 0);
  relais::cli::SystemConsole console;
  relais::SystemRandom random;
  try {
    return relais::cli::Run({argv + 1, argv + argc}, {console, random, std::time(nullptr)});
  } catch (const std::exception& error) {
    console.err() << "relais: " << error.what() << '\n';
    return 1;
  }
}
