#include "services/gateway/gateway.h"

#include <algorithm>
#include <atomic>

#include "crypto/random.h"
#include "services/gateway/session_cookie.h"
#include "services/gateway/strangers.h"

namespace relais::gateway {
namespace {

using std::chrono::steady_clock;

// A message of gRPC's, and the envelope of a stream's.
constexpr std::size_t kMaxBody = (1 << 20) + 5;
constexpr std::size_t kMaxConnections = 1024, kMaxPerAddress = 256;
// A call whose client says nothing about its patience, and the longest that any gets.
constexpr std::chrono::seconds kUnaryDeadline{30}, kLongestUnary{120};
constexpr std::chrono::hours kStreamDeadline{1}, kLongestStream{12};

const std::vector<std::pair<std::string, std::string>> kAlways = {
    {"Strict-Transport-Security", "max-age=63072000"},
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src "
     "'self'; "
     "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
     "frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"}};

// Whose call it is: by the header, or by a browser's cookie.
struct Authorization {
  std::string header;  // empty: nobody's
  bool by_cookie = false;
};

// What gRPC takes as a header: anything else is nobody's token.
Authorization AuthorizationIn(const HttpRequest& request) {
  const std::string& header = request.Header("authorization");
  const bool plain = std::all_of(header.begin(), header.end(),
                                 [](unsigned char c) { return c >= 0x20 && c < 0x7f; });
  if (!header.empty()) return {plain ? header : std::string(), false};
  const std::string token = TokenInCookie(request);
  return token.empty() ? Authorization() : Authorization{"Bearer " + token, true};
}

// One request from its arrival to its line in the access log. The answer goes through here, whole or
// in parts, so that none can leave without what every answer has.
class Asked {
 public:
  Asked(std::string what, std::string id, std::shared_ptr<HttpReply> reply,
        const std::function<void(const Answered&)>& on_answered)
      : what_(std::move(what)),
        id_(std::move(id)),
        reply_(std::move(reply)),
        on_answered_(on_answered) {}

  // Of the answer, whatever it will be; before it is begun.
  void AddHeader(std::pair<std::string, std::string> header) { more_.push_back(std::move(header)); }
  // An answer of "sign in" to whoever came with a cookie takes the cookie away.
  void EndsCookie() { ends_cookie_ = true; }
  void Send(HttpAnswer answer, Code code = Code::kOk) {
    Log(answer.status, code);
    Dress(answer);
    reply_->Send(std::move(answer));
  }
  void Begin(HttpAnswer head, std::function<void()> gone) {
    Dress(head);
    reply_->Begin(std::move(head), std::move(gone));
  }
  void Part(Bytes part, std::function<void()> written) {
    reply_->Part(std::move(part), std::move(written));
  }
  void End(Code code) {
    Log(200, code);
    reply_->End();
  }
  void Fail(const Failure& failure) {
    HttpAnswer answer{HttpStatusOf(failure.code), ErrorJson(failure),
                      TextOf({Encoding::kJson, false})};
    if (ends_cookie_ && failure.code == Code::kUnauthenticated) AddHeader(SessionCookie(""));
    // Whoever compressed hears what would be taken instead.
    if (failure.code == Code::kUnimplemented)
      answer.headers.emplace_back("Accept-Encoding", "identity");
    Send(std::move(answer), failure.code);
  }

 private:
  void Dress(HttpAnswer& answer) const {
    answer.headers.emplace_back("X-Request-Id", id_);
    answer.headers.insert(answer.headers.end(), more_.begin(), more_.end());
    const bool cached = std::any_of(answer.headers.begin(), answer.headers.end(),
                                    [](const auto& h) { return h.first == "Cache-Control"; });
    if (!cached) answer.headers.emplace_back("Cache-Control", "no-store");
  }
  void Log(int status, Code code) const {
    if (!on_answered_) return;
    const auto took = steady_clock::now() - arrived_;
    on_answered_({id_, what_, status, NameOf(code),
                  std::chrono::duration_cast<std::chrono::microseconds>(took)});
  }

  const std::string what_, id_;
  const std::shared_ptr<HttpReply> reply_;
  const std::function<void(const Answered&)>& on_answered_;
  std::vector<std::pair<std::string, std::string>> more_;
  bool ends_cookie_ = false;
  const steady_clock::time_point arrived_ = steady_clock::now();
};

Result<Bytes> Written(Encoding encoding, const std::string& message, Bytes bytes) {
  if (encoding == Encoding::kBinary) return bytes;
  return ToJson(message, bytes);
}

Failure Unwritable(const Error& error) {
  return Refuse(Code::kInternal, "INTERNAL", error.message);
}

class UnaryAnswer final : public Answering {
 public:
  UnaryAnswer(std::shared_ptr<Asked> asked, const Method& method, ContentType type, bool cookie)
      : asked_(std::move(asked)), method_(method), type_(type), cookie_(cookie) {}
  void OnStart(std::function<void()>) override {}
  void OnMessage(Bytes message, std::function<void()>) override {
    if (auto session = cookie_ ? TakeSession(method_, message) : std::nullopt) {
      asked_->AddHeader(SessionCookie(session->token));
      message = std::move(session->message);
    }
    const auto written = Written(type_.encoding, method_.response, std::move(message));
    if (!written) return asked_->Fail(Unwritable(written.error()));
    asked_->Send({200, *written, TextOf(type_)});
  }
  void OnEnd(std::optional<Failure> failure) override {
    if (failure) asked_->Fail(*failure);
  }

 private:
  const std::shared_ptr<Asked> asked_;
  const Method& method_;
  const ContentType type_;
  const bool cookie_;  // the session that it gives is kept in one
};

class StreamAnswer final : public Answering {
 public:
  StreamAnswer(std::shared_ptr<Asked> asked, const Method& method, ContentType type)
      : asked_(std::move(asked)), method_(method), type_(type) {}
  void OnStart(std::function<void()> cancel) override {
    asked_->Begin({200, {}, TextOf(type_)}, [gone = gone_, cancel = std::move(cancel)] {
      *gone = true;
      cancel();
    });
  }
  void OnMessage(Bytes message, std::function<void()> more) override {
    const auto written = Written(type_.encoding, method_.response, std::move(message));
    if (written) return asked_->Part(Envelope(*written), std::move(more));
    broken_ = Unwritable(written.error());
    more();
  }
  void OnEnd(std::optional<Failure> failure) override {
    if (broken_) failure = broken_;
    asked_->Part(EndOfStream(failure), [] {});
    asked_->End(*gone_ ? Code::kCanceled : failure ? failure->code : Code::kOk);
  }

 private:
  const std::shared_ptr<Asked> asked_;
  const Method& method_;
  const ContentType type_;
  std::optional<Failure> broken_;
  const std::shared_ptr<std::atomic<bool>> gone_ = std::make_shared<std::atomic<bool>>(false);
};

// What there is to say against a request before it is read; nullopt: nothing.
std::optional<Failure> Objection(const HttpRequest& request, ContentType type) {
  const std::string& version = request.Header("connect-protocol-version");
  if (!version.empty() && version != "1")
    return Refuse(Code::kInvalidArgument, "INVALID", "Connect-Protocol-Version: there is 1 only");
  const std::string& encoding =
      request.Header(type.stream ? "connect-content-encoding" : "content-encoding");
  if (!encoding.empty() && encoding != "identity")
    return Refuse(Code::kUnimplemented, "COMPRESSED", "send it without compression: identity");
  return std::nullopt;
}

struct Understood {
  Bytes message;
  std::chrono::system_clock::time_point deadline;
};

Result<Understood> Understand(const HttpRequest& request, const Method& method, ContentType type) {
  ASSIGN_OR_RETURN(const auto timeout, ParseTimeout(request.Header("connect-timeout-ms")));
  const auto longest = type.stream ? std::chrono::milliseconds(kLongestStream) : kLongestUnary;
  const auto usual = type.stream ? std::chrono::milliseconds(kStreamDeadline) : kUnaryDeadline;
  Understood out;
  out.deadline = std::chrono::system_clock::now() + std::min(timeout.value_or(usual), longest);
  Bytes message = request.body;
  if (type.stream) {
    ASSIGN_OR_RETURN(Enveloped enveloped, OpenEnvelope(request.body));
    if (enveloped.compressed)
      return relais::Fail(Reason::kInvalid, "a message is compressed, and no header says how");
    message = std::move(enveloped.message);
  }
  if (type.encoding == Encoding::kJson) {
    ASSIGN_OR_RETURN(message, FromJson(method.request, message));
  }
  out.message = std::move(message);
  return out;
}

}  // namespace

class Gateway::Impl {
 public:
  explicit Impl(GatewayOptions options)
      : on_answered_(std::move(options.on_answered)),
        portal_(std::move(options.portal)),
        backend_(std::make_unique<Backend>(options.server)) {}
  ~Impl() {
    if (!http_) return;
    http_->StopAccepting();
    backend_->Drain(std::chrono::seconds(5));
    http_->Stop(std::chrono::seconds(1));
    // Nobody calls it any more; and its answers must go before the server that they went through.
    backend_.reset();
  }
  Status Start(const std::string& listen, const PemPair& tls) {
    HttpServerOptions http{.listen = listen, .tls = tls, .threads = 2};
    http.max_body = kMaxBody;
    http.max_connections = kMaxConnections;
    http.max_per_address = kMaxPerAddress;
    http.headers = kAlways;
    ASSIGN_OR_RETURN(
        http_, HttpServer::Start(std::move(http),
                                 [this](HttpRequest request, std::shared_ptr<HttpReply> reply) {
                                   Handle(request, std::move(reply));
                                 }));
    return {};
  }
  HttpServer& http() { return *http_; }

 private:
  void Handle(const HttpRequest& request, std::shared_ptr<HttpReply> reply);
  void Forward(const HttpRequest& request, const Method& method, std::shared_ptr<Asked> asked);
  std::string NewId() { return ToHex(View(random_.Next<16>())); }

  const std::function<void(const Answered&)> on_answered_;
  const Portal portal_;
  SystemRandom random_;
  Strangers strangers_;
  std::unique_ptr<Backend> backend_;
  std::unique_ptr<HttpServer> http_;
};

void Gateway::Impl::Handle(const HttpRequest& request, std::shared_ptr<HttpReply> reply) {
  const std::string path = request.target.substr(0, request.target.find('?'));
  const Method* const method = FindMethod(path);
  const std::string file = portal_.PathOf(request.target);
  const auto asked = std::make_shared<Asked>(method         ? method->path
                                             : file.empty() ? std::string("-")
                                                            : file,
                                             NewId(), std::move(reply), on_answered_);
  const std::string& origin = request.Header("origin");
  // Browsers send it with whatever could change something: another site's page is asking.
  if (!origin.empty() && origin != "https://" + request.Header("host"))
    return asked->Fail(Refuse(Code::kPermissionDenied, "FOREIGN_ORIGIN",
                              "pages of other sites may not ask this server"));
  if (method != nullptr) return Forward(request, *method, asked);
  if (path.starts_with("/relais.v1."))
    return asked->Fail(
        Refuse(Code::kUnimplemented, "NO_SUCH_METHOD",
               "this server does not know the method: is it older than its client?"));
  asked->Send(portal_.Answer(request));
}

void Gateway::Impl::Forward(const HttpRequest& request, const Method& method,
                            std::shared_ptr<Asked> asked) {
  if (request.method != "POST")
    return asked->Send({405, "only POST\n", "text/plain; charset=utf-8", {{"Allow", "POST"}}},
                       Code::kUnimplemented);
  const auto type = ParseContentType(request.Header("content-type"));
  if (!type || type->stream != method.streams)
    return asked->Send({415,
                        std::string("expected the content type of a ") +
                            (method.streams ? "stream" : "unary call") + "\n",
                        "text/plain; charset=utf-8",
                        {{"Accept-Post", kContentTypes}}},
                       Code::kUnknown);
  auto objection = Objection(request, *type);
  auto understood = Understand(request, method, *type);
  if (!objection && !understood)
    objection = Refuse(Code::kInvalidArgument, "INVALID", understood.error().message);
  // gRPC counts in whole milliseconds, in which a server has answered.
  if (!objection && understood->deadline <= std::chrono::system_clock::now())
    objection = Refuse(Code::kDeadlineExceeded, "DEADLINE",
                       "it took too long; try again, or allow more time");
  // Nobody is less of a stranger there for a token that is not looked at.
  Authorization authorization = method.for_strangers ? Authorization() : AuthorizationIn(request);
  if (authorization.by_cookie) asked->EndsCookie();
  if (!objection && authorization.header.empty() &&
      !strangers_.MayAsk(request.host, steady_clock::now()))
    objection = Refuse(Code::kResourceExhausted, "BUSY",
                       "too many tries come from your network; wait a minute");
  if (objection && !type->stream) return asked->Fail(*objection);
  if (objection) {
    StreamAnswer answer(asked, method, *type);
    answer.OnStart([] {});
    return answer.OnEnd(std::move(objection));
  }
  const BackendCall call{method.path, std::move(understood->message),
                         std::move(authorization.header), understood->deadline};
  if (!type->stream)
    return backend_->Call(
        call, std::make_shared<UnaryAnswer>(asked, method, *type, WantsCookie(request)));
  backend_->Stream(call, std::make_shared<StreamAnswer>(asked, method, *type));
}

Gateway::Gateway(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Gateway::~Gateway() = default;
unsigned short Gateway::port() const { return impl_->http().port(); }
Status Gateway::ReplaceCertificate(const PemPair& tls) {
  return impl_->http().ReplaceCertificate(tls);
}

Result<std::unique_ptr<Gateway>> Gateway::Start(GatewayOptions options) {
  const std::string listen = options.listen;
  const PemPair tls = std::exchange(options.tls, {});
  auto impl = std::make_unique<Impl>(std::move(options));
  RETURN_IF_ERROR(impl->Start(listen, tls));
  return std::unique_ptr<Gateway>(new Gateway(std::move(impl)));
}

}  // namespace relais::gateway
