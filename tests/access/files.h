// The files of the source tree that these tests read.
#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace relais::access {

inline const std::string kBelgium = RELAIS_SOURCE_DIR "/deploy/policy/belgium.toml";
inline const std::string kCases = RELAIS_SOURCE_DIR "/tests/access/cases";

inline std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

}  // namespace relais::access
