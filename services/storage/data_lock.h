// One process per data directory: an exclusive lock on a file in it, held until the object goes.
#pragma once

#include <filesystem>

#include "crypto/result.h"

namespace relais::storage {

class DataLock {
 public:
  // kUnavailable when another process holds it.
  static Result<DataLock> Take(const std::filesystem::path& directory);
  DataLock(DataLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  DataLock& operator=(DataLock&&) = delete;
  ~DataLock();

 private:
  explicit DataLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace relais::storage
