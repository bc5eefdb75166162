#include "services/consent/agreement_service.h"

#include <google/protobuf/util/time_util.h>

#include "services/consent/drafting.h"
#include "services/rpc/typed.h"

namespace relais::consent {
namespace {

using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

}  // namespace

void AgreementService::AddMethods(rpc::Methods& methods) {
  AddPropose(methods);
  AddGet(methods);
  AddConfirm(methods);
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
            ASSIGN_OR_RETURN(const auto response, Keep(drafted, request->send_code(), vault, at));
            return Changed{
                rpc::SealedWire(permit, rpc::OneMessage(response),
                                {.digest = HashOf(drafted), .objects = {drafted.id.bytes()}})};
          });
        };
        return prepared;
      });
}

Result<Proposal> AgreementService::Draft(const v1::ProposeConsentRequest& request,
                                         const Reading& reading, std::optional<Line> asked) {
  const Array<16>& caller = reading.permit.caller().id;
  if (!proposed_.MayTry(caller, reading.now))
    return Fail(Reason::kBusy, "too much was proposed within this hour; try again later");
  proposed_.Count(caller, reading.now);
  return Drafted(request, reading, *parts_.catalogue.Get(), parts_.random, std::move(asked));
}

// About no file it is answered and kept the same, and can never be confirmed.
Result<v1::ProposeConsentResponse> AgreementService::Keep(Proposal proposal, bool send_code,
                                                          storage::Connection& vault, Instant at,
                                                          Instant end) {
  proposal.created = at;
  proposal.expires = std::min(at + kProposalLasts, end);
  RETURN_IF_ERROR(AddProposal(vault, parts_.proposals_key, proposal, at));
  if (send_code && !proposal.dossier.IsZero()) SendCode(proposal, vault, at);
  v1::ProposeConsentResponse response;
  response.set_proposal_id(proposal.id.Text());
  response.set_text(proposal.statement);
  response.set_text_hash(Bytes(View(HashOf(proposal))));
  response.set_rp_id(parts_.party.id());
  *response.mutable_expire_time() = TimeUtil::MillisecondsToTimestamp(ToMillis(proposal.expires));
  return response;
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

void AgreementService::AddGet(rpc::Methods& methods) {
  rpc::Add<v1::GetProposalRequest>(
      methods, "Consents", "GetProposal", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, ProposalId::Parse(request->proposal_id()));
        Prepared prepared{.address = id};
        prepared.ask.action = Action::kAgree;
        prepared.read = [this, id](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const auto found,
                           FindProposal(r.vault, parts_.proposals_key, id, r.now));
          const bool theirs =
              found && (r.permit.caller().kind != CallerKind::kTrustedPerson || found->represented);
          if (!theirs) return tl::unexpected<Error>(NotConfirmed());
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

}  // namespace relais::consent
