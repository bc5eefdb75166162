// Where an SMS gateway says what became of messages, and hands in replies: HTTP on an address that only
// the gateway reaches, under a key that stands in every URL it was given.
//
//   GET /KEY/report?id=HEX&state=N      N: 1 delivered; 2, 16 not; others are passed over
//   GET /KEY/reply?from=NUMBER&text=TEXT
//
// The answer is 200 with nothing in it, so that the gateway neither sends anything of its own nor
// repeats what we cannot use; 503 when it is to come again; 404 without the key.
#pragma once

#include "services/base/http_server.h"
#include "services/notification/dispatcher.h"

namespace relais::notification {

// What a reply by SMS means is for a higher room to say (accesses: objections).
class InboundHandler {
 public:
  virtual ~InboundHandler() = default;
  // `from` as the gateway gives it, `text` as it was typed. An error: it should be given again later.
  virtual Status OnReply(const std::string& from, const std::string& text) = 0;
};

class GatewayDoor {
 public:
  // Listens on `listen`; `replies` may be null.
  static Result<std::unique_ptr<GatewayDoor>> Open(const std::string& listen, const Key& key,
                                                   Dispatcher& dispatcher, InboundHandler* replies);
  // What the gateway is given, for a door that listens there.
  static std::string ReportUrl(const std::string& listen, const Key& key);
  static std::string ReplyUrl(const std::string& listen, const Key& key);

 private:
  GatewayDoor(std::string prefix, Dispatcher& dispatcher, InboundHandler* replies)
      : prefix_(std::move(prefix)), dispatcher_(dispatcher), replies_(replies) {}
  HttpAnswer Handle(const std::string& target);

  const std::string prefix_;  // "/KEY"
  Dispatcher& dispatcher_;
  InboundHandler* const replies_;
  std::unique_ptr<HttpServer> server_;  // last: it calls the others
};

}  // namespace relais::notification
