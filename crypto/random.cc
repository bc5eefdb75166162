#include "crypto/random.h"

#include <openssl/rand.h>

#include <cstdlib>

namespace relais {

void SystemRandom::Fill(std::span<std::uint8_t> out) {
  if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1) std::abort();
}

}  // namespace relais
