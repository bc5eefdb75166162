#include "tests/audit/sample.h"

#include <fstream>

namespace relais::audit {

std::string PageExample(const std::string& page, std::size_t n) {
  std::ifstream file(std::string(RELAIS_AUDIT_DIR) + "/" + page);
  std::string out, fence = "```";
  bool inside = false;
  std::size_t seen = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(fence)) {
      if (inside) ++seen;
      inside = !inside;
    } else if (inside && seen == n) {
      out += line + "\n";
    }
  }
  EXPECT_FALSE(out.empty()) << page << " has no example " << n;
  return out;
}

}  // namespace relais::audit
