#include <curl/curl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "services/notification/channel.h"

namespace relais::notification {
namespace {

using Handle = std::unique_ptr<CURL, decltype([](CURL* curl) { curl_easy_cleanup(curl); })>;
using List = std::unique_ptr<curl_slist, decltype([](curl_slist* l) { curl_slist_free_all(l); })>;
using Mime = std::unique_ptr<curl_mime, decltype([](curl_mime* mime) { curl_mime_free(mime); })>;

// RFC 2047; short enough for one encoded word.
std::string EncodedWord(const std::string& text) { return "=?UTF-8?B?" + ToBase64(text) + "?="; }

List Headers(const SmtpOptions& options, const Outgoing& outgoing) {
  const std::string domain = options.from.substr(options.from.find('@') + 1);
  curl_slist* list = nullptr;
  for (const std::string& header :
       {"From: <" + options.from + ">", "To: <" + outgoing.contact.address() + ">",
        "Subject: " + EncodedWord(outgoing.title),
        "Message-ID: <" + ToHex(View(outgoing.id)) + "@" + domain + ">",
        fmt::format("Date: {:%a, %d %b %Y %H:%M:%S} +0000",
                    fmt::gmtime(std::chrono::system_clock::to_time_t(outgoing.at))),
        std::string("Auto-Submitted: auto-generated")})
    list = curl_slist_append(list, header.c_str());
  return List(list);
}

// Lines of a mail end so (RFC 2046, 4.1.1).
std::string WithCrlf(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

bool IsLoopback(const std::string& url) {
  return url.find('@') == url.npos &&
         (url.starts_with("smtp://127.0.0.1:") || url.starts_with("smtp://localhost:"));
}

class Smtp final : public Channel {
 public:
  explicit Smtp(SmtpOptions options) : options_(std::move(options)) {}

  Status Send(const Outgoing& outgoing) override {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    const Handle curl(ready == CURLE_OK ? curl_easy_init() : nullptr);
    if (!curl) return Fail(Reason::kUnavailable, "the mail client could not be started");
    const List headers = Headers(options_, outgoing);
    const List to(curl_slist_append(nullptr, ("<" + outgoing.contact.address() + ">").c_str()));
    const Mime mime(curl_mime_init(curl.get()));
    curl_mimepart* const part = curl_mime_addpart(mime.get());
    const std::string text = WithCrlf(outgoing.text);
    curl_mime_data(part, text.data(), text.size());
    curl_mime_type(part, "text/plain; charset=utf-8");
    curl_mime_encoder(part, "quoted-printable");
    curl_easy_setopt(curl.get(), CURLOPT_URL, options_.url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(options_.patience.count()));
    curl_easy_setopt(
        curl.get(), CURLOPT_USE_SSL,
        IsLoopback(options_.url) && options_.ca_file.empty() ? CURLUSESSL_TRY : CURLUSESSL_ALL);
    curl_easy_setopt(curl.get(), CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    if (!options_.ca_file.empty())
      curl_easy_setopt(curl.get(), CURLOPT_CAINFO, options_.ca_file.c_str());
    if (!options_.user.empty()) {
      curl_easy_setopt(curl.get(), CURLOPT_USERNAME, options_.user.c_str());
      curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, options_.password.c_str());
    }
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, ("<" + options_.from + ">").c_str());
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, to.get());
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_MIMEPOST, mime.get());
    char why[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, why);
    const CURLcode code = curl_easy_perform(curl.get());
    if (code == CURLE_OK) return {};
    long answer = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
    // What the server says to the recipient speaks of the mailbox; everything else may pass, or is
    // ours to mend.
    if (answer >= 550 && answer <= 553 && std::string_view(why).starts_with("RCPT failed"))
      return Fail(Reason::kInvalid, "the mail server refused the mailbox");
    return Fail(Reason::kUnavailable,
                fmt::format("{} (answer {})", curl_easy_strerror(code), answer));
  }

 private:
  const SmtpOptions options_;
};

}  // namespace

std::unique_ptr<Channel> MakeSmtp(SmtpOptions options) {
  return std::make_unique<Smtp>(std::move(options));
}

}  // namespace relais::notification
