// What one sealed record holds: parts of a GetDossierResponse, serialised when it was recorded, so
// that a read concatenates instead of parsing and serialising again (protobuf messages merge when
// their bytes are joined).
//
//   02 | u8 support | u32 size | fact | u32 size | origin | ( u16 tells of | 16 house | masked origin )
//
// `support` is what this one fact says of support around leaving: 0 nothing, 1 none known, 2 needed
// (v1::Support). `fact` is always shown; then `origin` (who recorded it, and what of a leaving tells
// from where it is), or, where that tells of more than the fact does, `masked origin`: see OriginFor. The
// compartments `tells of` are a bit mask, `house` is the recorder's. Most need no mask.
#pragma once

#include <optional>

#include "crypto/bytes.h"
#include "relais/v1/dossiers.pb.h"
#include "services/base/caller.h"

namespace relais::dossier {

struct Content {
  v1::Support support = v1::SUPPORT_UNSPECIFIED;
  BytesView fact, origin;  // into the bytes they were read from
  struct Mask {
    CompartmentSet tells_of;
    OrganisationId house;  // zero: recorded by none
    BytesView origin;
  };
  std::optional<Mask> mask;
};

// `part`: a response with the one record in it; `id` and `version` are its own. `tells_of`: what the names of whoever
// recorded it tell of, or of whoever made what it stands beside.
Bytes EncodeContent(const v1::GetDossierResponse& part, const std::string& id,
                    std::uint32_t version, const Caller& recorder, CompartmentSet tells_of);
Result<Content> DecodeContent(BytesView bytes);
// A response that holds this one step.
v1::GetDossierResponse PartOf(v1::Step step);
// The fact again, as a message; kCorrupt when it does not parse.
Result<v1::GetDossierResponse> ParseFact(const Content& content);
// With its origin, whoever asks.
Result<v1::GetDossierResponse> ParseWhole(const Content& content);
CompartmentSet TellsOf(const Content& content);

}  // namespace relais::dossier
