// What one run of one command works with. Not thread-safe.
#pragma once

#include <google/protobuf/message.h>

#include <ctime>
#include <memory>
#include <string>

#include "clients/cli/api.h"
#include "clients/cli/catalogue_view.h"
#include "clients/cli/console.h"
#include "crypto/random.h"

namespace relais::cli {

// The options that every command takes.
struct Globals {
  std::string profile;
  std::string output = "text";
  std::string language;
  std::string purpose;
  std::string reason;
  std::string request_id;
};

class Session {
 public:
  // `api` is null for a command that needs no server, or for which there is none. `console` and `random` must outlive the
  // session.
  Session(Console& console, Random& random, std::time_t now, Speech say_, Globals globals,
          Profile profile, std::unique_ptr<Api> api);

  Console& console() { return console_; }
  std::ostream& out() { return console_.out(); }
  Random& random() { return random_; }
  std::time_t now() const { return now_; }
  bool json() const { return globals_.output == "json"; }
  Api& api() { return *api_; }
  bool HasServer() const { return api_ != nullptr; }
  const Profile& profile() const { return profile_; }

  // Fetched once. When the server has none to give, labels show as ids: what was read is still
  // shown.
  const CatalogueView& Catalogue();
  // Fetched once, or why it cannot be: for what cannot be done without it.
  Result<const CatalogueView*> NeedCatalogue();

  // What to put in a change's request_id: the one given, or 26 random characters.
  const std::string& RequestId();
  // Of one of several changes of one command, by what it does: the same again when the command is repeated, whatever was
  // done meanwhile.
  std::string RequestIdFor(const std::string& what);
  // The id that was used, when a change was sent; a repeat with it is safe.
  const std::string& used_request_id() const { return used_request_id_; }

  // Dossier, purpose and reason. A dossier left out is the person's own, and needs no purpose.
  Result<v1::DossierContext> Context(const std::string& dossier_or_card) const;
  Result<v1::Purpose> Purpose() const;
  const std::string& ReasonCode() const {
    return globals_.reason.empty() ? profile_.reason : globals_.reason;
  }

  // One line of protobuf JSON on standard output.
  void PrintJson(const google::protobuf::Message& message);
  // What came of a change: its answer where JSON is asked for, else `sentence`.
  Status Report(const google::protobuf::Message& response, const std::string& sentence);

  const Speech say;

 private:
  Console& console_;
  Random& random_;
  const std::time_t now_;
  const Globals globals_;
  const Profile profile_;
  const std::unique_ptr<Api> api_;
  std::unique_ptr<CatalogueView> catalogue_;
  std::string used_request_id_;
};

}  // namespace relais::cli
