// Making a server: its tree of keys, certificates, data and configuration; and what hands out
// access to it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "crypto/result.h"

namespace relais::admin {

struct InitOptions {
  std::filesystem::path directory;
  std::filesystem::path policy, catalogue;
  std::filesystem::path messages;         // the folder of notices; empty: beside the catalogue
  std::string help_line = "0800 12 345";  // that notices name for questions
  std::string listen = "127.0.0.1:7443";
  std::string https_listen;  // for browsers; empty: no gateway in the server's process
  std::string log_name = "localhost/relais";
  std::vector<std::string> names;  // more names of the server's certificate
  bool demo = false;
};

struct Made {
  std::string operator_id;
  std::string vkey;  // of the log: what verifiers trust
};

// Makes the tree, and operator.toml, a profile of its operator; kWrongState when there is something already, and then changes nothing.
Result<Made> Init(const InitOptions& options);

// A token for any subject, from the issuer's key; for demonstrations only: kWrongState unless the
// configuration says demo.
Result<std::string> Token(const std::filesystem::path& config, const std::string& subject,
                          int minutes);

// Signs a device's request; returns its certificate, PEM.
Result<std::string> SignDevice(const std::filesystem::path& config,
                               const std::filesystem::path& request, const std::string& name);

}  // namespace relais::admin
