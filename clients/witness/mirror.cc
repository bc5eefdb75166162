#include "clients/witness/mirror.h"

#include <unordered_map>

#include "audit/leaf.h"
#include "audit/tile_folder.h"

namespace relais::witness {
namespace {

Result<const audit::NoteVerifier*> LogOf(const Witness& witness, const audit::TileFiles& files) {
  ASSIGN_OR_RETURN(const Bytes note, files.Read("checkpoint"));
  const audit::Judgement claimed = audit::JudgeSignature(note, witness.logs());
  if (claimed.status != audit::WitnessStatus::kOk) return Fail(Reason::kCorrupt, claimed.why);
  for (const audit::NoteVerifier& log : witness.logs()) {
    if (log.name() == claimed.checkpoint.origin) return &log;
  }
  return Fail(Reason::kInternal, "a log that was just found is gone");
}

}  // namespace

Result<Mirrored> CheckMirror(const Witness& witness, const std::filesystem::path& tiles) {
  const audit::TileFolder files(tiles);
  ASSIGN_OR_RETURN(const audit::NoteVerifier* const log, LogOf(witness, files));
  const audit::WitnessedHead head = witness.Head(log->name());
  audit::Tree tree;
  std::unordered_map<std::string, std::uint64_t> tags;
  std::string twice;
  ASSIGN_OR_RETURN(
      const audit::Trusted trusted,
      audit::ReadPublished(files, audit::TrustPolicy(*log), [&](auto index, BytesView leaf) {
        if (index < head.size) tree.Append(audit::LeafHash(leaf));
        const BytesView tag = audit::TagOf(leaf);
        if (tag.empty()) return;
        const auto [at, fresh] = tags.emplace(tag, index);
        if (!fresh && twice.empty())
          twice = "the entries " + std::to_string(at->second) + " and " + std::to_string(index) +
                  " have one tag: a chain has two entries under one number";
      }));
  if (!twice.empty()) return Fail(Reason::kCorrupt, twice);
  if (trusted.checkpoint.size < head.size)
    return Fail(Reason::kCorrupt, "the published log has " +
                                      std::to_string(trusted.checkpoint.size) + " entries, and " +
                                      std::to_string(head.size) +
                                      " were cosigned: its end is gone");
  if (tree.Root() != head.root)
    return Fail(Reason::kCorrupt, "the published log is another history than the one cosigned");
  return Mirrored{trusted.checkpoint.origin, trusted.checkpoint.size};
}

}  // namespace relais::witness
