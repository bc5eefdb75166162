#include "clients/cli/own_consents.h"

namespace relais::cli {

static constexpr int kPageSize = 200;

Result<std::vector<v1::ListConsentsResponse>> AllConsents(Session& session) {
  std::vector<v1::ListConsentsResponse> out;
  v1::ListConsentsRequest request;
  request.set_page_size(kPageSize);
  do {
    ASSIGN_OR_RETURN(auto page, session.api().Call(request));
    request.set_page_token(page.next_page_token());
    out.push_back(std::move(page));
  } while (!request.page_token().empty());
  return out;
}

ShortIds ConsentIds(const std::vector<v1::ListConsentsResponse>& pages) {
  ShortIds out;
  for (const auto& page : pages) {
    for (const auto& consent : page.consents()) out.Add(consent.id());
  }
  return out;
}

}  // namespace relais::cli
