#include "clients/cli/profile.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

constexpr std::array<std::string_view, 12> kKeys = {
    "server",   "server_file", "ca",     "cert",   "key",       "token_file",
    "language", "purpose",     "reason", "issuer", "client_id", "audience"};

// Reads one profile; every method names the line at fault.
class ProfileReader {
 public:
  ProfileReader(const toml::table& table, const std::filesystem::path& file, const Speech& say)
      : table_(table), file_(file), say_(say) {}

  Status CheckKeys() const {
    for (const auto& [key, node] : table_) {
      if (std::find(kKeys.begin(), kKeys.end(), key.str()) == kKeys.end()) {
        return Wrong(node, say_(Say::kProfileUnknownKey, std::string(key.str())));
      }
      if (!node.is_string()) return Wrong(node, say_(Say::kProfileNotText, std::string(key.str())));
    }
    return {};
  }

  std::string Get(std::string_view key) const { return table_[key].value_or(std::string()); }

  Result<std::filesystem::path> Path(std::string_view key) const {
    const std::string value = Get(key);
    if (value.empty()) return say_.Wrong(Say::kProfileMissingKey, file_.string(), std::string(key));
    return file_.parent_path() / value;
  }

  Result<std::string> Server() const {
    const bool has_file = table_.contains("server_file");
    if (has_file == table_.contains("server"))
      return say_.Wrong(Say::kProfileServer, file_.string());
    std::string server = Get("server");
    if (has_file) {
      ASSIGN_OR_RETURN(const auto path, Path("server_file"));
      ASSIGN_OR_RETURN(server, ReadFile(path, say_));
    }
    server = Trim(server);
    if (server.find(':') != std::string::npos) return server;
    return Wrong(*table_.get(has_file ? "server_file" : "server"),
                 say_(Say::kProfileServerForm, Clean(server)));
  }

  Result<v1::Purpose> Purpose() const {
    const std::string name = Get("purpose");
    if (name.empty()) return v1::PURPOSE_UNSPECIFIED;
    const v1::Purpose purpose = PurposeNamed(name);
    if (purpose != v1::PURPOSE_UNSPECIFIED) return purpose;
    return Wrong(*table_.get("purpose"), say_(Say::kPurposeUnknown, Clean(name), PurposeNames()));
  }

  Result<std::string> LanguageName() const {
    const std::string name = Get("language");
    if (name.empty() || LanguageNamed(name)) return name;
    return Wrong(*table_.get("language"), say_(Say::kLanguageUnknown, Clean(name)));
  }

 private:
  tl::unexpected<Error> Wrong(const toml::node& node, const std::string& what) const {
    return say_.Wrong(Say::kProfileLine, file_.string(), node.source().begin.line, what);
  }

  const toml::table& table_;
  const std::filesystem::path& file_;
  const Speech& say_;
};

Result<Profile> Build(const ProfileReader& in, const std::filesystem::path& file) {
  RETURN_IF_ERROR(in.CheckKeys());
  Profile out;
  out.file = file;
  ASSIGN_OR_RETURN(out.server, in.Server());
  ASSIGN_OR_RETURN(out.ca, in.Path("ca"));
  ASSIGN_OR_RETURN(out.certificate, in.Path("cert"));
  ASSIGN_OR_RETURN(out.key, in.Path("key"));
  if (!in.Get("token_file").empty()) {
    ASSIGN_OR_RETURN(out.token, in.Path("token_file"));
  }
  ASSIGN_OR_RETURN(out.language, in.LanguageName());
  ASSIGN_OR_RETURN(out.purpose, in.Purpose());
  out.reason = in.Get("reason");
  out.provider = {in.Get("issuer"), in.Get("client_id"), in.Get("audience")};
  return out;
}

}  // namespace

Result<Profile> LoadProfile(const std::filesystem::path& file, const Speech& say) {
  if (file.empty()) return say.Wrong(Say::kProfileNone);
  ASSIGN_OR_RETURN(const std::string text, ReadFile(file, say));
  try {
    const toml::table table = toml::parse(text);
    return Build(ProfileReader(table, file, say), file);
  } catch (const toml::parse_error& error) {
    const std::string what(error.description());
    return say.Wrong(Say::kProfileLine, file.string(), error.source().begin.line, what);
  }
}

Result<Credentials> LoadDevice(const Profile& profile, const Speech& say) {
  Credentials out;
  ASSIGN_OR_RETURN(out.ca, ReadFile(profile.ca, say));
  ASSIGN_OR_RETURN(out.certificate, ReadFile(profile.certificate, say));
  ASSIGN_OR_RETURN(out.key, ReadFile(profile.key, say));
  return out;
}

Result<Credentials> LoadCredentials(const Profile& profile, const Speech& say) {
  ASSIGN_OR_RETURN(Credentials out, LoadDevice(profile, say));
  // Before the first sign-in, and after a sign-out, there is none.
  if (!std::filesystem::exists(profile.token))
    return say.Failed(Say::kTokenEmpty, profile.token.string());
  ASSIGN_OR_RETURN(const std::string token, ReadFile(profile.token, say));
  out.token = Trim(token);
  const bool plain = !out.token.empty() && out.token.find_first_of(" \t\r\n") == std::string::npos;
  if (!plain) return say.Failed(Say::kTokenEmpty, profile.token.string());
  return out;
}

Result<std::string> ReadFile(const std::filesystem::path& file, const Speech& say) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (in.is_open() && !std::filesystem::is_directory(file)) {
    text << in.rdbuf();
    if (!in.bad()) return std::move(text).str();
  }
  const std::string why = errno != 0 ? std::strerror(errno) : "?";
  return say.Failed(Say::kFileUnreadable, file.string(), why);
}

v1::Purpose PurposeNamed(std::string_view name) {
  std::string full = "PURPOSE_";
  for (const char c : name) full += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  v1::Purpose purpose = v1::PURPOSE_UNSPECIFIED;
  return v1::Purpose_Parse(full, &purpose) ? purpose : v1::PURPOSE_UNSPECIFIED;
}

std::string PurposeNames() {
  std::string out;
  for (int i = 1; i <= v1::Purpose_MAX; ++i) {
    out += (i == 1 ? "" : ", ") + v1::Purpose_Name(static_cast<v1::Purpose>(i)).substr(8);
  }
  return out;
}

}  // namespace relais::cli
