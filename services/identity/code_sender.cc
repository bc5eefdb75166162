#include "services/identity/code_sender.h"

#include "services/notification/pace.h"

namespace relais::identity {
namespace {

constexpr std::size_t kMostWaiting = 256;
constexpr std::chrono::minutes kBetweenSummaries{1};

}  // namespace

std::optional<v1::Contact> PhoneForCodes(const std::optional<v1::Telling>& telling) {
  // Who heard the word at a desk could have had the codes sent to a phone of their own.
  if (!telling || telling->given_at_desk()) return std::nullopt;
  for (const auto& addressee : notification::AddresseesOf(*telling)) {
    const bool own = addressee.recipient == notification::Recipient::kPerson;
    if (own && addressee.contact.channel() == v1::CHANNEL_SMS) return addressee.contact;
  }
  return std::nullopt;
}

CodeSender::~CodeSender() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.NotifyAll();
  thread_.join();
}

bool CodeSender::Send(const DossierId& dossier, notification::Outgoing message) {
  const MutexLock lock(mutex_);
  if (jobs_.size() >= kMostWaiting) return false;
  jobs_.push_back({dossier, std::move(message)});
  wake_.NotifyOne();
  return true;
}

void CodeSender::NoteMiss(const DossierId& dossier) {
  const MutexLock lock(mutex_);
  if (jobs_.size() >= kMostWaiting) return;
  jobs_.push_back({dossier, std::nullopt});
  wake_.NotifyOne();
}

void CodeSender::NoteUnknownCard() {
  const MutexLock lock(mutex_);
  ++unknown_;
}

void CodeSender::Loop() {
  using std::chrono::steady_clock;
  auto summary = steady_clock::now() + kBetweenSummaries;
  for (;;) {
    std::optional<Job> job;
    std::uint32_t unknown = 0;
    bool stopping = false;
    {
      const MutexLock lock(mutex_);
      if (jobs_.empty() && !stopping_) wake_.WaitUntil(mutex_, summary);
      stopping = stopping_;
      if (!jobs_.empty() && !stopping) {
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
      if (stopping || steady_clock::now() >= summary) {
        unknown = std::exchange(unknown_, 0);
        summary = steady_clock::now() + kBetweenSummaries;
      }
    }
    if (unknown > 0) WriteUnknown(unknown);
    if (stopping) return;
    if (job) Run(*job);
  }
}

void CodeSender::Run(const Job& job) {
  audit::Details details;
  details.subject = audit::Subject::kDossier;
  details.subject_id = job.dossier.bytes();
  details.method = job.message ? kCodeSent : kMissed;
  details.outcome = audit::Outcome::kRefused;
  if (job.message) {
    const Status sent = parts_.sms->Send(*job.message);
    details.outcome = sent ? audit::Outcome::kChanged : audit::Outcome::kFailed;
    if (!sent && parts_.on_trouble)
      parts_.on_trouble({sent.error().reason, "a code to sign in: " + sent.error().message});
  }
  Write(std::move(details));
}

void CodeSender::WriteUnknown(std::uint32_t count) {
  audit::Details details;
  details.method = kUnknownCards;
  details.outcome = audit::Outcome::kRefused;
  details.count = count;
  Write(std::move(details));
}

void CodeSender::Write(audit::Details details) {
  const Status written = parts_.ledger.Write(
      [&](storage::Connection&, Instant) -> Result<std::vector<audit::Details>> {
        return std::vector<audit::Details>{details};
      });
  if (!written && parts_.on_trouble) parts_.on_trouble(written.error());
}

}  // namespace relais::identity
