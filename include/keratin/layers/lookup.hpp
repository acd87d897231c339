// Lookup: what StringLookup, IntegerLookup and TextVectorization share: a vocabulary, numbers for its tokens and for
// those that are not in it, and how these are put out.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "../core/word_map.hpp"
#include "../tensor/tensor.hpp"

namespace keratin::layers {

/// SipHash's key: one number, which stands for both, or {a, b}.
using Salt = std::vector<index_t>;

struct LookupSettings {
  std::optional<index_t> max_tokens;
  index_t num_oov_indices = 1;
  std::optional<std::string> mask_token, oov_token;
  bool invert = false;
  std::string output_mode = "int";
  bool pad_to_max_tokens = false;
  bool numbers = false;   // tokens are written whole numbers
  bool floormod = false;  // the bucket of an unknown one is its remainder
  Salt salt = {};
};

class Lookup {
 public:
  using Tokens = std::vector<std::string>;

  /// Throws value_error for settings that do not go together. `name` stands in errors.
  Lookup(std::string name, LookupSettings settings);

  void set_vocabulary(const Tokens& tokens, const std::vector<double>& idf_weights);
  bool has_vocabulary() const { return found_; }

  /// Counts the tokens of documents; finish() makes the vocabulary of them.
  void count(std::span<const std::string> document);
  void finish();

  Tokens get_vocabulary(bool include_special_tokens) const;
  index_t vocabulary_size() const { return static_cast<index_t>(tokens_.size()) + first_token(); }
  const std::vector<double>& idf_weights() const { return idf_; }

  /// A token's number; -1 of the mask token, where it is not put out.
  index_t number_of(std::string_view token) const;
  /// The token of a number.
  const std::string& token_of(index_t number) const;
  /// Documents, the numbers of which stand one after the other: `ends` tells where each ends. In the modes "int" and
  /// "one_hot" documents of different lengths are filled up to `length` with 0, or rows of 0.
  Tensor encode(const std::vector<index_t>& numbers, const std::vector<std::size_t>& ends, index_t length) const;
  /// The numbers of one shape, of which the last axis is a document.
  Tensor encode(const std::vector<index_t>& numbers, const Shape& shape) const;

 private:
  index_t first_oov() const { return settings_.mask_token && settings_.output_mode == "int" ? 1 : 0; }
  index_t first_token() const { return first_oov() + settings_.num_oov_indices; }
  index_t unknown(std::string_view token) const;
  index_t depth() const;
  void keep(const Tokens& tokens);
  void pad_idf(std::vector<double> weights, bool front);
  bool before(const std::string& a, const std::string& b) const;

  std::string name_;
  LookupSettings settings_;
  WordMap<index_t> tokens_;
  std::vector<double> idf_;
  bool found_ = false;
  WordMap<index_t> counts_, documents_with_;  // while it is adapted
  index_t documents_ = 0;
};

}  // namespace keratin::layers

#if KERATIN_DEFINE(layers)
#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

#include "../core/hash64.hpp"

namespace keratin::layers {

KERATIN_INLINE Lookup::Lookup(std::string name, LookupSettings settings)
    : name_(std::move(name)), settings_(std::move(settings)) {
  auto& s = settings_;
  if (s.output_mode == "binary") s.output_mode = "multi_hot";  // the older names
  if (s.output_mode == "tf-idf") s.output_mode = "tf_idf";
  const auto known = {"int", "one_hot", "multi_hot", "count", "tf_idf"};
  require<name_error>(std::find(known.begin(), known.end(), s.output_mode) != known.end(), name_,
                      ": expected the output_mode int, one_hot, multi_hot, count or tf_idf; got \"", s.output_mode,
                      "\".");
  require(!s.max_tokens || *s.max_tokens > 1, name_, ": expected max_tokens above 1; got ", s.max_tokens.value_or(0),
          ".");
  require(!s.pad_to_max_tokens || s.max_tokens, name_, ": expected max_tokens with pad_to_max_tokens; got none.");
  require(s.num_oov_indices >= 0, name_, ": expected num_oov_indices of at least 0; got ", s.num_oov_indices, ".");
  require(!s.max_tokens || *s.max_tokens > first_token(), name_, ": expected max_tokens above the ", first_token(),
          " numbers that stand for no token; got ", s.max_tokens.value_or(0), ".");
  require(!s.invert || s.output_mode == "int", name_, ": expected the output_mode int with invert; got \"",
          s.output_mode, "\".");
  require(s.salt.size() <= 2, name_, ": expected a salt of one or two numbers; got ", s.salt.size(), ".");
  require(s.salt.empty() || !s.floormod, name_, ": expected oov_method farmhash with a salt; got floormod.");
  if (s.salt.size() == 1) s.salt = Salt(2, s.salt[0]);
}

KERATIN_INLINE void Lookup::keep(const Tokens& tokens) {
  tokens_.clear();
  for (const std::string& token : tokens) {
    require(!tokens_.contains(token), name_, ": expected different tokens; got \"", token, "\" twice.");
    require(token != settings_.mask_token, name_,
            ": expected a vocabulary without the mask token, or with all special ", "tokens at its beginning; got \"",
            token, "\" within it.");
    require(!settings_.invert || token != settings_.oov_token, name_,
            ": expected a vocabulary without the oov_token, or ", "with all special tokens at its beginning; got \"",
            token, "\" within it.");
    tokens_.set(token, first_token() + static_cast<index_t>(tokens_.size()));
  }
  found_ = true;
}

/// Weights for the numbers that stand for no token, the mean of the others, and 0 up to max_tokens.
KERATIN_INLINE void Lookup::pad_idf(std::vector<double> weights, bool front) {
  const double mean = std::accumulate(weights.begin(), weights.end(), 0.0) / static_cast<double>(weights.size());
  if (front) weights.insert(weights.begin(), static_cast<std::size_t>(first_token()), mean);
  weights.resize(static_cast<std::size_t>(depth()), 0.0);
  idf_ = std::move(weights);
}

KERATIN_INLINE void Lookup::set_vocabulary(const Tokens& tokens, const std::vector<double>& idf_weights) {
  require(!tokens.empty(), name_, ": expected a vocabulary; got an empty one.");
  const bool weighted = settings_.output_mode == "tf_idf";
  require(weighted || idf_weights.empty(), name_, ": expected idf_weights with the output_mode tf_idf alone; got \"",
          settings_.output_mode, "\".");
  require(!weighted || idf_weights.size() == tokens.size(), name_, ": expected an idf weight for each of ",
          tokens.size(), " tokens; got ", idf_weights.size(), ".");
  Tokens special(static_cast<std::size_t>(first_oov()), settings_.mask_token.value_or(""));
  special.insert(special.end(), static_cast<std::size_t>(settings_.num_oov_indices), settings_.oov_token.value_or(""));
  const bool begins = tokens.size() >= special.size() && std::equal(special.begin(), special.end(), tokens.begin()) &&
                      (settings_.oov_token || settings_.num_oov_indices == 0);
  keep(Tokens(tokens.begin() + static_cast<std::ptrdiff_t>(begins ? special.size() : 0), tokens.end()));
  require(!settings_.max_tokens || vocabulary_size() <= *settings_.max_tokens, name_, ": expected at most ",
          settings_.max_tokens.value_or(0), " tokens with the special ones; got ", vocabulary_size(), ".");
  if (weighted) pad_idf(idf_weights, !begins);
}

KERATIN_INLINE void Lookup::count(std::span<const std::string> document) {
  std::unordered_set<std::string_view> seen;
  for (const std::string& token : document) {
    ++counts_.value(counts_.place(token));
    if (settings_.output_mode == "tf_idf" && seen.insert(token).second)
      ++documents_with_.value(documents_with_.place(token));
  }
  ++documents_;
}

/// Of equally frequent tokens the greater comes first, as in Keras.
KERATIN_INLINE bool Lookup::before(const std::string& a, const std::string& b) const {
  return settings_.numbers ? std::stoll(a) > std::stoll(b) : a > b;
}

KERATIN_INLINE void Lookup::finish() {
  std::vector<const std::pair<std::string, index_t>*> order;
  for (const auto& entry : counts_)
    if (entry.first != settings_.mask_token && entry.first != settings_.oov_token) order.push_back(&entry);
  std::sort(order.begin(), order.end(), [&](const auto* a, const auto* b) {
    return a->second != b->second ? a->second > b->second : before(a->first, b->first);
  });
  if (settings_.max_tokens)
    order.resize(std::min(order.size(), static_cast<std::size_t>(*settings_.max_tokens - first_token())));
  Tokens tokens;
  std::vector<double> weights;
  for (const auto* entry : order) {
    tokens.push_back(entry->first);
    if (settings_.output_mode == "tf_idf")
      weights.push_back(
          std::log(1 + static_cast<double>(documents_) / static_cast<double>(1 + documents_with_[entry->first])));
  }
  require(!tokens.empty(), name_, ".adapt: expected data with tokens; got none.");
  keep(tokens);
  if (settings_.output_mode == "tf_idf") pad_idf(weights, true);
  counts_.clear();
  documents_with_.clear();
  documents_ = 0;
}

KERATIN_INLINE Lookup::Tokens Lookup::get_vocabulary(bool include_special_tokens) const {
  Tokens tokens;
  if (include_special_tokens) {
    tokens.assign(static_cast<std::size_t>(first_oov()), settings_.mask_token.value_or(""));
    tokens.insert(tokens.end(), static_cast<std::size_t>(settings_.num_oov_indices), settings_.oov_token.value_or(""));
  }
  for (const auto& [token, number] : tokens_) tokens.push_back(token);
  return tokens;
}

KERATIN_INLINE index_t Lookup::unknown(std::string_view token) const {
  const index_t buckets = settings_.num_oov_indices;
  require(buckets > 0, name_, ": expected tokens of the vocabulary where num_oov_indices is 0; got \"", token, "\".");
  if (buckets == 1) return first_oov();
  if (settings_.floormod) {
    const index_t rest = std::stoll(std::string(token)) % buckets;
    return first_oov() + (rest < 0 ? rest + buckets : rest);
  }
  const std::uint64_t hash = settings_.salt.empty() ? farm_hash64(token)
                                                    : sip_hash64(token, static_cast<std::uint64_t>(settings_.salt[0]),
                                                                 static_cast<std::uint64_t>(settings_.salt[1]));
  return first_oov() + static_cast<index_t>(hash % static_cast<std::uint64_t>(buckets));
}

KERATIN_INLINE index_t Lookup::number_of(std::string_view token) const {
  require<state_error>(found_, name_, ": expected a vocabulary; got none. Hint: adapt(data) or set_vocabulary.");
  if (token == settings_.mask_token) return settings_.output_mode == "int" ? 0 : -1;
  const auto found = tokens_.find(token);
  return found != tokens_.end() ? found->second : unknown(token);
}

KERATIN_INLINE const std::string& Lookup::token_of(index_t number) const {
  require<state_error>(found_, name_, ": expected a vocabulary; got none. Hint: adapt(data) or set_vocabulary.");
  static const std::string nothing;
  if (number == 0 && settings_.mask_token) return *settings_.mask_token;
  const index_t place = number - first_token();
  if (place >= 0 && place < static_cast<index_t>(tokens_.size())) return (tokens_.begin() + place)->first;
  return settings_.oov_token ? *settings_.oov_token : nothing;
}

KERATIN_INLINE index_t Lookup::depth() const {
  return settings_.pad_to_max_tokens ? *settings_.max_tokens : vocabulary_size();
}

KERATIN_INLINE Tensor Lookup::encode(const std::vector<index_t>& numbers, const std::vector<std::size_t>& ends,
                                     index_t length) const {
  const auto rows = static_cast<index_t>(ends.size());
  const bool by_token = settings_.output_mode == "int" || settings_.output_mode == "one_hot";
  if (by_token) {
    std::vector<index_t> filled(static_cast<std::size_t>(rows * length), settings_.output_mode == "int" ? 0 : -1);
    std::size_t begin = 0;
    for (std::size_t r = 0; r < ends.size(); ++r) {
      const std::size_t kept = std::min(ends[r] - begin, static_cast<std::size_t>(length));
      std::copy_n(numbers.begin() + static_cast<std::ptrdiff_t>(begin), kept,
                  filled.begin() + static_cast<std::ptrdiff_t>(r) * length);
      begin = ends[r];
    }
    return encode(filled, Shape{rows, length});
  }
  const bool weighted = settings_.output_mode == "tf_idf", once = settings_.output_mode == "multi_hot";
  const Tensor counts = zeros({rows, depth()}, weighted ? float32 : int64);
  std::size_t at = 0;
  for (index_t r = 0; r < rows; ++r)
    for (; at < ends[static_cast<std::size_t>(r)]; ++at) {
      if (numbers[at] < 0) continue;  // a mask token
      const index_t place = r * depth() + numbers[at];
      if (weighted)
        counts.data<float>()[place] += 1;
      else
        counts.data<std::int64_t>()[place] = once ? 1 : counts.data<std::int64_t>()[place] + 1;
    }
  if (weighted)
    for (index_t i = 0; i < counts.size(); ++i)
      counts.data<float>()[i] *= static_cast<float>(idf_[static_cast<std::size_t>(i % depth())]);
  return counts;
}

KERATIN_INLINE Tensor Lookup::encode(const std::vector<index_t>& numbers, const Shape& shape) const {
  if (settings_.output_mode == "int") return Tensor::from(numbers, shape);
  if (settings_.output_mode == "one_hot") {
    Shape wide = shape.rank() > 1 && shape.back() == 1 ? shape.slice(0, shape.rank() - 1) : shape;
    wide.push_back(depth());
    const Tensor hot = zeros(wide, int64);
    for (std::size_t i = 0; i < numbers.size(); ++i)
      if (numbers[i] >= 0) hot.data<std::int64_t>()[static_cast<index_t>(i) * depth() + numbers[i]] = 1;
    return hot;
  }
  const std::size_t length = shape.rank() > 0 ? static_cast<std::size_t>(shape.back()) : 1;
  std::vector<std::size_t> ends;
  const index_t rows = shape.rank() > 0 ? shape.product(0, shape.rank() - 1) : 1;
  for (std::size_t r = 1; r <= static_cast<std::size_t>(rows); ++r) ends.push_back(r * length);
  Shape out = shape.rank() > 0 ? shape.slice(0, shape.rank() - 1) : Shape{};
  out.push_back(depth());
  return encode(numbers, ends, 0).reshape(out);
}

}  // namespace keratin::layers
#endif
