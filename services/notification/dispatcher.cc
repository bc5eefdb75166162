#include "services/notification/dispatcher.h"

#include <fmt/format.h>

#include <algorithm>

namespace relais::notification {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

using Entries = std::vector<audit::Details>;

constexpr int kFormedInARound = 1000, kHandedInARound = 1000;
constexpr Millis kFirstPause{1000}, kLongestPause{5 * 60 * 1000};
constexpr hours kGiveUpAfter{7 * 24};
constexpr seconds kBetweenRounds{1};

constexpr char kSent[] = "Telling.Sent", kDelivered[] = "Telling.Delivered",
               kFailed[] = "Telling.Failed";

const char* NameOf(v1::Channel channel) {
  switch (channel) {
    case v1::CHANNEL_SMS:
      return "sms";
    case v1::CHANNEL_EMAIL:
      return "email";
    case v1::CHANNEL_LETTER:
      return "letter";
    default:
      return "meeting";
  }
}

// What the person's log says of a message: by what, and up to which entry.
audit::Details EntryOf(const Message& message, const char* method, audit::Outcome outcome) {
  audit::Details details;
  details.subject = audit::Subject::kDossier;
  details.subject_id = message.dossier.bytes();
  details.method = method;
  // To whom is not said: whoever looks over the person's shoulder learns of no safe contact.
  details.reason = NameOf(message.channel);
  details.outcome = outcome;
  details.count = static_cast<std::uint32_t>(message.number);
  details.refers_to = message.index + 1;
  return details;
}

// What the message was to tell waits again, unless it was told otherwise in the meantime: at a meeting,
// or by the message to the other recipient.
Status PutBack(storage::Connection& log, const Message& message, Instant now, bool at_once) {
  ASSIGN_OR_RETURN(const std::uint64_t meeting, ToldAtMeeting(log, message.chain));
  const Recipient other =
      message.recipient == Recipient::kPerson ? Recipient::kSafeContact : Recipient::kPerson;
  ASSIGN_OR_RETURN(const auto others, NewestMessage(log, message.chain, other));
  const bool told =
      others && others->number >= message.number && others->state != MessageState::kDead;
  if (told || message.number <= meeting) return {};
  ASSIGN_OR_RETURN(const auto found, FindPending(log, message.chain));
  Pending pending = found.value_or(Pending{.chain = message.chain, .dossier = message.dossier});
  if (!found || pending.since > message.since) {
    pending.count += message.count;
    pending.since = message.since;
    pending.newest = std::max(pending.newest, message.since);
  }
  if (message.number > pending.number) {
    pending.number = message.number;
    pending.index = message.index;
  }
  if (!pending.emergency) pending.emergency = message.emergency;
  if (at_once) pending.at_once = now;
  pending.due = now;  // when and whether is asked again by the next round
  return PutPending(log, pending);
}

std::string FourDigits(Random& random) {
  const auto bytes = random.Next<4>();
  std::uint32_t number = 0;
  for (const std::uint8_t byte : bytes) number = number << 8 | byte;
  return fmt::format("{:04}", number % 10'000);
}

}  // namespace

Result<std::unique_ptr<Dispatcher>> Dispatcher::Create(DispatcherParts parts) {
  std::unique_ptr<Dispatcher> dispatcher(new Dispatcher(std::move(parts)));
  ASSIGN_OR_RETURN(dispatcher->vault_,
                   dispatcher->parts_.vault.Connect(storage::Store::Use::kRead));
  ASSIGN_OR_RETURN(dispatcher->log_, dispatcher->parts_.log.Connect(storage::Store::Use::kRead));
  return dispatcher;
}

Dispatcher::~Dispatcher() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.NotifyAll();
  if (thread_.joinable()) thread_.join();
}

void Dispatcher::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void Dispatcher::Loop() {
  for (;;) {
    if (const Status round = Round(); !round && parts_.on_trouble) parts_.on_trouble(round.error());
    const MutexLock lock(mutex_);
    if (!stopping_) wake_.WaitUntil(mutex_, std::chrono::steady_clock::now() + kBetweenRounds);
    if (stopping_) return;
  }
}

Status Dispatcher::Round() {
  const Instant now = parts_.clock.Now();
  RETURN_IF_ERROR(NoteSettled());
  RETURN_IF_ERROR(SeeClock(now));
  RETURN_IF_ERROR(TakeUpNew(now));
  RETURN_IF_ERROR(FormDue(now));
  RETURN_IF_ERROR(HandOver());
  Status all;
  for (const auto& on_round : parts_.on_round)
    if (Status one = on_round(now); !one) all = std::move(one);
  return all;
}

// What waits for a moment that a clock set back has put far away is looked at again.
Status Dispatcher::SeeClock(Instant now) {
  const bool set_back = now < seen_ - kLongestPause;
  seen_ = now;
  if (!set_back) return {};
  const MutexLock lock(rows_);
  return WriteRows([now](storage::Connection& log) { return WakeMessages(log, now); });
}

Status Dispatcher::WriteRows(const std::function<Status(storage::Connection&)>& rows) {
  return parts_.ledger.Write([&](storage::Connection& log, Instant) -> Result<Entries> {
    RETURN_IF_ERROR(rows(log));
    return Entries();
  });
}

Status Dispatcher::TakeUpNew(Instant now) {
  const MutexLock lock(rows_);
  ASSIGN_OR_RETURN(const Uptake uptake, TakeUp(*log_, *vault_, uptake_, now));
  if (uptake.Empty()) return {};
  if (parts_.reviews != nullptr) {
    for (const std::uint64_t index : uptake.reviewed)
      RETURN_IF_ERROR(parts_.reviews->OnReviewed(index));
  }
  return WriteRows([&](storage::Connection& log) -> Status {
    RETURN_IF_ERROR(WriteUptake(log, uptake));
    for (const Array<16>& id : uptake.tried_again) {
      ASSIGN_OR_RETURN(const auto message, FindMessage(log, id));
      if (!message || message->state != MessageState::kDead) continue;
      // While one is given up its recipient gets none: all of them are told by one more.
      ASSIGN_OR_RETURN(const auto dead, DeadMessagesTo(log, message->chain, message->recipient));
      for (const Message& one : dead) {
        RETURN_IF_ERROR(DropMessage(log, one.id));
        RETURN_IF_ERROR(PutBack(log, one, now, true));
      }
    }
    return {};
  });
}

Status Dispatcher::FormDue(Instant now) {
  const MutexLock lock(rows_);
  ASSIGN_OR_RETURN(auto due, DuePending(*log_, now, kFormedInARound));
  if (due.empty()) return {};
  std::vector<Message> messages;
  for (Pending& pending : due) {
    // What the person wants may have changed since `due` was set, or the quiet hours have come.
    RETURN_IF_ERROR(SetDue(*log_, *vault_, uptake_, now, pending));
    if (!pending.due || *pending.due > now) continue;
    ASSIGN_OR_RETURN(auto formed, MessagesFor(pending, now));
    if (formed.empty())
      pending.due.reset();
    else
      pending.count = 0;  // it is told by them
    std::move(formed.begin(), formed.end(), std::back_inserter(messages));
  }
  return WriteRows([&](storage::Connection& log) -> Status {
    for (const Message& message : messages) RETURN_IF_ERROR(PutMessage(log, message));
    for (const Pending& pending : due)
      RETURN_IF_ERROR(pending.count > 0 ? PutPending(log, pending)
                                        : DropPending(log, pending.chain));
    return {};
  });
}

// One to each who is to be told. What an older one was to say that was not handed over yet, this one
// says too.
Result<std::vector<Message>> Dispatcher::MessagesFor(const Pending& pending, Instant now) const {
  ASSIGN_OR_RETURN(const auto telling, parts_.tellings.Find(*vault_, pending.dossier));
  ASSIGN_OR_RETURN(const auto waiting, ReadyMessagesOf(*log_, pending.chain));
  std::vector<Message> out;
  ASSIGN_OR_RETURN(const auto reachable, ReachableOf(*log_, telling.value_or(v1::Telling()),
                                                     pending.chain, pending.emergency, now));
  for (const Addressee& addressee : reachable) {
    if (!parts_.ways.contains(addressee.contact.channel())) continue;
    // What was put back because of the other recipient was told to this one.
    ASSIGN_OR_RETURN(const auto newest, NewestMessage(*log_, pending.chain, addressee.recipient));
    if (newest && newest->number >= pending.number && newest->state != MessageState::kDead)
      continue;
    Message message{.id = parts_.random.Next<16>(),
                    .chain = pending.chain,
                    .dossier = pending.dossier,
                    .number = pending.number,
                    .index = pending.index,
                    .count = pending.count,
                    .since = pending.since,
                    .recipient = addressee.recipient,
                    .channel = addressee.contact.channel(),
                    .code = FourDigits(parts_.random),
                    .next = now,
                    .emergency = pending.emergency,
                    .created = now,
                    .changed = now};
    for (const Message& older : waiting) {
      if (older.recipient != message.recipient) continue;
      message.count += older.count;
      message.since = std::min(message.since, older.since);
      message.created = std::min(message.created, older.created);
      // It keeps its place behind a gateway that is away, but an emergency waits for no morning.
      if (!IsFreshEmergency(message.emergency, now))
        message.next = std::max(*message.next, older.next.value_or(now));
    }
    out.push_back(std::move(message));
  }
  return out;
}

Status Dispatcher::HandOver() {
  ASSIGN_OR_RETURN(const auto ready, ReadyMessages(*log_, parts_.clock.Now(), kHandedInARound));
  for (const Message& message : ready) {
    if (stopping()) return {};  // a slow gateway must not hold up the end
    const Instant now = parts_.clock.Now();
    if (MayPass(message.channel, now)) RETURN_IF_ERROR(HandOverOne(message, now));
  }
  return {};
}

Status Dispatcher::HandOverOne(Message message, Instant now) {
  ASSIGN_OR_RETURN(const auto telling, parts_.tellings.Find(*vault_, message.dossier));
  const auto addressees = AddresseesOf(telling.value_or(v1::Telling()));
  const auto addressee = std::find_if(addressees.begin(), addressees.end(), [&](const auto& one) {
    return one.recipient == message.recipient && one.contact.channel() == message.channel;
  });
  if (addressee == addressees.end() || !parts_.ways.contains(message.channel)) {
    const MutexLock lock(rows_);
    return WriteRows([&](storage::Connection& log) -> Status {
      RETURN_IF_ERROR(DropMessage(log, message.id));
      return PutBack(log, message, now, true);
    });
  }
  const Instant quiet_end = AfterQuiet(*telling, now);
  if (quiet_end > now && !IsFreshEmergency(message.emergency, now)) {
    message.next = quiet_end;
    message.changed = now;
    const MutexLock lock(rows_);
    return WriteRows([&](storage::Connection& log) { return UpdateMessage(log, message); });
  }
  ASSIGN_OR_RETURN(const Outgoing outgoing, Compose(message, addressee->contact, now));
  ++message.attempts;
  const Status sent = parts_.ways.at(message.channel).channel->Send(outgoing);
  // A gateway that did not answer has taken its time already: what comes next counts from here.
  settled_ = Settle(std::move(message), sent, parts_.clock.Now());
  return NoteSettled();
}

// What handing over came to.
Dispatcher::Settled Dispatcher::Settle(Message message, const Status& sent, Instant now) {
  message.changed = now;
  message.next.reset();
  Entries entries;
  if (sent) {
    gates_[message.channel].pause = Millis(0);
    message.state = MessageState::kHanded;
    entries.push_back(EntryOf(message, kSent, audit::Outcome::kChanged));
  } else if (sent.error().reason == Reason::kInvalid || now - message.created > kGiveUpAfter) {
    message.state = MessageState::kDead;
    entries.push_back(EntryOf(message, kFailed, audit::Outcome::kFailed));
  } else {
    // The one that failed goes to the end of the line, so that it cannot hold up the others for
    // ever.
    message.next = CloseGate(message.channel, now);
    if (parts_.on_trouble)
      parts_.on_trouble(
          {Reason::kUnavailable,
           fmt::format("telling by {}: {}", NameOf(message.channel), sent.error().message)});
  }
  return {std::move(message), std::move(entries)};
}

// Until it is noted nothing else is sent: the log may be full for hours, and the same message must not
// leave again in each round of them.
Status Dispatcher::NoteSettled() {
  if (!settled_) return {};
  const MutexLock lock(rows_);
  const Status noted =
      parts_.ledger.Write([this](storage::Connection& log, Instant at) -> Result<Entries> {
        const Message& message = settled_->message;
        ASSIGN_OR_RETURN(const auto known, FindMessage(log, message.id));
        // A report was faster, and said it all.
        const bool reported = known && known->state == MessageState::kDead;
        RETURN_IF_ERROR(UpdateMessage(log, message));
        if (message.state == MessageState::kDead && !reported)
          RETURN_IF_ERROR(PutBack(log, message, at, false));
        return settled_->entries;
      });
  if (noted) settled_.reset();
  return noted;
}

Result<Outgoing> Dispatcher::Compose(const Message& message, const v1::Contact& contact,
                                     Instant now) const {
  const NoticeText* text = parts_.notices->Find(contact.language());
  if (text == nullptr) text = parts_.notices->Find("fr");  // its file was taken away
  const NoticeValues values{message.number, message.code};
  Outgoing out{
      .id = message.id, .contact = contact, .right_to_left = text->right_to_left, .at = now};
  switch (contact.channel()) {
    case v1::CHANNEL_SMS:
      out.text = parts_.notices->Sms(*text, values);
      break;
    case v1::CHANNEL_EMAIL:
      out.title = text->mail_subject;
      out.text = parts_.notices->Mail(*text, values);
      break;
    default:
      out.title = text->letter_title;
      out.text = fmt::format("{}", fmt::join(parts_.notices->Letter(*text, values), "\n\n"));
  }
  return out;
}

// A channel is used evenly: what it may carry in a second is not saved up for longer than one.
bool Dispatcher::MayPass(v1::Channel channel, Instant now) {
  const auto way = parts_.ways.find(channel);
  if (way == parts_.ways.end()) return true;  // to be put back
  Gate& gate = gates_[channel];
  // A clock that was set back must not close a gate for longer than it ever is.
  if (gate.next - now > 2 * kLongestPause) gate.next = now;
  if (gate.refilled > now) gate.refilled = now;
  if (now < gate.next) return false;
  const double rate = way->second.per_second;
  const double passed = std::chrono::duration<double>(now - gate.refilled).count();
  gate.allowance = std::min(rate, gate.allowance + passed * rate);
  gate.refilled = now;
  if (gate.allowance < 1) return false;
  gate.allowance -= 1;
  return true;
}

// Twice as long each time, and never for all servers at the same moment.
Instant Dispatcher::CloseGate(v1::Channel channel, Instant now) {
  Gate& gate = gates_[channel];
  gate.pause = std::clamp(2 * gate.pause, kFirstPause, kLongestPause);
  const Millis jitter(parts_.random.Next<1>()[0] * gate.pause.count() / 1024);
  gate.next = now + gate.pause + jitter;
  return gate.next;
}

Status Dispatcher::Report(const Array<16>& id, bool delivered) {
  const MutexLock lock(rows_);
  return parts_.ledger.Write([&](storage::Connection& log, Instant at) -> Result<Entries> {
    ASSIGN_OR_RETURN(auto message, FindMessage(log, id));
    if (!message || message->state >= MessageState::kDelivered) return Entries();
    message->state = delivered ? MessageState::kDelivered : MessageState::kDead;
    message->changed = at;
    message->next.reset();
    RETURN_IF_ERROR(UpdateMessage(log, *message));
    if (!delivered) RETURN_IF_ERROR(PutBack(log, *message, at, false));
    return Entries{EntryOf(*message, delivered ? kDelivered : kFailed,
                           delivered ? audit::Outcome::kChanged : audit::Outcome::kFailed)};
  });
}

}  // namespace relais::notification
