// One request's answer on its way: put from any thread, written by the connection's coroutine. Inner part
// of base/.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>

#include "services/base/http_server.h"

namespace relais {

inline constexpr auto kAwait = boost::asio::experimental::as_tuple(boost::asio::use_awaitable);

// One thing to write, and whom to tell when it has left.
struct Item {
  // kGone is put by the connection itself: nobody reads any more.
  enum class Kind { kWhole, kHead, kPart, kEnd, kGone };
  Kind kind;
  HttpAnswer answer = {};
  Bytes part = {};
  std::function<void()> then = nullptr;  // kHead: nobody reads any more; kPart: written
};

// What was answered so far and not yet written. All of it lives on the connection's strand.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  explicit Exchange(const boost::asio::any_io_executor& strand)
      : strand_(strand), news_(strand, boost::asio::steady_timer::time_point::max()) {}

  void Put(Item item) {  // any thread
    boost::asio::post(strand_, [self = shared_from_this(), item = std::move(item)]() mutable {
      if (self->closed_) return;
      self->items_.push_back(std::move(item));
      self->news_.cancel();
    });
  }
  boost::asio::awaitable<Item> Next() {
    while (items_.empty()) co_await news_.async_wait(kAwait);
    Item item = std::move(items_.front());
    items_.pop_front();
    co_return item;
  }
  void Close() {
    closed_ = true;
    items_.clear();
  }
  bool closed() const { return closed_; }

 private:
  const boost::asio::any_io_executor strand_;
  boost::asio::steady_timer news_;
  std::deque<Item> items_;
  bool closed_ = false;
};

class Reply final : public HttpReply {
 public:
  explicit Reply(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}
  ~Reply() override {
    if (!begun_)
      Send({500, "the request was not answered\n"});
    else if (!ended_)
      End();
  }
  void Send(HttpAnswer answer) override {
    begun_ = ended_ = true;
    exchange_->Put({.kind = Item::Kind::kWhole, .answer = std::move(answer)});
  }
  void Begin(HttpAnswer head, std::function<void()> gone) override {
    begun_ = true;
    exchange_->Put({.kind = Item::Kind::kHead, .answer = std::move(head), .then = std::move(gone)});
  }
  void Part(Bytes part, std::function<void()> written) override {
    exchange_->Put(
        {.kind = Item::Kind::kPart, .part = std::move(part), .then = std::move(written)});
  }
  void End() override {
    ended_ = true;
    exchange_->Put({.kind = Item::Kind::kEnd});
  }

 private:
  const std::shared_ptr<Exchange> exchange_;
  // Whoever answers does so from one thread at a time.
  std::atomic<bool> begun_{false}, ended_{false};
};

}  // namespace relais
