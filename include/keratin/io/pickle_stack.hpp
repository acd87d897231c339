// Where a pickle is read and what it has made so far. Included by pickle_machine.hpp.
#pragma once
#include "../core/platform.hpp"

#if KERATIN_DEFINE(io)
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "../core/error.hpp"

namespace keratin::io::detail {

enum class PickleKind : std::uint8_t { none, boolean, integer, real, node };

/// A number, or the number of a node. A file can use one node in many places, and in itself.
struct PickleValue {
  PickleKind kind = PickleKind::none;
  std::int64_t number = 0;  // of a real its bits
  bool is(PickleKind k) const { return kind == k; }
};

struct PickleNode {
  enum Kind : std::uint8_t { text, list, tuple, dict, function, dtype, array } kind;
  std::string_view bytes = {};          // of a text, a dtype, a function
  std::string_view order = {};          // of a dtype: of its bytes
  std::vector<PickleValue> items = {};  // of a dict: key, value, key …; of an array: shape, dtype, order, elements
};

class PickleStack {
 public:
  /// `bytes` must live on.
  PickleStack(std::string_view bytes, std::string_view where) : bytes_(bytes), where_(where) {}

  const PickleNode& node(const PickleValue& value) const {
    if (!value.is(PickleKind::node)) refuse("a number in place of an object");
    return nodes_[static_cast<std::size_t>(value.number)];
  }
  const PickleNode& node(const PickleValue& value, PickleNode::Kind kind) const {
    const PickleNode& found = node(value);
    if (found.kind != kind) refuse("an object of another kind");
    return found;
  }
  bool flag(const PickleValue& value) const {  // Python 2 writes them as numbers
    if (!value.is(PickleKind::boolean) && !value.is(PickleKind::integer)) refuse("something that is no flag");
    return value.number != 0;
  }
  [[noreturn]] void refuse(std::string_view got) const {
    fail<file_error>(where_, ": expected a pickle of numbers, lists and arrays; got ", got, " at byte ", at_, ".");
  }

 protected:
  std::string_view take(std::size_t size) {
    if (size > bytes_.size() - at_) refuse("a file that ends here");
    const std::string_view part = bytes_.substr(at_, size);
    at_ += size;
    return part;
  }
  std::int64_t integer(std::size_t width, bool with_sign) {
    const std::string_view part = take(width);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < width; ++i) bits |= std::uint64_t{static_cast<unsigned char>(part[i])} << (8 * i);
    if (with_sign && width > 0 && width < 8 && (bits >> (8 * width - 1)) != 0) bits |= ~std::uint64_t{0} << (8 * width);
    return static_cast<std::int64_t>(bits);
  }
  std::string_view line() {
    const std::size_t end = bytes_.find('\n', at_);
    if (end == bytes_.npos) refuse("a file that ends here");
    const std::string_view text = take(end - at_);
    take(1);
    return text;
  }

  void mark() { marks_.push_back(stack_.size()); }
  void push(PickleValue value) { stack_.push_back(value); }
  void push_node(PickleNode node) {
    push({PickleKind::node, static_cast<std::int64_t>(nodes_.size())});
    nodes_.push_back(std::move(node));
  }
  const PickleValue& top() const {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) refuse("a step without what it works on");
    return stack_.back();
  }
  const PickleValue& top_node() const {
    if (!top().is(PickleKind::node)) refuse("a number in place of an object");
    return top();
  }
  PickleValue pop() {
    const PickleValue value = top();
    stack_.pop_back();
    return value;
  }
  std::string_view pop_text() { return node(pop(), PickleNode::text).bytes; }
  /// How many values stand above the last mark, which is taken away.
  std::size_t since_mark() {
    if (marks_.empty()) refuse("a step without a mark");
    const std::size_t count = stack_.size() - marks_.back();
    marks_.pop_back();
    return count;
  }
  std::vector<PickleValue> pop_last(std::size_t count) {
    if (count > stack_.size() - (marks_.empty() ? 0 : marks_.back())) refuse("a step without what it works on");
    std::vector<PickleValue> values(stack_.end() - static_cast<std::ptrdiff_t>(count), stack_.end());
    stack_.resize(stack_.size() - count);
    return values;
  }
  void push_tuple(std::size_t count) { push_node({.kind = PickleNode::tuple, .items = pop_last(count)}); }
  void extend(std::size_t count, PickleNode::Kind kind) {
    const std::vector<PickleValue> values = pop_last(count);
    PickleNode& target = nodes_[static_cast<std::size_t>(top_node().number)];
    if (target.kind != kind || (kind == PickleNode::dict && count % 2 != 0)) refuse("items for another object");
    target.items.insert(target.items.end(), values.begin(), values.end());
  }

  std::deque<PickleNode> nodes_;

 private:
  std::string_view bytes_, where_;
  std::size_t at_ = 0;
  std::vector<PickleValue> stack_;
  std::vector<std::size_t> marks_;
};

}  // namespace keratin::io::detail
#endif
