// The device's key and certificate: made here, signed elsewhere, never sent. OpenSSL stays in
// device.cc.
#pragma once

#include <ctime>
#include <string>

#include "crypto/result.h"

namespace relais::cli {

struct DeviceRequest {
  std::string key;  // PKCS #8, PEM
  std::string csr;  // PKCS #10, PEM: CN is the name
};

// EC P-256. kInternal when OpenSSL cannot; kInvalid for a name that is empty or longer than 64
// bytes.
Result<DeviceRequest> NewDevice(const std::string& name);

enum class CertificateFault { kNone, kUnreadable, kOtherKey, kOtherAuthority, kNotNow };

// Whether the certificate belongs to the key, is signed by the authority, and is valid now.
CertificateFault CheckCertificate(const std::string& certificate, const std::string& key,
                                  const std::string& ca, std::time_t now);

}  // namespace relais::cli
