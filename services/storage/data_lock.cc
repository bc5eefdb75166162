#include "services/storage/data_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace relais::storage {

Result<DataLock> DataLock::Take(const std::filesystem::path& directory) {
  const auto file = directory / "lock";
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return Fail(Reason::kUnavailable,
                directory.string() + " cannot be written; is it there, and yours?");
  DataLock lock(fd);
  if (flock(fd, LOCK_EX | LOCK_NB) != 0)
    return Fail(Reason::kUnavailable,
                "another server runs on " + directory.string() + "; stop it first");
  return lock;
}

DataLock::~DataLock() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace relais::storage
