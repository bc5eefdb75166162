// Property: what decodes encodes to the same bytes.
#include <cstdlib>

#include "audit/details.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const relais::BytesView bytes(reinterpret_cast<const char*>(data), size);
  const auto details = relais::audit::DecodeDetails(bytes);
  if (details && relais::audit::Encode(*details) != bytes) std::abort();
  return 0;
}
