#include "services/consent/relations.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "services/consent/rules.h"
#include "services/directory/repository.h"
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
          "or a new code to their phone. Otherwise a colleague of your team, who says the same"};
}

Error TooOften() {
  return {Reason::kBusy, "too many words or codes; try again in an hour, or with a colleague"};
}

std::chrono::days LastsBy(v1::Proof::Method method) {
  return method == v1::Proof::METHOD_TWO_PROFESSIONALS ? kUnprovenLasts : kRelationLasts;
}

// A code is good for whoever asked for it, and while they are of that team.
Array<16> CodeId(const access::Permit& permit) {
  const Hash hash = Sha256({"relais-relation/1\n", permit.request().dossier.view(),
                            View(permit.caller().team()), View(permit.caller().id)});
  return ToArray<16>(View(hash).substr(0, 16)).value();
}

}  // namespace

Result<Related> AddRelation(storage::Connection& vault, const DossierId& dossier,
                            const Caller& caller, const ConsentId& id, v1::Proof::Method method,
                            Instant at, const ProposalId& by, Instant end) {
  const bool unit = !caller.unit.IsZero();
  access::ConsentCell cell{
      .id = id,
      .effect = access::Effect::kRelation,
      .grantee_kind = unit ? access::GranteeKind::kUnit : access::GranteeKind::kOrganisation,
      .grantee = caller.team()};
  cell.start = at;
  cell.end = end == Instant{} ? at + LastsBy(method) : end;
  // One that ends with a handover stands beside the others.
  std::optional<access::ConsentCell> before;
  if (by.IsZero()) {
    ASSIGN_OR_RETURN(before, FindRelation(vault, dossier, caller.team()));
  }
  if (before && before->end > cell.end - kWorthADay) return Related{before->id, before->end};
  Related out{.id = id, .end = cell.end, .written = true};
  if (before) {
    RETURN_IF_ERROR(RevokeConsent(vault, dossier, before->id, at));
    out.instead = before->id;
  }
  RETURN_IF_ERROR(AddCells(vault, dossier, {cell},
                           {.method = static_cast<std::uint8_t>(method), .proposal = by}, at));
  return out;
}

std::optional<ProfessionalId> Seconds::Second(const DossierId& dossier, const Array<16>& team,
                                              const ProfessionalId& who, Instant now) {
  {
    const MutexLock lock(mutex_);
    std::erase_if(said_,
                  [&](const auto& one) { return now - one.second.at >= std::chrono::hours(1); });
    const auto found = said_.find({dossier, team});
    if (found != said_.end() && found->second.by != who) {
      const ProfessionalId first = found->second.by;
      said_.erase(found);
      return first;
    }
  }
  Note(dossier, team, who, now);
  return std::nullopt;
}

void Seconds::Note(const DossierId& dossier, const Array<16>& team, const ProfessionalId& who,
                   Instant now) {
  const MutexLock lock(mutex_);
  if (said_.size() >= kMostKept) said_.clear();
  said_[{dossier, team}] = {who, now};
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
        prepared.change = [this, named = rpc::StandIn(prepared.address)](
                              const Reading& reading) -> Result<ApplyChange> {
          const Asked one(reading.permit.caller().id, named);
          if (!codes_of_one_.MayTry(one, reading.now) ||
              !codes_asked_.MayTry(one.first, reading.now))
            return tl::unexpected<Error>(TooOften());
          return ApplyChange([this, one](const access::Permit& permit, storage::Connection& vault,
                                         Instant at) -> Result<Changed> {
            // Asked once more: of several at once, each may have been let through.
            if (!codes_of_one_.MayTry(one, at) || !codes_asked_.MayTry(one.first, at))
              return tl::unexpected<Error>(TooOften());
            codes_of_one_.Count(one, at);
            codes_asked_.Count(one.first, at);
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

RelationService::Shown RelationService::Show(const v1::ProveRelationRequest& request,
                                             const rpc::Address& named, const Reading& reading) {
  if (request.has_code()) {
    const auto attempt = codes_.Take(CodeId(reading.permit), request.code(), reading.now);
    return attempt.taken ? Shown(v1::Proof::METHOD_CODE) : tl::unexpected<Error>(NotShown());
  }
  ASSIGN_OR_RETURN(const bool is, parts_.desk.IsPresent(reading, named, request.chosen_word()));
  return is ? Shown(v1::Proof::METHOD_CARD_AND_WORD) : tl::unexpected<Error>(NotShown());
}

// `method` is unset for a colleague, who is the first or the second as of now.
Result<Changed> RelationService::Relate(const access::Permit& permit, storage::Connection& vault,
                                        Instant at, const ConsentId& id,
                                        std::optional<v1::Proof::Method> method) {
  const DossierId& dossier = permit.request().dossier;
  const Caller& caller = permit.caller();
  v1::ProveRelationResponse response;
  const auto noted = [&] { return Changed{rpc::SealIds(permit, response)}; };
  if (dossier.IsZero()) return noted();
  std::vector<Array<16>> objects;
  if (!method) {
    const ProfessionalId self(caller.id);
    ASSIGN_OR_RETURN(const bool shut_out, IsShutOut(vault, dossier, caller, at));
    if (shut_out) return noted();
    const auto first = seconds_.Second(dossier, caller.team(), self, at);
    if (!first) return noted();
    // They may have been suspended or shut out, or have left the team, since they said so.
    ASSIGN_OR_RETURN(const auto colleague, directory::FindCaller(vault, *first));
    const bool stands = colleague && colleague->Serves(at) && colleague->team() == caller.team();
    ASSIGN_OR_RETURN(const bool excluded,
                     stands ? IsShutOut(vault, dossier, *colleague, at) : Result<bool>(false));
    if (!stands || excluded) {
      seconds_.Note(dossier, caller.team(), self, at);
      return noted();
    }
    method = v1::Proof::METHOD_TWO_PROFESSIONALS;
    objects.push_back(first->bytes());
  }
  const bool two = method == v1::Proof::METHOD_TWO_PROFESSIONALS;
  const auto related = AddRelation(vault, dossier, caller, id, *method, at);
  if (!related) return tl::unexpected<Error>(NotShown());
  if (!related->written && two) return noted();
  objects.insert(objects.begin(), related->id.bytes());
  if (related->instead) objects.push_back(related->instead->bytes());
  if (!two)
    *response.mutable_end_time() = TimeUtil::MillisecondsToTimestamp(ToMillis(related->end));
  Changed out{rpc::SealedWire(permit, rpc::OneMessage(response),
                              {.objects = std::move(objects), .at_once = two})};
  if (related->written) out.moved = {dossier.bytes()};
  return out;
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
        if (request->chosen_word().size() > 256)
          return Fail(Reason::kInvalid, "expected at most 64 characters", "chosen_word");
        ASSIGN_OR_RETURN(Prepared prepared, parts_.desk.Ask(request->context(), Action::kRelate));
        prepared.request_id = request->request_id();
        // Looked at once, however often it is decided: codes are good for one use, and wrong ones count once.
        const auto shown = std::make_shared<std::optional<Shown>>();
        const ConsentId id = ConsentId::New(parts_.random);
        prepared.change = [this, request, shown, id, named = prepared.address](
                              const Reading& reading) -> Result<ApplyChange> {
          std::optional<v1::Proof::Method> method;
          if (!request->has_colleague()) {
            if (!*shown) shown->emplace(Show(*request, named, reading));
            ASSIGN_OR_RETURN(method, **shown);
          }
          return ApplyChange(
              [this, method, id](const access::Permit& permit, storage::Connection& vault,
                                 Instant at) { return Relate(permit, vault, at, id, method); });
        };
        return prepared;
      });
}

}  // namespace relais::consent
