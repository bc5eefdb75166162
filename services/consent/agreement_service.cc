#include "services/consent/agreement_service.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "services/consent/statement.h"
#include "services/consent/viewers.h"
#include "services/directory/repository.h"
#include "services/identity/persons.h"
#include "services/identity/sessions.h"
#include "services/rpc/typed.h"

namespace relais::consent {
namespace {

using access::ConsentCell;
using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

Hash HashOf(const Proposal& proposal) { return Sha256({proposal.statement}); }

// By what a code is bound to the text.
Array<16> CodeId(const Proposal& proposal) {
  return ToArray<16>(View(HashOf(proposal)).substr(0, 16)).value();
}

constexpr std::int64_t kMostConsents = 500;  // that hold at one time, of one dossier

// Only what still holds counts, and exclusions always have room: nobody may use up the person's
// "no".
Status RequireRoom(storage::Connection& vault, const DossierId& dossier,
                   const std::vector<ConsentCell>& more, Instant at) {
  ASSIGN_OR_RETURN(const auto standing, CountStanding(vault, dossier, at));
  const bool excludes = more.front().effect == access::Effect::kExclude;
  if (standing + static_cast<std::int64_t>(more.size()) <= kMostConsents * (excludes ? 2 : 1))
    return {};
  return Fail(Reason::kWrongState, "this file holds as many consents as it can; ask the help line");
}

constexpr std::size_t kMostText = 16 * 1024;

// Of those whom a cell is about, a profession that reports to a judge: the text says so.
Result<std::string> Judged(storage::Connection& vault, const directory::Catalogue& catalogue,
                           const ConsentCell& cell) {
  const auto reports = [&](const std::string& profession) {
    return catalogue.labels().contains("consent.reports." + profession);
  };
  if (!cell.profession.empty()) return reports(cell.profession) ? cell.profession : std::string();
  if (cell.grantee_kind == access::GranteeKind::kProfessional) {
    ASSIGN_OR_RETURN(const auto who, directory::FindCaller(vault, ProfessionalId(cell.grantee)));
    return who && reports(who->profession) ? who->profession : std::string();
  }
  ASSIGN_OR_RETURN(const auto members, MembersOf(vault, OrganisationId(cell.grantee)));
  for (const directory::Professional& member : members) {
    if (reports(member.profession)) return member.profession;
  }
  return std::string();
}

// How the text calls whom a cell is about.
Result<std::string> Whom(storage::Connection& vault, const directory::Catalogue& catalogue,
                         const ConsentCell& cell, const std::string& language) {
  if (cell.grantee_kind == access::GranteeKind::kProfessional) {
    ASSIGN_OR_RETURN(const auto who, directory::FindCaller(vault, ProfessionalId(cell.grantee)));
    if (!who) return std::string();
    return who->name + " (" + catalogue.Text("profession." + who->profession, language) + ", " +
           who->organisation_name + ")";
  }
  ASSIGN_OR_RETURN(const auto house,
                   directory::FindOrganisation(vault, OrganisationId(cell.grantee)));
  const std::string name = house ? house->name : std::string();
  if (cell.profession.empty()) return name;
  return name + " (" + catalogue.Text("profession." + cell.profession, language) + ")";
}

// The same whatever was wrong, and whether or not there is a file: whoever proposed it with any card must
// not learn that.
Error NotConfirmed() {
  return {
      Reason::kWrongState,
      "that does not confirm it. Check code and word. A witness must belong to a house that it "
      "opens nothing to, and in custody come from outside; only who proposed it confirms at the "
      "desk. It may have been confirmed, or have ended after three days: propose it again"};
}

// Whose passkey it is, when it is the person's.
Result<std::optional<identity::Passkey>> PasskeyOf(storage::Connection& vault,
                                                   const DossierId& dossier,
                                                   const Bytes& credential_id) {
  ASSIGN_OR_RETURN(auto passkey, identity::FindPasskey(vault, credential_id));
  ASSIGN_OR_RETURN(const auto person, identity::FindPersonOf(vault, dossier));
  const bool own = passkey && person && passkey->owner.kind == CallerKind::kPerson &&
                   passkey->owner.id == person->bytes();
  return own ? std::move(passkey) : std::optional<identity::Passkey>();
}

// Who may say that the person said yes, by what.
Status CheckSender(const v1::ConfirmConsentRequest& request, const Proposal& proposal,
                   const std::vector<ConsentCell>& cells, const Reading& reading) {
  const Caller& caller = reading.permit.caller();
  ASSIGN_OR_RETURN(const auto houses, HousesOf(reading.vault, cells));
  if (!request.interpreter_id().empty()) {
    ASSIGN_OR_RETURN(const auto interpreter, OrganisationId::Parse(request.interpreter_id()));
    ASSIGN_OR_RETURN(const auto known, directory::FindOrganisation(reading.vault, interpreter));
    if (!known || known->prison || std::ranges::find(houses, interpreter) != houses.end())
      return tl::unexpected<Error>(NotConfirmed());
  }
  const bool may = proposal.unable ? request.has_colleague() && MaySecond(proposal, caller)
                   : request.has_paper()
                       ? MayWitness(proposal, caller, houses)
                       : !request.has_colleague() && MayConfirmByPhone(proposal, caller);
  const bool blind = request.has_paper() || request.has_colleague();
  if (blind && request.text_hash() != View(HashOf(proposal)))
    return tl::unexpected<Error>(NotConfirmed());
  return may ? Status() : tl::unexpected<Error>(NotConfirmed());
}

}  // namespace

Status AddCells(storage::Connection& vault, const DossierId& dossier,
                std::vector<ConsentCell> cells, const Proof& proof, Instant at) {
  RETURN_IF_ERROR(PutAwayEnded(vault, dossier, at));
  RETURN_IF_ERROR(RequireRoom(vault, dossier, cells, at));
  for (ConsentCell& cell : cells) {
    // No later than its own entry: a clock that stepped back must not put off an exclusion.
    if (cell.start == Instant{}) cell.start = at;
    RETURN_IF_ERROR(AddConsent(vault, dossier, {cell, at, proof}));
  }
  return {};
}

void AgreementService::AddMethods(rpc::Methods& methods) {
  AddPropose(methods);
  AddGet(methods);
  AddConfirm(methods);
}

Result<Proposal> AgreementService::Draft(const v1::ProposeConsentRequest& request,
                                         const Reading& reading) const {
  const Caller& caller = reading.permit.caller();
  if (!proposed_.MayTry(caller.id, reading.now))
    return Fail(Reason::kBusy, "too much was proposed within this hour; try again later");
  proposed_.Count(caller.id, reading.now);
  RETURN_IF_ERROR(CheckLanguage(request.language()));
  if (!v1::LegalBasis_IsValid(request.legal_basis()) ||
      request.legal_basis() == v1::LEGAL_BASIS_UNSPECIFIED)
    return Fail(Reason::kInvalid, "expected CARE, CONSENT or VITAL_INTERESTS", "legal_basis");
  const auto catalogue = parts_.catalogue.Get();
  ASSIGN_OR_RETURN(const auto cells, CellsOf(request.choices(), *catalogue, reading.now));
  const bool desk = caller.kind == CallerKind::kProfessional;
  if (request.unable()) {
    if (!desk) return Fail(Reason::kInvalid, "you can answer for yourself", "unable");
    RETURN_IF_ERROR(CheckUnable(cells, reading.now));
  }
  Proposal out{.id = ProposalId::New(parts_.random),
               .dossier = reading.permit.request().dossier,
               .language = request.language(),
               .text_version = catalogue->hash(),
               .legal_basis = static_cast<std::uint8_t>(request.legal_basis()),
               .proposer = desk ? ProfessionalId(caller.id) : ProfessionalId(),
               .house = caller.organisation,
               .unable = request.unable(),
               .custody = caller.prison};
  // What opens a prison something is agreed to as in custody, whoever proposes it.
  ASSIGN_OR_RETURN(const auto houses, HousesOf(reading.vault, cells));
  for (const OrganisationId& house : houses) {
    ASSIGN_OR_RETURN(const auto found, directory::FindOrganisation(reading.vault, house));
    out.custody = out.custody || (found && found->prison);
  }
  std::vector<Line> lines;
  for (const ConsentCell& cell : cells) {
    RETURN_IF_ERROR(CheckGrantee(reading.vault, reading.permit.policy(), cell));
    ASSIGN_OR_RETURN(std::string whom, Whom(reading.vault, *catalogue, cell, out.language));
    ASSIGN_OR_RETURN(std::string judged, Judged(reading.vault, *catalogue, cell));
    lines.push_back({cell, std::move(whom), std::move(judged)});
  }
  out.statement =
      StatementOf({out.id, out.language, std::move(lines), out.custody, out.unable, *catalogue});
  if (out.statement.size() > kMostText)
    return Fail(Reason::kInvalid, "this text is too long to be read aloud: propose less at once",
                "choices");
  return out;
}

void AgreementService::AddPropose(rpc::Methods& methods) {
  rpc::Add<v1::ProposeConsentRequest>(
      methods, "Consents", "ProposeConsent", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kAgree));
        prepared.request_id = request->request_id();
        prepared.change = [this, request](const Reading& reading) -> Result<ApplyChange> {
          ASSIGN_OR_RETURN(const Proposal drafted, Draft(*request, reading));
          return ApplyChange([this, request, drafted](const access::Permit& permit,
                                                      storage::Connection& vault,
                                                      Instant at) -> Result<Changed> {
            Proposal proposal = drafted;
            proposal.created = at;
            proposal.expires = at + kProposalLasts;
            // About no file it is answered and kept the same, and can never be confirmed.
            RETURN_IF_ERROR(AddProposal(vault, parts_.proposals_key, proposal, at));
            if (request->send_code() && !proposal.dossier.IsZero()) SendCode(proposal, vault, at);
            v1::ProposeConsentResponse response;
            response.set_proposal_id(proposal.id.Text());
            response.set_text(proposal.statement);
            response.set_text_hash(Bytes(View(HashOf(proposal))));
            response.set_rp_id(parts_.party.id());
            *response.mutable_expire_time() =
                TimeUtil::MillisecondsToTimestamp(ToMillis(proposal.expires));
            return Changed{
                rpc::SealedWire(permit, rpc::OneMessage(response),
                                {.digest = HashOf(proposal), .objects = {proposal.id.bytes()}})};
          });
        };
        return prepared;
      });
}

// The code is made here and sent by another thread: a change that is not committed leaves a code without a
// proposal, which is good for nothing.
void AgreementService::SendCode(const Proposal& proposal, storage::Connection& vault, Instant now) {
  const auto telling = parts_.tellings.Find(vault, proposal.dossier);
  const auto phone = identity::PhoneForCodes(telling.value_or(std::nullopt));
  const auto* const text = phone ? parts_.notices->Find(proposal.language) : nullptr;
  if (text == nullptr) return;
  const auto code = codes_.New(CodeId(proposal), proposal.dossier, now);
  if (!code) return;
  notification::Outgoing message{.id = parts_.random.Next<16>(), .contact = *phone};
  message.text = parts_.notices->Agree(*text, *code);
  message.at = now;
  (void)parts_.sender.Send(proposal.dossier, std::move(message));
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
  ASSIGN_OR_RETURN(const auto passkey,
                   PasskeyOf(reading.vault, proposal.dossier, yes.credential_id()));
  if (!passkey) return tl::unexpected<Error>(NotConfirmed());
  const auto verified = identity::VerifyAssertion(
      parts_.party, View(HashOf(proposal)), passkey->key,
      {yes.client_data_json(), yes.authenticator_data(), yes.signature()});
  if (!verified) return tl::unexpected<Error>(NotConfirmed());
  counter = *verified;
  ASSIGN_OR_RETURN(Bytes key, identity::PublicKeyOf(passkey->key));
  return Confirmation{.method = v1::Proof::METHOD_PASSKEY,
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
  if (out.proposal.unable && !CheckUnable(out.cells, out.proposal.created))
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
  if (!request.interpreter_id().empty()) {
    ASSIGN_OR_RETURN(out.confirmation.interpreter, OrganisationId::Parse(request.interpreter_id()));
  }
  for (ConsentCell& cell : out.cells) cell.id = ConsentId::New(parts_.random);
  return out;
}

void AgreementService::AddGet(rpc::Methods& methods) {
  rpc::Add<v1::GetProposalRequest>(
      methods, "Consents", "GetProposal", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, ProposalId::Parse(request->proposal_id()));
        Prepared prepared{.address = id};
        prepared.ask.action = Action::kAgree;
        prepared.read = [this, id](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const auto found,
                           FindProposal(r.vault, parts_.proposals_key, id, r.now));
          if (!found) return tl::unexpected<Error>(NotConfirmed());
          v1::GetProposalResponse response;
          response.set_text(found->statement);
          *response.mutable_expire_time() =
              TimeUtil::MillisecondsToTimestamp(ToMillis(found->expires));
          // Nothing of the file; the person hears of the yes.
          return rpc::SealedWire(r.permit, rpc::OneMessage(response),
                                 {.objects = {id.bytes()}, .silent = true});
        };
        return prepared;
      });
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
            if (!confirmation.credential_id.empty()) {
              // It may have been removed since, or have signed something else meanwhile.
              ASSIGN_OR_RETURN(const auto passkey,
                               PasskeyOf(vault, proposal.dossier, confirmation.credential_id));
              const std::uint32_t counter = (*proven)->counter;
              if (!passkey || (counter != 0 && passkey->key.counter >= counter))
                return tl::unexpected<Error>(NotConfirmed());
              RETURN_IF_ERROR(identity::SetCounter(vault, confirmation.credential_id, counter));
            }
            ASSIGN_OR_RETURN(const bool first,
                             Confirm(vault, parts_.proposals_key, proposal, confirmation));
            if (!first) return tl::unexpected<Error>(NotConfirmed());
            const Hash hash = HashOf(proposal);
            RETURN_IF_ERROR(AddCells(
                vault, proposal.dossier, (*proven)->cells,
                {confirmation.method, proposal.language, proposal.text_version, proposal.id, hash},
                at));
            v1::ConfirmConsentResponse response;
            std::vector<Array<16>> objects{proposal.id.bytes()};
            for (const ConsentCell& cell : (*proven)->cells) {
              response.add_consent_ids(cell.id.Text());
              objects.push_back(cell.id.bytes());
            }
            return Changed{rpc::SealedWire(permit, rpc::OneMessage(response),
                                           {.digest = hash, .objects = std::move(objects)}),
                           {proposal.dossier.bytes()}};
          });
        };
        return prepared;
      });
}

}  // namespace relais::consent
