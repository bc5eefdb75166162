#include "clients/cli/commands_enrol.h"

#include <filesystem>

#include "clients/cli/device.h"
#include "clients/cli/new_file.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

namespace fs = std::filesystem;

Status WriteNew(const fs::path& file, const std::string& text, const Speech& say) {
  if (fs::exists(file)) return say.Wrong(Say::kEnrolExists, file.string());
  ASSIGN_OR_RETURN(NewFile out, NewFile::Create(file, say));
  RETURN_IF_ERROR(out.Write(text, say));
  return std::move(out).Finish(say);
}

// Both or neither: a key without its request would be in the way of a second try.
Status MakeKey(Session& session, const fs::path& folder, const std::string& name) {
  const Speech& say = session.say;
  const fs::path key = folder / "device.key";
  const fs::path csr = folder / "device.csr";
  for (const fs::path& file : {key, csr}) {
    if (fs::exists(file)) return say.Wrong(Say::kEnrolExists, file.string());
  }
  const auto made = NewDevice(name);
  if (!made)
    return made.error().reason == Reason::kInvalid ? say.Wrong(Say::kEnrolName)
                                                   : say.Failed(Say::kEnrolOpenssl);
  std::error_code error;
  fs::create_directories(folder, error);
  RETURN_IF_ERROR(WriteNew(csr, made->csr, say));
  RETURN_IF_ERROR(WriteNew(key, made->key, say));
  session.console().err() << say(Say::kEnrolNext, csr.string(), folder.string()) << '\n';
  return {};
}

Status CheckFiles(const std::string& certificate, const std::string& key, const std::string& ca,
                  std::time_t now, const EnrolOptions& options, const Speech& say) {
  switch (CheckCertificate(certificate, key, ca, now)) {
    case CertificateFault::kNone:
      return {};
    case CertificateFault::kUnreadable:
      return say.Failed(Say::kEnrolUnreadable, options.certificate, options.ca);
    case CertificateFault::kOtherKey:
      return say.Failed(Say::kEnrolOtherKey, options.certificate);
    case CertificateFault::kOtherAuthority:
      return say.Failed(Say::kEnrolOtherCa, options.certificate, options.ca);
    case CertificateFault::kNotNow:
      return say.Failed(Say::kEnrolNotNow, options.certificate);
  }
  return {};
}

// A TOML basic string.
std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : Clean(text))
    out += (c == '"' || c == '\\') ? std::string{'\\', c} : std::string{c};
  return out + "\"";
}

std::string ProfileText(const EnrolOptions& options, std::string_view language) {
  const std::string token =
      options.token_file.empty() ? "token.jwt" : fs::absolute(options.token_file).string();
  std::string out = "server = " + Quoted(options.server) + "\n";
  out += "ca = \"ca.pem\"\ncert = \"device.pem\"\nkey = \"device.key\"\n";
  out += "token_file = " + Quoted(token) + "\nlanguage = " + Quoted(std::string(language)) + "\n";
  return out;
}

// A copy beside the key, so that the folder is all that the device needs.
Status Copy(const std::string& text, const fs::path& file, const Speech& say) {
  const auto there = fs::exists(file) ? ReadFile(file, say) : Result<std::string>(std::string());
  if (there && *there == text) return {};
  return WriteNew(file, text, say);
}

Status WriteProfile(Session& session, const fs::path& folder, const EnrolOptions& options) {
  const Speech& say = session.say;
  if (options.ca.empty() || options.server.empty()) return say.Wrong(Say::kEnrolNeeds);
  if (options.server.find(':') == std::string::npos)
    return say.Wrong(Say::kProfileServerForm, Clean(options.server));
  const fs::path profile = folder / "profile.toml";
  if (fs::exists(profile)) return say.Wrong(Say::kEnrolExists, profile.string());
  ASSIGN_OR_RETURN(const std::string certificate, ReadFile(options.certificate, say));
  ASSIGN_OR_RETURN(const std::string ca, ReadFile(options.ca, say));
  ASSIGN_OR_RETURN(const std::string key, ReadFile(folder / "device.key", say));
  RETURN_IF_ERROR(CheckFiles(certificate, key, ca, session.now(), options, say));
  RETURN_IF_ERROR(Copy(certificate, folder / "device.pem", say));
  RETURN_IF_ERROR(Copy(ca, folder / "ca.pem", say));
  RETURN_IF_ERROR(WriteNew(profile, ProfileText(options, Code(say.language())), say));
  session.console().err() << say(Say::kEnrolDone, profile.string()) << '\n';
  return {};
}

}  // namespace

Status RunEnrol(Session& session, const EnrolOptions& options) {
  const fs::path folder = options.directory;
  if (!options.certificate.empty()) return WriteProfile(session, folder, options);
  if (!options.ca.empty() || !options.server.empty()) return session.say.Wrong(Say::kEnrolNeeds);
  return MakeKey(session, folder, options.name);
}

}  // namespace relais::cli
