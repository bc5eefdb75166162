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

std::string BundleWriter::Since(std::uint64_t size, const Hash& root,
                                std::span<const Hash> proof) const {
  std::string out = "since " + std::to_string(size) + " " + ToBase64(View(root));
  for (const Hash& hash : proof) out.append(" ").append(ToBase64(View(hash)));
  return out.append("\n");
}

std::string BundleWriter::Add(const BundleEntry& entry) {
  std::string out = "entry " + std::to_string(++count_) + " " + std::to_string(entry.index);
  out.append(" ").append(ToBase64(View(entry.blind)));
  return out.append(" ").append(ToBase64(entry.details)).append("\n");
}

std::string BundleWriter::End(std::span<const Hash> proof) const {
  std::string out;
  for (const Hash& hash : proof) out.append("node ").append(ToBase64(View(hash))).append("\n");
  return out + "end " + std::to_string(count_) + "\n";
}

}  // namespace relais::audit
