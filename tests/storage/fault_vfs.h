// A disk that fails when a test says so: an SQLite VFS over the system's own, made the default of
// this process. Only tests include sqlite3.h.
#pragma once

#include <functional>
#include <string_view>

namespace relais::storage {

enum class Fault {
  kNone,
  kIo,         // EIO: nothing is written
  kFull,       // ENOSPC: nothing is written
  kShortIo,    // half is written, then EIO
  kShortFull,  // half is written, then ENOSPC
};

struct DiskCall {
  enum class Kind { kWrite, kSync, kTruncate } kind;
  std::string_view file;  // its name without folder
};

// Registers the VFS on first use. Calls of write, sync and truncate on any file ask `decide` first;
// an unset function lets everything pass. Thread-safe; `decide` runs under a lock.
class FaultDisk {
 public:
  static void Install();
  static void Set(std::function<Fault(const DiskCall&)> decide);
  static void Heal() { Set(nullptr); }
};

}  // namespace relais::storage
