#include "audit/bundle.h"

namespace relais::audit {

std::string_view Name(Subject subject) {
  switch (subject) {
    case Subject::kDossier:
      return "dossier";
    case Subject::kOrganisation:
      return "organisation";
    case Subject::kSystem:
      return "system";
  }
  return "?";
}

std::string BundleWriter::Begin(Subject subject, const Key& chain_key,
                                std::string_view checkpoint_note) {
  std::string out(kBundleHeader);
  out.append("\nchain ").append(Name(subject)).append(" ");
  out.append(ToBase64(chain_key.ExposeSecretBytes())).append("\n\n");
  return out.append(checkpoint_note).append("\n");
}

std::string BundleWriter::Add(const BundleEntry& entry) {
  std::string out = "entry " + std::to_string(++count_) + " " + std::to_string(entry.index);
  out.append(" ").append(ToBase64(View(entry.blind))).append(" ").append(ToBase64(entry.details));
  out.append("\nproof");
  for (const Hash& hash : entry.proof) out.append(" ").append(ToBase64(View(hash)));
  return out.append("\n");
}

std::string BundleWriter::End() const { return "end " + std::to_string(count_) + "\n"; }

}  // namespace relais::audit
