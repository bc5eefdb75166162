#include "services/relaisd/config.h"

#include <fmt/format.h>

#include "services/base/files.h"
#include "services/base/toml_reader.h"
#include "services/identity/webauthn.h"

namespace relais::relaisd {
namespace {

Status ReadOperators(const TomlReader& read, const toml::table& root, Config& config) {
  ASSIGN_OR_RETURN(const auto operators, read.ReadList(root, "operators"));
  for (const TomlText& text : operators) {
    const auto space = text.text.find(' ');
    const auto id = OperatorId::Parse(text.text.substr(0, space));
    identity::Operator one{id.value_or(OperatorId()), {}};
    if (space != text.text.npos) {
      const auto bytes = FromHex(text.text.substr(space + 1));
      const auto hash = bytes ? ToArray<32>(*bytes) : Result<Hash>(Fail(Reason::kInvalid, ""));
      if (hash) one.certificate = *hash;
    }
    if (!id || (!one.certificate && !(config.demo && space == text.text.npos)))
      return read.Expected(
          text.line,
          "an operator's id, a space, and the SHA-256 of their certificate in hex, as "
          "relais-admin init and device sign say it: \"opr_... 3f9a...\"");
    config.operators.push_back(one);
  }
  return {};
}

Status ReadNumber(const TomlReader& read, const toml::table& root, const char* key, int most,
                  int& number) {
  const toml::node* const node = root.get(key);
  if (node == nullptr) return {};
  const auto value = node->value_exact<std::int64_t>();
  if (!value || *value < 1 || *value > most)
    return read.Expected(TomlReader::LineOf(node), fmt::format("{} = 1 to {}", key, most));
  number = static_cast<int>(*value);
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

Status ReadOptional(const TomlReader& read, const toml::table& table, const char* key,
                    std::string& to) {
  if (!table.contains(key)) return {};
  ASSIGN_OR_RETURN(const TomlText text, read.ReadText(table, key));
  to = text.text;
  return {};
}

Status ReadRate(const TomlReader& read, const toml::table& table, int& to) {
  const toml::node* const node = table.get("per_second");
  if (node == nullptr) return {};
  const auto rate = node->value_exact<std::int64_t>();
  if (!rate || *rate < 1 || *rate > 1000)
    return read.Expected(TomlReader::LineOf(node), "per_second = 1 to 1000");
  to = static_cast<int>(*rate);
  return {};
}

// nullptr when there is none.
Result<const toml::table*> FindTable(const TomlReader& read, const toml::table& root,
                                     const char* key) {
  const toml::node* const node = root.get(key);
  if (node == nullptr) return nullptr;
  const toml::table* const table = node->as_table();
  if (table == nullptr)
    return read.Expected(TomlReader::LineOf(node), std::string("a table [") + key + "]");
  return table;
}

Status ReadSms(const TomlReader& read, const toml::table& root, Config& config) {
  ASSIGN_OR_RETURN(const toml::table* const table, FindTable(read, root, "sms"));
  if (table == nullptr) return {};
  RETURN_IF_ERROR(read.OnlyKeys(
      *table, {"url", "user", "password_file", "from", "listen", "per_second"}, "[sms]"));
  Config::Sms sms;
  ASSIGN_OR_RETURN(const TomlText url, read.ReadText(*table, "url"));
  if (!url.text.starts_with("http://") && !url.text.starts_with("https://"))
    return read.Expected(url.line, "the address of sendsms, http://...");
  ASSIGN_OR_RETURN(const TomlText user, read.ReadText(*table, "user"));
  ASSIGN_OR_RETURN(const TomlText password, read.ReadText(*table, "password_file"));
  ASSIGN_OR_RETURN(const TomlText from, read.ReadText(*table, "from"));
  sms.url = url.text;
  sms.user = user.text;
  sms.from = from.text;
  sms.password_file = config.directory / password.text;
  RETURN_IF_ERROR(ReadOptional(read, *table, "listen", sms.listen));
  RETURN_IF_ERROR(ReadRate(read, *table, sms.per_second));
  config.sms = std::move(sms);
  return {};
}

Status ReadMail(const TomlReader& read, const toml::table& root, Config& config) {
  ASSIGN_OR_RETURN(const toml::table* const table, FindTable(read, root, "mail"));
  if (table == nullptr) return {};
  RETURN_IF_ERROR(read.OnlyKeys(
      *table, {"url", "user", "password_file", "from", "ca_file", "per_second"}, "[mail]"));
  Config::Mail mail;
  ASSIGN_OR_RETURN(const TomlText url, read.ReadText(*table, "url"));
  if (!url.text.starts_with("smtp://") && !url.text.starts_with("smtps://"))
    return read.Expected(url.line, "the address of a mail server, smtp://HOST:PORT");
  ASSIGN_OR_RETURN(const TomlText from, read.ReadText(*table, "from"));
  if (from.text.find('@') == from.text.npos)
    return read.Expected(from.line, "the address that notices come from");
  mail.url = url.text;
  mail.from = from.text;
  std::string password;
  RETURN_IF_ERROR(ReadOptional(read, *table, "user", mail.user));
  RETURN_IF_ERROR(ReadOptional(read, *table, "password_file", password));
  RETURN_IF_ERROR(ReadOptional(read, *table, "ca_file", mail.ca_file));
  if (!mail.user.empty() && password.empty())
    return read.Expected(url.line, "a password_file beside the user");
  if (!password.empty()) mail.password_file = config.directory / password;
  if (!mail.ca_file.empty()) mail.ca_file = config.directory / mail.ca_file;
  RETURN_IF_ERROR(ReadRate(read, *table, mail.per_second));
  config.mail = std::move(mail);
  return {};
}

Result<identity::OidcProvider> ReadProvider(const TomlReader& read, const toml::table& table) {
  RETURN_IF_ERROR(read.OnlyKeys(
      table, {"issuer", "audience", "algorithms", "subject_claim", "keys"}, "[[provider]]"));
  ASSIGN_OR_RETURN(const TomlText issuer, read.ReadText(table, "issuer"));
  if (!IsSafeUrl(issuer.text))
    return read.Expected(issuer.line, "the provider's address, https://..., as its tokens name it");
  ASSIGN_OR_RETURN(const TomlText audience, read.ReadText(table, "audience"));
  identity::OidcProvider provider{{issuer.text, audience.text, "sub"}, {}};
  RETURN_IF_ERROR(ReadOptional(read, table, "subject_claim", provider.rules.subject_claim));
  RETURN_IF_ERROR(ReadOptional(read, table, "keys", provider.keys_url));
  if (!provider.keys_url.empty() && !IsSafeUrl(provider.keys_url))
    return read.Expected(issuer.line, "keys = the address of its key set, https://...");
  ASSIGN_OR_RETURN(const auto algorithms, read.ReadList(table, "algorithms"));
  for (const TomlText& text : algorithms) {
    if (text.text != "ES256" && text.text != "RS256" && text.text != "EdDSA")
      return read.Expected(text.line, "ES256, RS256 or EdDSA");
    provider.algorithms.insert(text.text);
  }
  return provider;
}

Status ReadProviders(const TomlReader& read, const toml::table& root, const std::string& own,
                     Config& config) {
  const toml::node* const node = root.get("provider");
  if (node == nullptr) return {};
  const toml::array* const list = node->as_array();
  if (list == nullptr) return read.Expected(TomlReader::LineOf(node), "tables [[provider]]");
  for (const toml::node& entry : *list) {
    const toml::table* const table = entry.as_table();
    if (table == nullptr) return read.Expected(TomlReader::LineOf(&entry), "a table [[provider]]");
    ASSIGN_OR_RETURN(auto provider, ReadProvider(read, *table));
    bool taken = provider.rules.issuer == own;
    for (const auto& other : config.providers)
      taken = taken || other.rules.issuer == provider.rules.issuer;
    if (taken)
      return read.Expected(TomlReader::LineOf(table),
                           "an issuer that no other table, nor we, have");
    config.providers.push_back(std::move(provider));
  }
  return {};
}

Status ReadGateway(const TomlReader& read, const toml::table& root, Config& config) {
  ASSIGN_OR_RETURN(const toml::table* const table, FindTable(read, root, "gateway"));
  if (table == nullptr) return {};
  RETURN_IF_ERROR(read.OnlyKeys(*table, {"listen", "certificate", "key", "portal"}, "[gateway]"));
  ASSIGN_OR_RETURN(auto gateway, gateway::ReadConfig(read, *table, config.directory));
  if (gateway.certificate.empty()) {
    gateway.certificate = config.tls() / "server.pem";
    gateway.key = config.tls() / "server.key";
  }
  config.gateway = std::move(gateway);
  return {};
}

}  // namespace

Result<Config> Config::Load(const std::filesystem::path& file) {
  ASSIGN_OR_RETURN(const Bytes text, ReadFile(file, 1 << 20));
  const std::string name = file.filename().string();
  const TomlReader read(name);
  ASSIGN_OR_RETURN(const toml::table root, read.Syntax(text));
  RETURN_IF_ERROR(read.OnlyKeys(
      root, {"listen",     "log_name",    "issuer",         "policy",       "catalogue",
             "exit_guard", "messages",    "help_line",      "operators",    "witnesses",
             "demo",       "review_days", "oversight_days", "idle_minutes", "operations_listen",
             "origin",     "sms",         "mail",           "gateway",      "provider"},
      "relaisd.toml"));
  Config config;
  config.file = std::filesystem::absolute(file);
  config.directory = config.file.parent_path();
  if (root.contains("listen")) {
    ASSIGN_OR_RETURN(const TomlText listen, read.ReadText(root, "listen"));
    config.listen = listen.text;
  }
  if (root.contains("operations_listen")) {
    ASSIGN_OR_RETURN(const TomlText listen, read.ReadText(root, "operations_listen"));
    config.operations_listen = listen.text;
  }
  ASSIGN_OR_RETURN(const TomlText log_name, read.ReadText(root, "log_name"));
  ASSIGN_OR_RETURN(const TomlText issuer, read.ReadText(root, "issuer"));
  ASSIGN_OR_RETURN(const TomlText policy, read.ReadText(root, "policy"));
  ASSIGN_OR_RETURN(const TomlText catalogue, read.ReadText(root, "catalogue"));
  config.log_name = log_name.text;
  config.issuer = issuer.text;
  config.policy = config.directory / policy.text;
  config.catalogue = config.directory / catalogue.text;
  std::string guard = (config.catalogue.parent_path() / "exit_guard.toml").string();
  RETURN_IF_ERROR(ReadOptional(read, root, "exit_guard", guard));
  config.exit_guard = config.directory / guard;
  ASSIGN_OR_RETURN(const TomlText messages, read.ReadText(root, "messages"));
  ASSIGN_OR_RETURN(const TomlText help_line, read.ReadText(root, "help_line"));
  config.messages = config.directory / messages.text;
  config.help_line = help_line.text;
  config.demo = root["demo"].value_or(false);
  RETURN_IF_ERROR(ReadOperators(read, root, config));
  RETURN_IF_ERROR(ReadWitnesses(read, root, config));
  RETURN_IF_ERROR(ReadNumber(read, root, "review_days", 365, config.review_days));
  RETURN_IF_ERROR(ReadNumber(read, root, "idle_minutes", 600, config.idle_minutes));
  RETURN_IF_ERROR(ReadNumber(read, root, "oversight_days", 36525, config.oversight_days));
  if (config.oversight_days < config.review_days)
    return read.Expected(TomlReader::LineOf(root.get("oversight_days")),
                         "oversight_days = no less than review_days: officers need what is kept");
  RETURN_IF_ERROR(ReadOptional(read, root, "origin", config.origin));
  if (const auto party = identity::RelyingParty::Of(config.origin); !party)
    return read.Expected(TomlReader::LineOf(root.get("origin")), party.error().message);
  RETURN_IF_ERROR(ReadSms(read, root, config));
  RETURN_IF_ERROR(ReadMail(read, root, config));
  RETURN_IF_ERROR(ReadGateway(read, root, config));
  RETURN_IF_ERROR(ReadProviders(read, root, config.issuer, config));
  return config;
}

}  // namespace relais::relaisd
