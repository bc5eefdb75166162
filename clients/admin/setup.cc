#include "clients/admin/setup.h"

#include <fmt/format.h>

#include "audit/note.h"
#include "services/base/files.h"
#include "services/identity/authority.h"
#include "services/identity/tokens.h"
#include "services/keys/keystore.h"
#include "services/relaisd/config.h"

namespace relais::admin {
namespace {

namespace fs = std::filesystem;

// A TOML basic string: what we put there are paths and names.
Result<std::string> Quoted(const std::string& text) {
  for (const unsigned char c : text) {
    if (c < 0x20 || c == '"' || c == '\\')
      return Fail(
          Reason::kInvalid,
          "paths and names must not hold quotes, backslashes or control characters: " + text);
  }
  return '"' + text + '"';
}

// `operators`: one of them, as the configuration names them.
Result<std::string> ConfigText(const InitOptions& options, const std::string& operators) {
  ASSIGN_OR_RETURN(const auto listen, Quoted(options.listen));
  ASSIGN_OR_RETURN(const auto log_name, Quoted(options.log_name));
  ASSIGN_OR_RETURN(const auto policy, Quoted(fs::absolute(options.policy)));
  ASSIGN_OR_RETURN(const auto catalogue, Quoted(fs::absolute(options.catalogue)));
  const fs::path beside = options.catalogue.parent_path() / "messages";
  ASSIGN_OR_RETURN(const auto messages,
                   Quoted(fs::absolute(options.messages.empty() ? beside : options.messages)));
  ASSIGN_OR_RETURN(const auto help_line, Quoted(options.help_line));
  std::string gateway;
  if (!options.https_listen.empty()) {
    ASSIGN_OR_RETURN(const auto https, Quoted(options.https_listen));
    // Inline, so that keys can still be added at the file's end.
    gateway = "gateway = {listen = " + https + "}  # HTTPS, for browsers\n";
  }
  return fmt::format(
             "# Where a Relais server listens, and what it goes by. Made by relais-admin init.\n"
             "listen = {}\nlog_name = {}\nissuer = {}\npolicy = {}\ncatalogue = {}\nmessages = {}\n"
             "help_line = {}\noperators = "
             "[\"{}\"]\ndemo = {}\n",
             listen, log_name, log_name, policy, catalogue, messages, help_line, operators,
             options.demo) +
         gateway;
}

// On the server's own machine; elsewhere it names the server's address, and where the files were taken to.
constexpr char kOperatorProfile[] =
    "# Who keeps the server: relais-admin --as operator.toml. Made by relais-admin init.\n"
    "server_file = \"run/endpoint\"\nca = \"tls/ca.pem\"\ncert = \"tls/operator.pem\"\n"
    "key = \"tls/operator.key\"\n";

Result<audit::NoteSigner> Signer(const fs::path& keys, const std::string& log_name) {
  ASSIGN_OR_RETURN(const auto keystore, keys::Keystore::Open(keys));
  return audit::NoteSigner::Create(log_name, Ed25519Signer(keystore.log_seed()));
}

}  // namespace

Result<Made> Init(const InitOptions& options) {
  const fs::path& dir = options.directory;
  if (fs::exists(dir / "relaisd.toml"))
    return Fail(Reason::kWrongState,
                dir.string() + " holds a server already; choose another folder");
  for (const fs::path& file : {options.policy, options.catalogue}) {
    if (!fs::exists(file)) return Fail(Reason::kInvalid, file.string() + " is missing");
  }
  SystemRandom random;
  const SystemClock clock;
  const std::string operator_id = OperatorId::New(random).Text();
  // Refused before anything is written.
  RETURN_IF_ERROR(ConfigText(options, operator_id));
  RETURN_IF_ERROR(MakePrivateDirectory(dir));
  for (const char* part : {"keys", "tls", "data", "run"})
    RETURN_IF_ERROR(MakePrivateDirectory(dir / part));
  RETURN_IF_ERROR(keys::Keystore::Create(dir / "keys", random));
  ASSIGN_OR_RETURN(const auto signer, Signer(dir / "keys", options.log_name));
  RETURN_IF_ERROR(identity::CreateIssuerKey(dir / "keys" / "issuer.pem"));
  RETURN_IF_ERROR(identity::CreateAuthority(dir / "tls", options.names, clock.Now()));
  ASSIGN_OR_RETURN(const Bytes certificate, ReadFile(dir / "tls" / "operator.pem", 1 << 16));
  ASSIGN_OR_RETURN(const Hash fingerprint, identity::FingerprintOf(certificate));
  ASSIGN_OR_RETURN(const std::string config,
                   ConfigText(options, operator_id + " " + ToHex(View(fingerprint))));
  RETURN_IF_ERROR(WriteFileAtomically(dir / "operator.toml", kOperatorProfile, 0644));
  RETURN_IF_ERROR(WriteFileAtomically(dir / "log.vkey", "log " + signer.Vkey() + "\n", 0644));
  RETURN_IF_ERROR(WriteFileAtomically(dir / "relaisd.toml", config, 0644));
  return Made{operator_id, signer.Vkey()};
}

Result<std::string> Token(const fs::path& file, const std::string& subject, int minutes) {
  ASSIGN_OR_RETURN(const auto config, relaisd::Config::Load(file));
  if (!config.demo)
    return Fail(
        Reason::kWrongState,
        "tokens are handed out for demonstrations only: this server is not one (demo = false)");
  const bool known =
      OperatorId::Parse(subject) || PersonId::Parse(subject) || ProfessionalId::Parse(subject);
  if (!known)
    return Fail(Reason::kInvalid,
                "expected the id of a person, professional or operator (per_, pro_, opr_)");
  ASSIGN_OR_RETURN(const auto issuer,
                   identity::TokenIssuer::Load(config.keys() / "issuer.pem", config.issuer));
  return issuer.Issue(subject, SystemClock().Now(), std::chrono::minutes(minutes));
}

Result<std::string> SignDevice(const fs::path& file, const fs::path& request,
                               const std::string& name) {
  ASSIGN_OR_RETURN(const auto config, relaisd::Config::Load(file));
  ASSIGN_OR_RETURN(const Bytes csr, ReadFile(request, 1 << 16));
  return identity::SignDevice(config.tls(), csr, name, SystemClock().Now());
}

}  // namespace relais::admin
