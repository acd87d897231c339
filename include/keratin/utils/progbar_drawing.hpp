// How a Progbar draws its line. Included by progbar.hpp.
#pragma once
#include "progbar.hpp"

#if KERATIN_DEFINE(utils)
#include <algorithm>
#include <cmath>
#include <ostream>

#include "terminal.hpp"
#include "text_layout.hpp"

namespace keratin::utils {
namespace progbar_detail {

inline std::string padded(index_t n, std::size_t width, char fill) {
  const std::string digits = std::to_string(n);
  return std::string(width - std::min(width, digits.size()), fill) + digits;
}

inline std::string time_per_unit(double seconds, const std::string& unit) {
  if (seconds >= 1 || seconds == 0) return " " + fixed(seconds, 0) + "s/" + unit;
  if (seconds >= 1e-3) return " " + fixed(seconds * 1e3, 0) + "ms/" + unit;
  return " " + fixed(seconds * 1e6, 0) + "us/" + unit;
}

/// 59s, 1:02 (minutes), 1:02:03 (hours).
inline std::string remaining_time(double eta) {
  const auto seconds = static_cast<index_t>(std::clamp(eta, -1e15, 1e15));
  if (eta > 3600) {
    return std::to_string(seconds / 3600) + ":" + padded(seconds % 3600 / 60, 2, '0') + ":" +
           padded(seconds % 60, 2, '0');
  }
  if (eta > 60) return std::to_string(seconds / 60) + ":" + padded(seconds % 60, 2, '0');
  return std::to_string(seconds) + "s";
}

inline std::string repeated(std::string_view text, index_t times) {
  std::string result;
  for (index_t i = 0; i < times; ++i) result += text;
  return result;
}

}  // namespace progbar_detail

KERATIN_INLINE std::string Progbar::count_text(index_t current) const {
  if (!has_target()) return progbar_detail::padded(current, 7, ' ') + "/Unknown";
  const std::string target = std::to_string(target_);
  return progbar_detail::padded(current, target.size(), ' ') + "/" + target;
}

KERATIN_INLINE std::string Progbar::metrics_text(bool negative_as_exponent) const {
  std::string text;
  for (const Metric& m : metrics_) {
    const double value = m.sum / std::max(1.0, m.count);
    const bool plain = (negative_as_exponent ? value : std::abs(value)) > 1e-3;
    text += " - " + m.name + ": " + (plain ? fixed(value, 4) : scientific(value, 4));
  }
  return text;
}

/// The bar's characters, done and still to do, in at most `room` columns; 5 of them even where that is less.
KERATIN_INLINE std::pair<std::string, std::string> Progbar::bar(index_t current, index_t room) const {
  const index_t width = std::clamp<index_t>(room, std::min<index_t>(options_.width, 5), options_.width);
  const double progress = std::clamp(static_cast<double>(current) / static_cast<double>(target_), 0.0, 1.0);
  const auto done = static_cast<index_t>(static_cast<double>(width) * progress);
  const std::string_view full = utf8_ ? "━" : "=";
  const std::string_view open = dynamic_ ? full : utf8_ ? "─" : "-";  // without colours the character tells
  return {progbar_detail::repeated(full, done), progbar_detail::repeated(open, width - done)};
}

KERATIN_INLINE void Progbar::draw(index_t current, double now, double per_step, bool last) {
  const double eta = per_step * static_cast<double>(target_ - current);
  const std::string time = has_target() && !last ? progbar_detail::remaining_time(eta) : fixed(now - start_, 0) + "s";
  const std::string info = progbar_detail::time_per_unit(per_step, options_.unit_name) + metrics_text(false);
  const std::string count = count_text(current);

  const auto columns = output_.columns > 0 ? output_.columns.value : static_cast<index_t>(terminal_columns());
  const index_t room = dynamic_ ? std::max<index_t>(columns - 1, 1) : 1 << 20;
  // The last state may wrap, for nothing is drawn over it; a line that is redrawn must stay on one row.
  StyledLine line{dynamic_, last ? std::string::npos : static_cast<std::size_t>(room)};
  line.add(count, has_target() ? style::bold : "");
  if (has_target()) {
    const std::size_t others = count.size() + 2 + time.size() + display_width(info);
    const auto [done, open] = bar(current, room - static_cast<index_t>(others));
    line.add(" ");
    if (!done.empty()) line.add(done, style::green);
    line.add(open, style::white);
  }
  line.add(" ");
  line.add(time, style::bold);
  line.add(info);

  std::string text = dynamic_ ? std::string(drawn_width_, '\b') + "\r" : "";
  text += line.text;
  if (dynamic_ && drawn_width_ > line.width) text.append(drawn_width_ - line.width, ' ');
  if (last) text += '\n';
  drawn_width_ = line.width;
  write(text);
}

KERATIN_INLINE void Progbar::draw_line(index_t current, double now, double per_step) {
  write(count_text(current) + " - " + fixed(now - start_, 0) + "s -" +
        progbar_detail::time_per_unit(per_step, options_.unit_name) + metrics_text(true) + "\n");
}

KERATIN_INLINE void Progbar::write(std::string_view text) {
  stream_->write(text.data(), static_cast<std::streamsize>(text.size()));
  stream_->flush();
}

}  // namespace keratin::utils
#endif
