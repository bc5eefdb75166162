#include "services/identity/token_authenticator.h"

#include <algorithm>

#include "services/directory/repository.h"
#include "services/identity/persons.h"

namespace relais::identity {
namespace {

Error Unknown() {
  return {Reason::kUnauthenticated,
          "sign in again: the token is missing, expired or not of this server"};
}

Result<Caller> Professional(storage::Connection& vault, std::string_view subject) {
  const auto id = ProfessionalId::Parse(subject);
  if (!id) return tl::unexpected<Error>(Unknown());
  ASSIGN_OR_RETURN(auto caller, directory::FindCaller(vault, *id));
  if (!caller) return tl::unexpected<Error>(Unknown());
  return *std::move(caller);
}

Result<Caller> WithAccount(storage::Connection& vault, const ProviderAccount& account) {
  ASSIGN_OR_RETURN(const auto id, directory::FindSignIn(vault, {account.issuer, account.subject}));
  if (!id) return tl::unexpected<Error>(Unknown());
  ASSIGN_OR_RETURN(auto caller, directory::FindCaller(vault, *id));
  if (!caller) return tl::unexpected<Error>(Unknown());
  return *std::move(caller);
}

Result<Caller> Person(storage::Connection& vault, std::string_view subject) {
  const auto id = PersonId::Parse(subject);
  if (!id) return tl::unexpected<Error>(Unknown());
  ASSIGN_OR_RETURN(const auto dossier, FindPerson(vault, *id));
  if (!dossier) return tl::unexpected<Error>(Unknown());
  Caller caller{.kind = CallerKind::kPerson, .id = id->bytes()};
  caller.dossier = *dossier;
  return caller;
}

}  // namespace

Result<Caller> TokenAuthenticator::Authenticate(const storage::Snapshot& snapshot,
                                                std::string_view bearer, Instant now) const {
  const auto token = verifier_.Verify(bearer, now);
  if (!token && providers_) {
    if (const auto account = providers_->Verify(bearer, now))
      return WithAccount(snapshot.vault(), *account);
  }
  if (!token) return tl::unexpected<Error>(Unknown());
  const std::string_view subject = token->subject;
  if (subject.starts_with(ProfessionalNoun::kPrefix))
    return Professional(snapshot.vault(), subject);
  if (subject.starts_with(PersonNoun::kPrefix)) return Person(snapshot.vault(), subject);
  const auto id = OperatorId::Parse(subject);
  if (!id || std::find(operators_.begin(), operators_.end(), *id) == operators_.end())
    return tl::unexpected<Error>(Unknown());
  return Caller{.kind = CallerKind::kOperator, .id = id->bytes(), .name = "operator"};
}

}  // namespace relais::identity
