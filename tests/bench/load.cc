#include "tests/bench/load.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <random>

namespace relais::bench {

using Clock = std::chrono::steady_clock;

Load& Load::operator+=(const Load& other) {
  latencies_us_.insert(latencies_us_.end(), other.latencies_us_.begin(), other.latencies_us_.end());
  seconds_ += other.seconds_;
  failed_ += other.failed_;
  return *this;
}

double Load::percentile_us(std::size_t percent) {
  const auto at =
      latencies_us_.begin() + static_cast<std::ptrdiff_t>(latencies_us_.size() * percent / 100);
  std::nth_element(latencies_us_.begin(), at, latencies_us_.end());
  return *at;
}

Source Each(const Requests& requests) {
  return [&requests, next = std::size_t{0}]() mutable {
    return next < requests.size() ? &requests[next++] : nullptr;
  };
}

Source Drawn(const Requests& reads, Source writes, std::uint64_t every) {
  return [&reads, writes = std::move(writes), every, random = std::mt19937_64(7)]() mutable {
    return writes && random() % every == 0 ? writes() : &reads[random() % reads.size()];
  };
}

Source For(double seconds, Source source) {
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                      std::chrono::duration<double>(seconds));
  return [end, source = std::move(source)] { return Clock::now() < end ? source() : nullptr; };
}

Load Drive(const std::string& address, const Source& source, const std::string& token,
           int in_flight, const rpc::TlsFiles* device) {
  const auto credentials =
      device ? grpc::SslCredentials({device->ca_pem, device->key_pem, device->certificate_pem})
             : grpc::InsecureChannelCredentials();
  auto channel = grpc::CreateChannel(address, credentials);
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  struct Call {
    grpc::ClientContext context;
    std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
    grpc::ByteBuffer response;
    grpc::Status status;
    Clock::time_point start;
  };
  int open = 0;
  const auto begin = [&] {
    const Request* const asked = source();
    if (asked == nullptr) return;
    ++open;
    auto* const call = new Call;
    call->context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    call->context.AddMetadata("authorization", "Bearer " + token);
    const grpc::Slice slice(asked->bytes.data(), asked->bytes.size());
    const grpc::ByteBuffer request(&slice, 1);
    call->start = Clock::now();
    call->reader = stub.PrepareUnaryCall(&call->context, asked->method, request, &queue);
    call->reader->StartCall();
    call->reader->Finish(&call->response, &call->status, call);
  };
  const auto start = Clock::now();
  for (int i = 0; i < in_flight; ++i) begin();
  std::vector<double> latencies;
  std::uint64_t failed = 0;
  void* tag = nullptr;
  bool ok = false;
  while (open > 0 && queue.Next(&tag, &ok)) {
    const std::unique_ptr<Call> call(static_cast<Call*>(tag));
    --open;
    latencies.push_back(
        std::chrono::duration<double, std::micro>(Clock::now() - call->start).count());
    if (!call->status.ok() && failed++ == 0)
      std::cerr << "a call failed: " << call->status.error_message() << '\n';
    begin();
  }
  const double elapsed = std::chrono::duration<double>(Clock::now() - start).count();
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
  return Load(std::move(latencies), elapsed, failed);
}

}  // namespace relais::bench
