// What proves that the person said yes, and what holds from then on.
#include <algorithm>

#include "services/consent/agreement_service.h"
#include "services/consent/relations.h"
#include "services/consent/representing.h"
#include "services/consent/statement.h"
#include "services/directory/repository.h"
#include "services/identity/persons.h"
#include "services/identity/sessions.h"
#include "services/rpc/typed.h"

namespace relais::consent {
namespace {

using access::ConsentCell;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

// The passkey, when it is of who has to say yes: the person, or whoever represents them and asks.
Result<std::optional<identity::Passkey>> PasskeyOf(storage::Connection& vault,
                                                   const Proposal& proposal, const Caller& caller,
                                                   const Bytes& credential_id) {
  ASSIGN_OR_RETURN(auto passkey, identity::FindPasskey(vault, credential_id));
  identity::Owner owner{CallerKind::kTrustedPerson, caller.id};
  if (!proposal.represented) {
    ASSIGN_OR_RETURN(const auto person, identity::FindPersonOf(vault, proposal.dossier));
    owner = {CallerKind::kPerson, person.value_or(PersonId()).bytes()};
  }
  const bool theirs = passkey && passkey->owner.kind == owner.kind && passkey->owner.id == owner.id;
  return theirs ? std::move(passkey) : std::optional<identity::Passkey>();
}

// Who may say that the person said yes, by what.
Status CheckSender(const v1::ConfirmConsentRequest& request, const Proposal& proposal,
                   const std::vector<ConsentCell>& cells, const Reading& reading) {
  const Caller& caller = reading.permit.caller();
  ASSIGN_OR_RETURN(const auto houses, HousesOf(reading.vault, cells));
  if (!request.interpreter_id().empty()) {
    ASSIGN_OR_RETURN(const auto interpreter, OrganisationId::Parse(request.interpreter_id()));
    ASSIGN_OR_RETURN(const auto known, directory::FindOrganisation(reading.vault, interpreter));
    if (!known || known->IsPrison() || std::ranges::find(houses, interpreter) != houses.end())
      return tl::unexpected<Error>(NotConfirmed());
  }
  const bool may =
      proposal.unable ? request.has_colleague() && MaySecond(proposal, caller, cells)
      : proposal.represented
          ? request.has_passkey() && caller.kind == CallerKind::kTrustedPerson && !proposal.custody
      : request.has_paper() ? MayWitness(proposal, caller, houses)
                            : !request.has_colleague() && MayConfirmByPhone(proposal, caller);
  const bool blind = request.has_paper() || request.has_colleague();
  if (blind && request.text_hash() != View(HashOf(proposal)))
    return tl::unexpected<Error>(NotConfirmed());
  return may ? Status() : tl::unexpected<Error>(NotConfirmed());
}

bool IsSaidByOthers(v1::Proof::Method method) {
  return method == v1::Proof::METHOD_PAPER || method == v1::Proof::METHOD_TWO_PROFESSIONALS ||
         method == v1::Proof::METHOD_REPRESENTATIVE;
}

}  // namespace

Error NotConfirmed() {
  return {
      Reason::kWrongState,
      "that does not confirm it. Check code and word. A witness must belong to a house that it "
      "opens nothing to, and in custody come from outside; only who proposed it confirms at the "
      "desk. It may have been confirmed, or have ended after three days: propose it again"};
}

Result<Confirmation> AgreementService::ByCode(const v1::CodeAndWord& yes, const Proposal& proposal,
                                              const Reading& reading) {
  const auto attempt = codes_.Take(CodeId(proposal), yes.code(), reading.now);
  if (!attempt.taken || attempt.taken->dossier != proposal.dossier)
    return tl::unexpected<Error>(NotConfirmed());
  const auto word = parts_.desk.IsChosenWord(reading.vault, proposal.dossier, yes.chosen_word(),
                                             reading.permit.caller().kind);
  if (!word || !*word) {
    codes_.PutBack(*attempt.taken, word.has_value());
    return tl::unexpected<Error>(word ? NotConfirmed() : word.error());
  }
  return Confirmation{.method = v1::Proof::METHOD_CODE_AND_WORD};
}

Result<Confirmation> AgreementService::ByPasskey(const v1::PasskeyAssertion& yes,
                                                 const Proposal& proposal, const Reading& reading,
                                                 std::uint32_t& counter) const {
  ASSIGN_OR_RETURN(const auto passkey, PasskeyOf(reading.vault, proposal, reading.permit.caller(),
                                                 yes.credential_id()));
  if (!passkey) return tl::unexpected<Error>(NotConfirmed());
  const auto verified = identity::VerifyAssertion(
      parts_.party, View(HashOf(proposal)), passkey->key,
      {yes.client_data_json(), yes.authenticator_data(), yes.signature()});
  if (!verified) return tl::unexpected<Error>(NotConfirmed());
  counter = *verified;
  ASSIGN_OR_RETURN(Bytes key, identity::PublicKeyOf(passkey->key));
  const auto method =
      proposal.represented ? v1::Proof::METHOD_REPRESENTATIVE : v1::Proof::METHOD_PASSKEY;
  return Confirmation{.method = static_cast<std::uint8_t>(method),
                      .credential_id = passkey->key.credential_id,
                      .public_key = std::move(key),
                      .added_at = passkey->added_at,
                      .client_data_json = yes.client_data_json(),
                      .authenticator_data = yes.authenticator_data(),
                      .signature = yes.signature()};
}

Result<AgreementService::Proven> AgreementService::Prove(const v1::ConfirmConsentRequest& request,
                                                         const Reading& reading) {
  ASSIGN_OR_RETURN(const auto id, ProposalId::Parse(request.proposal_id()));
  ASSIGN_OR_RETURN(auto found, FindProposal(reading.vault, parts_.proposals_key, id, reading.now));
  if (!found || found->dossier.IsZero()) return tl::unexpected<Error>(NotConfirmed());
  Proven out{.proposal = *std::move(found)};
  ASSIGN_OR_RETURN(out.cells, CellsIn(out.proposal.statement));
  ASSIGN_OR_RETURN(out.trusted, TrustedIn(out.proposal.statement));
  if (out.proposal.unable && !CheckUnable(out.cells, out.proposal.created))
    return tl::unexpected<Error>(NotConfirmed());
  if (out.proposal.represented && !CheckRepresented(out.cells, out.proposal.created))
    return tl::unexpected<Error>(NotConfirmed());
  RETURN_IF_ERROR(CheckSender(request, out.proposal, out.cells, reading));
  if (request.has_code_and_word()) {
    ASSIGN_OR_RETURN(out.confirmation, ByCode(request.code_and_word(), out.proposal, reading));
  } else if (request.has_passkey()) {
    ASSIGN_OR_RETURN(out.confirmation,
                     ByPasskey(request.passkey(), out.proposal, reading, out.counter));
  } else if (request.has_colleague()) {
    out.confirmation.method = v1::Proof::METHOD_TWO_PROFESSIONALS;
  } else {
    out.confirmation.method = v1::Proof::METHOD_PAPER;
    out.confirmation.form = static_cast<std::uint8_t>(request.paper().form());
    out.confirmation.read_aloud = request.paper().read_aloud();
  }
  const Caller& caller = reading.permit.caller();
  if (caller.kind == CallerKind::kProfessional) out.confirmation.by = ProfessionalId(caller.id);
  if (caller.kind == CallerKind::kTrustedPerson)
    out.confirmation.representative = TrustedPersonId(caller.id);
  if (!request.interpreter_id().empty()) {
    ASSIGN_OR_RETURN(out.confirmation.interpreter, OrganisationId::Parse(request.interpreter_id()));
  }
  KeepWhatHolds(out.cells);
  for (ConsentCell& cell : out.cells) cell.id = ConsentId::New(parts_.random);
  out.relation = ConsentId::New(parts_.random);
  return out;
}

Status AgreementService::CheckPasskey(const Proven& proven, const Caller& caller,
                                      storage::Connection& vault, Instant at) {
  const Bytes& credential = proven.confirmation.credential_id;
  if (credential.empty()) return {};
  // It may have been removed since, or have signed something else meanwhile.
  ASSIGN_OR_RETURN(const auto passkey, PasskeyOf(vault, proven.proposal, caller, credential));
  if (!passkey || (proven.counter != 0 && passkey->key.counter >= proven.counter))
    return tl::unexpected<Error>(NotConfirmed());
  RETURN_IF_ERROR(identity::SetCounter(vault, credential, proven.counter));
  return proven.proposal.represented
             ? CheckRepresentative(vault, proven.proposal, proven.cells, caller, *passkey, at)
             : Status();
}

void AgreementService::AddConfirm(rpc::Methods& methods) {
  rpc::Add<v1::ConfirmConsentRequest>(
      methods, "Consents", "ConfirmConsent", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, ProposalId::Parse(request->proposal_id()));
        if (request->proof_case() == v1::ConfirmConsentRequest::PROOF_NOT_SET)
          return Fail(Reason::kInvalid,
                      "expected a code and the word, a passkey, paper or a colleague", "proof");
        const bool form = v1::PaperYes::Form_IsValid(request->paper().form()) &&
                          request->paper().form() != v1::PaperYes::FORM_UNSPECIFIED;
        if (request->has_paper() && !form)
          return Fail(Reason::kInvalid, "expected SIGNATURE, MARK or SPOKEN", "paper.form");
        // Before anything is looked up: what is malformed tells of no file.
        if (!request->interpreter_id().empty())
          RETURN_IF_ERROR(OrganisationId::Parse(request->interpreter_id()));
        Prepared prepared{.address = id};
        prepared.ask.action = Action::kAgree;
        prepared.request_id = request->request_id();
        const auto proven = std::make_shared<std::optional<Proven>>();
        prepared.change = [this, request, proven](const Reading& reading) -> Result<ApplyChange> {
          if (!*proven) {
            ASSIGN_OR_RETURN(*proven, Prove(*request, reading));
          }
          return ApplyChange([this, proven](const access::Permit& permit,
                                            storage::Connection& vault,
                                            Instant at) -> Result<Changed> {
            const Proposal& proposal = (*proven)->proposal;
            Confirmation confirmation = (*proven)->confirmation;
            confirmation.at = at;
            ASSIGN_OR_RETURN(const auto waits,
                             FindProposal(vault, parts_.proposals_key, proposal.id, at));
            if (!waits || waits->dossier != permit.request().dossier)
              return tl::unexpected<Error>(NotConfirmed());
            // After a death nobody says yes, whoever has phone, word or passkey.
            ASSIGN_OR_RETURN(const bool frozen, IsFrozen(vault, proposal.dossier));
            if (frozen) return tl::unexpected<Error>(NotConfirmed());
            RETURN_IF_ERROR(CheckPasskey(**proven, permit.caller(), vault, at));
            ASSIGN_OR_RETURN(const bool first,
                             Confirm(vault, parts_.proposals_key, proposal, confirmation));
            if (!first) return tl::unexpected<Error>(NotConfirmed());
            const auto method = static_cast<v1::Proof::Method>(confirmation.method);
            ASSIGN_OR_RETURN(const auto proposer, directory::FindCaller(vault, proposal.proposer));
            const bool serves = proposer && proposer->Serves(at);
            // Asked in the change itself: an exclusion may have come since the rest was looked at.
            ASSIGN_OR_RETURN(const bool shut_out,
                             IsShutOut(vault, proposal.dossier, permit.caller(), at));
            if (shut_out && IsSaidByOthers(method)) return tl::unexpected<Error>(NotConfirmed());
            // Where the person's own yes is no part of it, who proposed it is one of two whose word counts.
            if (!proposal.proposer.IsZero() && !serves && IsSaidByOthers(method))
              return tl::unexpected<Error>(NotConfirmed());
            const bool mandated =
                proposal.unable && std::ranges::any_of((*proven)->cells, IsMandate);
            if (mandated) RETURN_IF_ERROR(CheckNewMandates(vault, proposal, (*proven)->cells, at));
            const Hash hash = HashOf(proposal);
            for (identity::TrustedPerson one : (*proven)->trusted) {
              one.dossier = proposal.dossier;
              if (mandated) one.seen_by = confirmation.by;
              if (mandated) one.proposed_at = proposal.house;
              one.since = at;
              RETURN_IF_ERROR(identity::AddTrustedPerson(vault, one));
            }
            RETURN_IF_ERROR(AddCells(
                vault, proposal.dossier, (*proven)->cells,
                {confirmation.method, proposal.language, proposal.text_version, proposal.id, hash},
                at));
            // Who wrote down what the person agrees to, and was told the code or had it signed, sat with them; whose
            // proposal was confirmed elsewhere, or by nobody, may never have met them.
            const bool told = method == v1::Proof::METHOD_CODE_AND_WORD &&
                              proposal.proposer.bytes() == permit.caller().id;
            const bool together = told || method == v1::Proof::METHOD_PAPER;
            Related related;
            if (together && serves && proposer->team() == proposal.team) {
              ASSIGN_OR_RETURN(related, AddRelation(vault, proposal.dossier, *proposer,
                                                    (*proven)->relation, method, at));
            }
            v1::ConfirmConsentResponse response;
            for (const identity::TrustedPerson& one : (*proven)->trusted)
              response.add_trusted_person_ids(one.id.Text());
            std::vector<Array<16>> objects{proposal.id.bytes()};
            for (const ConsentCell& cell : (*proven)->cells) {
              response.add_consent_ids(cell.id.Text());
              objects.push_back(cell.id.bytes());
            }
            if (parts_.on_yes)
              RETURN_IF_ERROR(parts_.on_yes(vault, proposal.dossier, proposal.id, at, objects));
            if (related.written) objects.push_back(related.id.bytes());
            if (related.instead) objects.push_back(related.instead->bytes());
            return Changed{
                rpc::SealedWire(
                    permit, rpc::OneMessage(response),
                    {.digest = hash, .objects = std::move(objects), .at_once = mandated}),
                {proposal.dossier.bytes()}};
          });
        };
        return prepared;
      });
}

}  // namespace relais::consent
