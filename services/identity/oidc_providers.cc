#include "services/identity/oidc_providers.h"

#include <algorithm>
#include <thread>

#include "crypto/hash.h"
#include "services/base/mutex.h"
#include "services/identity/json.h"
#include "services/identity/jwks.h"
#include "services/identity/verified_tokens.h"

namespace relais::identity {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t kMaxTokenSize = 6 * 1024, kMaxPage = 256 * 1024, kRemembered = 4096;

// The keys of one moment, and the tokens that they were seen to have signed: a key that goes takes
// its tokens with it.
struct Keys {
  explicit Keys(KeySet s) : set(std::move(s)) {}
  const KeySet set;
  VerifiedTokens verified{kRemembered};
};

bool IsAccessToken(const TokenHeader& header) {
  std::string type = header.type.value_or("");
  std::transform(type.begin(), type.end(), type.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return type == "at+jwt" || type == "application/at+jwt";
}

}  // namespace

class OidcProviders::Impl {
 public:
  explicit Impl(OidcOptions options) : options_(std::move(options)) {
    for (const OidcProvider& provider : options_.providers) standings_.push_back({provider});
    if (!standings_.empty()) thread_ = std::thread([this] { Run(); });
  }
  ~Impl() {
    {
      const MutexLock lock(mutex_);
      stopping_ = true;
    }
    news_.NotifyAll();
    if (thread_.joinable()) thread_.join();
  }
  Result<ProviderAccount> Verify(std::string_view token, Instant now) RELAIS_EXCLUDES(mutex_);

 private:
  struct Standing {
    OidcProvider provider;
    std::shared_ptr<Keys> keys = nullptr;
    Steady::time_point fetched{}, tried{};
    bool tried_once = false, wanted = false;  // wanted: a key id is not known
  };

  void Run() RELAIS_EXCLUDES(mutex_);
  Steady::time_point Due(const Standing& standing) const;
  void Fetch(std::size_t which) RELAIS_EXCLUDES(mutex_);
  Result<KeySet> FetchKeys(const OidcProvider& provider) const;
  Result<Bytes> Page(const OidcProvider& provider, const std::string& url) const;
  // What the provider is believed to sign with now; null: nothing.
  std::shared_ptr<Keys> KeysOf(std::size_t which) RELAIS_EXCLUDES(mutex_);
  void Want(std::size_t which) RELAIS_EXCLUDES(mutex_);

  const OidcOptions options_;
  Mutex mutex_;
  CondVar news_;
  std::vector<Standing> standings_ RELAIS_GUARDED_BY(mutex_);
  bool stopping_ RELAIS_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all the others
};

std::shared_ptr<Keys> OidcProviders::Impl::KeysOf(std::size_t which) {
  const MutexLock lock(mutex_);
  const Standing& standing = standings_[which];
  const bool fresh = standing.keys && Steady::now() - standing.fetched < options_.trust_for;
  return fresh ? standing.keys : nullptr;
}

void OidcProviders::Impl::Want(std::size_t which) {
  {
    const MutexLock lock(mutex_);
    standings_[which].wanted = true;
  }
  news_.NotifyAll();
}

// The claims say who claims to have signed; only then are that provider's keys held against it, and
// only what they signed is read further.
Result<ProviderAccount> OidcProviders::Impl::Verify(std::string_view token, Instant now) {
  if (token.size() > kMaxTokenSize) return SignInAgain("size");
  ASSIGN_OR_RETURN(const TokenParts parts, SplitToken(token));
  const std::string issuer = IssuerIn(parts.claims);
  const auto& providers = options_.providers;
  const auto found = std::find_if(providers.begin(), providers.end(),
                                  [&](const OidcProvider& p) { return p.rules.issuer == issuer; });
  if (found == providers.end()) return SignInAgain("iss");
  const auto which = static_cast<std::size_t>(found - providers.begin());
  const auto keys = KeysOf(which);
  if (!keys) return SignInAgain("keys");
  const Hash hash = Sha256(token);
  if (const auto known = keys->verified.Find(hash)) {
    RETURN_IF_ERROR(CheckTimes(*known, now));
    return ProviderAccount{issuer, known->subject, known->certificate};
  }
  ASSIGN_OR_RETURN(const TokenHeader header, ReadTokenHeader(parts.header));
  if (!IsAccessToken(header)) return SignInAgain("typ");
  if (!found->algorithms.contains(header.algorithm)) return SignInAgain("alg");
  const auto key = keys->set.find(header.key_id);
  if (key == keys->set.end()) {
    Want(which);
    return SignInAgain("kid");
  }
  if (key->second.algorithm() != header.algorithm) return SignInAgain("alg");
  if (!key->second.Verifies(token, parts.signature)) return SignInAgain("signature");
  ASSIGN_OR_RETURN(const TokenClaims claims, ReadProviderClaims(parts.claims, found->rules));
  RETURN_IF_ERROR(CheckTimes(claims, now));
  keys->verified.Remember(hash, claims);
  return ProviderAccount{issuer, claims.subject, claims.certificate};
}

Steady::time_point OidcProviders::Impl::Due(const Standing& standing) const {
  if (!standing.tried_once) return Steady::time_point::min();
  const bool soon = standing.wanted || standing.fetched < standing.tried || !standing.keys;
  return standing.tried + (soon ? options_.least_pause : options_.refresh_every);
}

void OidcProviders::Impl::Run() {
  for (;;) {
    std::optional<std::size_t> next;
    {
      const MutexLock lock(mutex_);
      while (!stopping_ && !next) {
        Steady::time_point first = Steady::time_point::max();
        for (std::size_t i = 0; i < standings_.size(); ++i) {
          const auto due = Due(standings_[i]);
          // Whoever waits longest is next: one that does not answer must not keep the others waiting.
          if (due < first || i == 0) {
            first = due;
            if (due <= Steady::now()) next = i;
          }
        }
        if (!next) news_.WaitUntil(mutex_, first);
      }
      if (stopping_) return;
      Standing& standing = standings_[*next];
      standing.tried = Steady::now();
      standing.tried_once = true;
      standing.wanted = false;
    }
    Fetch(*next);
  }
}

void OidcProviders::Impl::Fetch(std::size_t which) {
  const OidcProvider& provider = options_.providers[which];
  auto keys = FetchKeys(provider);
  const auto trouble = [&](const std::string& what) {
    if (options_.on_trouble)
      options_.on_trouble({Reason::kUnavailable, "the keys of " + provider.rules.issuer + what});
  };
  if (!keys) return trouble(" could not be fetched: " + keys.error().message);
  // A provider that takes back its last key is believed at once.
  if (keys->empty()) trouble(" hold none that may sign for us");
  const MutexLock lock(mutex_);
  standings_[which].fetched = Steady::now();
  standings_[which].keys = keys->empty() ? nullptr : std::make_shared<Keys>(*std::move(keys));
}

Result<Bytes> OidcProviders::Impl::Page(const OidcProvider& provider,
                                        const std::string& url) const {
  if (!MayFollow(provider.rules.issuer, url))
    return Fail(Reason::kInvalid, "expected an address with https");
  ASSIGN_OR_RETURN(HttpAnswer answer, options_.fetch(url));
  if (answer.status != 200)
    return Fail(Reason::kUnavailable, "it answered with status " + std::to_string(answer.status));
  if (answer.body.size() > kMaxPage) return Fail(Reason::kInvalid, "the answer is too large");
  return std::move(answer.body);
}

Result<KeySet> OidcProviders::Impl::FetchKeys(const OidcProvider& provider) const {
  std::string url = provider.keys_url;
  if (url.empty()) {
    std::string base = provider.rules.issuer;
    if (base.ends_with('/')) base.pop_back();
    ASSIGN_OR_RETURN(const Bytes page, Page(provider, base + "/.well-known/openid-configuration"));
    const Json discovered = ParseObject(page);
    // Another issuer's page would bring another issuer's keys.
    if (TextOf(discovered.get(), "issuer") != provider.rules.issuer)
      return Fail(Reason::kInvalid, "its openid-configuration is of another issuer");
    url = TextOf(discovered.get(), "jwks_uri").value_or("");
  }
  ASSIGN_OR_RETURN(const Bytes page, Page(provider, url));
  return ParseKeySet(page, provider.algorithms);
}

OidcProviders::OidcProviders(OidcOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
OidcProviders::~OidcProviders() = default;

Result<ProviderAccount> OidcProviders::Verify(std::string_view token, Instant now) const {
  return impl_->Verify(token, now);
}

}  // namespace relais::identity
