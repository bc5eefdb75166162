// Sends codes to phones on a thread of its own, and writes in the log that it did: whoever asked for one
// is answered before, and at the same time, whether or not there is anybody to send to.
#pragma once

#include <deque>
#include <memory>
#include <thread>

#include "services/base/mutex.h"
#include "services/ledger/ledger.h"
#include "services/notification/channel.h"
#include "services/notification/repository.h"

namespace relais::identity {

// Of entries of the server's own: a code that was sent, or could not be; a wrong code or word; how often
// somebody asked for a code with a card that there is not.
inline constexpr char kCodeSent[] = "SignIn.CodeSent";
inline constexpr char kMissed[] = "SignIn.Missed";
inline constexpr char kUnknownCards[] = "SignIn.UnknownCards";

// Where the number that the person gave may be sent a code: not what somebody else sees, nor into a
// closed place; nullopt when there is none.
std::optional<v1::Contact> PhoneForCodes(const std::optional<v1::Telling>& telling);

struct CodeSenderParts {
  ledger::Ledger& ledger;
  std::shared_ptr<notification::Channel> sms;
  std::function<void(const Error&)> on_trouble;  // may be unset
};

class CodeSender {
 public:
  explicit CodeSender(CodeSenderParts parts)
      : parts_(std::move(parts)), thread_([this] { Loop(); }) {}
  ~CodeSender();  // what is being sent ends first; what waits is dropped

  // False when too many wait: then it is not sent.
  bool Send(const DossierId& dossier, notification::Outgoing message) RELAIS_EXCLUDES(mutex_);
  // A code was wrong: an entry of the person's log.
  void NoteMiss(const DossierId& dossier) RELAIS_EXCLUDES(mutex_);
  // Somebody asked for a code with a card that there is not: one entry of the system's a minute says how
  // often.
  void NoteUnknownCard() RELAIS_EXCLUDES(mutex_);

 private:
  struct Job {
    DossierId dossier;
    std::optional<notification::Outgoing> message;  // unset: a miss
  };
  void Loop() RELAIS_EXCLUDES(mutex_);
  void Run(const Job& job);
  void WriteUnknown(std::uint32_t count);
  void Write(audit::Details details);

  const CodeSenderParts parts_;
  Mutex mutex_;
  CondVar wake_;
  std::deque<Job> jobs_ RELAIS_GUARDED_BY(mutex_);
  std::uint32_t unknown_ RELAIS_GUARDED_BY(mutex_) = 0;
  bool stopping_ RELAIS_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace relais::identity
