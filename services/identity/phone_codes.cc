#include "services/identity/phone_codes.h"

#include <fmt/format.h>

namespace relais::identity {
namespace {

// Evenly out of a million: what is left over at the end of 32 bits is drawn again.
std::string SixDigits(Random& random) {
  for (;;) {
    std::uint32_t number = 0;
    for (const std::uint8_t byte : random.Next<4>()) number = number << 8 | byte;
    if (number < 4'294'000'000U) return fmt::format("{:06}", number % 1'000'000);
  }
}

}  // namespace

std::optional<std::string> PhoneCodes::New(const Array<16>& id, const DossierId& dossier,
                                           Instant now) {
  if (!sent_.MayTry(dossier, now)) return std::nullopt;
  sent_.Count(dossier, now);
  std::string code = SixDigits(random_);
  const MutexLock lock(mutex_);
  std::erase_if(codes_, [&](const auto& one) { return one.second.expires <= now; });
  codes_[id] = {id, dossier, HashOf(id, code), now + kGoodFor, kTries};
  return code;
}

PhoneCodes::Try PhoneCodes::Take(const Array<16>& id, std::string_view code, Instant now) {
  const Hash hash = HashOf(id, code);
  const MutexLock lock(mutex_);
  const auto found = codes_.find(id);
  if (found == codes_.end()) return {};
  Taken& one = found->second;
  const bool right = now < one.expires && SecretEquals(View(hash), View(one.code));
  Try out{right ? std::optional(one) : std::nullopt,
          right ? std::nullopt : std::optional(one.dossier)};
  if (right || --one.tries <= 0 || one.expires <= now) codes_.erase(found);
  return out;
}

void PhoneCodes::PutBack(Taken taken, bool was_try) {
  if (was_try && --taken.tries <= 0) return;
  const MutexLock lock(mutex_);
  codes_.emplace(taken.id, taken);
}

}  // namespace relais::identity
