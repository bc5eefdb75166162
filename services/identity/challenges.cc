#include "services/identity/challenges.h"

namespace relais::identity {
namespace {

constexpr std::chrono::minutes kGoodFor{5};
constexpr std::size_t kBody = 24;

std::optional<Instant> ExpiryOf(BytesView body) {
  Reader reader(body.substr(16));
  const auto expires = reader.U64();
  if (!expires) return std::nullopt;
  return FromMillis(static_cast<std::int64_t>(*expires));
}

}  // namespace

Bytes Challenges::New(std::string_view purpose, Instant now) const {
  Bytes body(View(random_.Next<16>()));
  PutU64(body, static_cast<std::uint64_t>(ToMillis(now + kGoodFor)));
  return body + SealOf(purpose, body);
}

bool Challenges::IsGood(BytesView challenge, std::string_view purpose, Instant now) const {
  if (challenge.size() != kBody + 16) return false;
  const BytesView body = challenge.substr(0, kBody);
  if (!SecretEquals(challenge.substr(kBody), SealOf(purpose, body))) return false;
  const auto expires = ExpiryOf(body);
  return expires && now < *expires;
}

bool Challenges::Use(BytesView challenge, std::string_view purpose, Instant now) {
  if (!IsGood(challenge, purpose, now)) return false;
  const MutexLock lock(mutex_);
  std::erase_if(used_, [&](const auto& one) { return one.second <= now; });
  return used_.emplace(challenge, *ExpiryOf(challenge.substr(0, kBody))).second;
}

}  // namespace relais::identity
