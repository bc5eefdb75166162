// The text that a person agrees to, word for word: plain lines in their language, and below them the same
// for machines. It is shown or read aloud whole, hashed whole, signed whole; what is granted is read out of
// it, so that nothing is granted that it does not say.
//
//   relais-consent/1                                   below the plain part, after an empty line
//   proposal <prp_...>
//   catalogue <SHA-256 of the catalogue, hex>
//   trusted <tru_...> <name>                           for each line of one: as the log will call them
//   mandate <kind> [<what it rests on>]                behind it, of whoever may agree
//   line <n> <pro_... | org_... | uni_... | tru_...> <profession | -> <compartments> <actions> <purposes> <start | -> <end>
//
// Names of compartments, actions and purposes are apart by commas; times are milliseconds since 1970, '-'
// is the time of the confirmation. Each line ends in one newline. Behind a line to RELATE, of whoever is asked to
// take over, the others hold only once they have said yes.
#pragma once

#include "services/access/consent_cell.h"
#include "services/directory/catalogue.h"
#include "services/identity/persons.h"

namespace relais::consent {

// How the text calls whom a cell is about, cell by cell.
struct Line {
  access::ConsentCell cell;  // an epoch start: from the confirmation on
  std::string whom;
  std::string judged = {};   // a profession among them that reports to a judge; empty: none
  std::uint8_t mandate = 0;  // v1::MandateKind, of a cell with kAgree
  std::string document = {};
  std::string asked = {};  // of a cell with kRelate, what they are asked: with the blank {whom}
};

// Requires at least one line.
struct StatementParts {
  ProposalId id;
  std::string language;  // fr, nl, de or en
  std::vector<Line> lines;
  bool custody = false;      // a prison's staff asks
  bool unable = false;       // nobody can be asked: two professionals say yes
  bool represented = false;  // nor then: somebody with a mandate says yes
  const directory::Catalogue& catalogue;
};
std::string StatementOf(const StatementParts& parts);
// Blanks are filled from left to right, so that what a value says is never taken for one.
std::string Filled(std::string_view text,
                   const std::vector<std::pair<std::string_view, std::string>>& values);

// What a statement grants; ids are not set. kCorrupt for what StatementOf did not write.
Result<std::vector<access::ConsentCell>> CellsIn(std::string_view statement);
// Whom it names as trusted, with their mandates; their dossier is not set.
Result<std::vector<identity::TrustedPerson>> TrustedIn(std::string_view statement);

}  // namespace relais::consent
