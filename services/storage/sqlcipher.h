// The embedded engine: one SQLCipher file in WAL mode with synchronous=FULL. Every pragma that
// safety rests on is read back. The key never reaches a log or an error message.
#pragma once

#include <filesystem>

#include "crypto/secret.h"
#include "services/storage/sql.h"

namespace relais::storage {

// Of each connection.
struct PageCaches {
  int read_kib, write_kib;
};

class SqlcipherStore final : public Store {
 public:
  // Opens the file, makes it when absent, and checks key, versions and pragmas. kCorrupt when the
  // key is not its key or the file is cut.
  static Result<std::unique_ptr<SqlcipherStore>> Open(const std::filesystem::path& file,
                                                      const Key& key, PageCaches caches);
  Result<std::unique_ptr<Connection>> Connect(Use use) override;

 private:
  SqlcipherStore(std::filesystem::path file, const Key& key, PageCaches caches)
      : file_(std::move(file)), key_(key), caches_(caches) {}
  std::filesystem::path file_;
  Key key_;
  PageCaches caches_;
};

std::string SqliteVersion();
Result<std::string> SqlcipherVersion();

}  // namespace relais::storage
