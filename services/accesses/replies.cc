// Replies to messages, as the SMS gateway hands them in.
#include <algorithm>

#include "services/access/policy_file.h"
#include "services/accesses/review_service.h"
#include "services/accesses/server_act.h"
#include "services/consent/representing.h"

namespace relais::accesses {
namespace {

constexpr std::chrono::days kCodeLives{7};
constexpr std::size_t kMostReaders = 32;  // an entry has room for 64 ids

// The digits of a phone number, without a trunk prefix: "+32 470", "0032470" and "32470" are one.
std::string Digits(const std::string& number) {
  std::string out;
  for (const char c : number) {
    if (c >= '0' && c <= '9') out += c;
  }
  return out.starts_with("00") ? out.substr(2) : out;
}

bool IsOwnPhone(const v1::Contact& contact, const std::string& from) {
  return contact.channel() == v1::CHANNEL_SMS && Digits(contact.address()) == Digits(from);
}

}  // namespace

std::string CodeIn(const std::string& text) {
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto at = [&](std::size_t n) { return static_cast<unsigned char>(text[i + n]); };
    if (at(0) >= '0' && at(0) <= '9') {
      digits += text[i];
    } else if (i + 1 < text.size() && at(0) == 0xD9 && at(1) >= 0xA0 && at(1) <= 0xA9) {
      digits += static_cast<char>('0' + (at(1) - 0xA0));  // Arabic
      ++i;
    } else if (i + 1 < text.size() && at(0) == 0xDB && at(1) >= 0xB0 && at(1) <= 0xB9) {
      digits += static_cast<char>('0' + (at(1) - 0xB0));  // Persian
      ++i;
    }
  }
  return digits.size() == 4 ? digits : std::string();
}

Result<std::unique_ptr<Replies>> Replies::Create(Parts parts) {
  std::unique_ptr<Replies> replies(new Replies(parts));
  ASSIGN_OR_RETURN(replies->vault_, parts.vault.Connect(storage::Store::Use::kRead));
  ASSIGN_OR_RETURN(replies->log_, parts.log.Connect(storage::Store::Use::kRead));
  return replies;
}

Status Replies::OnReply(const std::string& from, const std::string& text) {
  const Instant now = parts_.clock.Now();
  const std::string code = CodeIn(text), phone = Digits(from);
  if (code.empty() || phone.empty() || !guesses_.MayTry(phone, now)) return {};
  ASSIGN_OR_RETURN(const auto messages,
                   notification::MessagesWithCode(*log_, code, now - kCodeLives));
  bool known = false;
  for (const notification::Message& message : messages) {
    ASSIGN_OR_RETURN(const auto telling, parts_.tellings.Find(*vault_, message.dossier));
    // After a death it is in somebody else's hands.
    const bool own =
        telling && !telling->stopped() &&
        IsOwnPhone(message.recipient == notification::Recipient::kPerson ? telling->contact()
                                                                         : telling->safe_contact(),
                   from);
    if (!own) continue;
    known = true;
    RETURN_IF_ERROR(Stop(message));
  }
  if (!known) guesses_.Count(phone, now);
  return {};
}

Status Replies::Stop(const notification::Message& message) {
  ASSIGN_OR_RETURN(auto readers, ReadersOf(message));
  const auto shut_out = [&](storage::Connection& vault, Instant at,
                            std::vector<Array<16>>& moved) -> Status {
    for (Review& review : readers) {
      review.created = at;
      ASSIGN_OR_RETURN(const auto standing, FindStanding(vault, review.dossier, review.reader));
      if (!standing) RETURN_IF_ERROR(AddReview(vault, review, at));
    }
    moved.push_back(message.dossier.bytes());
    return consent::EndMandatesByOthers(vault, message.dossier, at);
  };
  // It needs nobody's leave, and can only close.
  if (!readers.empty())
    RETURN_IF_ERROR(ServerAct::Run(
        parts_.ledger, parts_.access.AdmitReply(message.dossier, "Accesses.StopByReply"),
        {.count = static_cast<std::uint32_t>(message.number), .objects = ObjectsOf(readers)},
        shut_out));
  // Only now: a code whose change did not stand must work again.
  return parts_.ledger.Write(
      [&](storage::Connection& log, Instant) -> Result<std::vector<audit::Details>> {
        RETURN_IF_ERROR(notification::UseUpCode(log, message.id));
        return std::vector<audit::Details>();
      });
}

// Each professional or trusted person of the entries that the message spoke of, once.
Result<std::vector<Review>> Replies::ReadersOf(const notification::Message& message) {
  ASSIGN_OR_RETURN(const auto newest, ledger::ReadEntryAt(*log_, message.index));
  std::vector<Review> out;
  for (ledger::ChainWalk walk(*log_, newest.chain.chain, {message.number, message.index});
       !walk.AtEnd() && out.size() < kMostReaders;) {
    ASSIGN_OR_RETURN(const auto entry, walk.Next());
    ASSIGN_OR_RETURN(const audit::Details details, audit::DecodeDetails(entry.details));
    if (FromMillis(details.time_ms) < message.since) break;
    const auto kind = static_cast<CallerKind>(details.caller_kind);
    const bool other = kind == CallerKind::kProfessional || kind == CallerKind::kTrustedPerson;
    // A witness sees nothing that they could be shut out of.
    const bool witness = details.profession == access::kWitness;
    if (details.telling == audit::Telling::kNothingOwed || !other || witness) continue;
    const ProfessionalId reader(details.caller_id);
    const bool known = std::any_of(out.begin(), out.end(),
                                   [&](const Review& one) { return one.reader == reader; });
    if (known) continue;
    out.push_back({.id = ReviewId::New(parts_.random),
                   .dossier = message.dossier,
                   .reader = reader,
                   .number = entry.number,
                   .state = v1::Objection::STATE_SUSPENDED});
  }
  return out;
}

}  // namespace relais::accesses
