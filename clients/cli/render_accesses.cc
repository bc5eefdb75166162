#include "clients/cli/render_accesses.h"

#include <algorithm>

#include "clients/cli/commands_tell.h"
#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

// What was done, as it is said after "has" and after "tried to".
struct Deed {
  Say done;
  Say tried;
};

Deed TellingDeedOf(const std::string& method) {
  if (method == "Sessions.ListCallBacks") return {Say::kDidSeeCall, Say::kToSeeCall};
  if (method == "Sessions.TakeCallBack") return {Say::kDidCall, Say::kToCall};
  if (method == "Notifications.SetTelling") return {Say::kDidSetTelling, Say::kToSetTelling};
  if (method == "Notifications.PauseTelling") return {Say::kDidPauseTelling, Say::kToPauseTelling};
  if (method == "Sessions.Invite") return {Say::kDidInvite, Say::kToInvite};
  if (method == "Notifications.MarkTold") return {Say::kDidMarkTold, Say::kToMarkTold};
  return {Say::kDidSeeTelling, Say::kToSeeTelling};
}

Deed SigningDeedOf(const std::string& method) {
  if (method == "Sessions.AskCallBack") return {Say::kDidAskCall, Say::kToAskCall};
  if (method == "Sessions.SignIn") return {Say::kDidSignIn, Say::kToSignIn};
  if (method == "Sessions.EndSession" || method == "Sessions.RemovePasskey")
    return {Say::kDidEndSession, Say::kToEndSession};
  return {Say::kDidSeeSessions, Say::kToSeeSessions};
}

Deed DeedOf(const v1::Access& access) {
  if (access.method() == "LegalOrders.TellLegalOrder")
    return {Say::kDidTellOrder, Say::kToTellOrder};
  if (access.method() == "WorryCalls.RaiseWorryCall" ||
      access.method() == "WorryCalls.TellWorryCall")
    return {Say::kDidWorryCall, Say::kToWorryCall};
  if (access.method() == "Dossiers.SetMustNotKnow")
    return {Say::kDidMustNotKnow, Say::kToMustNotKnow};
  if (access.method() == "Dossiers.RecordDeath") return {Say::kDidDie, Say::kToDie};
  if (access.method() == "Dossiers.UndoDeath") return {Say::kDidUndoDeath, Say::kToUndoDeath};
  switch (access.action()) {
    case v1::ACTION_READ:
      return {Say::kDidRead, Say::kToRead};
    case v1::ACTION_WRITE:
      return {Say::kDidWrite, Say::kToWrite};
    case v1::ACTION_OPEN:
      return {Say::kDidOpen, Say::kToOpen};
    case v1::ACTION_CONSENT:
      if (access.method() == "Accesses.ObjectToAccess") return {Say::kDidObject, Say::kToObject};
      if (access.method() == "Accesses.LiftObjection") return {Say::kDidLift, Say::kToLift};
      if (access.outcome() == v1::Access::OUTCOME_OPENED)
        return {Say::kDidSeeConsents, Say::kToSeeConsents};
      return {Say::kDidConsent, Say::kToConsent};
    case v1::ACTION_REVOKE:
      return {Say::kDidRevoke, Say::kToRevoke};
    case v1::ACTION_READ_LOG:
      return {Say::kDidReadLog, Say::kToReadLog};
    case v1::ACTION_LOOK_UP:
      return {Say::kDidLookUp, Say::kToLookUp};
    case v1::ACTION_ADMINISTER:
      return {Say::kDidAdminister, Say::kToAdminister};
    case v1::ACTION_SUSPEND:
      if (access.method() == "Accesses.StopByReply") return {Say::kDidStop, Say::kToStop};
      return {Say::kDidSuspend, Say::kToSuspend};
    case v1::ACTION_OVERSEE:
      return {Say::kDidDecide, Say::kToDecide};
    case v1::ACTION_AGREE:
      if (access.method() == "Consents.ProposeConsent" ||
          access.method() == "Referents.AskReferent")
        return {Say::kDidPropose, Say::kToPropose};
      if (access.method() == "Sessions.Invite") return {Say::kDidInviteMandated, Say::kToInvite};
      return {Say::kDidConfirm, Say::kToConfirm};
    case v1::ACTION_RELATE:
      if (access.method() == "Handovers.ListAsked" ||
          access.method() == "Referents.ListReferentAsks")
        return {Say::kDidSeeAsked, Say::kToSeeAsked};
      if (access.method() == "Handovers.AnswerHandover" ||
          access.method() == "Referents.AnswerReferent")
        return {Say::kDidAnswerAsked, Say::kToAnswerAsked};
      if (access.method() == "Handovers.MarkHandover")
        return {Say::kDidMarkHandover, Say::kToMarkHandover};
      return {Say::kDidRelate, Say::kToRelate};
    case v1::ACTION_SIGN_IN:
      return SigningDeedOf(access.method());
    case v1::ACTION_TELL:
      return TellingDeedOf(access.method());
    default:
      return {Say::kDidSystem, Say::kToSystem};
  }
}

bool Happened(const v1::Access& access) {
  return access.outcome() == v1::Access::OUTCOME_OPENED ||
         access.outcome() == v1::Access::OUTCOME_CHANGED;
}

std::string Who(const v1::Access& access, const CatalogueView& catalogue, const Speech& say) {
  if (access.own()) return say(Say::kYou);
  if (!access.trusted_person_id().empty()) return say(Say::kYourTrusted, Clean(access.name()));
  std::vector<std::string> parts;
  for (const std::string& part : {Clean(access.name()), catalogue.Profession(access.profession()),
                                  Clean(access.organisation())}) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts.empty() ? say(Say::kTheServer) : Join(parts, ", ");
}

// ": Identity, Social", for reads and writes; what was granted when it happened, what was asked for
// otherwise.
std::string What(const v1::Access& access, const CatalogueView& catalogue, const Speech& say) {
  if (access.action() != v1::ACTION_READ && access.action() != v1::ACTION_WRITE) return {};
  // A death is of all of the file, whatever it takes to say so.
  const std::string& method = access.method();
  if (method == "Dossiers.RecordDeath" || method == "Dossiers.UndoDeath") return {};
  const auto& compartments = Happened(access) ? access.granted() : access.asked();
  // Whoever names nothing asks for all: twelve names would hide the sentence.
  if (compartments.size() == v1::Compartment_ARRAYSIZE - 1) return ": " + say(Say::kTheWholeFile);
  return compartments.empty() ? std::string() : ": " + catalogue.Compartments(compartments);
}

std::string Outcome(const v1::Access& access, const Speech& say) {
  switch (access.outcome()) {
    case v1::Access::OUTCOME_OPENED:
      if (access.action() != v1::ACTION_READ) return {};  // consents and entries are no facts
      if (access.count() < 2) return say(access.count() == 1 ? Say::kShownOne : Say::kShownNone);
      return say(Say::kShown, access.count());
    case v1::Access::OUTCOME_REFUSED:
      return say(Say::kRefusedNothingShown);
    case v1::Access::OUTCOME_CHANGED:
      return say(Say::kChangeStands);
    case v1::Access::OUTCOME_FAILED:
      return say(Say::kDidNotHappen);
    case v1::Access::OUTCOME_NOT_APPLIED:
      return say(Say::kNotApplied);
    default:
      return say(Say::kOutcomeUnknownEntry);
  }
}

// What became of the word that is owed.
std::string Told(const v1::Access& access, const CatalogueView& catalogue, const Speech& say) {
  const auto by = [&] { return SayChannel(access.told_by(), say); };
  const auto at = [&] { return SayMoment(access.told_time(), say); };
  switch (access.told()) {
    case v1::Access::TOLD_AT_MEETING:
      return catalogue.LabelOr("text.told_next_meeting", Say::kToldNextMeeting);
    case v1::Access::TOLD_DUE:
      return say(Say::kToldDue, at());
    case v1::Access::TOLD_SENT:
      return say(Say::kToldSent, by(), at());
    case v1::Access::TOLD_DELIVERED:
      return say(Say::kToldDelivered, by(), at());
    case v1::Access::TOLD_IN_PERSON:
      return say(Say::kToldInPerson);
    default:
      return {};
  }
}

// What the server itself wrote about a notice: its reason is "sms", "email" or "letter".
std::string NoticeSentence(const v1::Access& access, const Speech& say) {
  const std::string& by = access.reason();
  const std::string channel = SayChannel(by == "sms"      ? v1::CHANNEL_SMS
                                         : by == "email"  ? v1::CHANNEL_EMAIL
                                         : by == "letter" ? v1::CHANNEL_LETTER
                                                          : v1::CHANNEL_MEETING,
                                         say);
  const Say sentence = access.method() == "Telling.Sent"        ? Say::kEntrySent
                       : access.method() == "Telling.Delivered" ? Say::kEntryDelivered
                                                                : Say::kEntryFailed;
  return say(sentence, SayMoment(access.create_time(), say), channel, access.count());
}

// What the server itself wrote about signing in.
std::string SignInSentence(const v1::Access& access, const Speech& say) {
  const Say sentence = access.method() != "SignIn.CodeSent" ? Say::kEntryMissed
                       : Happened(access)                   ? Say::kEntryCodeSent
                                                            : Say::kEntryCodeFailed;
  return say(sentence, SayMoment(access.create_time(), say));
}

}  // namespace

std::string AccessSentence(const v1::Access& access, const CatalogueView& catalogue,
                           const Speech& say) {
  if (access.method().starts_with("Telling.")) return NoticeSentence(access, say);
  if (access.method().starts_with("SignIn.")) return SignInSentence(access, say);
  if (access.method() == "Accesses.OpenReview" && Happened(access))
    return say(Say::kEntryReviewed, SayMoment(access.create_time(), say), access.count(),
               Clean(access.organisation()));
  const std::string have = say(access.own() ? Say::kYouHave : Say::kHas);
  const std::string who = Who(access, catalogue, say);
  const Deed deed = DeedOf(access);
  const std::string what = What(access, catalogue, say);
  const std::string comma = access.own() || who.find(',') == std::string::npos ? "" : ",";
  std::string out = say(Happened(access) ? Say::kEntryDone : Say::kEntryTried,
                        SayMoment(access.create_time(), say), who, have,
                        say(Happened(access) ? deed.done : deed.tried) + what, comma);
  if (std::ranges::find(access.rules(), "request") != access.rules().end())
    out += " " + say(Happened(access) ? Say::kAtYourRequest : Say::kSaidAtYourRequest);
  if (access.purpose() != v1::PURPOSE_UNSPECIFIED)
    out += " " + say(Say::kFor, catalogue.Purpose(access.purpose()));
  if (!access.reason().empty())
    out += " " + say(Say::kWhy, catalogue.Label("reason." + access.reason()));
  if (const std::string outcome = Outcome(access, say); !outcome.empty()) out += " " + outcome;
  if (const std::string told = Told(access, catalogue, say); !told.empty()) out += " " + told;
  return out;
}

}  // namespace relais::cli
