// Drives a server: calls in flight over a plain port of this machine, until a source of requests
// ends, and what came of them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "services/rpc/server.h"

namespace relais::bench {

// What one or several drives of the same server came to.
class Load {
 public:
  Load() = default;
  Load(std::vector<double> latencies_us, double seconds, std::uint64_t failed)
      : latencies_us_(std::move(latencies_us)), seconds_(seconds), failed_(failed) {}
  Load& operator+=(const Load& other);
  double per_second() const { return static_cast<double>(latencies_us_.size()) / seconds_; }
  double percentile_us(std::size_t percent);
  std::uint64_t failed() const { return failed_; }

 private:
  std::vector<double> latencies_us_;
  double seconds_ = 0;
  std::uint64_t failed_ = 0;
};

struct Request {
  const char* method;
  Bytes bytes;
};
using Requests = std::vector<Request>;
// What to ask next; null when nothing more is to be asked.
using Source = std::function<const Request*()>;

// Both need the requests for as long as they are asked.
Source Each(const Requests& requests);
// Drawn at random, without end; one in `every` comes from `writes` instead, each of which is asked
// once.
Source Drawn(const Requests& reads, Source writes = nullptr, std::uint64_t every = 20);
// What `source` gives for so long.
Source For(double seconds, Source source);

// Closed loop: `in_flight` calls at any time, until the source ends. Over TLS as this device, when
// there is one.
Load Drive(const std::string& address, const Source& source, const std::string& token,
           int in_flight, const rpc::TlsFiles* device = nullptr);

// The same through a gateway on this machine; the requests' bytes are of the content type.
struct HttpsTarget {
  unsigned short port;
  std::string ca_pem, token;
  const char* content_type;
};
Load DriveHttps(const HttpsTarget& target, const Source& source, int in_flight);

}  // namespace relais::bench
