#include "services/identity/token_authenticator.h"

#include <algorithm>

#include "services/directory/repository.h"
#include "services/identity/authority.h"
#include "services/identity/callers.h"

namespace relais::identity {
namespace {

Error Unknown() {
  return {Reason::kUnauthenticated,
          "sign in again: the token is missing, expired or not of this server"};
}

Result<Caller> Known(storage::Connection& vault, const Owner& owner) {
  ASSIGN_OR_RETURN(auto caller, CallerOf(vault, owner));
  if (!caller) return tl::unexpected<Error>(Unknown());
  return *std::move(caller);
}

Result<Caller> Professional(storage::Connection& vault, std::string_view subject) {
  const auto id = ProfessionalId::Parse(subject);
  if (!id) return tl::unexpected<Error>(Unknown());
  return Known(vault, {CallerKind::kProfessional, id->bytes()});
}

Result<Caller> WithAccount(storage::Connection& vault, const ProviderAccount& account) {
  ASSIGN_OR_RETURN(const auto id, directory::FindSignIn(vault, {account.issuer, account.subject}));
  if (!id) return tl::unexpected<Error>(Unknown());
  return Professional(vault, id->Text());
}

// A house's own system: its certificate says whose it is, and it asks only for a professional of that
// house, beside whose name its own stands wherever the person reads of it.
Result<Caller> BySystem(storage::Connection& vault, const rpc::Credentials& credentials) {
  const auto fingerprint = FingerprintOf(credentials.certificate);
  if (!fingerprint) return tl::unexpected<Error>(Unknown());
  ASSIGN_OR_RETURN(const auto system, directory::FindSystem(vault, *fingerprint));
  if (!system) return tl::unexpected<Error>(Unknown());
  ASSIGN_OR_RETURN(Caller caller, Professional(vault, credentials.on_behalf_of));
  if (caller.organisation != system->organisation) return tl::unexpected<Error>(Unknown());
  caller.name += " (" + system->name + ")";
  std::copy_n(fingerprint->begin(), caller.system.size(), caller.system.begin());
  return caller;
}

// Whether the device that shows a token is the one that it is bound to, where it is bound to one.
bool IsItsDevice(const std::optional<Hash>& bound, const rpc::Credentials& credentials) {
  if (!bound) return true;
  const auto fingerprint = FingerprintOf(credentials.certificate);
  return fingerprint && *fingerprint == *bound;
}

Result<Caller> Person(storage::Connection& vault, std::string_view subject) {
  const auto id = PersonId::Parse(subject);
  if (!id) return tl::unexpected<Error>(Unknown());
  return Known(vault, {CallerKind::kPerson, id->bytes()});
}

Caller OperatorCaller(const OperatorId& id) {
  return Caller{.kind = CallerKind::kOperator, .id = id.bytes(), .name = "operator"};
}

}  // namespace

Result<Caller> TokenAuthenticator::Authenticate(const storage::Snapshot& snapshot,
                                                const rpc::Credentials& credentials,
                                                Instant now) const {
  // One or the other: a system that also shows a token would be two callers at once.
  if (!credentials.on_behalf_of.empty())
    return credentials.bearer.empty() ? BySystem(snapshot.vault(), credentials)
                                      : Result<Caller>(tl::unexpected<Error>(Unknown()));
  if (const auto session = sessions_.Read<SessionNoun>(credentials.bearer))
    return InSession(snapshot.vault(), *session, now);
  if (credentials.bearer.empty()) return ByCertificate(credentials);
  if (auto caller = ByOwnToken(snapshot, credentials, now)) return caller;
  if (!providers_) return tl::unexpected<Error>(Unknown());
  const auto account = providers_->Verify(credentials.bearer, now);
  if (!account || !IsItsDevice(account->certificate, credentials))
    return tl::unexpected<Error>(Unknown());
  return WithAccount(snapshot.vault(), *account);
}

Result<Caller> TokenAuthenticator::InSession(storage::Connection& vault, const SessionId& id,
                                             Instant now) const {
  ASSIGN_OR_RETURN(const auto session, FindSession(vault, id, now));
  if (!session) return tl::unexpected<Error>(Unknown());
  if (session->owner.kind == CallerKind::kProfessional && !idle_.Use(id, session->created, now))
    return Fail(Reason::kUnauthenticated,
                "nobody used this session for a while: sign in again, as yourself");
  ASSIGN_OR_RETURN(Caller caller, Known(vault, session->owner));
  caller.assurance = session->assurance;
  caller.session = session->id;
  return caller;
}

Result<Caller> TokenAuthenticator::ByOwnToken(const storage::Snapshot& snapshot,
                                              const rpc::Credentials& credentials,
                                              Instant now) const {
  if (!demonstration_) return tl::unexpected<Error>(Unknown());
  const auto token = demonstration_->Verify(credentials.bearer, now);
  if (!token || !IsItsDevice(token->certificate, credentials))
    return tl::unexpected<Error>(Unknown());
  const std::string_view subject = token->subject;
  if (subject.starts_with(ProfessionalNoun::kPrefix))
    return Professional(snapshot.vault(), subject);
  if (subject.starts_with(PersonNoun::kPrefix)) return Person(snapshot.vault(), subject);
  const auto id = OperatorId::Parse(subject);
  if (!id || !FindOperator([&](const Operator& one) { return one.id == *id; }))
    return tl::unexpected<Error>(Unknown());
  return OperatorCaller(*id);
}

Result<Caller> TokenAuthenticator::ByCertificate(const rpc::Credentials& credentials) const {
  const auto fingerprint = FingerprintOf(credentials.certificate);
  if (!fingerprint) return tl::unexpected<Error>(Unknown());
  const auto id =
      FindOperator([&](const Operator& one) { return one.certificate == *fingerprint; });
  if (!id) return tl::unexpected<Error>(Unknown());
  return OperatorCaller(*id);
}

void TokenAuthenticator::ReplaceOperators(std::vector<Operator> operators) {
  const MutexLock lock(mutex_);
  operators_ = std::move(operators);
}

}  // namespace relais::identity
