// The Notifications service: how a person wants to be told, and what was told.
#pragma once

#include <memory>
#include <optional>

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
  // Whether the person sits there, whom `named` names by their card: it is the word that they chose. kBusy when
  // this caller tried too often. The same, and as slow, whether or not there is such a file.
  virtual Result<bool> IsPresent(const rpc::Reading& reading, const rpc::Address& named,
                                 std::string_view word) const = 0;
  // Whether the person shut this caller out, or the caller's house.
  virtual Result<bool> IsShutOut(storage::Connection& vault, const DossierId& dossier,
                                 const Caller& caller, Instant now) const = 0;
  // Dossiers that may be open to the caller, by id, from behind `after`.
  virtual Result<std::vector<DossierId>> MayBeOpenTo(storage::Connection& vault,
                                                     const Caller& caller, Instant now,
                                                     const DossierId& after, int limit) const = 0;
};

// What a professional does for the person who sits there, shown by their card and word.
class Presence {
 public:
  // kInvalid unless the context names the card. What is prepared by it is asked at the person's request.
  static Result<Presence> Of(const DossierDesk& desk, const v1::AtDesk& there, Action action);
  const rpc::Prepared& ask() const { return ask_; }
  // Looked at once, however often the change is decided. kWrongState, whatever is wrong.
  Status Require(const rpc::Reading& reading) const;

 private:
  Presence(const DossierDesk& desk, rpc::Prepared ask, std::string word)
      : desk_(&desk), ask_(std::move(ask)), word_(std::move(word)) {}
  const DossierDesk* desk_;
  rpc::Prepared ask_;
  std::string word_;
  std::shared_ptr<std::optional<Result<bool>>> seen_ =
      std::make_shared<std::optional<Result<bool>>>();
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
  Status RequireOwn(const v1::SetTellingRequest& request, const rpc::Reading& reading) const;
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
