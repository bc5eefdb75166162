#include "clients/cli/new_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace relais::cli {
namespace {

tl::unexpected<Error> Unwritable(const std::filesystem::path& file, const Speech& say) {
  const std::string why = std::strerror(errno);
  return say.Failed(Say::kFileUnwritable, file.string(), why);
}

}  // namespace

NewFile::NewFile(std::filesystem::path name, std::filesystem::path part, int fd)
    : name_(std::move(name)), part_(std::move(part)), fd_(fd) {}

NewFile::NewFile(NewFile&& other) noexcept
    : name_(std::move(other.name_)),
      part_(std::move(other.part_)),
      fd_(std::exchange(other.fd_, -1)) {}

NewFile::~NewFile() {
  if (fd_ < 0) return;
  close(fd_);
  unlink(part_.c_str());
}

Result<NewFile> NewFile::Create(const std::filesystem::path& name, const Speech& say) {
  std::filesystem::path part = name;
  part += ".part";
  unlink(part.c_str());  // left by a run that was cut off
  const int fd = open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return Unwritable(part, say);
  return NewFile(name, std::move(part), fd);
}

Status NewFile::Write(std::string_view bytes, const Speech& say) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Unwritable(part_, say);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Status NewFile::Finish(const Speech& say) && {
  if (fsync(fd_) != 0) return Unwritable(part_, say);
  if (rename(part_.c_str(), name_.c_str()) != 0) return Unwritable(name_, say);
  close(std::exchange(fd_, -1));
  return {};
}

}  // namespace relais::cli
