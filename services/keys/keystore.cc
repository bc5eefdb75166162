#include "services/keys/keystore.h"

#include <cstdlib>

#include "services/base/files.h"

namespace relais::keys {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "relais-keystore/1\n";
constexpr std::size_t kMaxKeystoreSize = 1 << 20;
constexpr std::size_t kRootKeyFileSize = 65;
constexpr mode_t kOwnerOnly = 0600;
constexpr std::string_view kVault = "store/vault", kLog = "store/log", kLogSeed = "log-seed",
                           kIndex = "index", kToken = "token";
constexpr std::string_view kNames[] = {kVault, kLog, kLogSeed, kIndex, kToken};

fs::path RootKeyPath(const fs::path& dir) { return dir / "root.key"; }
fs::path KeystorePath(const fs::path& dir) { return dir / "keystore"; }

tl::unexpected<Error> Corrupt(const fs::path& path, const std::string& what) {
  return Fail(Reason::kCorrupt, path.string() + " " + what, path.string());
}

Status RequireAbsent(const fs::path& path) {
  std::error_code error;
  if (fs::symlink_status(path, error).type() == fs::file_type::not_found) return {};
  const std::string name = path.string();
  return Fail(Reason::kWrongState, name + " exists already: keys are never overwritten", name);
}

Status WriteRootKey(const fs::path& path, const Key& root) {
  Bytes text = ToHex(root.ExposeSecretBytes());
  text.push_back('\n');
  Status written = WriteFileAtomically(path, text, kOwnerOnly);
  Wipe(text);
  return written;
}

Result<Key> ParseRootKey(BytesView text) {
  const auto wrong = [] { return Fail(Reason::kCorrupt, "not a root key"); };
  if (text.size() != kRootKeyFileSize || text.back() != '\n') return wrong();
  Result<Bytes> bytes = FromHex(text.substr(0, kRootKeyFileSize - 1));
  if (!bytes) return wrong();
  Result<Key> key = Key::FromBytes(*bytes);
  Wipe(*bytes);
  return key;
}

Result<Key> ReadRootKey(const fs::path& path) {
  ASSIGN_OR_RETURN(Bytes text, ReadPrivateFile(path, 4096));
  Result<Key> key = ParseRootKey(text);
  Wipe(text);
  if (!key) return Corrupt(path, "is not 64 lower-case hexadecimal digits and a newline");
  return key;
}

Bytes SealFile(const Key& root, Random& random, BytesView plaintext) {
  const Bytes sealed = Aead(root).Seal(random, kMagic, plaintext);
  Bytes out(kMagic);
  PutU32(out, static_cast<std::uint32_t>(sealed.size()));
  return out + sealed;
}

// The sealed part of a keystore file. A file that was cut shows here, before any key is tried.
Result<BytesView> Unframe(const fs::path& path, BytesView file) {
  if (!kMagic.starts_with(file.substr(0, kMagic.size()))) {
    return Corrupt(path, "is not a keystore of this version");
  }
  Reader reader(file);
  const auto magic = reader.Take(kMagic.size());
  const auto size = reader.U32();
  if (!magic || !size || reader.rest().size() < *size) {
    return Corrupt(path, "is cut short: restore it whole");
  }
  if (reader.rest().size() > *size) return Corrupt(path, "has bytes behind its end");
  return reader.rest();
}

Result<Key> TakeKey(Reader& reader) {
  ASSIGN_OR_RETURN(const BytesView bytes, reader.Take(32));
  return Key::FromBytes(bytes);
}

// One spelling per keystore: names and periods ascend, so none comes twice.
template <class Map>
Status Append(Map& map, typename Map::key_type name, const Key& key) {
  if (!map.empty() && !(map.rbegin()->first < name)) {
    return Fail(Reason::kCorrupt, "keys are out of order");
  }
  map.emplace_hint(map.end(), std::move(name), key);
  return {};
}

Status ReadNamedKey(Reader& reader, std::map<std::string, Key, std::less<>>& keys) {
  ASSIGN_OR_RETURN(const std::uint16_t size, reader.U16());
  ASSIGN_OR_RETURN(const BytesView name, reader.Take(size));
  ASSIGN_OR_RETURN(const Key key, TakeKey(reader));
  return Append(keys, std::string(name), key);
}

Status ReadPeriodKey(Reader& reader, std::map<std::uint32_t, Key>& periods) {
  ASSIGN_OR_RETURN(const std::uint32_t period, reader.U32());
  ASSIGN_OR_RETURN(const Key key, TakeKey(reader));
  return Append(periods, period, key);
}

}  // namespace

Keystore Keystore::New(Random& random) {
  Keystore out;
  for (const auto name : kNames) out.keys_.emplace(name, random.NextKey());
  out.periods_.emplace(1, random.NextKey());
  return out;
}

Bytes Keystore::Serialize() const {
  Bytes out;
  // All of it at once: growing would leave copies of keys behind.
  out.reserve(64 + 256 * keys_.size() + 64 * periods_.size());
  PutU16(out, static_cast<std::uint16_t>(keys_.size()));
  for (const auto& [name, key] : keys_) {
    PutU16(out, static_cast<std::uint16_t>(name.size()));
    out.append(name).append(key.ExposeSecretBytes());
  }
  PutU16(out, static_cast<std::uint16_t>(periods_.size()));
  for (const auto& [period, key] : periods_) {
    PutU32(out, period);
    out.append(key.ExposeSecretBytes());
  }
  return out;
}

Result<Keystore> Keystore::Parse(BytesView plaintext) {
  Reader reader(plaintext);
  Keystore out;
  ASSIGN_OR_RETURN(const std::uint16_t names, reader.U16());
  for (int i = 0; i < names; ++i) RETURN_IF_ERROR(ReadNamedKey(reader, out.keys_));
  ASSIGN_OR_RETURN(const std::uint16_t periods, reader.U16());
  for (int i = 0; i < periods; ++i) RETURN_IF_ERROR(ReadPeriodKey(reader, out.periods_));
  if (!reader.rest().empty()) return Fail(Reason::kCorrupt, "bytes behind the last key");
  RETURN_IF_ERROR(out.CheckComplete());
  out.key_labels_.emplace(out.index_key("compartment_keys"));
  return out;
}

Status Keystore::CheckComplete() const {
  for (const auto name : kNames) {
    if (!keys_.contains(name)) return Fail(Reason::kCorrupt, "no key " + std::string(name));
  }
  if (periods_.empty()) return Fail(Reason::kCorrupt, "no period key");
  return {};
}

Status Keystore::Create(const fs::path& dir, Random& random) {
  RETURN_IF_ERROR(MakePrivateDirectory(dir));
  RETURN_IF_ERROR(RequireAbsent(RootKeyPath(dir)));
  RETURN_IF_ERROR(RequireAbsent(KeystorePath(dir)));
  const Key root = random.NextKey();
  Bytes plaintext = New(random).Serialize();
  const Bytes file = SealFile(root, random, plaintext);
  Wipe(plaintext);
  RETURN_IF_ERROR(WriteRootKey(RootKeyPath(dir), root));
  return WriteFileAtomically(KeystorePath(dir), file, kOwnerOnly);
}

Result<Keystore> Keystore::Open(const fs::path& dir) {
  const fs::path path = KeystorePath(dir);
  ASSIGN_OR_RETURN(const Key root, ReadRootKey(RootKeyPath(dir)));
  ASSIGN_OR_RETURN(const Bytes file, ReadPrivateFile(path, kMaxKeystoreSize));
  ASSIGN_OR_RETURN(const BytesView sealed, Unframe(path, file));
  Result<Bytes> plaintext = Aead(root).Open(kMagic, sealed);
  if (!plaintext) {
    return Corrupt(path, "was sealed by another root key than " + RootKeyPath(dir).string() +
                             ", or was changed since");
  }
  Result<Keystore> keystore = Parse(*plaintext);
  Wipe(*plaintext);
  if (!keystore) return Corrupt(path, "is sealed but malformed: " + keystore.error().message);
  return keystore;
}

const Key& Keystore::Named(std::string_view name) const {
  const auto found = keys_.find(name);
  if (found == keys_.end()) std::abort();  // a name that no keystore has: a bug of the caller's
  return found->second;
}

const Key& Keystore::store_key(std::string_view store) const {
  return Named("store/" + std::string(store));
}
const Key& Keystore::log_seed() const { return Named(kLogSeed); }
Key Keystore::index_key(std::string_view field) const {
  return DeriveKey(Named(kIndex), "index/" + std::string(field));
}
Key Keystore::token_key() const { return DeriveKey(Named(kToken), "token/page"); }

std::uint32_t Keystore::newest_period() const { return periods_.rbegin()->first; }

Result<Key> Keystore::period_key(std::uint32_t period) const {
  const auto found = periods_.find(period);
  if (found == periods_.end()) {
    return Fail(Reason::kCorrupt, "the key of this period was destroyed");
  }
  return found->second;
}

}  // namespace relais::keys
