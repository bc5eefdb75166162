#include "services/rpc/paging.h"

namespace relais::rpc {
namespace {

Bytes Binding(const access::Permit& permit, BytesView query) {
  Bytes out = "relais-page/1\n";
  out.append(View(permit.caller().id)).append(permit.request().method).push_back('\0');
  return out.append(query);
}

}  // namespace

Result<int> PageSize(int asked) {
  if (asked < 0 || asked > 200) return Fail(Reason::kInvalid, "expected 0 to 200", "page_size");
  return asked == 0 ? 50 : asked;
}

std::string PageTokens::Seal(const access::Permit& permit, BytesView query,
                             BytesView position) const {
  return ToBase64(Aead(key_).Seal(random_, Binding(permit, query), position));
}

Result<Bytes> PageTokens::Open(const access::Permit& permit, BytesView query,
                               std::string_view token) const {
  if (token.empty()) return Bytes();
  const auto sealed = token.size() <= 1024 ? FromBase64(token) : Fail(Reason::kInvalid, "");
  auto position =
      sealed ? Aead(key_).Open(Binding(permit, query), *sealed) : Fail(Reason::kInvalid, "");
  if (!position)
    return Fail(Reason::kInvalid, "this page token is not of this list; begin at the first page",
                "page_token");
  return position;
}

}  // namespace relais::rpc
