// The Notifications service: how a person wants to be told, and what was told.
#pragma once

#include "services/notification/dispatcher.h"
#include "services/rpc/method.h"
#include "services/rpc/paging.h"

namespace relais::notification {

// What a higher room knows of dossiers (services/dossier).
class DossierDesk {
 public:
  virtual ~DossierDesk() = default;
  // How a request names a dossier, and nothing else.
  virtual Result<rpc::Address> AddressOf(const v1::DossierContext& context) const = 0;
  // The same, for what and why.
  virtual Result<rpc::Prepared> Ask(const v1::DossierContext& context, Action action) const = 0;
  // Whether it is the word that the person chose; kBusy when it was tried too often. What is tried where a
  // professional asks counts apart: nobody with a phone can shut the desk. Slow: never on the writer's thread.
  virtual Result<bool> IsChosenWord(storage::Connection& vault, const DossierId& dossier,
                                    std::string_view word, CallerKind asked_by) const = 0;
  // Dossiers that may be open to the caller, by id, from behind `after`.
  virtual Result<std::vector<DossierId>> MayBeOpenTo(storage::Connection& vault,
                                                     const Caller& caller, Instant now,
                                                     const DossierId& after, int limit) const = 0;
};

class NotificationService {
 public:
  NotificationService(const DossierDesk& desk, const Tellings& tellings,
                      std::shared_ptr<const Notices> notices, const rpc::PageTokens& pages)
      : desk_(desk), tellings_(tellings), notices_(std::move(notices)), pages_(pages) {}
  void AddMethods(rpc::Methods& methods);

 private:
  void AddSettings(rpc::Methods& methods);
  void AddMeeting(rpc::Methods& methods);
  void AddMeetings(rpc::Methods& methods);
  void AddPreview(rpc::Methods& methods);
  void AddDeadLetters(rpc::Methods& methods);
  Result<v1::GetTellingResponse> Standing(const rpc::Reading& reading) const;
  Result<rpc::SealedWire> ToTell(const rpc::Reading& reading) const;
  Result<rpc::Listing::Frame> FrameOfMeetings(const rpc::Reading& reading,
                                              const std::string& page_token) const;

  const DossierDesk& desk_;
  const Tellings& tellings_;
  const std::shared_ptr<const Notices> notices_;
  const rpc::PageTokens& pages_;
};

}  // namespace relais::notification
