#include "services/rpc/requests.h"

#include <algorithm>

namespace relais::rpc {

using storage::Query;
using storage::Rows;
using storage::Run;
using storage::Text;

constexpr auto kSchema = R"(
    CREATE TABLE requests(
      caller BLOB NOT NULL, method TEXT NOT NULL, id TEXT NOT NULL, digest BLOB NOT NULL,
      dossier BLOB NOT NULL, response BLOB NOT NULL, at INTEGER NOT NULL,
      PRIMARY KEY(caller, method, id)) STRICT, WITHOUT ROWID;
    CREATE INDEX requests_at ON requests(at))";
const storage::Migration kRequestsMigration = {"rpc/1", kSchema};

namespace {

constexpr std::chrono::milliseconds kKept = std::chrono::days(7);

bool Allowed(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '_';
}

}  // namespace

Status CheckRequestId(std::string_view id) {
  if (id.size() >= 8 && id.size() <= 64 && std::all_of(id.begin(), id.end(), Allowed)) return {};
  return Fail(Reason::kInvalid, "expected 8 to 64 letters, digits, - or _, new for each intent",
              "request_id");
}

Result<std::optional<DoneRequest>> FindRequest(storage::Connection& vault, const RequestKey& key) {
  constexpr auto kSql = R"(
      SELECT digest, dossier, response FROM requests
      WHERE caller = ?1 AND method = ?2 AND id = ?3)";
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, View(key.caller), Text{key.method}, Text{key.id}));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return std::optional<DoneRequest>();
  if (rows.Blob(0) != View(key.digest))
    return Fail(Reason::kRequestReused,
                "this request_id was used for something else; take a new one");
  ASSIGN_OR_RETURN(const auto dossier, DossierId::FromBytes(rows.Blob(1)));
  return std::optional(DoneRequest{dossier, Bytes(rows.Blob(2))});
}

Status RememberRequest(storage::Connection& vault, const RequestKey& key, const DoneRequest& done,
                       Instant at) {
  RETURN_IF_ERROR(Run(vault, "DELETE FROM requests WHERE at < ?1", ToMillis(at - kKept)));
  RETURN_IF_ERROR(Run(vault, "INSERT INTO requests VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)", View(key.caller),
                      Text{key.method}, Text{key.id}, View(key.digest), done.dossier.view(),
                      done.response, ToMillis(at)));
  return {};
}

}  // namespace relais::rpc
