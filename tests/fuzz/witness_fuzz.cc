// Properties: a request to a witness that parses is written again as it was; so is a receipt, but for
// an extra line. A trust policy that parses opens a note or refuses it.
#include <cstdlib>

#include "audit/receipt.h"
#include "audit/witness.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace relais::audit;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto request = ParseAddCheckpoint(bytes);
  if (request && WriteAddCheckpoint(*request) != bytes) std::abort();
  const auto receipt = ParseReceipt(bytes);
  const bool extra = bytes.find("\nextra ") != bytes.npos;
  if (receipt && !extra && WriteReceipt(*receipt) != bytes) std::abort();
  if (const auto trust = TrustPolicy::Parse(bytes)) (void)trust->Open(bytes);
  return 0;
}
