// The portal's files, read once: what is not in memory cannot be asked for, by whatever path.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "services/base/http_server.h"

namespace relais::gateway {

class Portal {
 public:
  // No files at all: a server without a portal.
  Portal() = default;
  // Every regular file below `folder`, 64 MiB in all. kInvalid when there is one whose kind is not
  // known by its name's end, or a link.
  static Result<Portal> Load(const std::filesystem::path& folder);

  // The path that a target stands for ("/" is "/index.html"), or empty when there is no such file.
  std::string PathOf(const std::string& target) const;
  // By GET or HEAD; 304 when the client has the file already.
  HttpAnswer Answer(const HttpRequest& request) const;

 private:
  struct File {
    Bytes content;
    std::string content_type, etag;
  };
  std::map<std::string, File, std::less<>> files_;
};

}  // namespace relais::gateway
