// The text of pointwise kernels. Included by lower halves alone.
#pragma once
#if KERATIN_CUDA
#include <algorithm>
#include <sstream>

#include "../../core/shape.hpp"
#include "../../core/traced.hpp"
#include "launch.hpp"

namespace keratin::cuda_backend {

/// How a kernel finds an input's element: at the result's place, by strides, or always the same one.
enum class InputForm : char { flat, strided, fixed };

/// What a pointwise kernel's text depends on, beside the trace.
struct MapForm {
  DType dtype;  ///< Of the inputs.
  int rank, lanes;
  bool wide;  ///< Whether places need 64 bits.
  std::vector<InputForm> inputs;
  std::vector<DType> outputs;  ///< One for each of the trace's results.
};

/// Arrays, sizes and strides as a kernel takes them.
struct MapArrays {
  static constexpr std::size_t most = 8;
  void* out[most];
  const void* in[most];
};
struct MapAxes {
  index_t sizes[Shape::max_rank];
  index_t strides[MapArrays::most][Shape::max_rank];
};
/// The arrays of an update as a kernel takes them: blocks [ends[i - 1], ends[i]) work on set i.
struct UpdateTable {
  static constexpr int most = 48, chunk = 1024;
  void* arrays[most][6] = {};
  index_t sizes[most] = {};
  int ends[most] = {};
  int count = 0;
};

namespace detail {

inline const char* type_name(char code) {
  switch (code) {
    case 'f':
      return "float";
    case 'd':
      return "double";
    case 'i':
      return "int";
    case 'l':
      return "long long";
    case 's':
      return "short";
    case 'c':
      return "signed char";
    case 'm':
      return "bool";
    default:
      return "unsigned char";
  }
}

/// By content: the same literal may have another address in another file.
inline bool is_form(const trace::Step& step, const char* form) { return std::strcmp(step.form, form) == 0; }

/// The steps as statements: `const float s3 = s1 + s2;`. An input k is `x<k>`, a constant k `numbers.v[k]`.
inline void write_steps(std::ostream& text, const trace::Trace& t) {
  for (std::size_t i = 0; i < t.steps.size(); ++i) {
    const trace::Step& step = t.steps[i];
    text << "    const " << type_name(step.type) << " s" << i << " = ";
    if (is_form(step, trace::Trace::input)) {
      text << "x" << step.args[0];
    } else if (is_form(step, trace::Trace::constant)) {
      text << "numbers.v[" << step.args[0] << "]";
    } else {
      for (const char* c = step.form; *c != 0; ++c) {
        if (*c == '%')
          text << "s" << step.args[*++c - '0'];
        else
          text << *c;
      }
    }
    text << ";\n";
  }
}

inline void append_trace(std::string& key, const trace::Trace& t) {
  const auto append = [&](const auto& part) { key.append(reinterpret_cast<const char*>(&part), sizeof part); };
  for (const trace::Step& s : t.steps) append(s.form), append(s.args), append(s.type);
  for (const std::uint16_t r : t.results) key.append(reinterpret_cast<const char*>(&r), sizeof r);
}

/// The bits of a number at the end of a block of elements of the dtype.
inline void append_number(std::vector<char>& block, std::uint64_t bits, DType dtype) {
  const auto* const bytes = reinterpret_cast<const char*>(&bits);
  block.insert(block.end(), bytes, bytes + size_of(dtype));
}
/// A functor's constants as such a block.
inline std::vector<char> numbers_of(const trace::Trace& t, DType dtype) {
  std::vector<char> block;
  for (const std::uint64_t bits : t.constants) append_number(block, bits, dtype);
  return block;
}
/// The block as a kernel's argument, which has at least one element.
inline void* numbers_argument(std::vector<char>& block) {
  if (block.empty()) block.resize(8);
  return block.data();
}

/// The declaration of such a block.
inline void write_numbers(std::ostream& text, std::size_t count) {
  text << "struct Numbers { T v[" << std::max<std::size_t>(count, 1) << "]; };\n";
}

/// The element of input k for place `i` (and lane `l`, where a thread has several).
inline void write_input(std::ostream& text, const MapForm& form, std::size_t k) {
  text << "    const T x" << k << " = ";
  switch (form.inputs[k]) {
    case InputForm::flat:
      text << (form.lanes > 1 ? "p" + std::to_string(k) + ".v[l]" : "IN(" + std::to_string(k) + ")[i]");
      break;
    case InputForm::fixed:
      text << "IN(" << k << ")[0]";
      break;
    case InputForm::strided:
      text << "IN(" << k << ")[";
      for (int a = 0; a < form.rank; ++a)
        text << (a > 0 ? " + " : "") << "j" << a << " * axes.strides[" << k << "][" << a << "]";
      text << "]";
  }
  text << ";\n";
}

/// j0, j1 …: the place along each axis.
inline void write_places(std::ostream& text, const MapForm& form) {
  const char* const type = form.wide ? "uint64" : "uint32";
  text << "    " << type << " rest = i;\n";
  for (int a = form.rank; a-- > 0;) {
    if (a == 0)
      text << "    const index_t j0 = rest;\n";
    else
      text << "    const index_t j" << a << " = rest % (" << type << ")axes.sizes[" << a << "]; rest /= (" << type
           << ")axes.sizes[" << a << "];\n";
  }
}

}  // namespace detail

inline std::string map_key(const trace::Trace& t, const MapForm& form) {
  std::string key = "map";
  key += static_cast<char>(form.dtype);
  key += static_cast<char>(form.rank);
  key += static_cast<char>(form.lanes);
  key += static_cast<char>(form.wide);
  for (const DType d : form.outputs) key += static_cast<char>(d);
  key += '|';
  for (const InputForm f : form.inputs) key += static_cast<char>(f);
  detail::append_trace(key, t);
  return key;
}

inline std::string map_text(const trace::Trace& t, const MapForm& form) {
  std::ostringstream text;
  text << "typedef " << type_name(form.dtype) << " T;\n";
  detail::write_numbers(text, t.constants.size());
  text << "struct Axes { index_t sizes[" << Shape::max_rank << "]; index_t strides[" << MapArrays::most << "]["
       << Shape::max_rank << "]; };\n"
       << "struct Arrays { void* out[" << MapArrays::most << "]; const void* in[" << MapArrays::most << "]; };\n"
       << "#define IN(k) ((const T*)arrays.in[k])\n";
  const bool packed = form.lanes > 1;
  if (packed)
    text << "template <class E> struct alignas(sizeof(E) * " << form.lanes << ") Pack { E v[" << form.lanes
         << "]; };\n";
  text << "KERNEL void map_kernel(index_t n, const Arrays arrays, const Numbers numbers, const Axes axes) {\n"
       << "  FOR_EACH(i, n) {\n";
  if (std::find(form.inputs.begin(), form.inputs.end(), InputForm::strided) != form.inputs.end())
    detail::write_places(text, form);
  if (packed) {
    for (std::size_t k = 0; k < form.inputs.size(); ++k)
      if (form.inputs[k] == InputForm::flat)
        text << "    const Pack<T> p" << k << " = ((const Pack<T>*)arrays.in[" << k << "])[i];\n";
    for (std::size_t k = 0; k < form.outputs.size(); ++k)
      text << "    Pack<" << type_name(form.outputs[k]) << "> y" << k << ";\n";
    text << "#pragma unroll\n    for (int l = 0; l < " << form.lanes << "; ++l) {\n";
  }
  for (std::size_t k = 0; k < form.inputs.size(); ++k) detail::write_input(text, form, k);
  detail::write_steps(text, t);
  for (std::size_t k = 0; packed && k < form.outputs.size(); ++k)
    text << "    y" << k << ".v[l] = s" << t.results[k] << ";\n";
  if (packed) text << "    }\n";
  for (std::size_t k = 0; k < form.outputs.size(); ++k) {
    const std::string type = type_name(form.outputs[k]);
    text << "    ((" << (packed ? "Pack<" + type + ">" : type) << "*)arrays.out[" << k << "])[i] = ";
    if (packed)
      text << "y" << k << ";\n";
    else
      text << "s" << t.results[k] << ";\n";
  }
  text << "  }\n}\n";
  return text.str();
}

inline std::string update_key(const trace::Trace& t, DType dtype, std::size_t arrays) {
  std::string key = "update";
  key += static_cast<char>(dtype);
  key += static_cast<char>(arrays);
  detail::append_trace(key, t);
  return key;
}

inline std::string update_text(const trace::Trace& t, DType dtype, std::size_t arrays) {
  std::ostringstream text;
  text << "typedef " << type_name(dtype) << " T;\n";
  detail::write_numbers(text, t.constants.size());
  text << "struct Table { T* arrays[" << UpdateTable::most << "][6]; index_t sizes[" << UpdateTable::most
       << "]; int ends[" << UpdateTable::most << "]; int count; };\n"
       << "KERNEL void update_kernel(const Table table, const Numbers numbers) {\n"
       << "  int set = 0;\n"
       << "  while (blockIdx.x >= table.ends[set]) ++set;\n"
       << "  const index_t first = (index_t)(blockIdx.x - (set > 0 ? table.ends[set - 1] : 0)) * " << UpdateTable::chunk
       << ";\n"
       << "  const index_t last = min(first + " << UpdateTable::chunk << ", table.sizes[set]);\n"
       << "  for (index_t i = first + threadIdx.x; i < last; i += blockDim.x) {\n";
  for (std::size_t k = 0; k < arrays; ++k) text << "    const T x" << k << " = table.arrays[set][" << k << "][i];\n";
  detail::write_steps(text, t);
  for (std::size_t k = 0; k < t.results.size(); ++k)
    text << "    table.arrays[set][" << k << "][i] = s" << t.results[k] << ";\n";
  text << "  }\n}\n";
  return text.str();
}

}  // namespace keratin::cuda_backend
#endif
