// A pickle is a program for a machine with a stack. This one knows the steps that make numbers, texts, lists, tuples,
// dictionaries and numpy's arrays; any other is an error (pickletools.py in CPython describes all). Included by
// pickle.hpp.
#pragma once
#include "../core/platform.hpp"

#if KERATIN_DEFINE(io)
#include <string>
#include <unordered_map>

#include "../core/unicode.hpp"
#include "pickle_stack.hpp"

namespace keratin::io::detail {

class Pickle : public PickleStack {
 public:
  /// Runs the pickle at the beginning of `bytes`, which must live on.
  Pickle(std::string_view bytes, std::string_view where) : PickleStack(bytes, where) {
    while (!done_) step();
  }

  const PickleValue& root() const { return root_; }

 private:
  void step() {
    const char code = take(1)[0];
    if (number(code) || text(code) || collection(code) || memo(code)) return;
    switch (code) {
      case '\x80':  // PROTO
        if (const auto version = integer(1, false); version > 5) refuse("a later protocol");
        return;
      case '\x95':  // FRAME
        take(8);
        return;
      case 'c':  // GLOBAL
      {
        const std::string_view module = line();
        return function(module, line());
      }
      case '\x93':  // STACK_GLOBAL
      {
        const std::string_view name = pop_text();
        return function(pop_text(), name);
      }
      case 'R':  // REDUCE
        return reduce();
      case 'b':  // BUILD
        return build();
      case '.':  // STOP
        root_ = pop();
        done_ = true;
        return;
      default:
        refuse(concat("the step ", static_cast<int>(static_cast<unsigned char>(code))));
    }
  }

  bool number(char code) {
    const auto push_integer = [&](std::int64_t v) { push({PickleKind::integer, v}); };
    switch (code) {
      case 'K':  // BININT1
        push_integer(integer(1, false));
        return true;
      case 'M':  // BININT2
        push_integer(integer(2, false));
        return true;
      case 'J':  // BININT
        push_integer(integer(4, true));
        return true;
      case '\x8a':  // LONG1
      {
        const std::int64_t size = integer(1, false);
        if (size > 8) refuse("a number of more than 64 bits");
        push_integer(integer(static_cast<std::size_t>(size), true));
        return true;
      }
      case 'G':  // BINFLOAT, the highest byte first
      {
        std::uint64_t bits = 0;
        for (const char byte : take(8)) bits = bits << 8 | static_cast<unsigned char>(byte);
        push({PickleKind::real, static_cast<std::int64_t>(bits)});
        return true;
      }
      case 'N':  // NONE
        push({});
        return true;
      case '\x88':  // NEWTRUE
      case '\x89':  // NEWFALSE
        push({PickleKind::boolean, code == '\x88'});
        return true;
      default:
        return false;
    }
  }

  bool text(char code) {
    std::size_t width = 0;  // of the length that comes first
    switch (code) {
      case 'U':     // SHORT_BINSTRING
      case 'C':     // SHORT_BINBYTES
      case '\x8c':  // SHORT_BINUNICODE
        width = 1;
        break;
      case 'T':  // BINSTRING
      case 'B':  // BINBYTES
      case 'X':  // BINUNICODE
        width = 4;
        break;
      case '\x8d':  // BINUNICODE8
      case '\x8e':  // BINBYTES8
        width = 8;
        break;
      default:
        return false;
    }
    const std::int64_t size = integer(width, code == '\x8d' || code == '\x8e');
    if (size < 0) refuse("a text of negative length");
    push_node({.kind = PickleNode::text, .bytes = take(static_cast<std::size_t>(size))});
    return true;
  }

  bool collection(char code) {
    switch (code) {
      case '(':  // MARK
        mark();
        return true;
      case ']':  // EMPTY_LIST
        push_node({.kind = PickleNode::list});
        return true;
      case '}':  // EMPTY_DICT
        push_node({.kind = PickleNode::dict});
        return true;
      case ')':  // EMPTY_TUPLE
        push_tuple(0);
        return true;
      case '\x85':  // TUPLE1 to TUPLE3
      case '\x86':
      case '\x87':
        push_tuple(static_cast<std::size_t>(static_cast<unsigned char>(code) - 0x84));
        return true;
      case 't':  // TUPLE
        push_tuple(since_mark());
        return true;
      case 'a':  // APPEND
        extend(1, PickleNode::list);
        return true;
      case 'e':  // APPENDS
        extend(since_mark(), PickleNode::list);
        return true;
      case 's':  // SETITEM
        extend(2, PickleNode::dict);
        return true;
      case 'u':  // SETITEMS
        extend(since_mark(), PickleNode::dict);
        return true;
      default:
        return false;
    }
  }

  bool memo(char code) {
    switch (code) {
      case 'q':     // BINPUT
      case 'r':     // LONG_BINPUT
      case '\x94':  // MEMOIZE
      {
        const auto place =
            code == '\x94' ? static_cast<std::int64_t>(memo_.size()) : integer(code == 'q' ? 1 : 4, false);
        memo_[place] = top();
        return true;
      }
      case 'h':  // BINGET
      case 'j':  // LONG_BINGET
      {
        const auto found = memo_.find(integer(code == 'h' ? 1 : 4, false));
        if (found == memo_.end()) refuse("a reference to what is not there");
        push(found->second);
        return true;
      }
      default:
        return false;
    }
  }

  /// The functions that a file may name, by what they are here.
  void function(std::string_view module, std::string_view name) {
    const std::string_view known =
        name == "_reconstruct" && (module == "numpy.core.multiarray" || module == "numpy._core.multiarray") ? "array"
        : module == "numpy" && name == "ndarray"                                                            ? "ndarray"
        : module == "numpy" && name == "dtype"                                                              ? "dtype"
        : module == "_codecs" && name == "encode"                                                           ? "encode"
                                                                                                            : "";
    if (known.empty())
      refuse(concat("the Python object ", printable(module), ".", printable(name),
                    ", which is not run (the file is another one, damaged or malicious)"));
    push_node({.kind = PickleNode::function, .bytes = known});
  }

  void reduce() {
    const PickleValue arguments = pop(), callee = pop();
    const auto& items = node(arguments, PickleNode::tuple).items;
    const std::string_view name = node(callee, PickleNode::function).bytes;
    if (name == "array" && items.size() == 3 && node(items[0], PickleNode::function).bytes == "ndarray")
      return push_node({.kind = PickleNode::array});
    if (name == "dtype" && !items.empty())
      return push_node({.kind = PickleNode::dtype, .bytes = node(items[0], PickleNode::text).bytes});
    if (name == "encode" && items.size() == 2 && node(items[1], PickleNode::text).bytes == "latin1")
      return push_node({.kind = PickleNode::text, .bytes = latin1(node(items[0], PickleNode::text).bytes)});
    refuse("a call with other arguments");
  }

  /// Gives an array or a dtype what it consists of.
  void build() {
    const PickleValue state = pop();
    const auto& items = node(state, PickleNode::tuple).items;
    PickleNode& target = nodes_[static_cast<std::size_t>(top_node().number)];
    if (target.kind == PickleNode::dtype && items.size() >= 3 && items[2].is(PickleKind::none)) {  // no subarray
      target.order = node(items[1], PickleNode::text).bytes;
    } else if (target.kind == PickleNode::array && items.size() == 5) {
      target.items.assign(items.begin() + 1, items.end());
    } else {
      refuse("the state of another object");
    }
  }

  /// Text whose characters stand for bytes: so Python 3 writes bytes in the older protocol.
  std::string_view latin1(std::string_view utf8) {
    std::string& out = texts_.emplace_back();
    for (std::size_t at = 0; at < utf8.size();) {
      const auto [code, size] = unicode::decode(utf8, at);
      if (size == 0 || code > 0xFF) refuse("a text that stands for no bytes");
      out += static_cast<char>(code);
      at += size;
    }
    return out;
  }
  static std::string printable(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, 60)) out += c >= ' ' && c <= '~' ? c : '?';
    return out;
  }

  bool done_ = false;
  PickleValue root_;
  std::unordered_map<std::int64_t, PickleValue> memo_;
  std::deque<std::string> texts_;
};

}  // namespace keratin::io::detail
#endif
