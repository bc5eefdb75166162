// What a noun's service gives for each RPC: how the request alone reads, and what to do under a
// permit. Handlers return sealed responses; they never see gRPC, the log, or the way out.
#pragma once

#include <functional>
#include <map>
#include <optional>

#include "services/ledger/ledger.h"
#include "services/rpc/authenticator.h"

namespace relais::rpc {

// A response on its way out: one serialised message, or the messages of a stream.
using Wire = std::vector<Bytes>;
using SealedWire = ledger::Sealed<Wire>;

// What a change did. `moved`: whose standing for decisions it changed.
struct Changed {
  SealedWire response;
  std::vector<Array<16>> moved = {};
};

// What a read may use.
struct Reading {
  const access::Permit& permit;
  storage::Connection& vault;  // in the permit's snapshot
  storage::Connection& log;
  Instant now;
  // Nobody waits for the answer any more: long work may stop.
  std::function<bool()> ended;
};

// The change itself, on the writer's thread, in its savepoint; `at` is the time of its entry.
using ApplyChange = std::function<Result<Changed>(const access::Permit& permit,
                                                  storage::Connection& vault, Instant at)>;

// A list over several dossiers. The request's own `ask` names none of them.
struct Listing {
  // Whose dossiers may have a line, and the response without its lines.
  struct Frame {
    std::vector<DossierId> dossiers;
    SealedWire response;
  };
  std::function<Result<Frame>(const Reading&)> frame;
  // What each line asks; its dossier is set for each.
  access::Request ask;
  // The response with this one line, under the permit of its dossier, which allows; nullopt: none.
  std::function<Result<std::optional<SealedWire>>(const Reading&)> line;
};

// One request, understood as far as it can be without looking anything up.
struct Prepared {
  Address address;
  access::Request ask;  // its dossier comes from the address, unless it is set: a new one's
  // Who is calling, by what the request itself proves; unset: the credentials say it. May be asked more
  // than once. What it cannot prove is kUnauthenticated, and leaves when refusals do.
  std::function<Result<Caller>(const storage::Snapshot& snapshot, Instant now)> caller;
  // One of these five. `common` is the same for everyone who is signed in, and about nobody; `anyone`
  // is for whoever is not signed in, and its answer leaves when refusals do. Neither writes an entry.
  std::function<Bytes()> common;
  std::function<Result<Bytes>(const storage::Snapshot& snapshot, Instant now)> anyone;
  std::function<Result<SealedWire>(const Reading&)> read;
  std::function<Result<ApplyChange>(const Reading&)> change;
  std::optional<Listing> list;
  // With `read`, of a stream that stays open: what came since the last time, asked again and again
  // under a permit of its own each time. One entry tells of the whole stream, so it may give nothing
  // but more of what that entry names.
  std::function<Result<Wire>(const Reading&)> follow;
  // Of a change: its idempotency key, and the digest of everything else in the request.
  std::string request_id;
  // Adds to a change's response what is not kept for a repeat of the request; called for the first
  // answer and for repeats.
  std::function<Bytes(Bytes response)> complete;
};

// Parses and checks the request alone. An error is answered without an entry: nothing was asked of
// any dossier.
using Prepare = std::function<Result<Prepared>(BytesView request)>;

// Every method by its full name, "/relais.v1.Dossiers/GetDossier".
using Methods = std::map<std::string, Prepare, std::less<>>;

}  // namespace relais::rpc
