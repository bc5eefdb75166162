// Sealed<T>: data on its way out. It can be changed into other data (Map), but its value leaves
// only against the receipt of its own permit: proof that the entry of this very disclosure is
// durable (P1). A handler that forgets the log does not compile.
#pragma once

#include <cstdlib>
#include <utility>

#include "services/access/permit.h"

namespace relais::ledger {

class Ledger;

// Proof that one permit's entry is on disk. Only the ledger makes one.
class Receipt {
 public:
  std::uint64_t index() const { return index_; }    // of the leaf in the tree
  std::uint64_t number() const { return number_; }  // in its chain

 private:
  friend class Ledger;
  template <class T>
  friend class Sealed;
  Receipt(std::uint64_t nonce, std::uint64_t index, std::uint64_t number)
      : nonce_(nonce), index_(index), number_(number) {}
  std::uint64_t nonce_, index_, number_;
};

// What the log says of a disclosure or a change.
struct Disclosure {
  std::uint32_t count = 0;
  Hash digest{};
  std::vector<Array<16>> objects = {};
  bool silent = false;  // owes the person no word: it is the telling itself
  bool owed = false;    // owes the person word though it was done in their own name
  bool at_once =
      false;  // owes it soon, and the house's officer looks at it, as at an emergency reading
};

template <class T>
class Sealed {
 public:
  Sealed(const access::Permit& permit, T value, Disclosure what)
      : nonce_(permit.nonce()), what_(std::move(what)), value_(std::move(value)) {}

  template <class F>
  auto Map(F f) && -> Sealed<decltype(f(std::declval<T>()))> {
    using U = decltype(f(std::declval<T>()));
    return Sealed<U>(nonce_, f(std::move(value_)), std::move(what_));
  }

  // The same for a function that can fail: an Error, which holds no content, passes in the open.
  template <class F>
  auto TryMap(F f) && -> Result<Sealed<typename decltype(f(std::declval<T>()))::value_type>> {
    using U = typename decltype(f(std::declval<T>()))::value_type;
    ASSIGN_OR_RETURN(U value, f(std::move(value_)));
    return Sealed<U>(nonce_, std::move(value), std::move(what_));
  }

  // Aborts on the receipt of another permit: it would be a disclosure that no entry tells of.
  T Open(const Receipt& receipt) && {
    if (receipt.nonce_ != nonce_) std::abort();
    return std::move(value_);
  }

  const Disclosure& what() const { return what_; }

 private:
  template <class U>
  friend class Sealed;
  Sealed(std::uint64_t nonce, T value, Disclosure what)
      : nonce_(nonce), what_(std::move(what)), value_(std::move(value)) {}

  std::uint64_t nonce_;
  Disclosure what_;
  T value_;
};

template <class S, class R>
concept OpensAgainst = requires(S sealed, R with) {
  std::move(sealed).Open(with);
};
static_assert(OpensAgainst<Sealed<int>, Receipt>);
static_assert(!OpensAgainst<Sealed<int>, access::Permit>, "a permit alone must not open data");

}  // namespace relais::ledger
