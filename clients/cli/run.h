// One run of the client, from argv to the exit code.
#pragma once

#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "clients/cli/api.h"
#include "clients/cli/console.h"
#include "crypto/random.h"

namespace relais::cli {

// What a run takes from outside; a test passes its own.
struct World {
  Console& console;
  Random& random;
  std::time_t now;
  std::function<std::shared_ptr<grpc::Channel>(const Profile&, const Credentials&)> connect =
      Connect;
};

// 0 done, 1 refused or failed, 2 wrong usage.
int Run(const std::vector<std::string>& arguments, const World& world);

}  // namespace relais::cli
