#include "services/gateway/backend.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <set>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/base/mutex.h"

namespace relais::gateway {
namespace {

grpc::ByteBuffer Buffer(const Bytes& bytes) {
  const grpc::Slice slice(bytes.data(), bytes.size());
  return grpc::ByteBuffer(&slice, 1);
}

Bytes Flatten(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  Bytes out;
  if (!buffer.Dump(&slices).ok()) return out;
  for (const grpc::Slice& slice : slices)
    out.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return out;
}

// Only what our server says is passed on: gRPC's own texts hold addresses.
Failure OfTransport(Code code) {
  switch (code) {
    case Code::kUnavailable:
      return Refuse(code, "UNAVAILABLE", "the server cannot be reached now; try again");
    case Code::kDeadlineExceeded:
      return Refuse(code, "DEADLINE", "it took too long; try again, or allow more time");
    case Code::kCanceled:  // by us: who asked has gone, or we stop
      return Refuse(Code::kUnavailable, "UNAVAILABLE", "the server is stopping; try again");
    default:
      return Refuse(Code::kInternal, "INTERNAL", "the answer of the server could not be read");
  }
}

std::optional<Failure> FailureOf(const grpc::Status& status) {
  if (status.ok()) return std::nullopt;
  const Code code = CodeOfNumber(status.error_code());
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details()) || details.details().empty())
    return OfTransport(code);
  Failure failure{code, status.error_message()};
  for (const auto& any : details.details())
    failure.details.push_back({any.type_url().substr(any.type_url().rfind('/') + 1), any.value()});
  return failure;
}

std::shared_ptr<grpc::Channel> Connect(const BackendOptions& options, int number) {
  if (options.within) return options.within;
  grpc::ChannelArguments arguments;
  // Otherwise both channels would share one connection, and its limit of calls.
  arguments.SetInt("relais.channel", number);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // A server that was restarted is found again within a second.
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  // No proxy of the environment: the server is ours, and near.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetMaxReceiveMessageSize(kMaxAnswer);
  return grpc::CreateCustomChannel(
      options.server, grpc::SslCredentials({options.ca, options.key, options.certificate}),
      arguments);
}

}  // namespace

class Backend::Impl {
 public:
  explicit Impl(const BackendOptions& options)
      : calls_(Connect(options, 0)), streams_(Connect(options, 1)) {}

  void Call(const BackendCall& call, std::shared_ptr<Answering> answering);
  void Stream(const BackendCall& call, std::shared_ptr<Answering> answering);
  void Drain(std::chrono::milliseconds patience) RELAIS_EXCLUDES(mutex_);
  void Cancel() RELAIS_EXCLUDES(mutex_);

 private:
  // While it lives, a call is under way: it can be cut off, and is waited for.
  class UnderWay {
   public:
    // `cancel` may be called as soon as this exists.
    UnderWay(Impl& impl, const BackendCall& call, std::function<void()> cancel, bool is_endless)
        : cut_off(std::move(cancel)), endless(is_endless), impl_(impl) {
      context.set_deadline(call.deadline);
      if (!call.authorization.empty()) context.AddMetadata("authorization", call.authorization);
      const MutexLock lock(impl_.mutex_);
      impl_.under_way_.insert(this);
      if (impl_.stopping_) context.TryCancel();
    }
    ~UnderWay() {
      const MutexLock lock(impl_.mutex_);
      impl_.under_way_.erase(this);
      impl_.ended_.NotifyAll();
    }
    grpc::ClientContext context;
    const std::function<void()> cut_off;
    const bool endless;  // a stream: nobody waits for its end

   private:
    Impl& impl_;
  };
  struct Unary;
  class Reader;

  grpc::GenericStub calls_, streams_;
  Mutex mutex_;
  CondVar ended_;
  std::set<UnderWay*> under_way_ RELAIS_GUARDED_BY(mutex_);
  bool stopping_ RELAIS_GUARDED_BY(mutex_) = false;
  std::atomic<int> open_streams_{0};
};

struct Backend::Impl::Unary {
  Unary(Impl& impl, const BackendCall& call, std::shared_ptr<Answering> to)
      : under_way(
            impl, call, [this] { under_way.context.TryCancel(); }, false),
        request(Buffer(call.message)),
        answering(std::move(to)) {}
  UnderWay under_way;  // first: once it is gone, nobody answers any more
  grpc::ByteBuffer request, response;
  std::shared_ptr<Answering> answering;
};

void Backend::Impl::Call(const BackendCall& call, std::shared_ptr<Answering> answering) {
  auto* const unary = new Unary(*this, call, std::move(answering));
  calls_.UnaryCall(&unary->under_way.context, call.method, {}, &unary->request, &unary->response,
                   [unary](const grpc::Status& status) {
                     const std::unique_ptr<Unary> owned(unary);
                     if (status.ok()) unary->answering->OnMessage(Flatten(unary->response), [] {});
                     unary->answering->OnEnd(FailureOf(status));
                   });
}

// Reads one message, and the next when it is asked for. Keeps itself until gRPC is done.
class Backend::Impl::Reader final
    : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
      public std::enable_shared_from_this<Backend::Impl::Reader> {
 public:
  Reader(Impl& impl, const BackendCall& call, std::shared_ptr<Answering> to)
      : open_streams_(impl.open_streams_),
        request_(Buffer(call.message)),
        answering_(std::move(to)),
        under_way_(
            impl, call, [this] { Cancel(); }, true) {}
  void Begin(grpc::GenericStub& stub, const std::string& method) {
    self_ = shared_from_this();
    stub.PrepareBidiStreamingCall(&under_way_.context, method, {}, this);
    AddHold();  // reads are asked for outside of gRPC's own calls
    StartWriteLast(&request_, grpc::WriteOptions());
    StartRead(&response_);
    answering_->OnStart([weak = weak_from_this()] {
      if (const auto reader = weak.lock()) reader->Cancel();
    });
    StartCall();
  }
  // Nothing is read any more: whoever would have asked for more may have gone.
  void Cancel() RELAIS_EXCLUDES(mutex_) {
    under_way_.context.TryCancel();
    const MutexLock lock(mutex_);
    cancelled_ = true;
    if (!reading_) Release();
  }
  void OnReadDone(bool ok) override {
    {
      const MutexLock lock(mutex_);
      reading_ = false;
      if (!ok || cancelled_) return Release();
    }
    answering_->OnMessage(Flatten(response_), [weak = weak_from_this()] {
      if (const auto reader = weak.lock()) reader->More();
    });
  }
  void OnDone(const grpc::Status& status) override {
    --open_streams_;
    answering_->OnEnd(FailureOf(status));
    answering_.reset();
    const auto last = std::move(self_);
  }

 private:
  void More() RELAIS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    if (cancelled_ || released_) return;
    reading_ = true;
    StartRead(&response_);
  }
  void Release() RELAIS_REQUIRES(mutex_) {
    if (!std::exchange(released_, true)) RemoveHold();
  }

  std::atomic<int>& open_streams_;
  const grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  std::shared_ptr<Answering> answering_;
  std::shared_ptr<Reader> self_;
  Mutex mutex_;
  bool reading_ RELAIS_GUARDED_BY(mutex_) = true;
  bool cancelled_ RELAIS_GUARDED_BY(mutex_) = false;
  bool released_ RELAIS_GUARDED_BY(mutex_) = false;
  UnderWay under_way_;  // last: it calls this until it is gone
};

void Backend::Impl::Stream(const BackendCall& call, std::shared_ptr<Answering> answering) {
  if (++open_streams_ <= kMaxStreams)
    return std::make_shared<Reader>(*this, call, std::move(answering))
        ->Begin(streams_, call.method);
  --open_streams_;
  answering->OnStart([] {});
  answering->OnEnd(Refuse(Code::kResourceExhausted, "BUSY",
                          "too many are following at once; try again in a minute"));
}

void Backend::Impl::Drain(std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  const MutexLock lock(mutex_);
  stopping_ = true;
  for (UnderWay* const call : under_way_) {
    if (call->endless) call->cut_off();
  }
  while (!under_way_.empty() && std::chrono::steady_clock::now() < until)
    ended_.WaitUntil(mutex_, until);
}

void Backend::Impl::Cancel() {
  const MutexLock lock(mutex_);
  stopping_ = true;
  for (UnderWay* const call : under_way_) call->cut_off();
  while (!under_way_.empty()) ended_.Wait(mutex_);
}

Backend::Backend(const BackendOptions& options) : impl_(std::make_unique<Impl>(options)) {}
Backend::~Backend() { impl_->Cancel(); }
void Backend::Call(const BackendCall& call, std::shared_ptr<Answering> answering) {
  impl_->Call(call, std::move(answering));
}
void Backend::Stream(const BackendCall& call, std::shared_ptr<Answering> answering) {
  impl_->Stream(call, std::move(answering));
}
void Backend::Drain(std::chrono::milliseconds patience) { impl_->Drain(patience); }

}  // namespace relais::gateway
