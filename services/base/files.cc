#include "services/base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace relais {
namespace {

namespace fs = std::filesystem;

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

tl::unexpected<Error> FailWithErrno(const fs::path& path) {
  const std::string why = std::generic_category().message(errno);
  return Fail(Reason::kUnavailable, path.string() + ": " + why, path.string());
}

tl::unexpected<Error> FailToOpen(const fs::path& path) {
  if (errno != ENOENT) return FailWithErrno(path);
  return Fail(Reason::kUnavailable, path.string() + " does not exist", path.string());
}

bool WriteAll(int fd, BytesView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Status SyncDirectory(const fs::path& file) {
  const fs::path directory = file.has_parent_path() ? file.parent_path() : fs::path(".");
  const File opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.fd() < 0 || ::fsync(opened.fd()) != 0) return FailWithErrno(directory);
  return {};
}

bool WriteAndSync(int fd, BytesView bytes, mode_t mode) {
  return ::fchmod(fd, mode) == 0 && WriteAll(fd, bytes) && ::fsync(fd) == 0;
}

Result<Bytes> ReadAll(int fd, const fs::path& path, std::size_t size) {
  Bytes out(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::read(fd, out.data() + done, size - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return FailWithErrno(path);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  out.resize(done);
  return out;
}

Status CheckKind(const struct stat& info, const fs::path& path, std::size_t max_size) {
  const std::string name = path.string();
  if (!S_ISREG(info.st_mode))
    return Fail(Reason::kUnavailable, name + " is not a regular file", name);
  if (static_cast<std::uint64_t>(info.st_size) <= max_size) return {};
  return Fail(Reason::kCorrupt, name + " is larger than it can be", name);
}

Status CheckPrivate(const struct stat& info, const fs::path& path) {
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) == 0) return {};
  const std::string name = path.string();
  return Fail(Reason::kWrongState, name + " is open to others: run chmod 600 " + name, name);
}

// The permissions and the bytes are those of one and the same opened file.
Result<Bytes> Read(const fs::path& path, std::size_t max_size, bool is_private) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.fd() < 0) return FailToOpen(path);
  struct stat info {};
  if (::fstat(file.fd(), &info) != 0) return FailWithErrno(path);
  RETURN_IF_ERROR(CheckKind(info, path, max_size));
  if (is_private) RETURN_IF_ERROR(CheckPrivate(info, path));
  return ReadAll(file.fd(), path, static_cast<std::size_t>(info.st_size));
}

}  // namespace

Status WriteFileAtomically(const fs::path& path, BytesView bytes, mode_t mode) {
  std::string temporary = path.string() + ".XXXXXX";
  const File file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (file.fd() < 0) return FailWithErrno(path);
  if (!WriteAndSync(file.fd(), bytes, mode) || ::rename(temporary.c_str(), path.c_str()) != 0) {
    auto failure = FailWithErrno(path);
    ::unlink(temporary.c_str());
    return failure;
  }
  return SyncDirectory(path);
}

Result<Bytes> ReadFile(const fs::path& path, std::size_t max_size) {
  return Read(path, max_size, false);
}

Result<Bytes> ReadPrivateFile(const fs::path& path, std::size_t max_size) {
  return Read(path, max_size, true);
}

Status MakePrivateDirectory(const fs::path& path) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (::mkdir(path.c_str(), S_IRWXU) == 0) return {};
  struct stat info {};
  if (errno != EEXIST || ::stat(path.c_str(), &info) != 0) return FailWithErrno(path);
  const std::string name = path.string();
  if (!S_ISDIR(info.st_mode)) return Fail(Reason::kUnavailable, name + " is not a folder", name);
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return Fail(Reason::kWrongState, name + " is open to others: run chmod 700 " + name, name);
  return {};
}

}  // namespace relais
