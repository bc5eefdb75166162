#include "clients/verify/receipts.h"

#include <fstream>

#include "audit/receipt.h"

namespace relais::verify {
namespace {

Status Write(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.close();
  return out ? Status() : Fail(Reason::kUnavailable, "cannot write " + file.string());
}

}  // namespace

Status WriteReceipts(const std::filesystem::path& folder, const audit::TrustPolicy& trust,
                     const audit::Verdict& verdict) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  for (const audit::VerifiedEntry& entry : verdict.entries) {
    const std::string name = (folder / entry.reference).string();
    RETURN_IF_ERROR(
        Write(name + ".tlog-proof", audit::WriteReceipt({entry.index, entry.proof, verdict.note})));
    RETURN_IF_ERROR(Write(name + ".leaf.hex", ToHex(entry.leaf) + "\n"));
    RETURN_IF_ERROR(Write(name + ".vkey", trust.log().Vkey() + "\n"));
  }
  return {};
}

}  // namespace relais::verify
