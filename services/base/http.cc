#include "services/base/http.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

namespace relais {
namespace {

constexpr std::size_t kMaxAnswer = 1 << 20;

using Handle = std::unique_ptr<CURL, decltype([](CURL* curl) { curl_easy_cleanup(curl); })>;
using Headers =
    std::unique_ptr<curl_slist, decltype([](curl_slist* list) { curl_slist_free_all(list); })>;

std::size_t Collect(char* data, std::size_t, std::size_t size, void* into) {
  Bytes& body = *static_cast<Bytes*>(into);
  if (body.size() + size > kMaxAnswer) return 0;  // curl ends the request
  body.append(data, size);
  return size;
}

Result<HttpAnswer> Perform(const std::string& url, const Bytes* body,
                           std::chrono::milliseconds patience,
                           const std::string& content_type = {}) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  const Handle curl(ready == CURLE_OK ? curl_easy_init() : nullptr);
  if (!curl) return Fail(Reason::kUnavailable, "the HTTP client could not be started");
  HttpAnswer answer;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(patience.count()));
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, Collect);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
  // Without the list curl would call the body a form, and wait for leave to send a long one.
  Headers headers;
  if (body != nullptr) {
    headers.reset(curl_slist_append(nullptr, ("Content-Type: " + content_type).c_str()));
    curl_slist_append(headers.get(), "Expect:");
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(body->size()));
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body->data());
  }
  if (const CURLcode code = curl_easy_perform(curl.get()); code != CURLE_OK)
    return Fail(Reason::kUnavailable, curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace

Result<HttpAnswer> HttpGet(const std::string& url, std::chrono::milliseconds patience) {
  return Perform(url, nullptr, patience);
}

Result<HttpAnswer> HttpPost(const std::string& url, const Bytes& body,
                            std::chrono::milliseconds patience, const std::string& content_type) {
  return Perform(url, &body, patience, content_type);
}

namespace {

using CurlText = std::unique_ptr<char, decltype([](char* p) { curl_free(p); })>;

std::string Unescape(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  int size = 0;
  const CurlText plain(
      curl_easy_unescape(nullptr, spaced.data(), static_cast<int>(spaced.size()), &size));
  return plain ? std::string(plain.get(), static_cast<std::size_t>(size)) : std::string();
}

}  // namespace

std::map<std::string, std::string> ParseQuery(std::string_view target) {
  std::map<std::string, std::string> out;
  const auto question = target.find('?');
  if (question == target.npos) return out;
  target.remove_prefix(question + 1);
  while (!target.empty()) {
    const std::string_view pair = target.substr(0, target.find('&'));
    target.remove_prefix(std::min(target.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (equals != pair.npos)
      out.emplace(Unescape(pair.substr(0, equals)), Unescape(pair.substr(equals + 1)));
  }
  return out;
}

std::string UrlEscape(std::string_view text) {
  const CurlText escaped(curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())));
  return escaped ? escaped.get() : std::string();
}

bool MayFollow(std::string_view from, std::string_view to) {
  return IsSafeUrl(to) && (to.starts_with("https://") || from.starts_with("http://"));
}

bool IsSafeUrl(std::string_view url) {
  if (!std::all_of(url.begin(), url.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f; }))
    return false;
  for (const std::string_view here : {"http://127.0.0.1", "http://localhost", "http://[::1]"}) {
    if (!url.starts_with(here)) continue;
    const std::string_view rest = url.substr(here.size());
    if (rest.empty() || rest[0] == ':' || rest[0] == '/')
      return rest.substr(0, rest.find('/')).find('@') == rest.npos;
  }
  return url.starts_with("https://");
}

}  // namespace relais
