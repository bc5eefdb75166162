// The published vectors: the leaves of the Certificate Transparency reference tests, and the keys
// of the log's formats.
#pragma once

#include <array>
#include <numeric>
#include <string_view>

#include "audit/trust.h"

namespace relais::audit {

inline Bytes Hex(std::string_view text) { return FromHex(text).value(); }

inline constexpr std::array<std::string_view, 8> kLeaves = {"",
                                                            "00",
                                                            "10",
                                                            "2021",
                                                            "3031",
                                                            "40414243",
                                                            "5051525354555657",
                                                            "606162636465666768696a6b6c6d6e6f"};

inline constexpr std::array<std::string_view, 8> kRoots = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

inline constexpr std::string_view kLogName = "dossier.example/audit";
inline constexpr std::string_view kLogVkey =
    "dossier.example/audit+b1e6a0d9+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
inline constexpr std::string_view kWitnessVkey =
    "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X";
inline constexpr std::string_view kCheckpointText =
    "dossier.example/audit\n7\n3bib5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=\n";
inline constexpr std::string_view kLogLine =
    "\xE2\x80\x94 dossier.example/audit "
    "seag2UnBdXbUJ0AFau3G7KvKp+nZz8dnCpT9P8Q50NqBjcyHe4t03Uj4hoSgSrVS5zg6deJNJ0LQKnCA7KmeGNlyKAI="
    "\n";
inline constexpr std::string_view kWitnessLine =
    "\xE2\x80\x94 witness.example/w1 "
    "IDJKvgAAAABlU/"
    "EAE86wr3TvA97hN+OoENtZ0pNeEKNpsScv4sDXIGEz2BkEBS2OqMelEhu1c9CaF4FHesrs7nniCLBNpKMVD9GZCQ==\n";

// The 32 bytes first, first + 1, ...
inline Key CountingKey(std::uint8_t first) {
  Array<32> bytes;
  std::iota(bytes.begin(), bytes.end(), first);
  return Key(bytes);
}

inline NoteSigner Signer(std::string name, std::uint8_t first) {
  return NoteSigner::Create(std::move(name), Ed25519Signer(CountingKey(first))).value();
}
inline NoteSigner LogSigner() { return Signer(std::string(kLogName), 0x00); }
inline NoteVerifier LogVerifier() { return NoteVerifier::FromVkey(kLogVkey).value(); }
inline WitnessSigner Witness(std::string name, std::uint8_t first) {
  return WitnessSigner::Create(std::move(name), Ed25519Signer(CountingKey(first))).value();
}
inline TrustPolicy TrustInLog() { return TrustPolicy(LogVerifier()); }

}  // namespace relais::audit
