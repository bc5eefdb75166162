// The Sessions service: protobuf in and out. Who signs in proves it in the request itself: by a code and
// the chosen word, by a passkey, or by an invitation.
#pragma once

#include <optional>

#include "relais/v1/sessions.pb.h"
#include "services/identity/callers.h"
#include "services/identity/challenges.h"
#include "services/identity/code_sender.h"
#include "services/identity/phone_codes.h"
#include "services/identity/tickets.h"
#include "services/notification/service.h"
#include "services/rpc/paging.h"

namespace relais::identity {

struct SessionParts {
  const notification::DossierDesk& desk;
  const rpc::AddressBook& cards;
  const notification::Tellings& tellings;
  std::shared_ptr<const notification::Notices> notices;
  CodeSender& sender;
  const Tickets& tickets;
  const RelyingParty party;
  Random& random;
  const rpc::PageTokens& pages;
};

class SessionService {
 public:
  explicit SessionService(SessionParts parts)
      : parts_(std::move(parts)),
        codes_(parts_.random),
        // A key of this process: what it forgets of used ones, nobody can use.
        challenges_(parts_.random.NextKey(), parts_.random) {}
  void AddMethods(rpc::Methods& methods);

 private:
  void AddSignIn(rpc::Methods& methods);
  void AddInvitations(rpc::Methods& methods);
  void AddOwn(rpc::Methods& methods);
  void AddCallBacks(rpc::Methods& methods);
  // Somebody who asked to be called, and may be now by `by`: nobody shut them out, nobody else sees the phone, and the person does
  // not want quiet.
  struct Waits {
    v1::Contact phone;
    Instant since{};
  };
  Result<std::optional<Waits>> WaitsForCall(storage::Connection& vault, const DossierId& dossier,
                                            const Caller& by, Instant now) const;

  // sign_in_proofs.cc. What a request proves is looked at once, and remembered for when it is decided
  // again: codes and challenges are good for one use.
  struct Proven {
    Owner owner;
    Assurance assurance = Assurance::kPasskey;
    PasskeyKey key = {};  // the passkey that it shows; without one, no credential
    std::string label = {};
    std::optional<Invitation> invitation = {};  // by which the passkey is added
  };
  using Prove = std::function<Result<Proven>(const storage::Snapshot&, Instant)>;
  Bytes SendCode(const storage::Snapshot& snapshot, const rpc::Address& card, Instant now);
  Result<Prove> ProofIn(const std::shared_ptr<const v1::SignInRequest>& request);
  Result<Proven> ByCode(const storage::Snapshot& snapshot, const v1::SentCode& request,
                        const Array<16>& id, Instant now);
  Result<Proven> ByPasskey(const storage::Snapshot& snapshot, const v1::PasskeyAssertion& request,
                           Instant now);
  Result<Proven> ByNewPasskey(const storage::Snapshot& snapshot, const v1::NewPasskey& request,
                              Instant now);
  // In the change of the session that it begins.
  static Status UseUp(storage::Connection& vault, const Proven& proven, Instant at);
  static Result<rpc::Changed> Begin(const SessionId& id, const Proven& proven,
                                    const access::Permit& permit, storage::Connection& vault,
                                    Instant at);

  // invitations.cc
  Result<std::optional<Invitation>> Invited(storage::Connection& vault, const std::string& ticket,
                                            Instant now) const;
  Result<Bytes> BeginEnrolment(const storage::Snapshot& snapshot, const std::string& ticket,
                               Instant now) const;
  Result<rpc::Prepared> InviteProfessional(const v1::InviteRequest& request) const;
  Result<rpc::Prepared> InvitePerson(const std::shared_ptr<const v1::InviteRequest>& request) const;
  Result<rpc::Prepared> InviteMandated(const v1::InviteRequest& request) const;
  rpc::ApplyChange StoreInvitation(const Owner& owner, const OrganisationId& made_at) const;

  const SessionParts parts_;
  PhoneCodes codes_;
  Challenges challenges_;
};

// What a challenge is for.
inline constexpr char kToSignIn[] = "sign in", kToEnrol[] = "enrol";

// What somebody who could not sign in is told, whatever it was; and of an invitation that is good no more.
Error NotSignedIn();
Error NotInvited();

}  // namespace relais::identity
