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

}  // namespace

Result<Config> Config::Load(const std::filesystem::path& file) {
  ASSIGN_OR_RETURN(const Bytes text, ReadFile(file, 1 << 20));
  const std::string name = file.filename().string();
  const TomlReader read(name);
  ASSIGN_OR_RETURN(const toml::table root, read.Syntax(text));
  RETURN_IF_ERROR(read.OnlyKeys(
      root, {"listen", "log_name", "issuer", "policy", "catalogue", "operators", "demo"},
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
  return config;
}

}  // namespace relais::relaisd
