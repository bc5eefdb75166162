#include "services/consent/relations.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "services/rpc/typed.h"

namespace relais::consent {
namespace {

using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

// What would make a relation longer by less is not written: whoever proposes and meets all day leaves one line.
constexpr std::chrono::days kWorthADay{1};

// The same whatever was wrong, and whether or not there is a file.
Error NotShown() {
  return {Reason::kWrongState,
          "that does not show it. With the person there: their card and the word that they chose, "
          "or a new "
          "code to their phone. Otherwise a colleague of your team, who says the same"};
}

std::chrono::days LastsBy(v1::Proof::Method method) {
  return method == v1::Proof::METHOD_TWO_PROFESSIONALS ? kUnprovenLasts : kRelationLasts;
}

// A word that is tried with a card that there is not costs as much, and as often, as one with a card that
// there is.
DossierId ToTry(const access::Permit& permit, const v1::DossierContext& context) {
  if (!permit.request().dossier.IsZero()) return permit.request().dossier;
  return DossierId(ToArray<16>(View(Sha256({context.card_code()})).substr(0, 16)).value());
}

// A code is good for whoever asked for it, and for their team.
Array<16> CodeId(const access::Permit& permit) {
  const Hash hash = Sha256({"relais-relation/1\n", permit.request().dossier.view(),
                            View(permit.caller().team()), View(permit.caller().id)});
  return ToArray<16>(View(hash).substr(0, 16)).value();
}

}  // namespace

Result<Instant> AddRelation(storage::Connection& vault, const DossierId& dossier,
                            const Caller& caller, const ConsentId& id, v1::Proof::Method method,
                            Instant at) {
  const bool unit = !caller.unit.IsZero();
  access::ConsentCell cell{
      .id = id,
      .effect = access::Effect::kRelation,
      .grantee_kind = unit ? access::GranteeKind::kUnit : access::GranteeKind::kOrganisation,
      .grantee = caller.team()};
  cell.start = at;
  cell.end = at + LastsBy(method);
  ASSIGN_OR_RETURN(const auto before, FindRelation(vault, dossier, caller.team()));
  if (before && before->end > cell.end - kWorthADay) return before->end;
  if (before) RETURN_IF_ERROR(RevokeConsent(vault, dossier, before->id, at));
  RETURN_IF_ERROR(
      AddCells(vault, dossier, {cell}, {.method = static_cast<std::uint8_t>(method)}, at));
  return cell.end;
}

bool Seconds::Second(const DossierId& dossier, const Array<16>& team, const Array<16>& who,
                     Instant now) {
  const MutexLock lock(mutex_);
  std::erase_if(said_,
                [&](const auto& one) { return now - one.second.at >= std::chrono::hours(1); });
  const auto found = said_.find({dossier, team});
  if (found != said_.end() && found->second.by != who) return true;
  if (said_.size() >= kMostKept) said_.clear();
  said_[{dossier, team}] = {who, now};
  return false;
}

void RelationService::AddMethods(rpc::Methods& methods) {
  AddSendCode(methods);
  AddProve(methods);
}

void RelationService::AddSendCode(rpc::Methods& methods) {
  rpc::Add<v1::SendRelationCodeRequest>(
      methods, "Relations", "SendRelationCode", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kRelate));
        prepared.request_id = request->request_id();
        prepared.change = [this](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([this](const access::Permit& permit, storage::Connection& vault,
                                    Instant at) -> Result<Changed> {
            if (!permit.request().dossier.IsZero()) SendCode(permit, vault, at);
            return Changed{rpc::SealIds(permit, v1::SendRelationCodeResponse())};
          });
        };
        return prepared;
      });
}

// Made here and sent by another thread, as for a consent.
void RelationService::SendCode(const access::Permit& permit, storage::Connection& vault,
                               Instant now) {
  const DossierId& dossier = permit.request().dossier;
  const auto telling = parts_.tellings.Find(vault, dossier);
  const auto phone = identity::PhoneForCodes(telling.value_or(std::nullopt));
  const auto* const text = phone ? parts_.notices->Find(phone->language()) : nullptr;
  if (text == nullptr || text->relate.empty()) return;
  const auto code = codes_.New(CodeId(permit), dossier, now);
  if (!code) return;
  notification::Outgoing message{.id = parts_.random.Next<16>(), .contact = *phone};
  message.text = parts_.notices->Relate(*text, *code);
  message.at = now;
  (void)parts_.sender.Send(dossier, std::move(message));
}

Result<std::optional<v1::Proof::Method>> RelationService::Prove(
    const v1::ProveRelationRequest& request, const Reading& reading) {
  const access::Permit& permit = reading.permit;
  const DossierId& dossier = permit.request().dossier;
  if (request.has_chosen_word()) {
    ASSIGN_OR_RETURN(const bool is,
                     parts_.desk.IsChosenWord(reading.vault, ToTry(permit, request.context()),
                                              request.chosen_word(), permit.caller().kind));
    if (!is || dossier.IsZero()) return tl::unexpected<Error>(NotShown());
    return std::optional(v1::Proof::METHOD_CARD_AND_WORD);
  }
  if (request.has_code()) {
    const auto attempt = codes_.Take(CodeId(permit), request.code(), reading.now);
    if (!attempt.taken) return tl::unexpected<Error>(NotShown());
    return std::optional(v1::Proof::METHOD_CODE);
  }
  if (seconds_.Second(dossier, permit.caller().team(), permit.caller().id, reading.now))
    return std::optional(v1::Proof::METHOD_TWO_PROFESSIONALS);
  return std::optional<v1::Proof::Method>();
}

void RelationService::AddProve(rpc::Methods& methods) {
  rpc::Add<v1::ProveRelationRequest>(
      methods, "Relations", "ProveRelation", [this](auto request) -> Result<Prepared> {
        if (request->proof_case() == v1::ProveRelationRequest::PROOF_NOT_SET)
          return Fail(Reason::kInvalid, "expected the chosen word, a code or a colleague", "proof");
        if (request->has_chosen_word() && request->context().card_code().empty())
          return Fail(Reason::kInvalid,
                      "expected the code of the card: a word needs the card beside it",
                      "context.card_code");
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kRelate));
        prepared.request_id = request->request_id();
        // Looked at once, however often it is decided: codes are good for one use.
        const auto shown = std::make_shared<std::optional<std::optional<v1::Proof::Method>>>();
        const ConsentId id = ConsentId::New(parts_.random);
        prepared.change = [this, request, shown,
                           id](const Reading& reading) -> Result<ApplyChange> {
          if (!*shown) {
            ASSIGN_OR_RETURN(*shown, Prove(*request, reading));
          }
          return ApplyChange([shown, id](const access::Permit& permit, storage::Connection& vault,
                                         Instant at) -> Result<Changed> {
            const DossierId& dossier = permit.request().dossier;
            v1::ProveRelationResponse response;
            const std::optional<v1::Proof::Method> method = **shown;
            // A first colleague, or one who speaks of a card that there is not.
            if (!method || dossier.IsZero()) return Changed{rpc::SealIds(permit, response)};
            ASSIGN_OR_RETURN(const Instant end,
                             AddRelation(vault, dossier, permit.caller(), id, *method, at));
            const bool two = *method == v1::Proof::METHOD_TWO_PROFESSIONALS;
            if (!two)
              *response.mutable_end_time() = TimeUtil::MillisecondsToTimestamp(ToMillis(end));
            return Changed{rpc::SealedWire(permit, rpc::OneMessage(response),
                                           {.objects = {id.bytes()}, .at_once = two}),
                           {dossier.bytes()}};
          });
        };
        return prepared;
      });
}

}  // namespace relais::consent
