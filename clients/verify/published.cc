#include "clients/verify/published.h"

#include <map>

#include "audit/leaf.h"
#include "audit/tile_folder.h"

namespace relais::verify {
namespace {

// Counts where each number of the chain stands, and one more number than the bundle has.
class Tags {
 public:
  explicit Tags(const audit::Verdict& verdict) : last_(verdict.last_number()) {
    for (std::uint64_t n = 1; n <= last_ + 1; ++n)
      numbers_.emplace(View(audit::Tag(verdict.chain_key, n)), n);
    seen_.resize(last_ + 2);
  }
  void See(BytesView leaf) {
    const auto found = numbers_.find(Bytes(audit::TagOf(leaf)));
    if (found != numbers_.end()) ++seen_[found->second];
  }
  Status Check() const {
    for (std::uint64_t n = 1; n <= last_; ++n) {
      if (seen_[n] == 0)
        return Fail(Reason::kCorrupt,
                    "number " + std::to_string(n) + " does not stand in the published log");
      if (seen_[n] > 1)
        return Fail(Reason::kCorrupt, "number " + std::to_string(n) + " stands " +
                                          std::to_string(seen_[n]) +
                                          " times in the published log: the log has two entries "
                                          "under one number");
    }
    if (seen_[last_ + 1] > 0)
      return Fail(Reason::kCorrupt, "the published log has an entry with number " +
                                        std::to_string(last_ + 1) +
                                        ", which this bundle does not show");
    return {};
  }

 private:
  const std::uint64_t last_;
  std::map<Bytes, std::uint64_t> numbers_;
  std::vector<std::uint64_t> seen_;
};

}  // namespace

// Leaves after the bundle's own checkpoint are not counted: that the chain went on meanwhile is no
// fault.
Result<Published> CheckPublished(const std::filesystem::path& tiles,
                                 const audit::TrustPolicy& trust, const audit::Verdict& verdict) {
  Tags tags(verdict);
  audit::Tree tree;
  const audit::Checkpoint& checkpoint = verdict.checkpoint();
  const auto published = audit::ReadPublished(audit::TileFolder(tiles), trust,
                                              [&](std::uint64_t index, BytesView leaf) {
                                                if (index >= checkpoint.size) return;
                                                tags.See(leaf);
                                                tree.Append(audit::LeafHash(leaf));
                                              });
  if (!published) return tl::unexpected<Error>(published.error());
  if (published->checkpoint.size < checkpoint.size)
    return Fail(Reason::kWrongState,
                "the published log is older than this bundle: fetch it again later");
  if (tree.Root() != checkpoint.root)
    return Fail(Reason::kCorrupt,
                "the published log and this bundle have two histories: one of them was forged");
  RETURN_IF_ERROR(tags.Check());
  return Published{published->checkpoint.size};
}

}  // namespace relais::verify
