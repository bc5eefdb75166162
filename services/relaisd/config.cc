#include "services/relaisd/config.h"

#include "services/base/files.h"
#include "services/base/toml_reader.h"

namespace relais::relaisd {
namespace {

Status ReadOperators(const TomlReader& read, const toml::table& root, Config& config) {
  ASSIGN_OR_RETURN(const auto operators, read.ReadList(root, "operators"));
  for (const TomlText& text : operators) {
    const auto id = OperatorId::Parse(text.text);
    if (!id) return read.Expected(text.line, "an operator id, opr_ and 26 characters");
    config.operators.push_back(*id);
  }
  return {};
}

Status ReadWitnesses(const TomlReader& read, const toml::table& root, Config& config) {
  if (!root.contains("witnesses")) return {};
  ASSIGN_OR_RETURN(const auto witnesses, read.ReadList(root, "witnesses"));
  for (const TomlText& text : witnesses) {
    const auto space = text.text.find(' ');
    accesses::WitnessAddress address{text.text.substr(0, space), {}};
    if (space != text.text.npos) address.url = text.text.substr(space + 1);
    const bool url = address.url.starts_with("http://") || address.url.starts_with("https://");
    if (!url || address.url.ends_with('/') || !audit::WitnessVerifier::FromVkey(address.vkey))
      return read.Expected(text.line,
                           "the key of a witness, a space, and its address without a slash at its "
                           "end: \"<vkey> http://...\"");
    config.witnesses.push_back(std::move(address));
  }
  return {};
}

}  // namespace

Result<Config> Config::Load(const std::filesystem::path& file) {
  ASSIGN_OR_RETURN(const Bytes text, ReadFile(file, 1 << 20));
  const std::string name = file.filename().string();
  const TomlReader read(name);
  ASSIGN_OR_RETURN(const toml::table root, read.Syntax(text));
  RETURN_IF_ERROR(read.OnlyKeys(
      root,
      {"listen", "log_name", "issuer", "policy", "catalogue", "operators", "witnesses", "demo"},
      "relaisd.toml"));
  Config config;
  config.directory = std::filesystem::absolute(file).parent_path();
  if (root.contains("listen")) {
    ASSIGN_OR_RETURN(const TomlText listen, read.ReadText(root, "listen"));
    config.listen = listen.text;
  }
  ASSIGN_OR_RETURN(const TomlText log_name, read.ReadText(root, "log_name"));
  ASSIGN_OR_RETURN(const TomlText issuer, read.ReadText(root, "issuer"));
  ASSIGN_OR_RETURN(const TomlText policy, read.ReadText(root, "policy"));
  ASSIGN_OR_RETURN(const TomlText catalogue, read.ReadText(root, "catalogue"));
  config.log_name = log_name.text;
  config.issuer = issuer.text;
  config.policy = config.directory / policy.text;
  config.catalogue = config.directory / catalogue.text;
  config.demo = root["demo"].value_or(false);
  RETURN_IF_ERROR(ReadOperators(read, root, config));
  RETURN_IF_ERROR(ReadWitnesses(read, root, config));
  return config;
}

}  // namespace relais::relaisd
