// A certificate authority made at test time; nothing of it is ever written into the repository.
#pragma once

#include <string>

namespace relais::cli {

struct PemPair {
  std::string certificate;
  std::string key;
};

PemPair NewAuthority(const std::string& name);
// Signs a request. `days` < 0: it has ended already. For a server it names 127.0.0.1 and localhost.
std::string SignRequest(const PemPair& authority, const std::string& csr, int days = 30);

}  // namespace relais::cli
