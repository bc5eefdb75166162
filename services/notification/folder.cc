#include <algorithm>

#include "services/base/files.h"
#include "services/notification/channel.h"

namespace relais::notification {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFile = 1 << 16;

Bytes AssociatedData(const Array<16>& id) { return Bytes("relais-outgoing/1\n").append(View(id)); }

void PutPart(Bytes& out, BytesView part) {
  PutU32(out, static_cast<std::uint32_t>(part.size()));
  out += part;
}
Result<BytesView> TakePart(Reader& reader) {
  ASSIGN_OR_RETURN(const std::uint32_t size, reader.U32());
  return reader.Take(size);
}

Result<Outgoing> Parse(const Array<16>& id, BytesView plain) {
  Outgoing out{.id = id};
  Reader reader(plain);
  ASSIGN_OR_RETURN(const BytesView contact, TakePart(reader));
  ASSIGN_OR_RETURN(const BytesView title, TakePart(reader));
  ASSIGN_OR_RETURN(const BytesView text, TakePart(reader));
  ASSIGN_OR_RETURN(const std::uint8_t right_to_left, reader.U8());
  if (!out.contact.ParseFromString(std::string(contact)))
    return Fail(Reason::kCorrupt, "a notice in the folder does not parse");
  out.title = title;
  out.text = text;
  out.right_to_left = right_to_left != 0;
  if (!reader.rest().empty()) return Fail(Reason::kCorrupt, "a notice in the folder is too long");
  return out;
}

}  // namespace

Status Folder::Send(const Outgoing& outgoing) {
  if (const auto made = MakePrivateDirectory(path_); !made)
    return Fail(Reason::kUnavailable,
                "the folder for notices cannot be made, or others may read it");
  Bytes plain;
  PutPart(plain, outgoing.contact.SerializeAsString());
  PutPart(plain, outgoing.title);
  PutPart(plain, outgoing.text);
  plain.push_back(outgoing.right_to_left ? 1 : 0);
  const Bytes sealed = Aead(key_).Seal(random_, AssociatedData(outgoing.id), plain);
  if (const auto written = WriteFileAtomically(path_ / ToHex(View(outgoing.id)), sealed, 0600);
      !written)
    return Fail(Reason::kUnavailable, "the folder for notices cannot be written");
  return {};
}

Result<std::vector<Outgoing>> Folder::ReadAll() const {
  std::error_code failed;
  if (!fs::exists(path_, failed)) return std::vector<Outgoing>();
  std::vector<std::pair<fs::file_time_type, fs::path>> files;
  for (fs::directory_iterator at(path_, failed), end; !failed && at != end; at.increment(failed)) {
    std::error_code gone;  // it was taken out in the meantime
    const auto time = fs::last_write_time(at->path(), gone);
    if (!gone) files.emplace_back(time, at->path());
  }
  if (failed) return Fail(Reason::kUnavailable, "the folder for notices cannot be read");
  std::sort(files.begin(), files.end());
  std::vector<Outgoing> out;
  for (const auto& [time, file] : files) {
    const auto name = FromHex(file.filename().string());
    const auto id = name ? ToArray<16>(*name) : Result<Array<16>>(Fail(Reason::kCorrupt, ""));
    if (!id) continue;  // a file that is being written, or not ours
    ASSIGN_OR_RETURN(const Bytes sealed, ReadFile(file, kMaxFile));
    const auto plain = Aead(key_).Open(AssociatedData(*id), sealed);
    auto outgoing = plain ? Parse(*id, *plain) : tl::unexpected<Error>(plain.error());
    if (!outgoing)
      return Fail(Reason::kCorrupt,
                  "a notice was changed, or belongs elsewhere; take this file away: " +
                      file.filename().string());
    out.push_back(*std::move(outgoing));
  }
  return out;
}

Status Folder::Remove(const Array<16>& id) const {
  std::error_code failed;
  if (fs::remove(path_ / ToHex(View(id)), failed)) return {};
  return Fail(Reason::kUnavailable, "the notice is not in the folder any more");
}

}  // namespace relais::notification
