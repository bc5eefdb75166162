// relaisd.toml: where things are and how they are named. Paths are relative to the file's folder.
// relais-admin init writes one.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "services/accesses/cosigning.h"
#include "services/base/ids.h"
#include "services/gateway/config.h"
#include "services/identity/oidc_providers.h"
#include "services/identity/token_authenticator.h"

namespace relais::relaisd {

struct Config {
  std::filesystem::path directory;  // of the file
  std::string listen = "127.0.0.1:7443";
  std::string operations_listen;  // for /metrics and /health; empty: nowhere
  std::string log_name;  // the origin of its checkpoints, such as "hospital.example/relais"
  std::string issuer;    // of its tokens
  std::filesystem::path policy, catalogue;
  std::filesystem::path exit_guard;  // beside the catalogue, unless it is set
  std::vector<identity::Operator>
      operators;  // "<opr_...> <SHA-256 of their certificate, hex>" each
  // Who cosigns its log: "<vkey> <url>" each.
  std::vector<accesses::WitnessAddress> witnesses;
  bool demo = false;      // relais-admin token works, and operators need no certificate
  int idle_minutes = 15;  // that a professional's session may lie unused
  int review_days = 30;   // within which a privacy officer must decide
  // How long it is kept for the house of a reader who read, when and why, whatever becomes of the
  // person's file. Ten years, as long as one can be sued.
  int oversight_days = 3653;
  // The portal's address as browsers show it: passkeys are bound to it.
  std::string origin = "https://localhost";
  // [[provider]]: who signs in professionals, besides ourselves.
  std::vector<identity::OidcProvider> providers;
  // The texts of notices, and the number that they name for questions.
  std::filesystem::path messages;
  std::string help_line;
  // [sms]: Kannel's sendsms. Without it an SMS goes to the spool.
  struct Sms {
    std::string url, user, from;
    std::filesystem::path password_file;
    std::string listen = "127.0.0.1:8444";  // for its reports and replies
    int per_second = 10;
  };
  std::optional<Sms> sms;
  // [mail]: a mail server. Without it nobody is told by e-mail.
  struct Mail {
    std::string url, user, from, ca_file;
    std::filesystem::path password_file;
    int per_second = 10;
  };
  std::optional<Mail> mail;
  // [gateway]: HTTPS for browsers, in this process. Without it, a relais-gateway serves them, or
  // nobody does. Its certificate is ours unless it has one.
  std::optional<gateway::Config> gateway;

  std::filesystem::path keys() const { return directory / "keys"; }
  std::filesystem::path tls() const { return directory / "tls"; }
  std::filesystem::path data() const { return directory / "data"; }
  std::filesystem::path cosigned() const { return data() / "cosigned"; }
  std::filesystem::path spool() const { return data() / "spool"; }
  std::filesystem::path letters() const { return data() / "letters"; }
  std::filesystem::path endpoint() const { return directory / "run" / "endpoint"; }
  std::filesystem::path https_endpoint() const { return directory / "run" / "https"; }

  std::filesystem::path file;  // that it was read from

  // kInvalid with "FILE:LINE" in `field`, or the error of the missing file.
  static Result<Config> Load(const std::filesystem::path& file);
};

}  // namespace relais::relaisd
