// relais enrol: this device's key and certificate request, then its profile.
#pragma once

#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

struct EnrolOptions {
  std::string directory;
  std::string name;
  std::string certificate;  // given: write the profile
  std::string ca;
  std::string server;
  std::string token_file;
};

Status RunEnrol(Session& session, const EnrolOptions& options);

}  // namespace relais::cli
