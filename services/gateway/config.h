// Where a gateway listens and what it shows: the table [gateway] of relaisd.toml, and the file of a
// gateway that runs alone. Paths are relative to the file's folder.
//
//   listen       "address:port"; for browsers
//   certificate  PEM, a chain; and key, its private key, 0600. relaisd: its own, unless they are set
//   portal       the folder of the portal's files; unset: none
// Alone also, all required:
//   server              "host:port" of relaisd's gRPC port
//   ca                  PEM: whom to trust there
//   client_certificate  PEM: this gateway's device (relais-admin device sign); and client_key, 0600
#pragma once

#include <filesystem>

#include "services/base/toml_reader.h"
#include "services/gateway/gateway.h"

namespace relais::gateway {

struct Config {
  std::string listen;
  std::filesystem::path certificate, key, portal;  // empty: unset
};

// Of a table that holds these keys, and `more`.
Result<Config> ReadConfig(const TomlReader& read, const toml::table& table,
                          const std::filesystem::path& folder);
// What it takes to show them; errors of the files.
Result<PemPair> ReadPemPair(const std::filesystem::path& certificate,
                            const std::filesystem::path& key);
Result<Portal> ReadPortal(const Config& config);

// The file of a gateway that runs alone.
struct AloneConfig {
  Config gateway;
  std::string server;
  std::filesystem::path ca, client_certificate, client_key;

  static Result<AloneConfig> Load(const std::filesystem::path& file);
  Result<GatewayOptions> Options() const;
};

}  // namespace relais::gateway
