#include "services/base/http.h"

#include <curl/curl.h>

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
                           std::chrono::milliseconds patience) {
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
    headers.reset(curl_slist_append(nullptr, "Content-Type: text/plain"));
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
                            std::chrono::milliseconds patience) {
  return Perform(url, &body, patience);
}

}  // namespace relais
