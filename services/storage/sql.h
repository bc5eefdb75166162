// The small SQL interface: connection, statement, transaction. One SQL text serves every engine;
// parameters are bound by number, from 1. Nothing here knows what is stored. A connection and its
// statements belong to one thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "crypto/bytes.h"

namespace relais::storage {

// How a failed statement or commit leaves the store. The message of the Error says what happened,
// without values.
enum class Failure {
  kNone,
  kFull,   // no space: nothing was written, the transaction can be rolled back
  kFinal,  // the disk or the file cannot be trusted any more: stop serving
};

class Statement {
 public:
  virtual ~Statement() = default;
  virtual void Bind(int parameter, std::int64_t value) = 0;
  // `value` must stay alive until the statement is reset.
  virtual void BindBlob(int parameter, BytesView value) = 0;
  virtual void BindText(int parameter, std::string_view value) = 0;
  virtual void BindNull(int parameter) = 0;
  virtual Result<bool> Step() = 0;  // true: there is a row
  virtual std::int64_t Int(int column) const = 0;
  // Valid until the next Step or Reset; empty for NULL.
  virtual BytesView Blob(int column) const = 0;
  virtual bool IsNull(int column) const = 0;
  virtual void Reset() = 0;
};

class Connection {
 public:
  virtual ~Connection() = default;
  // A statement out of the connection's cache; `sql` must be a literal. It is given back by
  // Release.
  virtual Result<Statement*> Prepare(const char* sql) = 0;
  virtual void Release(Statement* statement) = 0;
  // One or several statements without parameters or rows.
  virtual Status Execute(const char* sql) = 0;
  // How many rows the last INSERT, UPDATE or DELETE touched.
  virtual std::int64_t Changes() const = 0;
  // What the last failed call means for the store.
  virtual Failure LastFailure() const = 0;
};

// Text is bound as text, everything else in a string as a blob.
struct Text {
  std::string_view value;
};

inline void BindValue(Statement& s, int at, std::int64_t value) { s.Bind(at, value); }
inline void BindValue(Statement& s, int at, BytesView value) { s.BindBlob(at, value); }
inline void BindValue(Statement& s, int at, Text value) { s.BindText(at, value.value); }
inline void BindValue(Statement& s, int at, std::nullopt_t) { s.BindNull(at); }
template <class T>
void BindValue(Statement& s, int at, const std::optional<T>& value) {
  value ? BindValue(s, at, *value) : s.BindNull(at);
}

// The rows of one query; gives its statement back at the end.
class Rows {
 public:
  Rows(Connection& connection, Statement* statement)
      : connection_(&connection), statement_(statement) {}
  Rows(Rows&& other) noexcept
      : connection_(other.connection_), statement_(std::exchange(other.statement_, nullptr)) {}
  Rows& operator=(Rows&&) = delete;
  ~Rows() {
    if (statement_ != nullptr) connection_->Release(statement_);
  }
  Result<bool> Next() { return statement_->Step(); }
  std::int64_t Int(int column) const { return statement_->Int(column); }
  BytesView Blob(int column) const { return statement_->Blob(column); }
  std::string Text(int column) const { return std::string(statement_->Blob(column)); }
  bool IsNull(int column) const { return statement_->IsNull(column); }

 private:
  Connection* connection_;
  Statement* statement_;
};

// The text of a statement: a literal, or this does not compile. Connections remember statements by where their
// text lies; one that was put together at run time would be taken for whichever lay there before.
class Sql {
 public:
  consteval Sql(const char* text) : text_(text) {}  // NOLINT: a literal is one
  const char* text() const { return text_; }

 private:
  const char* text_;
};

template <class... Args>
Result<Rows> Query(Connection& connection, Sql sql, const Args&... args) {
  ASSIGN_OR_RETURN(Statement* const statement, connection.Prepare(sql.text()));
  int at = 0;
  (BindValue(*statement, ++at, args), ...);
  return Rows(connection, statement);
}

// Runs a statement that gives no rows; says how many it touched.
template <class... Args>
Result<std::int64_t> Run(Connection& connection, Sql sql, const Args&... args) {
  ASSIGN_OR_RETURN(Rows rows, Query(connection, sql, args...));
  ASSIGN_OR_RETURN(const bool row, rows.Next());
  (void)row;
  return connection.Changes();
}

// A store that connections can be opened on. Thread-safe.
class Store {
 public:
  virtual ~Store() = default;
  enum class Use { kRead, kWrite };
  virtual Result<std::unique_ptr<Connection>> Connect(Use use) = 0;
};

}  // namespace relais::storage
