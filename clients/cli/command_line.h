// From argv to one command, ready to run. CLI11 stays in command_line.cc.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "clients/cli/session.h"

namespace relais::cli {

struct Command {
  Globals globals;
  // kServerIfAny: what it does without one matters more than why there is none.
  enum class Needs { kNothing, kDevice, kServer, kServerIfAny };
  Needs needs = Needs::kServer;
  bool quiet = false;  // completion: an error has nobody to read it
  std::function<Status(Session&)> run;
  // Set when there is nothing to run: help, the version, or what was wrong.
  int exit_code = 0;
  std::string to_out;
  std::string to_err;
};

// `arguments` without the program's name.
Command ParseCommandLine(const std::vector<std::string>& arguments);

}  // namespace relais::cli
