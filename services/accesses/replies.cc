// Replies to messages, as the SMS gateway hands them in.
#include <algorithm>
#include <future>

#include "services/accesses/objection_service.h"

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

// The act of a reply: it needs nobody's leave, and can only close.
class ReplyAct final : public ledger::Act {
 public:
  ReplyAct(access::Permit permit, std::vector<Objection> objections, std::uint64_t number,
           std::promise<Status> done)
      : permit_(std::move(permit)),
        objections_(std::move(objections)),
        what_{.count = static_cast<std::uint32_t>(number), .objects = ObjectsOf(objections_)},
        done_(std::move(done)) {}
  const access::Permit& permit() const override { return permit_; }
  bool Ended() const override { return false; }
  bool IsChange() const override { return true; }
  Status Apply(storage::Connection& vault, Instant at, std::vector<Array<16>>& moved) override {
    outcome_ = audit::Outcome::kFailed;
    for (Objection& objection : objections_) {
      objection.created = at;
      ASSIGN_OR_RETURN(const auto standing,
                       FindStanding(vault, objection.dossier, objection.reader));
      if (!standing) RETURN_IF_ERROR(AddObjection(vault, objection, at));
    }
    moved.push_back(permit_.request().dossier.bytes());
    outcome_ = audit::Outcome::kChanged;
    return {};
  }
  audit::Outcome outcome() const override { return outcome_; }
  const ledger::Disclosure& disclosure() const override { return what_; }
  void Settle(Result<ledger::Receipt> receipt) override {
    done_.set_value(receipt ? Status() : tl::unexpected<Error>(receipt.error()));
  }
  void DecideAgain() override {
    done_.set_value(Fail(Reason::kBusy, "rights are being changed right now; try again"));
  }

 private:
  const access::Permit permit_;
  std::vector<Objection> objections_;
  const ledger::Disclosure what_;
  audit::Outcome outcome_ = audit::Outcome::kFailed;
  std::promise<Status> done_;
};

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
    const bool own = telling && IsOwnPhone(message.recipient == notification::Recipient::kPerson
                                               ? telling->contact()
                                               : telling->safe_contact(),
                                           from);
    if (!own) continue;
    known = true;
    RETURN_IF_ERROR(Stop(message));
  }
  if (!known) guesses_.Wrong(phone, now);
  return {};
}

Status Replies::Stop(const notification::Message& message) {
  ASSIGN_OR_RETURN(auto readers, ReadersOf(message));
  if (!readers.empty()) {
    std::promise<Status> done;
    auto stands = done.get_future();
    parts_.ledger.Submit(std::make_unique<ReplyAct>(
        parts_.access.AdmitReply(message.dossier, "Accesses.StopByReply"), std::move(readers),
        message.number, std::move(done)));
    RETURN_IF_ERROR(stands.get());
  }
  // Only now: a code whose change did not stand must work again.
  return parts_.ledger.Write(
      [&](storage::Connection& log, Instant) -> Result<std::vector<audit::Details>> {
        RETURN_IF_ERROR(notification::UseUpCode(log, message.id));
        return std::vector<audit::Details>();
      });
}

// Each professional of the entries that the message spoke of, once.
Result<std::vector<Objection>> Replies::ReadersOf(const notification::Message& message) {
  ASSIGN_OR_RETURN(const auto newest, ledger::ReadEntryAt(*log_, message.index));
  std::vector<Objection> out;
  for (ledger::ChainWalk walk(*log_, newest.chain.chain, {message.number, message.index});
       !walk.AtEnd() && out.size() < kMostReaders;) {
    ASSIGN_OR_RETURN(const auto entry, walk.Next());
    ASSIGN_OR_RETURN(const audit::Details details, audit::DecodeDetails(entry.details));
    if (FromMillis(details.time_ms) < message.since) break;
    if (details.telling == audit::Telling::kNothingOwed) continue;
    const ProfessionalId reader(details.caller_id);
    const bool known = std::any_of(out.begin(), out.end(),
                                   [&](const Objection& one) { return one.reader == reader; });
    if (known) continue;
    out.push_back({.id = ObjectionId::New(parts_.random),
                   .dossier = message.dossier,
                   .reader = reader,
                   .number = entry.number,
                   .state = v1::Objection::STATE_SUSPENDED});
  }
  return out;
}

}  // namespace relais::accesses
