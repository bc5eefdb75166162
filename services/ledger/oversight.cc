#include "services/ledger/oversight.h"

#include "crypto/hash.h"
#include "services/base/caller.h"
#include "services/base/words.h"

namespace relais::ledger {

using storage::Query;
using storage::Rows;
using storage::Run;

namespace {

constexpr std::size_t kHouseSize = 16, kHeadSize = kHouseSize + 8;
constexpr std::size_t kMostKeys = 1024;
constexpr CompartmentSet kSensitive{Compartment::kWhereabouts, Compartment::kResidence,
                                    Compartment::kHealth, Compartment::kPsychiatric,
                                    Compartment::kJustice};

// `head` is house and time.
Bytes AssociatedData(std::uint64_t index, BytesView head) {
  Bytes out = "relais-oversight/1\n";
  PutU64(out, index);
  return out += head;
}

std::uint16_t Masked(std::uint16_t asked) {
  const CompartmentSet set(asked);
  const std::uint16_t rest = (set - kSensitive).bits();
  return (set & kSensitive).Empty() ? rest : static_cast<std::uint16_t>(rest | kRestricted);
}

}  // namespace

audit::Details OversightOf(const audit::Details& details) {
  return {.time_ms = details.time_ms,
          .caller_kind = details.caller_kind,
          .caller_id = details.caller_id,
          .caller_name = details.caller_name,
          .organisation_id = details.organisation_id,
          .organisation_name = details.organisation_name,
          .profession = details.profession,
          .action = details.action,
          .purpose = details.purpose,
          .reason = details.reason,
          .asked = Masked(details.asked),
          .outcome = details.outcome};
}

const Aead& Oversight::KeyOf(const Array<16>& house) {
  const auto known = keys_.find(house);
  if (known != keys_.end()) return known->second;
  if (keys_.size() >= kMostKeys) keys_.clear();
  const Hash key = HmacSha256(master_, View(house));
  return keys_.emplace(house, Aead(Key::FromBytes(View(key)).value())).first->second;
}

bool Oversight::IsKept(const audit::Details& details) {
  return details.caller_kind == static_cast<std::uint8_t>(CallerKind::kProfessional) &&
         details.organisation_id != Array<16>{};
}

Bytes Oversight::Seal(const audit::Details& details, std::uint64_t index, Random& random) {
  if (!IsKept(details)) return {};
  Bytes head(View(details.organisation_id));
  PutU64(head, static_cast<std::uint64_t>(details.time_ms));
  return head + KeyOf(details.organisation_id)
                    .Seal(random, AssociatedData(index, head), Encode(OversightOf(details)));
}

Result<audit::Details> Oversight::Open(BytesView kept, std::uint64_t index) {
  if (kept.size() < kHeadSize) return Fail(Reason::kCorrupt, "what is kept of an entry is cut");
  const BytesView head = kept.substr(0, kHeadSize);
  ASSIGN_OR_RETURN(const auto house, ToArray<16>(kept.substr(0, kHouseSize)));
  ASSIGN_OR_RETURN(const Bytes bytes,
                   KeyOf(house).Open(AssociatedData(index, head), kept.substr(kHeadSize)));
  return audit::DecodeDetails(bytes);
}

Result<std::optional<audit::Details>> ReadOversight(storage::Connection& log, Oversight& oversight,
                                                    std::uint64_t index) {
  ASSIGN_OR_RETURN(Rows rows, Query(log, "SELECT oversight FROM entries WHERE idx = ?1",
                                    static_cast<std::int64_t>(index)));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  if (!row || rows.Blob(0).empty()) return std::optional<audit::Details>();
  ASSIGN_OR_RETURN(audit::Details details, oversight.Open(rows.Blob(0), index));
  return std::optional(std::move(details));
}

namespace {

// Past the last of the oldest that are kept which is before `before`; 0: there is none. Times never go
// back (L4). `found` counts those that were seen.
Result<std::int64_t> EndOfThose(storage::Connection& log, Instant before, int limit, int& found) {
  constexpr auto kOldest = R"(
      SELECT idx, oversight FROM entries
      WHERE idx >= (SELECT idx FROM oversight_from) AND oversight <> x'' ORDER BY idx LIMIT ?1)";
  ASSIGN_OR_RETURN(Rows rows, Query(log, kOldest, limit));
  std::int64_t end = 0;
  for (found = 0;; ++found) {
    ASSIGN_OR_RETURN(const bool row, rows.Next());
    if (!row) return end;
    Reader reader(rows.Blob(1));
    (void)reader.Take(kHouseSize);
    // One that is cut is of no use to anybody, and must not keep the others.
    const auto time = reader.U64();
    if (time && FromMillis(static_cast<std::int64_t>(*time)) >= before) return end;
    end = rows.Int(0) + 1;
  }
}

}  // namespace

Result<bool> ForgetOversight(storage::Connection& log, Instant before, int limit) {
  int found = 0;
  ASSIGN_OR_RETURN(const std::int64_t end, EndOfThose(log, before, limit, found));
  if (end == 0) return false;
  RETURN_IF_ERROR(Run(log,
                      "UPDATE entries SET oversight = x'' "
                      "WHERE idx >= (SELECT idx FROM oversight_from) AND idx < ?1",
                      end));
  RETURN_IF_ERROR(Run(log, "UPDATE oversight_from SET idx = ?1", end));
  return found == limit;
}

}  // namespace relais::ledger
