#include "audit/receipt.h"

#include "audit/text.h"

namespace relais::audit {
namespace {

constexpr std::string_view kHeader = "c2sp.org/tlog-proof@v1";
constexpr std::size_t kMaxProof = 64;

}  // namespace

std::string WriteReceipt(const Receipt& receipt) {
  std::string out(kHeader);
  out.append("\nindex ").append(std::to_string(receipt.index)).append("\n");
  for (const Hash& hash : receipt.proof) out.append(ToBase64(View(hash))).append("\n");
  return out.append("\n").append(receipt.note);
}

Result<Receipt> ParseReceipt(std::string_view text) {
  Receipt out;
  ASSIGN_OR_RETURN(std::string_view line, TakeLine(text));
  if (line != kHeader) return Fail(Reason::kInvalid, "this is not a tlog-proof@v1");
  ASSIGN_OR_RETURN(line, TakeLine(text));
  if (line.starts_with("extra ")) {
    ASSIGN_OR_RETURN(line, TakeLine(text));
  }
  if (TakeWord(line) != "index") return Fail(Reason::kInvalid, "'index' should stand here");
  ASSIGN_OR_RETURN(out.index, ParseDecimal(line));
  for (;;) {
    ASSIGN_OR_RETURN(line, TakeLine(text));
    if (line.empty()) break;
    if (out.proof.size() == kMaxProof) return Fail(Reason::kInvalid, "the proof is too long");
    ASSIGN_OR_RETURN(const Hash hash, ParseBase64Hash(line));
    out.proof.push_back(hash);
  }
  out.note = text;
  return out;
}

Result<Trusted> VerifyReceipt(const Receipt& receipt, BytesView leaf, const TrustPolicy& trust) {
  ASSIGN_OR_RETURN(Trusted trusted, trust.Open(receipt.note));
  const Checkpoint& checkpoint = trusted.checkpoint;
  RETURN_IF_ERROR(VerifyInclusion(LeafHash(leaf), receipt.index, checkpoint.size, receipt.proof,
                                  checkpoint.root));
  return trusted;
}

}  // namespace relais::audit
