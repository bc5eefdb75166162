#include "services/identity/sessions.h"

#include <algorithm>

#include "crypto/hash.h"

namespace relais::identity {

using storage::Query;
using storage::Rows;
using storage::Run;
using storage::Text;

constexpr auto kSchema = R"(
    CREATE UNIQUE INDEX persons_dossier ON persons(dossier);
    CREATE TABLE sessions(
      id BLOB PRIMARY KEY, kind INTEGER NOT NULL, owner BLOB NOT NULL, assurance INTEGER NOT NULL,
      passkey BLOB NOT NULL, created_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE INDEX sessions_owner ON sessions(owner, created_ms);
    CREATE TABLE passkeys(
      credential BLOB PRIMARY KEY, kind INTEGER NOT NULL, owner BLOB NOT NULL,
      algorithm INTEGER NOT NULL, public_key BLOB NOT NULL, counter INTEGER NOT NULL,
      label TEXT NOT NULL, added_at BLOB NOT NULL, created_ms INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE INDEX passkeys_owner ON passkeys(owner, created_ms);
    CREATE TABLE invitations(
      id BLOB PRIMARY KEY, kind INTEGER NOT NULL, owner BLOB NOT NULL, made_at BLOB NOT NULL,
      expires_ms INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;
    CREATE INDEX invitations_owner ON invitations(owner))";
const storage::Migration kSessionsMigration = {"identity/2", kSchema};

namespace {

constexpr int kMostSessions = 10;  // of one owner

Result<Owner> OwnerFrom(const Rows& rows, int column) {
  Owner owner{static_cast<CallerKind>(rows.Int(column)), {}};
  ASSIGN_OR_RETURN(owner.id, ToArray<16>(rows.Blob(column + 1)));
  return owner;
}

constexpr auto kFindSession = R"(
    SELECT id, kind, owner, assurance, passkey, created_ms, expires_ms FROM sessions
    WHERE id = ?1 AND expires_ms > ?2)";
constexpr auto kListSessions = R"(
    SELECT id, kind, owner, assurance, passkey, created_ms, expires_ms FROM sessions
    WHERE owner = ?1 AND expires_ms > ?2 ORDER BY created_ms DESC, id)";

Result<Session> SessionFrom(const Rows& rows) {
  Session session;
  ASSIGN_OR_RETURN(session.id, SessionId::FromBytes(rows.Blob(0)));
  ASSIGN_OR_RETURN(session.owner, OwnerFrom(rows, 1));
  session.assurance = static_cast<Assurance>(rows.Int(3));
  session.passkey = Bytes(rows.Blob(4));
  session.created = FromMillis(rows.Int(5));
  session.expires = FromMillis(rows.Int(6));
  return session;
}

constexpr auto kFindPasskey = R"(
    SELECT credential, kind, owner, algorithm, public_key, counter, label, added_at, created_ms
    FROM passkeys WHERE credential = ?1)";
constexpr auto kListPasskeys = R"(
    SELECT credential, kind, owner, algorithm, public_key, counter, label, added_at, created_ms
    FROM passkeys WHERE owner = ?1 ORDER BY created_ms, credential)";

Result<Passkey> PasskeyFrom(const Rows& rows) {
  Passkey passkey;
  passkey.key.credential_id = Bytes(rows.Blob(0));
  ASSIGN_OR_RETURN(passkey.owner, OwnerFrom(rows, 1));
  passkey.key.algorithm = static_cast<int>(rows.Int(3));
  passkey.key.public_key = Bytes(rows.Blob(4));
  passkey.key.counter = static_cast<std::uint32_t>(rows.Int(5));
  passkey.label = rows.Text(6);
  ASSIGN_OR_RETURN(passkey.added_at, OrganisationId::FromBytes(rows.Blob(7)));
  passkey.created = FromMillis(rows.Int(8));
  return passkey;
}

// All rows of a query, each by `from`.
template <class T>
Result<std::vector<T>> All(Result<Rows> rows, Result<T> (*from)(const Rows&)) {
  if (!rows) return tl::unexpected<Error>(std::move(rows).error());
  std::vector<T> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows->Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(T one, from(*rows));
    out.push_back(std::move(one));
  }
}

template <class T>
std::optional<T> FirstOf(std::vector<T> all) {
  return all.empty() ? std::nullopt : std::optional<T>(std::move(all.front()));
}

}  // namespace

Status AddSession(storage::Connection& vault, const Session& s) {
  RETURN_IF_ERROR(Run(vault, "DELETE FROM sessions WHERE owner = ?1 AND expires_ms <= ?2",
                      View(s.owner.id), ToMillis(s.created)));
  RETURN_IF_ERROR(Run(vault, "INSERT INTO sessions VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)", s.id.view(),
                      static_cast<int>(s.owner.kind), View(s.owner.id),
                      static_cast<int>(s.assurance), s.passkey, ToMillis(s.created),
                      ToMillis(s.expires)));
  constexpr auto kOldest = R"(
      DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions WHERE owner = ?1 ORDER BY created_ms DESC, id LIMIT -1 OFFSET ?2))";
  RETURN_IF_ERROR(Run(vault, kOldest, View(s.owner.id), kMostSessions));
  return {};
}

Result<std::optional<Session>> FindSession(storage::Connection& vault, const SessionId& id,
                                           Instant now) {
  ASSIGN_OR_RETURN(auto all,
                   All(Query(vault, kFindSession, id.view(), ToMillis(now)), SessionFrom));
  return FirstOf(std::move(all));
}

Result<std::vector<Session>> ListSessions(storage::Connection& vault, const Owner& owner,
                                          Instant now) {
  return All(Query(vault, kListSessions, View(owner.id), ToMillis(now)), SessionFrom);
}

Result<std::int64_t> EndSessions(storage::Connection& vault, const Owner& owner,
                                 const std::optional<SessionId>& id) {
  return id ? Run(vault, "DELETE FROM sessions WHERE owner = ?1 AND id = ?2", View(owner.id),
                  id->view())
            : Run(vault, "DELETE FROM sessions WHERE owner = ?1", View(owner.id));
}

Result<bool> AddPasskey(storage::Connection& vault, const Passkey& p) {
  constexpr auto kSql = R"(
      INSERT INTO passkeys VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING)";
  ASSIGN_OR_RETURN(const auto added,
                   Run(vault, kSql, p.key.credential_id, static_cast<int>(p.owner.kind),
                       View(p.owner.id), p.key.algorithm, p.key.public_key, p.key.counter,
                       Text{p.label}, p.added_at.view(), ToMillis(p.created)));
  return added > 0;
}

Result<std::optional<Passkey>> FindPasskey(storage::Connection& vault, BytesView credential_id) {
  ASSIGN_OR_RETURN(auto all, All(Query(vault, kFindPasskey, credential_id), PasskeyFrom));
  return FirstOf(std::move(all));
}

Result<std::vector<Passkey>> ListPasskeys(storage::Connection& vault, const Owner& owner) {
  return All(Query(vault, kListPasskeys, View(owner.id)), PasskeyFrom);
}

Status SetCounter(storage::Connection& vault, BytesView credential_id, std::uint32_t counter) {
  RETURN_IF_ERROR(
      Run(vault, "UPDATE passkeys SET counter = ?1 WHERE credential = ?2", counter, credential_id));
  return {};
}

Result<bool> RemovePasskey(storage::Connection& vault, const Owner& owner,
                           BytesView credential_id) {
  ASSIGN_OR_RETURN(const auto removed,
                   Run(vault, "DELETE FROM passkeys WHERE owner = ?1 AND credential = ?2",
                       View(owner.id), credential_id));
  if (removed == 0) return false;
  RETURN_IF_ERROR(Run(vault, "DELETE FROM sessions WHERE owner = ?1 AND passkey = ?2",
                      View(owner.id), credential_id));
  RETURN_IF_ERROR(DropInvitations(vault, owner));
  return true;
}

Array<16> NameOf(BytesView credential_id) {
  const Hash hash = Sha256(credential_id);
  Array<16> name;
  std::copy_n(hash.begin(), name.size(), name.begin());
  return name;
}

Status DropInvitations(storage::Connection& vault, const Owner& owner) {
  RETURN_IF_ERROR(Run(vault, "DELETE FROM invitations WHERE owner = ?1", View(owner.id)));
  return {};
}

Status AddInvitation(storage::Connection& vault, const Invitation& invitation, Instant now) {
  RETURN_IF_ERROR(DropInvitations(vault, invitation.owner));
  RETURN_IF_ERROR(Run(vault, "DELETE FROM invitations WHERE expires_ms <= ?1", ToMillis(now)));
  RETURN_IF_ERROR(Run(vault, "INSERT INTO invitations VALUES(?1, ?2, ?3, ?4, ?5)",
                      invitation.id.view(), static_cast<int>(invitation.owner.kind),
                      View(invitation.owner.id), invitation.made_at.view(),
                      ToMillis(invitation.expires)));
  return {};
}

Result<std::optional<Invitation>> FindInvitation(storage::Connection& vault, const InvitationId& id,
                                                 Instant now) {
  constexpr auto kSql = R"(
      SELECT kind, owner, made_at, expires_ms FROM invitations WHERE id = ?1 AND expires_ms > ?2)";
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, id.view(), ToMillis(now)));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return std::optional<Invitation>();
  Invitation out{.id = id};
  ASSIGN_OR_RETURN(out.owner, OwnerFrom(rows, 0));
  ASSIGN_OR_RETURN(out.made_at, OrganisationId::FromBytes(rows.Blob(2)));
  out.expires = FromMillis(rows.Int(3));
  return std::optional(std::move(out));
}

Result<bool> UseInvitation(storage::Connection& vault, const InvitationId& id) {
  ASSIGN_OR_RETURN(const auto used, Run(vault, "DELETE FROM invitations WHERE id = ?1", id.view()));
  return used > 0;
}

}  // namespace relais::identity
