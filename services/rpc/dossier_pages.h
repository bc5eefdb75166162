// What lists over several dossiers share: finding those of a page, and the page itself (P8: no list but those that
// tests/lint/rpcs names).
#pragma once

#include "services/rpc/paging.h"
#include "services/rpc/typed.h"

namespace relais::rpc {

inline constexpr std::size_t kDossiersOfAPage = 50;

// `most` of the dossiers that `keep` (Result<bool>(DossierId)) keeps, out of those that `next` (Result<vector<DossierId>>(after,
// limit), by id) finds behind `after`. What is closed to the caller is passed over here: a short page would tell how much that is.
template <class Next, class Keep>
Result<std::vector<DossierId>> Sifted(const Reading& reading, DossierId after, std::size_t most,
                                      Next next, Keep keep) {
  std::vector<DossierId> out;
  while (!reading.ended()) {
    ASSIGN_OR_RETURN(const std::vector<DossierId> some,
                     next(after, static_cast<int>(kDossiersOfAPage)));
    for (const DossierId& dossier : some) {
      ASSIGN_OR_RETURN(const bool kept, keep(dossier));
      if (kept) out.push_back(dossier);
      if (out.size() == most) return out;
    }
    if (some.size() < kDossiersOfAPage) break;
    after = some.back();
  }
  return out;
}

// The page behind `page_token`, of a list that depends on `query`: of the dossiers that `dossiers` (Result<vector<DossierId>>(after,
// most), by id) gives, where one more than a page says that there are more. `response`: what stands beside the lines.
template <class Response, class Dossiers>
Result<Listing::Frame> PageOf(const PageTokens& tokens, const Reading& reading, BytesView query,
                              const std::string& page_token, Dossiers dossiers,
                              Response response = {}) {
  ASSIGN_OR_RETURN(const Bytes token, tokens.Open(reading.permit, query, page_token));
  DossierId after;
  if (!token.empty()) {
    ASSIGN_OR_RETURN(after, DossierId::FromBytes(token));
  }
  ASSIGN_OR_RETURN(std::vector<DossierId> page, dossiers(after, kDossiersOfAPage + 1));
  if (page.size() > kDossiersOfAPage) {
    page.resize(kDossiersOfAPage);
    response.set_next_page_token(tokens.Seal(reading.permit, query, page.back().view()));
  }
  return Listing::Frame{std::move(page), SealIds(reading.permit, response)};
}

}  // namespace relais::rpc
