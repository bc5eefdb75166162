#include "services/gateway/config.h"

#include "services/base/files.h"

namespace relais::gateway {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxPem = 1 << 18;

Status ReadPath(const TomlReader& read, const toml::table& table, const char* key,
                const fs::path& folder, fs::path& to) {
  if (!table.contains(key)) return {};
  ASSIGN_OR_RETURN(const TomlText text, read.ReadText(table, key));
  to = folder / text.text;
  return {};
}

Status ReadRequired(const TomlReader& read, const toml::table& table, const char* key,
                    const fs::path& folder, fs::path& to) {
  RETURN_IF_ERROR(ReadPath(read, table, key, folder, to));
  if (to.empty())
    return read.Expected(1, std::string(key) + " = a file; relais-gateway --help names them all");
  return {};
}

}  // namespace

Result<Config> ReadConfig(const TomlReader& read, const toml::table& table,
                          const fs::path& folder) {
  Config config;
  ASSIGN_OR_RETURN(const TomlText listen, read.ReadText(table, "listen"));
  config.listen = listen.text;
  RETURN_IF_ERROR(ReadPath(read, table, "certificate", folder, config.certificate));
  RETURN_IF_ERROR(ReadPath(read, table, "key", folder, config.key));
  RETURN_IF_ERROR(ReadPath(read, table, "portal", folder, config.portal));
  if (config.certificate.empty() != config.key.empty())
    return read.Expected(listen.line, "certificate and key: both or neither");
  return config;
}

Result<PemPair> ReadPemPair(const fs::path& certificate, const fs::path& key) {
  PemPair pair;
  ASSIGN_OR_RETURN(pair.certificate, ReadFile(certificate, kMaxPem));
  ASSIGN_OR_RETURN(pair.key, ReadPrivateFile(key, kMaxPem));
  return pair;
}

Result<Portal> ReadPortal(const Config& config) {
  if (config.portal.empty()) return Portal();
  return Portal::Load(config.portal);
}

Result<AloneConfig> AloneConfig::Load(const fs::path& file) {
  ASSIGN_OR_RETURN(const Bytes text, ReadFile(file, 1 << 20));
  const std::string name = file.filename().string();
  const TomlReader read(name);
  ASSIGN_OR_RETURN(const toml::table root, read.Syntax(text));
  RETURN_IF_ERROR(read.OnlyKeys(root,
                                {"listen", "certificate", "key", "portal", "server", "ca",
                                 "client_certificate", "client_key"},
                                name));
  const fs::path folder = fs::absolute(file).parent_path();
  AloneConfig config;
  ASSIGN_OR_RETURN(config.gateway, ReadConfig(read, root, folder));
  ASSIGN_OR_RETURN(const TomlText server, read.ReadText(root, "server"));
  config.server = server.text;
  fs::path& certificate = config.gateway.certificate;
  RETURN_IF_ERROR(ReadRequired(read, root, "certificate", folder, certificate));
  RETURN_IF_ERROR(ReadRequired(read, root, "ca", folder, config.ca));
  RETURN_IF_ERROR(
      ReadRequired(read, root, "client_certificate", folder, config.client_certificate));
  RETURN_IF_ERROR(ReadRequired(read, root, "client_key", folder, config.client_key));
  return config;
}

Result<GatewayOptions> AloneConfig::Options() const {
  GatewayOptions options{.listen = gateway.listen};
  ASSIGN_OR_RETURN(options.tls, ReadPemPair(gateway.certificate, gateway.key));
  ASSIGN_OR_RETURN(const PemPair device, ReadPemPair(client_certificate, client_key));
  options.server = {server, {}, device.certificate, device.key};
  ASSIGN_OR_RETURN(options.server.ca, ReadFile(ca, kMaxPem));
  ASSIGN_OR_RETURN(options.portal, ReadPortal(gateway));
  return options;
}

}  // namespace relais::gateway
