#include "services/rpc/server.h"

#include <fmt/format.h>
#include <google/protobuf/stubs/common.h>
#include <grpc/grpc_security_constants.h>
#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <atomic>
#include <cstdlib>
#include <optional>

#include "services/rpc/status.h"

namespace relais::rpc {
namespace {

constexpr int kMaxMessage = 1 << 20;
constexpr int kMaxStreams = 256;  // of one connection

Bytes Flatten(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  Bytes out;
  if (!buffer.Dump(&slices).ok()) return out;
  for (const grpc::Slice& slice : slices)
    out.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return out;
}

// The bytes of a response become gRPC's without a copy.
grpc::ByteBuffer Buffer(Bytes bytes) {
  auto* const owned = new Bytes(std::move(bytes));
  const grpc::Slice slice(
      owned->data(), owned->size(), [](void* p) { delete static_cast<Bytes*>(p); }, owned);
  return grpc::ByteBuffer(&slice, 1);
}

// Empty when there is none, or more than one.
std::string OnlyHeader(const grpc::ServerContextBase& context, const char* name) {
  const auto& metadata = context.client_metadata();
  if (metadata.count(name) != 1) return {};
  const auto at = metadata.find(name);
  return std::string(at->second.data(), at->second.size());
}

Credentials CredentialsOf(const grpc::ServerContextBase& context) {
  constexpr std::string_view kScheme = "Bearer ";
  Credentials out;
  const std::string authorization = OnlyHeader(context, "authorization");
  if (authorization.starts_with(kScheme)) out.bearer = authorization.substr(kScheme.size());
  out.on_behalf_of = OnlyHeader(context, "relais-for");
  const auto certificate =
      context.auth_context()->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (certificate.size() == 1) out.certificate.assign(certificate[0].data(), certificate[0].size());
  return out;
}

// One call: reads one message, hands it to the pipeline, writes what comes back. Deletes itself
// when gRPC is done.
class Reactor final : public grpc::ServerGenericBidiReactor, public Responder {
 public:
  Reactor(Pipeline& pipeline, grpc::GenericCallbackServerContext& context)
      : pipeline_(pipeline), context_(context), arrival_(std::chrono::steady_clock::now()) {
    // A call without a deadline could wait for its own message for ever.
    if (context_.deadline() == std::chrono::system_clock::time_point::max()) {
      Finish(Error{Reason::kInvalid, "the call has no deadline; give it one", "deadline"});
    } else {
      StartRead(&request_);
    }
  }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish(Error{Reason::kInvalid, "the call has no message"});
    pipeline_.Handle(*this, context_.method(), Flatten(request_), CredentialsOf(context_),
                     arrival_);
  }
  void OnCancel() override { cancelled_ = true; }
  void OnDone() override { delete this; }
  void OnWriteDone(bool ok) override {
    if (finishing_) return;
    if (open_) return PartWritten(ok);
    ok ? WriteNext() : grpc::ServerGenericBidiReactor::Finish(grpc::Status::CANCELLED);
  }

  bool Ended() const override { return cancelled_ || Late(); }
  bool Writable() const override {
    const MutexLock lock(mutex_);
    return !writing_;
  }
  void Write(Wire part) override {
    const MutexLock lock(mutex_);
    open_ = true;
    if (part.empty()) return;
    response_ = std::move(part);
    next_ = 0;
    writing_ = true;
    WriteNext();
  }
  void Finish(Wire response) override {
    response_ = std::move(response);
    WriteNext();
  }
  // Of an open stream at once, or when the write that is on its way has ended.
  void Finish(const Error& error) override {
    const grpc::Status status = Late() ? Expired() : ToStatus(error);
    {
      const MutexLock lock(mutex_);
      end_ = status;
      if (writing_) return;
    }
    grpc::ServerGenericBidiReactor::Finish(status);
  }

 private:
  bool Late() const { return std::chrono::system_clock::now() > context_.deadline(); }
  // What the client's own clock tells it as well: whichever is first, it is the same.
  static grpc::Status Expired() {
    return grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "the deadline has passed");
  }
  void PartWritten(bool ok) {
    // Whoever follows the stream finishes it; a broken one has ended.
    if (!ok) cancelled_ = true;
    std::optional<grpc::Status> end;
    {
      const MutexLock lock(mutex_);
      if (ok && !end_ && next_ < response_.size()) return WriteNext();
      writing_ = false;
      end = end_;
    }
    if (end) grpc::ServerGenericBidiReactor::Finish(*end);
  }
  void WriteNext() {
    finishing_ = !open_ && next_ + 1 >= response_.size();
    if (response_.empty()) return grpc::ServerGenericBidiReactor::Finish(grpc::Status::OK);
    buffer_ = Buffer(std::move(response_[next_++]));
    if (finishing_)
      StartWriteAndFinish(&buffer_, grpc::WriteOptions(), grpc::Status::OK);
    else
      StartWrite(&buffer_);
  }

  Pipeline& pipeline_;
  grpc::GenericCallbackServerContext& context_;
  const DelayLine::Time arrival_;
  grpc::ByteBuffer request_, buffer_;
  Wire response_;
  std::size_t next_ = 0;
  bool finishing_ = false;
  std::atomic<bool> open_{false};  // a stream that goes on
  // Of an open stream: a part is on its way, or the next may be begun; then nothing is, any more.
  mutable Mutex mutex_;
  bool writing_ RELAIS_GUARDED_BY(mutex_) = false;
  std::optional<grpc::Status> end_ RELAIS_GUARDED_BY(mutex_);
  std::atomic<bool> cancelled_{false};
};

class Service final : public grpc::CallbackGenericService {
 public:
  explicit Service(Pipeline& pipeline) : pipeline_(pipeline) {}
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    return new Reactor(pipeline_, *context);
  }

 private:
  Pipeline& pipeline_;
};

std::shared_ptr<grpc::ServerCredentials> PortCredentials(const TlsFiles* tls) {
  if (tls == nullptr) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = tls->ca_pem;
  options.pem_key_cert_pairs.push_back({tls->key_pem, tls->certificate_pem});
  return grpc::SslServerCredentials(options);
}

}  // namespace

class Server::Impl {
 public:
  explicit Impl(Pipeline& p) : pipeline(p), service(p) {}
  Pipeline& pipeline;
  Service service;
  int port = 0;
  std::unique_ptr<grpc::Server> server;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() { Stop(); }

Result<std::unique_ptr<Server>> Server::Start(Pipeline& pipeline, const std::string& listen,
                                              const TlsFiles* tls) {
  auto impl = std::make_unique<Impl>(pipeline);
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  builder.AddListeningPort(listen, PortCredentials(tls), &impl->port);
  builder.RegisterCallbackGenericService(&impl->service);
  builder.SetMaxReceiveMessageSize(kMaxMessage);
  // A small compressed message can unpack into a gigabyte before its size is looked at.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreams);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  impl->server = builder.BuildAndStart();
  if (!impl->server || impl->port == 0)
    return Fail(
        Reason::kUnavailable,
        fmt::format("cannot listen on {}; is the port free, and are the TLS files right?", listen));
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

int Server::port() const { return impl_->port; }

std::shared_ptr<grpc::Channel> Server::Within(int max_answer) const {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(max_answer);
  return impl_->server->InProcessChannel(arguments);
}

void Server::NotServing() { impl_->server->GetHealthCheckService()->SetServingStatus(false); }

void Server::Stop() {
  if (!impl_->server) return;
  NotServing();
  impl_->pipeline.StopFollowing();
  impl_->server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(5));
  impl_->server->Wait();
  impl_->server.reset();
}

void RequireTls13() {
  // Suites that TLS 1.2 could only use with a shared key that nobody has: what is left is TLS 1.3.
  setenv("GRPC_SSL_CIPHER_SUITES", "PSK-AES256-GCM-SHA384", 1);
}

std::string GrpcVersion() { return grpc::Version(); }
std::string ProtobufVersion() {
  return google::protobuf::internal::VersionString(GOOGLE_PROTOBUF_VERSION);
}

}  // namespace relais::rpc
