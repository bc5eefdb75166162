// Ids: 16 random bytes that mean nothing; as text a prefix and 26 base32 characters ("dos_01J...").
// One type per noun, so that a person's id cannot be passed where a dossier's is meant.
#pragma once

#include <compare>

#include "crypto/random.h"

namespace relais {

template <class Noun>
class Id {
 public:
  Id() = default;  // all zero: nobody
  explicit Id(const Array<16>& bytes) : bytes_(bytes) {}

  static Id New(Random& random) { return Id(random.Next<16>()); }
  // Exactly the prefix of this noun and 26 characters, or kInvalid.
  static Result<Id> Parse(std::string_view text) {
    if (!text.starts_with(Noun::kPrefix))
      return Fail(Reason::kInvalid,
                  std::string("expected an id that begins with ") + Noun::kPrefix);
    ASSIGN_OR_RETURN(const Bytes bytes, FromBase32(text.substr(4), 16));
    return FromBytes(bytes);
  }
  static Result<Id> FromBytes(BytesView bytes) {
    ASSIGN_OR_RETURN(const auto array, ToArray<16>(bytes));
    return Id(array);
  }

  std::string Text() const { return Noun::kPrefix + ToBase32(view()); }
  BytesView view() const { return View(bytes_); }
  const Array<16>& bytes() const { return bytes_; }
  bool IsZero() const { return bytes_ == Array<16>{}; }
  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  Array<16> bytes_{};
};

struct DossierNoun {
  static constexpr char kPrefix[] = "dos_";
};
struct PersonNoun {
  static constexpr char kPrefix[] = "per_";
};
struct TrustedPersonNoun {
  static constexpr char kPrefix[] = "tru_";
};
struct RecordNoun {
  static constexpr char kPrefix[] = "stp_";
};
struct ConsentNoun {
  static constexpr char kPrefix[] = "con_";
};
struct ProposalNoun {
  static constexpr char kPrefix[] = "prp_";
};
struct HandoverNoun {
  static constexpr char kPrefix[] = "han_";
};
struct ReferentNoun {
  static constexpr char kPrefix[] = "ref_";
};
struct WorryCallNoun {
  static constexpr char kPrefix[] = "wor_";
};
struct DecisionNoun {
  static constexpr char kPrefix[] = "dec_";
};
struct OrganisationNoun {
  static constexpr char kPrefix[] = "org_";
};
struct UnitNoun {
  static constexpr char kPrefix[] = "uni_";
};
struct ProfessionalNoun {
  static constexpr char kPrefix[] = "pro_";
};
struct LegalOrderNoun {
  static constexpr char kPrefix[] = "ord_";
};
struct ReviewNoun {
  static constexpr char kPrefix[] = "rev_";
};
struct OperatorNoun {
  static constexpr char kPrefix[] = "opr_";
};
struct SessionNoun {
  static constexpr char kPrefix[] = "ses_";
};
struct InvitationNoun {
  static constexpr char kPrefix[] = "inv_";
};

using DossierId = Id<DossierNoun>;
using PersonId = Id<PersonNoun>;
using TrustedPersonId = Id<TrustedPersonNoun>;
using RecordId = Id<RecordNoun>;  // every record of a dossier, steps first of all
using ConsentId = Id<ConsentNoun>;
using ProposalId = Id<ProposalNoun>;
using OrganisationId = Id<OrganisationNoun>;
using UnitId = Id<UnitNoun>;
using ProfessionalId = Id<ProfessionalNoun>;
using LegalOrderId = Id<LegalOrderNoun>;
using HandoverId = Id<HandoverNoun>;
using ReferentId = Id<ReferentNoun>;
using WorryCallId = Id<WorryCallNoun>;
using DecisionId = Id<DecisionNoun>;
using ReviewId = Id<ReviewNoun>;
using OperatorId = Id<OperatorNoun>;
using SessionId = Id<SessionNoun>;
using InvitationId = Id<InvitationNoun>;

}  // namespace relais
