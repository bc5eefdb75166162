// Objecting to a reading: the person's methods, the officer's queue, and replies to messages.
#pragma once

#include "services/accesses/reviews.h"
#include "services/base/guesses.h"
#include "services/notification/gateway_door.h"
#include "services/notification/service.h"

namespace relais::accesses {

struct ReviewParts {
  const notification::DossierDesk& desk;  // knows the chosen word
  const rpc::AddressBook& addresses;      // of everything but reviews
  const notification::Tellings& tellings;
  const rpc::PageTokens& pages;
  Random& random;
  Key oversight_key;                    // of what is kept of a reading for its house
  std::chrono::days answer_within{30};  // the legal clock
};

class ReviewService final : public rpc::AddressBook {
 public:
  explicit ReviewService(ReviewParts parts) : parts_(parts) {}
  void AddMethods(rpc::Methods& methods);
  Result<DossierId> Find(storage::Connection& vault, const rpc::Address& address) const override;
  Result<bool> Exists(storage::Connection& vault, const DossierId& id) const override {
    return parts_.addresses.Exists(vault, id);
  }

 private:
  void AddObject(rpc::Methods& methods);
  void AddList(rpc::Methods& methods);
  void AddLift(rpc::Methods& methods);
  void AddReviews(rpc::Methods& methods);
  void AddDecide(rpc::Methods& methods);
  Result<rpc::Prepared> ConfirmAtDesk(const v1::ObjectToAccessRequest& request) const;
  Result<rpc::Prepared> LiftAtDesk(const v1::LiftObjectionRequest& request) const;
  Result<Review> Wanted(const v1::ObjectToAccessRequest& request,
                        const rpc::Reading& reading) const;

  const ReviewParts parts_;
};

// "STOP 4711", typed in answer to a message: whoever read what that message spoke of is shut out of
// the dossier at once, until the person confirms it or takes it back. The code is good once, for a
// week, from the phone that got it; the sender of a wrong one is not told so.
class Replies final : public notification::InboundHandler {
 public:
  struct Parts {
    ledger::Ledger& ledger;
    access::Access& access;
    storage::Store& vault;
    storage::Store& log;
    const notification::Tellings& tellings;
    const Clock& clock;
    Random& random;
  };
  static Result<std::unique_ptr<Replies>> Create(Parts parts);
  // From the gateway's one thread. An error: the store could not take it now.
  Status OnReply(const std::string& from, const std::string& text) override;

 private:
  explicit Replies(Parts parts) : parts_(parts) {}
  Status Stop(const notification::Message& message);
  Result<std::vector<Review>> ReadersOf(const notification::Message& message);

  const Parts parts_;
  std::unique_ptr<storage::Connection> vault_, log_;
  Guesses<std::string> guesses_{5};
};

// The four digits of a reply, in whatever digits they were typed; empty when there are none, or more.
std::string CodeIn(const std::string& text);

}  // namespace relais::accesses
