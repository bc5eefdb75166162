#include "clients/cli/short_ids.h"

#include <algorithm>

#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

constexpr std::size_t kPrefix = 4;

std::string Body(const std::string& id) {
  return id.size() > kPrefix && id[3] == '_' ? id.substr(kPrefix) : id;
}

std::size_t Shared(const std::string& a, const std::string& b) {
  const auto end = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
  return static_cast<std::size_t>(end - a.begin());
}

}  // namespace

void ShortIds::Add(const std::string& id) {
  const auto [at, fresh] = ids_.emplace(Body(id), id);
  if (!fresh) return;
  if (at != ids_.begin()) length_ = std::max(length_, Shared(std::prev(at)->first, at->first) + 1);
  if (std::next(at) != ids_.end())
    length_ = std::max(length_, Shared(at->first, std::next(at)->first) + 1);
}

std::string ShortIds::Of(const std::string& id) const { return Clean(Body(id).substr(0, length_)); }

Result<std::string> ShortIds::Resolve(const std::string& text, Say none, Say many,
                                      const Speech& say) const {
  const std::string wanted = Fold(Body(Trim(text)));
  std::vector<std::string> found;
  for (const auto& [body, id] : ids_) {
    if (Fold(body).starts_with(wanted)) found.push_back(id);
  }
  if (found.empty() || wanted.empty()) return say.Wrong(none, Clean(text));
  if (found.size() == 1) return found.front();
  for (std::string& id : found) id = Of(id);
  return say.Wrong(many, Clean(text), Join(found, ", "));
}

}  // namespace relais::cli
