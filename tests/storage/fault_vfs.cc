#include "tests/storage/fault_vfs.h"

#include <sqlite3.h>

#include <cstdlib>
#include <mutex>
#include <string>

namespace relais::storage {
namespace {

std::mutex mutex;
std::function<Fault(const DiskCall&)> decision;
sqlite3_vfs* system_disk = nullptr;

Fault Decide(DiskCall::Kind kind, std::string_view file) {
  const std::lock_guard lock(mutex);
  return decision ? decision({kind, file}) : Fault::kNone;
}

// What SQLite sees as an open file; the system's own file lies behind it in the same memory.
struct FaultFile {
  sqlite3_file base;
  std::string* name;
};

FaultFile* Self(sqlite3_file* file) { return reinterpret_cast<FaultFile*>(file); }
sqlite3_file* Inner(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(Self(file) + 1); }
const sqlite3_io_methods& Methods(sqlite3_file* file) { return *Inner(file)->pMethods; }

int Close(sqlite3_file* file) {
  const int code = Methods(file).xClose(Inner(file));
  delete Self(file)->name;
  return code;
}
int Read(sqlite3_file* file, void* out, int size, sqlite3_int64 at) {
  return Methods(file).xRead(Inner(file), out, size, at);
}

int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  const Fault fault = Decide(DiskCall::Kind::kWrite, *Self(file)->name);
  if (fault == Fault::kNone) return Methods(file).xWrite(Inner(file), bytes, size, at);
  if (fault == Fault::kShortIo || fault == Fault::kShortFull)
    (void)Methods(file).xWrite(Inner(file), bytes, size / 2, at);
  return fault == Fault::kFull || fault == Fault::kShortFull ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}
int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  const Fault fault = Decide(DiskCall::Kind::kTruncate, *Self(file)->name);
  return fault == Fault::kNone ? Methods(file).xTruncate(Inner(file), size) : SQLITE_IOERR_TRUNCATE;
}
int Sync(sqlite3_file* file, int flags) {
  const Fault fault = Decide(DiskCall::Kind::kSync, *Self(file)->name);
  return fault == Fault::kNone ? Methods(file).xSync(Inner(file), flags) : SQLITE_IOERR_FSYNC;
}
int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  return Methods(file).xFileSize(Inner(file), size);
}
int Lock(sqlite3_file* file, int level) { return Methods(file).xLock(Inner(file), level); }
int Unlock(sqlite3_file* file, int level) { return Methods(file).xUnlock(Inner(file), level); }
int CheckReservedLock(sqlite3_file* file, int* out) {
  return Methods(file).xCheckReservedLock(Inner(file), out);
}
int FileControl(sqlite3_file* file, int what, void* arg) {
  return Methods(file).xFileControl(Inner(file), what, arg);
}
int SectorSize(sqlite3_file* file) { return Methods(file).xSectorSize(Inner(file)); }
int Characteristics(sqlite3_file* file) {
  return Methods(file).xDeviceCharacteristics(Inner(file));
}
int ShmMap(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  return Methods(file).xShmMap(Inner(file), page, size, extend, out);
}
int ShmLock(sqlite3_file* file, int at, int count, int flags) {
  return Methods(file).xShmLock(Inner(file), at, count, flags);
}
void ShmBarrier(sqlite3_file* file) { Methods(file).xShmBarrier(Inner(file)); }
int ShmUnmap(sqlite3_file* file, int remove) {
  return Methods(file).xShmUnmap(Inner(file), remove);
}

// Version 2: shared memory, so WAL, but no memory-mapped reads and writes past this shim.
const sqlite3_io_methods kMethods = {2,
                                     Close,
                                     Read,
                                     Write,
                                     Truncate,
                                     Sync,
                                     FileSize,
                                     Lock,
                                     Unlock,
                                     CheckReservedLock,
                                     FileControl,
                                     SectorSize,
                                     Characteristics,
                                     ShmMap,
                                     ShmLock,
                                     ShmBarrier,
                                     ShmUnmap,
                                     nullptr,
                                     nullptr};

std::string_view BaseName(const char* path) {
  const std::string_view all = path == nullptr ? "" : path;
  return all.substr(all.rfind('/') + 1);
}

int Open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  Self(file)->base.pMethods = nullptr;
  const int code = system_disk->xOpen(system_disk, name, Inner(file), flags, out_flags);
  if (code != SQLITE_OK) return code;
  Self(file)->name = new std::string(BaseName(name));
  Self(file)->base.pMethods = &kMethods;
  return SQLITE_OK;
}

}  // namespace

void FaultDisk::Install() {
  static sqlite3_vfs* const disk = [] {
    sqlite3_initialize();
    system_disk = sqlite3_vfs_find(nullptr);
    auto* const made = new sqlite3_vfs(*system_disk);
    made->zName = "relais-fault";
    made->szOsFile = static_cast<int>(sizeof(FaultFile)) + system_disk->szOsFile;
    made->xOpen = Open;
    made->pNext = nullptr;
    if (sqlite3_vfs_register(made, 1) != SQLITE_OK) std::abort();
    return made;
  }();
  (void)disk;
}

void FaultDisk::Set(std::function<Fault(const DiskCall&)> decide) {
  const std::lock_guard lock(mutex);
  decision = std::move(decide);
}

}  // namespace relais::storage
