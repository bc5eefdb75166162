// relaisd.toml: where things are and how they are named. Paths are relative to the file's folder.
// relais-admin init writes one.
#pragma once

#include <filesystem>
#include <vector>

#include "services/accesses/cosigning.h"
#include "services/base/ids.h"

namespace relais::relaisd {

struct Config {
  std::filesystem::path directory;  // of the file
  std::string listen = "127.0.0.1:7443";
  std::string log_name;  // the origin of its checkpoints, such as "hospital.example/relais"
  std::string issuer;    // of its tokens
  std::filesystem::path policy, catalogue;
  std::vector<OperatorId> operators;
  // Who cosigns its log: "<vkey> <url>" each.
  std::vector<accesses::WitnessAddress> witnesses;
  bool demo = false;  // relais-admin token works

  std::filesystem::path keys() const { return directory / "keys"; }
  std::filesystem::path tls() const { return directory / "tls"; }
  std::filesystem::path data() const { return directory / "data"; }
  std::filesystem::path endpoint() const { return directory / "run" / "endpoint"; }

  // kInvalid with "FILE:LINE" in `field`, or the error of the missing file.
  static Result<Config> Load(const std::filesystem::path& file);
};

}  // namespace relais::relaisd
