#include "services/accesses/service.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "audit/bundle.h"
#include "relais/v1/accesses.pb.h"
#include "services/accesses/access_message.h"
#include "services/rpc/typed.h"

namespace relais::accesses {
namespace {

using ledger::Chain;
using rpc::Prepared;
using rpc::Reading;

constexpr std::size_t kChunk = 48 * 1024;
constexpr int kMostSeen = 1000;           // entries that one page of a filter looks at
constexpr std::size_t kMostAtOnce = 200;  // entries of one part of a stream

Result<Chain> OwnChain(const Reading& reading) {
  ASSIGN_OR_RETURN(auto chain, ledger::FindChain(reading.log, audit::Subject::kDossier,
                                                 reading.permit.request().dossier.bytes()));
  if (!chain) return Fail(Reason::kInternal, "a dossier without an entry");
  return *std::move(chain);
}

// A page begins at an entry.
Bytes ToBytes(const ledger::ChainWalk::Place& place) {
  Bytes out;
  PutU64(out, place.number);
  PutU64(out, place.index);
  return out;
}
Result<ledger::ChainWalk::Place> FromBytes(BytesView bytes) {
  Reader reader(bytes);
  ledger::ChainWalk::Place place;
  ASSIGN_OR_RETURN(place.number, reader.U64());
  ASSIGN_OR_RETURN(place.index, reader.U64());
  return place;
}

Prepared Ask() {
  Prepared prepared;
  prepared.ask.action = Action::kReadLog;
  return prepared;
}

Status CheckFilter(const v1::AccessFilter& filter) {
  if (!filter.organisation_id().empty())
    RETURN_IF_ERROR(OrganisationId::Parse(filter.organisation_id()));
  if (filter.compartment() < 0 || filter.compartment() > kCompartments)
    return Fail(Reason::kInvalid, "this compartment is not known", "filter.compartment");
  return {};
}

bool Passes(const v1::AccessFilter& filter, const v1::Access& access) {
  const auto& asked = access.asked();
  return (filter.organisation_id().empty() ||
          filter.organisation_id() == access.organisation_id()) &&
         (filter.profession().empty() || filter.profession() == access.profession()) &&
         (filter.compartment() == v1::COMPARTMENT_UNSPECIFIED ||
          std::find(asked.begin(), asked.end(), filter.compartment()) != asked.end()) &&
         (!filter.refused() || access.outcome() == v1::Access::OUTCOME_REFUSED) &&
         (!filter.emergency() || access.purpose() == v1::PURPOSE_EMERGENCY);
}

// Of the entries above `position`, oldest first, and moves it on. Whoever looks at the log is not
// told of that: it would never end.
Result<rpc::Wire> EntriesAfter(const Reading& reading, std::uint64_t& position) {
  ASSIGN_OR_RETURN(const Chain chain, OwnChain(reading));
  ASSIGN_OR_RETURN(const auto places,
                   ledger::OldestAfter(reading.log, chain, position, kMostAtOnce));
  rpc::Wire wire;
  for (const auto& place : places) {
    ASSIGN_OR_RETURN(const auto entry, ledger::ReadEntry(reading.log, chain, place.index));
    ASSIGN_OR_RETURN(v1::Access access, ToMessage(reading.log, chain, entry));
    position = access.number();
    if (access.own() && access.action() == v1::ACTION_READ_LOG) continue;
    v1::WatchAccessesResponse response;
    *response.mutable_access() = std::move(access);
    wire.push_back(response.SerializeAsString());
  }
  return wire;
}

// An export is long; a person who has hung up must not keep the next one waiting.
Status RequireWaiting(const Reading& reading) {
  return reading.ended() ? Status(Fail(Reason::kUnavailable, "the call has ended")) : Status();
}

// The entries of a chain that a checkpoint of `size` covers, oldest first.
Result<std::vector<ledger::StoredEntry>> EntriesUnder(const Reading& reading, const Chain& chain,
                                                      std::uint64_t size) {
  std::vector<ledger::StoredEntry> entries;
  for (ledger::ChainWalk walk(reading.log, chain); !walk.AtEnd();) {
    RETURN_IF_ERROR(RequireWaiting(reading));
    ASSIGN_OR_RETURN(auto entry, walk.Next());
    if (entry.index < size) entries.push_back(std::move(entry));
  }
  std::reverse(entries.begin(), entries.end());
  return entries;
}

// That the log goes on from the state that somebody verified before.
Result<std::string> SinceLine(const audit::BundleWriter& writer, const ledger::NodeSource& nodes,
                              std::uint64_t since, std::uint64_t size) {
  if (since > size)
    return Fail(Reason::kInvalid, "the log has fewer entries than that", "since_size");
  ASSIGN_OR_RETURN(const auto then, audit::Tree::Resume(nodes, since));
  ASSIGN_OR_RETURN(const auto proof, audit::ConsistencyProof(nodes, since, size));
  return writer.Since(since, then.Root(), proof);
}

// Collects text into messages of a bounded size.
class Chunks {
 public:
  void Add(std::string_view text) {
    while (!text.empty()) {
      const std::string_view part = text.substr(0, kChunk - pending_.size());
      pending_.append(part);
      text.remove_prefix(part.size());
      if (pending_.size() == kChunk) Flush();
    }
  }
  rpc::Wire Finish() {
    if (!pending_.empty()) Flush();
    return std::move(wire_);
  }

 private:
  void Flush() {
    v1::ExportAccessesResponse message;
    message.set_chunk(std::move(pending_));
    wire_.push_back(message.SerializeAsString());
    pending_.clear();
  }
  std::string pending_;
  rpc::Wire wire_;
};

}  // namespace

void AccessesService::AddMethods(rpc::Methods& methods) {
  rpc::Add<v1::ListAccessesRequest>(
      methods, "Accesses", "ListAccesses", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const int size, rpc::PageSize(request->page_size()));
        RETURN_IF_ERROR(CheckFilter(request->filter()));
        Prepared prepared = Ask();
        prepared.read = [this, request, size](const Reading& reading) {
          return List(reading, *request, size);
        };
        return prepared;
      });
  rpc::Add<v1::GetAccessRequest>(
      methods, "Accesses", "GetAccess", [this](auto request) -> Result<Prepared> {
        Prepared prepared = Ask();
        prepared.read = [this, number = request->number()](const Reading& reading) {
          return Get(reading, number);
        };
        return prepared;
      });
  AddWatch(methods);
  rpc::Add<v1::ExportAccessesRequest>(
      methods, "Accesses", "ExportAccesses", [this](auto request) -> Result<Prepared> {
        Prepared prepared = Ask();
        prepared.read = [this, since = request->since_size()](const Reading& reading) {
          return Export(reading, since);
        };
        return prepared;
      });
  rpc::Add<v1::GetCheckpointRequest>(methods, "Accesses", "GetCheckpoint",
                                     [this](auto) -> Result<Prepared> {
                                       Prepared prepared;
                                       prepared.common = [this] { return Checkpoint(); };
                                       return prepared;
                                     });
}

// About the log as a whole: the same for everyone who is signed in.
Bytes AccessesService::Checkpoint() const {
  v1::GetCheckpointResponse response;
  response.set_note(cosigning_.Newest());
  for (const WitnessStanding& standing : cosigning_.Standings()) {
    auto* const witness = response.add_witnesses();
    witness->set_name(standing.name);
    witness->set_size(standing.size);
    witness->set_trouble(standing.trouble);
    if (standing.size > 0)
      *witness->mutable_cosign_time() =
          google::protobuf::util::TimeUtil::MillisecondsToTimestamp(ToMillis(standing.at));
  }
  return response.SerializeAsString();
}

Result<rpc::SealedWire> AccessesService::List(const Reading& reading,
                                              const v1::ListAccessesRequest& request,
                                              int size) const {
  const std::string query = request.filter().SerializeAsString();
  ASSIGN_OR_RETURN(const Bytes from, pages_.Open(reading.permit, query, request.page_token()));
  ASSIGN_OR_RETURN(const Chain chain, OwnChain(reading));
  ledger::ChainWalk::Place begin{chain.last_number, chain.last_index};
  if (!from.empty()) {
    ASSIGN_OR_RETURN(begin, FromBytes(from));
  }
  v1::ListAccessesResponse response;
  ledger::ChainWalk walk(reading.log, chain, begin);
  for (int seen = 0; !walk.AtEnd() && response.accesses_size() < size && seen < kMostSeen; ++seen) {
    ASSIGN_OR_RETURN(const auto entry, walk.Next());
    ASSIGN_OR_RETURN(v1::Access access, ToMessage(reading.log, chain, entry));
    if (Passes(request.filter(), access)) *response.add_accesses() = std::move(access);
  }
  if (!walk.AtEnd())
    response.set_next_page_token(pages_.Seal(reading.permit, query, ToBytes(walk.place())));
  const auto count = static_cast<std::uint32_t>(response.accesses_size());
  return rpc::SealedWire(reading.permit, rpc::OneMessage(response),
                         ledger::Disclosure{.count = count});
}

Result<rpc::SealedWire> AccessesService::Get(const Reading& reading, std::uint64_t number) const {
  ASSIGN_OR_RETURN(const Chain chain, OwnChain(reading));
  ASSIGN_OR_RETURN(const auto entry, ledger::FindEntry(reading.log, chain, number));
  if (!entry) return Fail(Reason::kInvalid, "there is no entry of this number", "number");
  v1::GetAccessResponse response;
  ASSIGN_OR_RETURN(*response.mutable_access(), ToMessage(reading.log, chain, *entry));
  return rpc::SealedWire(reading.permit, rpc::OneMessage(response), ledger::Disclosure{.count = 1});
}

// `position` is the newest entry that was given, or passed over.
void AccessesService::AddWatch(rpc::Methods& methods) {
  rpc::Add<v1::WatchAccessesRequest>(
      methods, "Accesses", "WatchAccesses", [](auto request) -> Result<Prepared> {
        Prepared prepared = Ask();
        const auto position = std::make_shared<std::uint64_t>();
        prepared.follow = [position](const Reading& reading) {
          return EntriesAfter(reading, *position);
        };
        prepared.read = [position, request](const Reading& reading) -> Result<rpc::SealedWire> {
          *position = request->after_number();  // it may be decided and read again
          ASSIGN_OR_RETURN(const Chain chain, OwnChain(reading));
          if (*position > chain.last_number)
            return Fail(Reason::kInvalid, "the log has no entry of this number", "after_number");
          if (*position == 0) *position = chain.last_number;
          ASSIGN_OR_RETURN(auto wire, EntriesAfter(reading, *position));
          const auto count = static_cast<std::uint32_t>(wire.size());
          return rpc::SealedWire(reading.permit, std::move(wire),
                                 ledger::Disclosure{.count = count});
        };
        return prepared;
      });
}

Result<rpc::SealedWire> AccessesService::Export(const Reading& reading, std::uint64_t since) const {
  // One at a time: an export is long, and must not keep the workers from a revocation.
  const std::unique_lock<std::mutex> alone(exporting_, std::try_to_lock);
  if (!alone) return Fail(Reason::kBusy, "another file is being written; try again in a moment");
  ASSIGN_OR_RETURN(const std::string fresh, ledger_.FreshCheckpoint());
  const std::string note = cosigning_.Await(fresh);
  ASSIGN_OR_RETURN(const auto verifier, audit::NoteVerifier::FromVkey(ledger_.Vkey()));
  ASSIGN_OR_RETURN(const auto checkpoint, audit::OpenCheckpoint(note, verifier));
  ASSIGN_OR_RETURN(const Chain chain, OwnChain(reading));
  ASSIGN_OR_RETURN(const auto entries, EntriesUnder(reading, chain, checkpoint.size));
  const ledger::NodeSource nodes(reading.log);
  audit::BundleWriter writer;
  Chunks chunks;
  chunks.Add(writer.Begin(audit::Subject::kDossier, chain.chain_key, note));
  if (since > 0) {
    ASSIGN_OR_RETURN(const std::string line, SinceLine(writer, nodes, since, checkpoint.size));
    chunks.Add(line);
  }
  std::vector<std::uint64_t> indexes;
  for (const auto& entry : entries) {
    chunks.Add(writer.Add({entry.index, entry.blind, entry.details}));
    indexes.push_back(entry.index);
  }
  RETURN_IF_ERROR(RequireWaiting(reading));
  ASSIGN_OR_RETURN(const auto proof, audit::BatchProof(nodes, indexes, checkpoint.size));
  chunks.Add(writer.End(proof));
  return rpc::SealedWire(reading.permit, chunks.Finish(),
                         ledger::Disclosure{.count = static_cast<std::uint32_t>(entries.size())});
}

}  // namespace relais::accesses
