#include "services/gateway/portal.h"

#include "crypto/hash.h"
#include "services/base/files.h"

namespace relais::gateway {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMost = 64 << 20;

const char* TypeOf(const fs::path& file) {
  static const std::map<std::string, const char*> kTypes = {
      {".html", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"}};
  const auto found = kTypes.find(file.extension());
  return found == kTypes.end() ? nullptr : found->second;
}

}  // namespace

Result<Portal> Portal::Load(const fs::path& folder) {
  Portal portal;
  std::error_code failed;
  std::size_t total = 0;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    const fs::path& path = at->path();
    const fs::file_type kind = at->symlink_status().type();
    if (kind == fs::file_type::directory) continue;
    const char* const type = TypeOf(path);
    if (type == nullptr || kind != fs::file_type::regular)
      return Fail(Reason::kInvalid, "the portal holds what is not served: " + path.string());
    ASSIGN_OR_RETURN(Bytes content, ReadFile(path, kMost - total));
    total += content.size();
    const std::string etag = '"' + ToHex(View(Sha256(content)).substr(0, 16)) + '"';
    portal.files_["/" + path.lexically_relative(folder).generic_string()] = {std::move(content),
                                                                             type, etag};
  }
  if (failed) return Fail(Reason::kUnavailable, folder.string() + ": " + failed.message());
  return portal;
}

std::string Portal::PathOf(const std::string& target) const {
  std::string path = target.substr(0, target.find('?'));
  if (path.ends_with('/')) path += "index.html";
  return files_.contains(path) ? path : std::string();
}

HttpAnswer Portal::Answer(const HttpRequest& request) const {
  if (request.method != "GET" && request.method != "HEAD")
    return {405, "only GET and HEAD\n", "text/plain; charset=utf-8", {{"Allow", "GET, HEAD"}}};
  const auto found = files_.find(PathOf(request.target));
  if (found == files_.end()) return {404, "there is no such page\n"};
  const File& file = found->second;
  // Asked for each time, and answered in a few bytes when nothing has changed.
  HttpAnswer answer{
      200, {}, file.content_type, {{"ETag", file.etag}, {"Cache-Control", "no-cache"}}};
  if (request.Header("if-none-match") == file.etag)
    answer.status = 304;
  else
    answer.body = file.content;
  return answer;
}

}  // namespace relais::gateway
