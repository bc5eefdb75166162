#include <fmt/format.h>

#include "services/base/http.h"
#include "services/notification/channel.h"
#include "services/notification/gsm.h"

namespace relais::notification {
namespace {

// 1: delivered to the phone, 2: not, 16: refused by the network.
constexpr int kReportsWanted = 1 + 2 + 16;
// What the network could not deliver by then is stale: it is reported as failed, and told otherwise.
constexpr int kValidMinutes = 4 * 60;

class Kannel final : public Channel {
 public:
  explicit Kannel(KannelOptions options) : options_(std::move(options)) {}

  Status Send(const Outgoing& outgoing) override {
    const std::string report =
        fmt::format("{}?id={}&state=%d", options_.report_url, ToHex(View(outgoing.id)));
    const std::string url = fmt::format(
        "{}?username={}&password={}&from={}&to={}&charset=UTF-8&coding={}&text={}&dlr-mask={}"
        "&dlr-url={}&validity={}",
        options_.url, UrlEscape(options_.user), UrlEscape(options_.password),
        UrlEscape(options_.from), UrlEscape(outgoing.contact.address()),
        MeasureSms(outgoing.text).default_alphabet ? 0 : 2, UrlEscape(outgoing.text),
        kReportsWanted, UrlEscape(report), kValidMinutes);
    ASSIGN_OR_RETURN(const HttpAnswer answer, HttpGet(url, options_.patience));
    if (answer.status == 202) return {};
    // What it says of this one message is final; a wrong password or an overload is not.
    if (answer.status == 400 || answer.body.starts_with("Not routable"))
      return Fail(Reason::kInvalid, "the gateway refused the message");
    return Fail(Reason::kUnavailable, fmt::format("the gateway answered {}", answer.status));
  }

 private:
  const KannelOptions options_;
};

}  // namespace

std::unique_ptr<Channel> MakeKannel(KannelOptions options) {
  return std::make_unique<Kannel>(std::move(options));
}

}  // namespace relais::notification
