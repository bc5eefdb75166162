// Sessions, passkeys and invitations, as stored: ids and public halves, nothing that could be shown in
// their place. The only SQL over these tables.
#pragma once

#include <vector>

#include "services/base/caller.h"
#include "services/base/clock.h"
#include "services/identity/webauthn.h"
#include "services/storage/schema.h"

namespace relais::identity {

extern const storage::Migration kSessionsMigration;

// Whom a session, a passkey or an invitation is of: a professional, a person or somebody they trust.
struct Owner {
  CallerKind kind = CallerKind::kPerson;
  Array<16> id{};  // of a ProfessionalId, a PersonId or a TrustedPersonId
};

struct Session {
  SessionId id;
  Owner owner;
  Assurance assurance = Assurance::kPhone;
  Bytes passkey;  // its credential's id; empty without one
  Instant created{}, expires{};
};
// Drops those of the owner that have ended, and the oldest when there are many.
Status AddSession(storage::Connection& vault, const Session& session);
// nullopt when there is none, or it has ended by `now`.
Result<std::optional<Session>> FindSession(storage::Connection& vault, const SessionId& id,
                                           Instant now);
// Newest first.
Result<std::vector<Session>> ListSessions(storage::Connection& vault, const Owner& owner,
                                          Instant now);
// Of the owner, that one, or all for nullopt; how many there were.
Result<std::int64_t> EndSessions(storage::Connection& vault, const Owner& owner,
                                 const std::optional<SessionId>& id);

struct Passkey {
  PasskeyKey key;
  Owner owner;
  std::string label;
  OrganisationId added_at;  // the house whose desk invited a person; zero for professionals
  Instant created{};
};
// False when somebody has this credential already.
Result<bool> AddPasskey(storage::Connection& vault, const Passkey& passkey);
Result<std::optional<Passkey>> FindPasskey(storage::Connection& vault, BytesView credential_id);
// Oldest first.
Result<std::vector<Passkey>> ListPasskeys(storage::Connection& vault, const Owner& owner);
Status SetCounter(storage::Connection& vault, BytesView credential_id, std::uint32_t counter);
// What entries of the log call a passkey by.
Array<16> NameOf(BytesView credential_id);
// And the sessions that it began, and what invites to another; false when the owner has no such passkey.
Result<bool> RemovePasskey(storage::Connection& vault, const Owner& owner, BytesView credential_id);

// One that is made at an opening is for whoever sits there.
inline constexpr std::chrono::hours kInvitationLasts{72}, kOpeningInvitationLasts{1};
struct Invitation {
  InvitationId id;
  Owner owner;
  OrganisationId made_at;  // the house whose desk invites a person; zero for professionals
  Instant expires{};
};
// The owner's only one from then on: of several, somebody might keep one back. Drops what has ended.
Status AddInvitation(storage::Connection& vault, const Invitation& invitation, Instant now);
Result<std::optional<Invitation>> FindInvitation(storage::Connection& vault, const InvitationId& id,
                                                 Instant now);
Status DropInvitations(storage::Connection& vault, const Owner& owner);
// False when it was used before.
Result<bool> UseInvitation(storage::Connection& vault, const InvitationId& id);

// Methods of the API whose entries tell what was ended, for EndedSignIns.
inline constexpr char kEndSession[] = "Sessions.EndSession";
inline constexpr char kRemovePasskey[] = "Sessions.RemovePasskey";

}  // namespace relais::identity
