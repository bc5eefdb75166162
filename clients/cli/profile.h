// Who is calling, where, and with which papers: one small TOML file, given by --as or
// RELAIS_PROFILE.
#pragma once

#include <filesystem>
#include <string>

#include "clients/cli/sign_in.h"
#include "clients/cli/speech.h"
#include "relais/v1/common.pb.h"

namespace relais::cli {

struct Profile {
  std::filesystem::path file;
  std::string server;                 // host:port
  std::filesystem::path ca;           // the server's certificate authority, PEM
  std::filesystem::path certificate;  // this device's certificate, PEM
  std::filesystem::path key;          // this device's key, PEM
  std::filesystem::path token;        // a JWT: relais login writes it; empty: the certificate alone
  std::string language;               // empty when not said
  v1::Purpose purpose = v1::PURPOSE_UNSPECIFIED;
  std::string reason;
  Provider provider;  // where relais login signs in; empty when not said
};

// What the files of a profile hold.
struct Credentials {
  std::string ca;
  std::string certificate;
  std::string key;
  std::string token;
};

// Relative paths count from the profile's folder. A fault is named with its line, a missing file by
// its path.
Result<Profile> LoadProfile(const std::filesystem::path& file, const Speech& say);
Result<Credentials> LoadCredentials(const Profile& profile, const Speech& say);
// The same without the token, which is not looked for.
Result<Credentials> LoadDevice(const Profile& profile, const Speech& say);

// The whole file, or why it cannot be read, in plain words.
Result<std::string> ReadFile(const std::filesystem::path& file, const Speech& say);

// "exit_preparation" and "EXIT_PREPARATION" alike; UNSPECIFIED when there is none of that name.
v1::Purpose PurposeNamed(std::string_view name);
// The names of all purposes, for a message.
std::string PurposeNames();

}  // namespace relais::cli
