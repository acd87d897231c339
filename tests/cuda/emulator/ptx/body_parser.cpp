#include <algorithm>
#include <array>

#include "../settings.hpp"
#include "parser.hpp"

namespace cuda_emulator {
namespace {

/// Whether an instruction's first operand is what it computes.
bool has_result(const Opcode& opcode) {
  static constexpr std::array without = {"st",      "red",       "membar",         "fence", "trap",
                                         "exit",    "ret",       "prefetch",       "cp",    "nanosleep",
                                         "discard", "prefetchu", "griddepcontrol", "brkpt"};
  if (opcode.is("bar") || opcode.is("barrier")) return opcode.has("red");
  return std::none_of(without.begin(), without.end(), [&](const char* name) { return opcode.is(name); });
}

std::string text_between(const Token& first, const Token& end) {
  std::string text(first.text.data(), static_cast<std::size_t>(end.text.data() - first.text.data()));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\t' || c == '\n'; }, ' ');
  return text;
}

}  // namespace

BodyParser::BodyParser(const ModuleParser& module, Program& program, Function& function,
                       std::map<std::string, Symbol> symbols)
    : module_(module), program_(program), function_(function), symbols_(std::move(symbols)) {}

void BodyParser::parse(TokenReader reader) {
  function_.first = static_cast<std::uint32_t>(program_.code.size());
  while (!reader.done()) {
    if (reader.take(";")) continue;
    if (reader.take("{")) {
      scopes_.emplace_back();
      continue;
    }
    if (reader.take("}")) {
      scopes_.pop_back();
      continue;
    }
    const TokenReader begin = reader;
    const Token& first = reader.next();
    if (first.text.front() == '.')
      parse_directive(reader = begin);
    else if (reader.next_is(":"))
      parse_label(reader = begin);
    else
      parse_instruction(reader = begin);
  }
  append({}, Opcode("ret"), Space::generic, "the end of " + function_.name);
  resolve_labels();
}

void BodyParser::parse_directive(TokenReader& reader) {
  const Token& token = reader.next();
  if (token.is(".loc")) return reader.skip_line();
  if (token.is(".reg")) return parse_registers(reader);
  if (token.is(".local") || token.is(".shared") || token.is(".param")) {
    const Declaration declaration = parse_declaration(reader);
    const bool shared = token.is(".shared");
    const std::size_t at = place(declaration, shared ? function_.shared_bytes : function_.local_bytes);
    symbols_[declaration.name] = {shared ? Space::shared : Space::local, at, false};
  } else if (!token.is(".pragma")) {
    throw Fault("PTX line " + std::to_string(token.line) + ": " + std::string(token.text) + " is not emulated");
  }
  reader.skip_behind(";");
}

void BodyParser::parse_registers(TokenReader& reader) {
  while (!reader.take(";")) {
    const std::string word(reader.next().text);
    if (word.front() == '.' || word == ",") continue;
    if (reader.take("<"))
      reader.skip_behind(">");  // %r<10>: those that are used get a number then
    else
      scopes_.back()[word] = function_.registers++;
  }
}

void BodyParser::parse_label(TokenReader& reader) {
  const std::string name(reader.next().text);
  reader.expect(":");
  labels_[name] = static_cast<std::uint32_t>(program_.code.size());
  if (!reader.take(".branchtargets")) return;
  for (; !reader.take(";"); reader.take(",")) target_lists_[name].emplace_back(reader.next().text);
}

void BodyParser::parse_instruction(TokenReader& reader) {
  const Token& first = reader.peek();
  Instruction instruction;
  if (reader.take("@")) {
    instruction.guard_inverted = reader.take("!");
    instruction.guard = slot_of(std::string(reader.next().text));
  }
  const Opcode opcode(reader.next().text);
  const Symbol* symbol = nullptr;
  if (opcode.is("bra") || opcode.is("brx")) {
    parse_branch(reader, instruction, opcode);
  } else if (opcode.is("call")) {
    parse_call(reader, instruction);
  } else {
    std::size_t sources = 0;
    bool result = has_result(opcode);
    for (; !reader.next_is(";"); reader.take(",")) {
      const Operand operand = parse_operand(reader);
      if (operand.kind == Operand::address && symbol == nullptr) symbol = operand.symbol;
      use(operand, result, sources, instruction);
      result = false;
    }
  }
  const std::string text = text_between(first, reader.peek());
  reader.expect(";");
  append(instruction, opcode, space_of(opcode, symbol), text);
}

void BodyParser::parse_branch(TokenReader& reader, Instruction& instruction, const Opcode& opcode) {
  if (opcode.is("brx")) {
    instruction.from[0] = slot_of(std::string(reader.next().text));
    reader.expect(",");
  }
  auto& references = opcode.is("brx") ? tables_ : branches_;
  references.emplace_back(static_cast<std::uint32_t>(program_.code.size()), std::string(reader.next().text));
}

void BodyParser::parse_call(TokenReader& reader, Instruction& instruction) {
  Call call;
  if (reader.next_is("(")) {
    call.results = parse_call_list(reader);
    reader.expect(",");
  }
  call.function = module_.function_number(std::string(reader.next().text));
  if (reader.take(",")) call.arguments = parse_call_list(reader);
  instruction.offset = static_cast<std::int64_t>(program_.calls.size());
  program_.calls.push_back(std::move(call));
}

std::vector<std::size_t> BodyParser::parse_call_list(TokenReader& reader) {
  std::vector<std::size_t> places;
  reader.expect("(");
  for (; !reader.take(")"); reader.take(",")) {
    const std::string name(reader.next().text);
    const Symbol* const symbol = find_symbol(name);
    if (symbol == nullptr || symbol->space != Space::local) throw Fault("PTX: a call with the argument " + name);
    places.push_back(symbol->value);
  }
  return places;
}

Space BodyParser::space_of(const Opcode& opcode, const Symbol* symbol) const {
  if (opcode.has("param"))
    return symbol != nullptr ? symbol->space : function_.is_entry ? Space::parameter : Space::local;
  if (opcode.has("shared")) return Space::shared;
  if (opcode.has("local")) return Space::local;
  return opcode.has("global") || opcode.has("const") ? Space::global : Space::generic;
}

void BodyParser::append(Instruction instruction, const Opcode& opcode, Space space, const std::string& text) {
  instruction.index = static_cast<std::uint32_t>(program_.code.size());
  instruction.flush = opcode.has("ftz");
  instruction.saturate = opcode.has("sat");
  if (!decode_instruction({opcode, space}, instruction)) throw Fault("PTX instruction is not emulated: " + text);
  program_.code.push_back(instruction);
  program_.texts.push_back(text);
}

void BodyParser::resolve_labels() {
  const auto target = [&](const std::string& name) {
    const auto found = labels_.find(name);
    if (found == labels_.end()) throw Fault("PTX: there is no label " + name);
    return found->second;
  };
  for (const auto& [at, name] : branches_) program_.code[at].offset = target(name);
  for (const auto& [at, name] : tables_) {
    program_.code[at].list = static_cast<std::uint32_t>(program_.lists.size());
    for (const std::string& each : target_lists_[name]) program_.lists.push_back(target(each));
    program_.code[at].count = static_cast<std::uint32_t>(program_.lists.size()) - program_.code[at].list;
  }
}

}  // namespace cuda_emulator
