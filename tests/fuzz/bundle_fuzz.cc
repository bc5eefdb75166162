// Property: no change to a genuine bundle is accepted, except beside the trusted signature, where
// cosignatures stand. The input says where to cut the bundle, how much to take out, and what to put
// there.
#include <algorithm>
#include <cstdlib>

#include "audit/bundle.h"
#include "audit/leaf.h"

namespace {

using namespace relais;
using namespace relais::audit;

struct Genuine {
  Genuine() : log(NoteSigner::Create("log", Ed25519Signer(Key(Array<32>{}))).value()) {
    const Key chain_key(Array<32>{1});
    Details details;
    details.number = 1;
    const Bytes bytes = Encode(details);
    const Hash root = LeafHash(LeafBytes(Tag(chain_key, 1), Commitment({}, bytes)));
    BundleWriter writer;
    text = writer.Begin(Subject::kSystem, chain_key, SignCheckpoint({"log", 1, root}, log).value());
    text += writer.Add({0, {}, bytes});
    text += writer.End({});
  }
  NoteSigner log;
  std::string text;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Genuine genuine;
  static const TrustPolicy trust(NoteVerifier::FromVkey(genuine.log.Vkey()).value());
  if (size < 4) return 0;
  const std::size_t at = std::min<std::size_t>(data[0] * 256U + data[1], genuine.text.size());
  const std::size_t out = data[2] * 256U + data[3];
  std::string changed = genuine.text;
  changed.replace(at, out, reinterpret_cast<const char*>(data + 4), size - 4);
  const bool accepted = VerifyBundle(changed, trust).has_value();
  const bool adds_signatures = changed.find("\xE2\x80\x94 ") != changed.rfind("\xE2\x80\x94 ");
  if (accepted && changed != genuine.text && !adds_signatures) std::abort();
  return 0;
}
