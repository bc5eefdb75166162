// Calls to the server behind the gateway, by any method's name, over gRPC. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "services/gateway/connect.h"

namespace grpc {
class Channel;
}

namespace relais::gateway {

// What the server promises to stay under (services/dossier/recording.h).
inline constexpr int kMaxAnswer = 16 << 20;

struct BackendOptions {
  std::string server;                // "host:port"
  std::string ca, certificate, key;  // PEM: whom to trust, and the gateway's own device
  // Set: the server is of this process, and the others are unset.
  std::shared_ptr<grpc::Channel> within = nullptr;
};

struct BackendCall {
  std::string method;  // "/relais.v1.Dossiers/GetDossier"
  Bytes message;
  std::string authorization;  // of the header; empty: none
  std::chrono::system_clock::time_point deadline;
};

// Who takes the answer of a call, on threads of gRPC's, one after the other. OnEnd comes once, and last.
class Answering {
 public:
  virtual ~Answering() = default;
  // Of a stream, first: `cancel` ends it; it may be called at any time, from any thread.
  virtual void OnStart(std::function<void()> cancel) = 0;
  // A message. Of a stream, the next is fetched when `more` is called.
  virtual void OnMessage(Bytes message, std::function<void()> more) = 0;
  virtual void OnEnd(std::optional<Failure> failure) = 0;
};

class Backend {
 public:
  explicit Backend(const BackendOptions& options);
  ~Backend();  // cuts off what is under way, and waits for its end

  // Of one message.
  void Call(const BackendCall& call, std::shared_ptr<Answering> answering);
  // At most kMaxStreams at once: the next is answered with kResourceExhausted.
  void Stream(const BackendCall& call, std::shared_ptr<Answering> answering);
  // Ends streams, lets calls under way end, for at most so long, and begins no more.
  void Drain(std::chrono::milliseconds patience);

  static constexpr int kMaxStreams = 200;  // of the 256 that the server lets one connection have

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace relais::gateway
