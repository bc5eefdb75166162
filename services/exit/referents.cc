#include "services/exit/referents.h"

#include <algorithm>

#include "services/access/cover.h"
#include "services/consent/repository.h"
#include "services/consent/rules.h"
#include "services/directory/repository.h"
#include "services/rpc/dossier_pages.h"
#include "services/storage/ids.h"

namespace relais::exit {

using consent::Consent;
using storage::Query;
using storage::Rows;
using storage::Run;

const storage::Migration kReferentsMigration = {"exit/referents", R"(
    CREATE TABLE referents(
      dossier BLOB NOT NULL, id BLOB NOT NULL UNIQUE, proposal BLOB NOT NULL,
      who BLOB NOT NULL, house BLOB NOT NULL, said INTEGER NOT NULL,
      created_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL,
      PRIMARY KEY(dossier, id)) STRICT;
    CREATE INDEX referents_who ON referents(who, said, dossier))"};

namespace {

#define REFERENTS \
  "SELECT id, dossier, proposal, who, house, said, created_ms, until_ms FROM referents "

Result<Referent> ReferentFrom(const Rows& rows) {
  Referent out;
  ASSIGN_OR_RETURN(out.id, ReferentId::FromBytes(rows.Blob(0)));
  ASSIGN_OR_RETURN(out.dossier, DossierId::FromBytes(rows.Blob(1)));
  ASSIGN_OR_RETURN(out.proposal, ProposalId::FromBytes(rows.Blob(2)));
  ASSIGN_OR_RETURN(out.who, ProfessionalId::FromBytes(rows.Blob(3)));
  ASSIGN_OR_RETURN(out.house, OrganisationId::FromBytes(rows.Blob(4)));
  out.said = static_cast<v1::Referent::State>(rows.Int(5));
  out.created = FromMillis(rows.Int(6));
  out.until = FromMillis(rows.Int(7));
  return out;
}

Result<std::vector<Referent>> Stored(storage::Connection& vault, const DossierId& dossier) {
  constexpr auto kSql = REFERENTS "WHERE dossier = ?1 ORDER BY created_ms DESC, id DESC";
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, dossier.view()));
  std::vector<Referent> out;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return out;
    ASSIGN_OR_RETURN(Referent one, ReferentFrom(rows));
    out.push_back(std::move(one));
  }
}

// Of one that the person said yes to: what asks.
const Consent* QuestionIn(const std::vector<Consent>& given) {
  const auto found =
      std::ranges::find_if(given, [](const Consent& one) { return consent::IsAsked(one.cell); });
  return found == given.end() ? nullptr : &*found;
}

// `given`: what came of the person's yes; empty: they have not said it. `chosen_last`: when they said yes to a referent last.
ReferentNow Stand(const Referent& referent, const std::vector<Consent>& given, Instant chosen_last,
                  Instant now) {
  ReferentNow out{.referent = referent, .state = referent.said};
  const Consent* const question = QuestionIn(given);
  if (question == nullptr) {
    const bool waits = now < referent.created + consent::kProposalLasts;
    out.state = waits ? v1::Referent::STATE_PROPOSED : v1::Referent::STATE_EXPIRED;
    return out;
  }
  const access::ConsentCell& asks = question->cell;
  out.referent.until = asks.end;
  out.answer_by = std::min(asks.start + kReferentAnswers, asks.end);
  out.language = question->proof.language;
  out.stands = !asks.revoked && now < asks.end;
  const bool asked = referent.said == v1::Referent::STATE_ASKED;
  const bool holds = referent.said == v1::Referent::STATE_HOLDS;
  const bool opens = std::ranges::any_of(given, [&](const Consent& one) {
    return OpensLeavings(one.cell) && !one.cell.revoked && now < one.cell.end;
  });
  const bool over = !out.stands || (asked && asks.start < chosen_last) || (holds && !opens);
  if ((asked || holds) && over)
    out.state = v1::Referent::STATE_ENDED;
  else if (asked && now >= *out.answer_by)
    out.state = v1::Referent::STATE_EXPIRED;
  return out;
}

// Whether the leavings are open to whoever holds the thread: they may have moved, or been shut out.
Result<bool> Sees(storage::Connection& vault, const Referent& referent, Instant now) {
  ASSIGN_OR_RETURN(const auto who, directory::FindCaller(vault, referent.who));
  if (!who || !who->Serves(now)) return false;
  ASSIGN_OR_RETURN(const auto closed, consent::ClosedTo(vault, referent.dossier, *who, now));
  ASSIGN_OR_RETURN(const auto standing, consent::StandingConsents(vault, referent.dossier));
  const bool related = std::ranges::any_of(
      standing, [&](const Consent& one) { return access::Relates(one.cell, *who, now); });
  const bool open = std::ranges::any_of(standing, [&](const Consent& one) {
    return OpensLeavings(one.cell) && access::Allows(one.cell, *who, now);
  });
  return related && open && !closed.Has(Compartment::kExit);
}

}  // namespace

bool OpensLeavings(const access::ConsentCell& cell) {
  return cell.effect == access::Effect::kAllow && cell.compartments.Has(Compartment::kExit) &&
         cell.actions.Has(Action::kRead) && cell.purposes.Has(Purpose::kExitPreparation);
}

Status AddReferent(storage::Connection& vault, const Referent& referent) {
  ASSIGN_OR_RETURN(const auto all, ReferentsOf(vault, referent.dossier, referent.created));
  for (const ReferentNow& one : all) {
    if (one.answer_by || one.state != v1::Referent::STATE_EXPIRED) continue;
    RETURN_IF_ERROR(Run(vault, "DELETE FROM referents WHERE id = ?1", one.referent.id.view()));
  }
  constexpr auto kSql = R"(
      INSERT INTO referents(dossier, id, proposal, who, house, said, created_ms, until_ms)
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8))";
  RETURN_IF_ERROR(Run(vault, kSql, referent.dossier.view(), referent.id.view(),
                      referent.proposal.view(), referent.who.view(), referent.house.view(),
                      static_cast<int>(referent.said), ToMillis(referent.created),
                      ToMillis(referent.until)));
  return {};
}

Status SetSaid(storage::Connection& vault, const ReferentId& id, v1::Referent::State said) {
  RETURN_IF_ERROR(Run(vault, "UPDATE referents SET said = ?2 WHERE id = ?1", id.view(),
                      static_cast<int>(said)));
  return {};
}

Result<std::optional<Referent>> FindReferent(storage::Connection& vault, const ReferentId& id) {
  ASSIGN_OR_RETURN(Rows rows, Query(vault, REFERENTS "WHERE id = ?1", id.view()));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row) return std::optional<Referent>();
  ASSIGN_OR_RETURN(Referent out, ReferentFrom(rows));
  return std::optional(std::move(out));
}

Result<std::vector<DossierId>> DossiersWith(storage::Connection& vault, const ProfessionalId& who,
                                            v1::Referent::State said, Instant now,
                                            const DossierId& after, int limit) {
  constexpr auto kSql = R"(
      SELECT DISTINCT dossier FROM referents
      WHERE who = ?1 AND said = ?2 AND dossier > ?3 AND until_ms > ?4 AND created_ms > ?5
      ORDER BY dossier LIMIT ?6)";
  // Nobody answers later than that.
  const bool asked = said == v1::Referent::STATE_ASKED;
  const Instant oldest = asked ? now - consent::kProposalLasts - kReferentAnswers : Instant();
  ASSIGN_OR_RETURN(Rows rows, Query(vault, kSql, who.view(), static_cast<int>(said), after.view(),
                                    ToMillis(now), ToMillis(oldest), limit));
  return storage::IdsIn<DossierId>(std::move(rows));
}

Result<std::vector<ReferentNow>> ReferentsOf(storage::Connection& vault, const DossierId& dossier,
                                             Instant now) {
  ASSIGN_OR_RETURN(const auto stored, Stored(vault, dossier));
  std::vector<std::vector<Consent>> given;
  Instant chosen_last{};
  for (const Referent& one : stored) {
    ASSIGN_OR_RETURN(auto all, consent::ConsentsOf(vault, dossier, one.proposal));
    const Consent* const question = QuestionIn(all);
    if (question != nullptr) chosen_last = std::max(chosen_last, question->cell.start);
    given.push_back(std::move(all));
  }
  std::vector<ReferentNow> out;
  for (std::size_t i = 0; i < stored.size(); ++i) {
    out.push_back(Stand(stored[i], given[i], chosen_last, now));
    if (out.back().state != v1::Referent::STATE_HOLDS) continue;
    ASSIGN_OR_RETURN(out.back().sees, Sees(vault, stored[i], now));
  }
  return out;
}

Result<bool> IsHeld(storage::Connection& vault, const DossierId& dossier, Instant now) {
  ASSIGN_OR_RETURN(const auto all, ReferentsOf(vault, dossier, now));
  return std::ranges::any_of(all, &ReferentNow::sees);
}

Result<bool> HoldsThread(const rpc::Reading& reading, const DossierId& dossier) {
  return HoldsThread(reading.permit.caller(), reading.vault, dossier, reading.now);
}

Result<bool> HoldsThread(const Caller& caller, storage::Connection& vault, const DossierId& dossier,
                         Instant now) {
  if (caller.kind != CallerKind::kProfessional) return false;
  ASSIGN_OR_RETURN(const auto all, ReferentsOf(vault, dossier, now));
  return std::ranges::any_of(all, [&](const ReferentNow& one) {
    return one.sees && one.referent.who.bytes() == caller.id;
  });
}

Result<std::vector<DossierId>> DossiersHeld(const rpc::Reading& reading, const DossierId& after,
                                            std::size_t most) {
  const Caller& caller = reading.permit.caller();
  if (caller.kind != CallerKind::kProfessional) return std::vector<DossierId>();
  return rpc::Sifted(
      reading, after, most,
      [&](const DossierId& from, int limit) {
        return DossiersWith(reading.vault, ProfessionalId(caller.id), v1::Referent::STATE_HOLDS,
                            reading.now, from, limit);
      },
      [&](const DossierId& dossier) { return HoldsThread(reading, dossier); });
}

}  // namespace relais::exit
