// Randomness is passed in, so that tests can repeat a run. Thread-safe.
#pragma once

#include <span>

#include "crypto/secret.h"

namespace relais {

class Random {
 public:
  virtual ~Random() = default;
  virtual void Fill(std::span<std::uint8_t> out) = 0;

  template <std::size_t N>
  Array<N> Next() {
    Array<N> out;
    Fill(out);
    return out;
  }
  Key NextKey() { return Key(Next<32>()); }
};

// OpenSSL's generator. Aborts when the system has no entropy: no key may be made without it.
class SystemRandom final : public Random {
 public:
  void Fill(std::span<std::uint8_t> out) override;
};

}  // namespace relais
