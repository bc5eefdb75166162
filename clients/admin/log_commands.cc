#include "clients/admin/log_commands.h"

#include <fmt/format.h>

#include "services/base/files.h"
#include "services/keys/keystore.h"
#include "services/ledger/check.h"
#include "services/ledger/publish.h"
#include "services/relaisd/relais_server.h"
#include "services/storage/data_lock.h"
#include "services/storage/sqlcipher.h"

namespace relais::admin {
namespace {

namespace fs = std::filesystem;

constexpr storage::PageCaches kCaches{.read_kib = 16 * 1024, .write_kib = 1024};

Result<std::unique_ptr<storage::Store>> OpenStore(const relaisd::Config& config,
                                                  const keys::Keystore& keystore,
                                                  const std::string& name) {
  // A store that is opened is made when it is missing.
  const fs::path file = config.data() / (name + ".db");
  if (!fs::exists(file)) return Fail(Reason::kUnavailable, file.string() + " does not exist");
  ASSIGN_OR_RETURN(std::unique_ptr<storage::Store> store,
                   storage::SqlcipherStore::Open(file, keystore.store_key(name), kCaches));
  return store;
}

Result<audit::NoteVerifier> Verifier(const relaisd::Config& config,
                                     const keys::Keystore& keystore) {
  ASSIGN_OR_RETURN(const auto signer,
                   audit::NoteSigner::Create(config.log_name, Ed25519Signer(keystore.log_seed())));
  return audit::NoteVerifier::FromVkey(signer.Vkey());
}

}  // namespace

Status ExportLog(const fs::path& file, const fs::path& folder, const Output& output) {
  ASSIGN_OR_RETURN(const auto config, relaisd::Config::Load(file));
  ASSIGN_OR_RETURN(const auto keystore, keys::Keystore::Open(config.keys()));
  ASSIGN_OR_RETURN(const auto verifier, Verifier(config, keystore));
  // With the word of the witnesses, where there are any: readers may trust a quorum of them.
  const bool cosigned = !config.witnesses.empty() && fs::exists(config.cosigned());
  ASSIGN_OR_RETURN(const Bytes note,
                   ReadFile(cosigned ? config.cosigned() : config.data() / "checkpoint", 1 << 20));
  ASSIGN_OR_RETURN(const auto store, OpenStore(config, keystore, "log"));
  ASSIGN_OR_RETURN(const auto log, store->Connect(storage::Store::Use::kRead));
  ASSIGN_OR_RETURN(const auto done, ledger::Publish(*log, note, verifier, folder));
  if (output.json)
    output.out << fmt::format("{{\"size\":\"{}\",\"published_before\":\"{}\"}}\n", done.size,
                              done.before);
  else
    output.out << fmt::format("{} entries are published; {} were before.\n", done.size,
                              done.before);
  return {};
}

Status CheckLog(const fs::path& file, const Output& output) {
  ASSIGN_OR_RETURN(const auto config, relaisd::Config::Load(file));
  ASSIGN_OR_RETURN(const auto lock, storage::DataLock::Take(config.data()));
  ASSIGN_OR_RETURN(const auto keystore, keys::Keystore::Open(config.keys()));
  ASSIGN_OR_RETURN(const auto log_store, OpenStore(config, keystore, "log"));
  ASSIGN_OR_RETURN(const auto vault_store, OpenStore(config, keystore, "vault"));
  ASSIGN_OR_RETURN(const auto log, log_store->Connect(storage::Store::Use::kRead));
  ASSIGN_OR_RETURN(const auto vault, vault_store->Connect(storage::Store::Use::kRead));
  ASSIGN_OR_RETURN(const auto mark, storage::ReadMark(*vault));
  std::optional<audit::Checkpoint> kept;
  if (fs::exists(config.data() / "checkpoint")) {
    ASSIGN_OR_RETURN(const auto verifier, Verifier(config, keystore));
    ASSIGN_OR_RETURN(const Bytes note, ReadFile(config.data() / "checkpoint", 1 << 20));
    ASSIGN_OR_RETURN(kept, audit::OpenCheckpoint(note, verifier));
  }
  const Instant kept_since = SystemClock().Now() - std::chrono::days(config.oversight_days);
  ledger::Oversight oversight(relaisd::OversightKey(keystore));
  ASSIGN_OR_RETURN(const auto check, ledger::CheckLog(*log, oversight, kept_since, mark, kept));
  std::string faults;
  for (const std::string& fault : check.faults)
    faults += output.json ? (faults.empty() ? "\"" : ",\"") + fault + "\"" : "- " + fault + "\n";
  if (output.json)
    output.out << fmt::format(
        "{{\"entries\":\"{}\",\"chains\":\"{}\",\"checkpoints\":\"{}\",\"faults\":[{}]}}\n",
        check.entries, check.chains, check.checkpoints, faults);
  else
    output.out << fmt::format("{} entries in {} chains, {} checkpoints.\n{}", check.entries,
                              check.chains, check.checkpoints, faults);
  if (check.faults.empty()) return {};
  return Fail(
      Reason::kCorrupt,
      "the log was changed, or is not whole; keep these files as they are, and restore from "
      "a backup");
}

}  // namespace relais::admin
