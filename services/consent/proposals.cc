#include "services/consent/proposals.h"

namespace relais::consent {

using storage::Query;
using storage::Rows;
using storage::Run;
using storage::Text;

const storage::Migration kProposalsMigration = {"consent/proposals", R"(
    CREATE TABLE proposals(
      dossier BLOB NOT NULL, id BLOB NOT NULL UNIQUE, statement TEXT NOT NULL,
      language TEXT NOT NULL, text_version BLOB NOT NULL, legal_basis INTEGER NOT NULL,
      proposer BLOB NOT NULL, house BLOB NOT NULL, custody INTEGER NOT NULL,
      unable INTEGER NOT NULL, represented INTEGER NOT NULL, team BLOB NOT NULL,
      created_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL,
      method INTEGER NOT NULL DEFAULT 0, confirmed_ms INTEGER NOT NULL DEFAULT 0,
      confirmed_by BLOB NOT NULL DEFAULT (zeroblob(16)), form INTEGER NOT NULL DEFAULT 0,
      read_aloud INTEGER NOT NULL DEFAULT 0, interpreter BLOB NOT NULL DEFAULT (zeroblob(16)),
      credential_id BLOB, public_key BLOB, added_at BLOB NOT NULL DEFAULT (zeroblob(16)),
      client_data_json BLOB, authenticator_data BLOB, signature BLOB,
      representative BLOB NOT NULL DEFAULT (zeroblob(16)), seal BLOB NOT NULL,
      PRIMARY KEY(dossier, id)) STRICT)"};

namespace {

constexpr int kMostWaiting = 20;  // of one dossier, by one proposer

constexpr char kFind[] = R"(
    SELECT dossier, id, statement, language, text_version, legal_basis, proposer, house, custody,
      created_ms, expires_ms, method, confirmed_ms, confirmed_by, form, read_aloud, interpreter,
      credential_id, public_key, added_at, client_data_json, authenticator_data, signature,
      unable, seal, team, represented, representative
    FROM proposals WHERE id = ?1)";

Result<Proposal> ProposalFrom(const Rows& rows) {
  Proposal out;
  ASSIGN_OR_RETURN(out.dossier, DossierId::FromBytes(rows.Blob(0)));
  ASSIGN_OR_RETURN(out.id, ProposalId::FromBytes(rows.Blob(1)));
  out.statement = rows.Text(2);
  out.language = rows.Text(3);
  ASSIGN_OR_RETURN(out.text_version, ToArray<32>(rows.Blob(4)));
  out.legal_basis = static_cast<std::uint8_t>(rows.Int(5));
  ASSIGN_OR_RETURN(out.proposer, ProfessionalId::FromBytes(rows.Blob(6)));
  ASSIGN_OR_RETURN(out.house, OrganisationId::FromBytes(rows.Blob(7)));
  ASSIGN_OR_RETURN(out.team, ToArray<16>(rows.Blob(25)));
  out.custody = rows.Int(8) != 0;
  out.unable = rows.Int(23) != 0;
  out.represented = rows.Int(26) != 0;
  out.created = FromMillis(rows.Int(9));
  out.expires = FromMillis(rows.Int(10));
  return out;
}

Result<Confirmation> ConfirmationFrom(const Rows& rows) {
  Confirmation out;
  out.method = static_cast<std::uint8_t>(rows.Int(11));
  out.at = FromMillis(rows.Int(12));
  ASSIGN_OR_RETURN(out.by, ProfessionalId::FromBytes(rows.Blob(13)));
  out.form = static_cast<std::uint8_t>(rows.Int(14));
  out.read_aloud = rows.Int(15) != 0;
  ASSIGN_OR_RETURN(out.interpreter, OrganisationId::FromBytes(rows.Blob(16)));
  out.credential_id = Bytes(rows.Blob(17));
  out.public_key = Bytes(rows.Blob(18));
  ASSIGN_OR_RETURN(out.added_at, OrganisationId::FromBytes(rows.Blob(19)));
  out.client_data_json = Bytes(rows.Blob(20));
  out.authenticator_data = Bytes(rows.Blob(21));
  out.signature = Bytes(rows.Blob(22));
  ASSIGN_OR_RETURN(out.representative, TrustedPersonId::FromBytes(rows.Blob(27)));
  return out;
}

void AppendTo(Bytes& out, BytesView text) {
  PutU32(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

// Each part told apart from the next.
Hash SealOf(const Key& key, const Proposal& p, const Confirmation& c) {
  Bytes all;
  for (const BytesView part :
       {p.id.view(), p.dossier.view(), p.proposer.view(), p.house.view(), View(p.team), c.by.view(),
        c.representative.view(), c.interpreter.view(), c.added_at.view(), View(p.text_version),
        BytesView(p.statement), BytesView(p.language), BytesView(c.credential_id),
        BytesView(c.public_key), BytesView(c.client_data_json), BytesView(c.authenticator_data),
        BytesView(c.signature)})
    AppendTo(all, part);
  for (const std::int64_t value :
       {std::int64_t{p.legal_basis}, std::int64_t{p.unable}, std::int64_t{p.represented},
        std::int64_t{p.custody}, ToMillis(p.created), ToMillis(p.expires), std::int64_t{c.method},
        ToMillis(c.at), std::int64_t{c.form}, std::int64_t{c.read_aloud}})
    PutU64(all, static_cast<std::uint64_t>(value));
  return HmacSha256(key, {"relais-proposal/1\n", all});
}

Result<std::optional<Confirmed>> Find(storage::Connection& vault, const Key& key,
                                      const ProposalId& id) {
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kFind, id.view()));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return std::optional<Confirmed>();
  Confirmed out;
  ASSIGN_OR_RETURN(out.proposal, ProposalFrom(rows));
  ASSIGN_OR_RETURN(out.confirmation, ConfirmationFrom(rows));
  if (!SecretEquals(rows.Blob(24), View(SealOf(key, out.proposal, out.confirmation))))
    return Fail(Reason::kCorrupt, "a proposal was changed in the store");
  return std::optional(std::move(out));
}

}  // namespace

Status AddProposal(storage::Connection& vault, const Key& key, const Proposal& p, Instant now) {
  constexpr auto kDrop = R"(
      DELETE FROM proposals WHERE dossier = ?1 AND method = 0 AND (expires_ms <= ?2 OR id IN (
        SELECT id FROM proposals WHERE dossier = ?1 AND method = 0 AND proposer = ?4
        ORDER BY created_ms DESC LIMIT -1 OFFSET ?3)))";
  RETURN_IF_ERROR(
      Run(vault, kDrop, p.dossier.view(), ToMillis(now), kMostWaiting - 1, p.proposer.view()));
  constexpr auto kAdd = R"(
      INSERT INTO proposals(dossier, id, statement, language, text_version, legal_basis, proposer,
        house, custody, created_ms, expires_ms, unable, seal, team, represented)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15))";
  RETURN_IF_ERROR(Run(vault, kAdd, p.dossier.view(), p.id.view(), Text{p.statement},
                      Text{p.language}, View(p.text_version), p.legal_basis, p.proposer.view(),
                      p.house.view(), p.custody ? 1 : 0, ToMillis(p.created), ToMillis(p.expires),
                      p.unable ? 1 : 0, View(SealOf(key, p, {})), View(p.team),
                      p.represented ? 1 : 0));
  return {};
}

Status DropProposal(storage::Connection& vault, const DossierId& dossier, const ProposalId& id) {
  RETURN_IF_ERROR(Run(vault, "DELETE FROM proposals WHERE dossier = ?1 AND id = ?2 AND method = 0",
                      dossier.view(), id.view()));
  return {};
}

Result<DossierId> DossierOfProposal(storage::Connection& vault, const ProposalId& id) {
  ASSIGN_OR_RETURN(Rows rows,
                   Query(vault, "SELECT dossier FROM proposals WHERE id = ?1", id.view()));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  return row ? DossierId::FromBytes(rows.Blob(0)) : Result<DossierId>(DossierId());
}

Result<std::optional<Proposal>> FindProposal(storage::Connection& vault, const Key& key,
                                             const ProposalId& id, Instant now) {
  ASSIGN_OR_RETURN(const auto found, Find(vault, key, id));
  const bool waits = found && found->confirmation.method == 0 && now < found->proposal.expires;
  return waits ? std::optional(found->proposal) : std::nullopt;
}

Result<bool> Confirm(storage::Connection& vault, const Key& key, const Proposal& p,
                     const Confirmation& c) {
  constexpr auto kSql = R"(
      UPDATE proposals SET method = ?2, confirmed_ms = ?3, confirmed_by = ?4, form = ?5,
        read_aloud = ?6, interpreter = ?7, credential_id = ?8, public_key = ?9, added_at = ?10,
        client_data_json = ?11, authenticator_data = ?12, signature = ?13, seal = ?14,
        representative = ?15
      WHERE id = ?1 AND method = 0)";
  ASSIGN_OR_RETURN(const auto changed,
                   Run(vault, kSql, p.id.view(), c.method, ToMillis(c.at), c.by.view(), c.form,
                       c.read_aloud ? 1 : 0, c.interpreter.view(), BytesView(c.credential_id),
                       BytesView(c.public_key), c.added_at.view(), BytesView(c.client_data_json),
                       BytesView(c.authenticator_data), BytesView(c.signature),
                       View(SealOf(key, p, c)), c.representative.view()));
  return changed > 0;
}

Result<std::vector<ProposalId>> LeaveCustody(storage::Connection& vault, const DossierId& dossier,
                                             Instant before) {
  RETURN_IF_ERROR(Run(vault,
                      "DELETE FROM proposals WHERE dossier = ?1 AND custody = 1 AND method = 0 "
                      "AND created_ms < ?2",
                      dossier.view(), ToMillis(before)));
  constexpr auto kSql = R"(
      SELECT id FROM proposals
      WHERE dossier = ?1 AND custody = 1 AND method <> 0 AND confirmed_ms < ?2)";
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, dossier.view(), ToMillis(before)));
  std::vector<ProposalId> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(const auto id, ProposalId::FromBytes(rows.Blob(0)));
    out.push_back(id);
  }
}

Result<std::optional<Confirmed>> FindConfirmed(storage::Connection& vault, const Key& key,
                                               const DossierId& dossier, const ProposalId& id) {
  ASSIGN_OR_RETURN(auto found, Find(vault, key, id));
  const bool theirs =
      found && found->confirmation.method != 0 && found->proposal.dossier == dossier;
  return theirs ? std::move(found) : std::nullopt;
}

}  // namespace relais::consent
