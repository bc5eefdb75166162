#include "services/identity/verified_tokens.h"

namespace relais::identity {

std::optional<TokenClaims> VerifiedTokens::Find(const Hash& token) {
  const MutexLock lock(mutex_);
  if (const auto found = newer_.find(token); found != newer_.end()) return found->second;
  const auto found = older_.find(token);
  if (found == older_.end()) return std::nullopt;
  const TokenClaims claims = found->second;
  Insert(token, claims);  // in use, so it outlives the older generation
  return claims;
}

void VerifiedTokens::Remember(const Hash& token, const TokenClaims& claims) {
  const MutexLock lock(mutex_);
  Insert(token, claims);
}

void VerifiedTokens::Insert(const Hash& token, const TokenClaims& claims) {
  if (newer_.size() >= half_) {
    older_ = std::move(newer_);
    newer_.clear();
  }
  newer_.insert_or_assign(token, claims);
}

std::size_t VerifiedTokens::size() {
  const MutexLock lock(mutex_);
  return newer_.size() + older_.size();
}

}  // namespace relais::identity
