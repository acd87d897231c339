#include <algorithm>
#include <cstring>

#include "../memory.hpp"
#include "parser.hpp"

namespace cuda_emulator {
namespace {

Type declared_type(const Token& token) {
  return token.text.size() > 1 && token.text.front() == '.' ? Opcode(token.text).type() : Type::none;
}

std::size_t number(const Token& token) {
  std::uint64_t bits = 0;
  if (!parse_number(token.text, bits))
    throw Fault("PTX line " + std::to_string(token.line) + ": expected a number; got " + std::string(token.text));
  return bits;
}

}  // namespace

Declaration parse_declaration(TokenReader& reader) {
  Declaration d;
  bool of_pointer = false;
  std::size_t lanes = 1;
  while (!reader.done() && reader.peek().text.front() == '.') {
    const Token& token = reader.next();
    of_pointer = of_pointer || token.is(".ptr");
    if (token.is(".align")) {
      const std::size_t align = number(reader.next());
      if (!of_pointer) d.align = align;
    } else if (token.is(".v2") || token.is(".v4")) {
      lanes = token.is(".v2") ? 2 : 4;
    } else if (const Type type = declared_type(token); type != Type::none) {
      d.type = type;
    } else if (token.is(".attribute")) {
      reader.skip_behind(")");
    }
  }
  d.name = reader.next().text;
  d.elements = lanes;
  while (reader.take("[")) {
    d.open = d.open || reader.next_is("]");
    if (!reader.next_is("]")) d.elements *= number(reader.next());
    reader.expect("]");
  }
  d.align = std::max(d.align, size_of(d.type) * lanes);
  return d;
}

std::size_t place(const Declaration& declaration, std::size_t& end) {
  const std::size_t align = std::max<std::size_t>(declaration.align, 1);
  const std::size_t at = (end + align - 1) / align * align;
  end = at + declaration.bytes();
  return at;
}

void ModuleParser::parse() {
  TokenReader reader(tokens_, 0, tokens_.size());
  while (!reader.done()) parse_item(reader);
  for (const bool entries : {false, true})
    for (const Body& body : bodies_)
      if (program_.functions[body.function].is_entry == entries) parse_body(body);
}

void ModuleParser::parse_item(TokenReader& reader) {
  bool is_extern = false;
  for (;;) {
    const Token& token = reader.next();
    if (token.is(".extern")) is_extern = true;
    if (token.is(".extern") || token.is(".visible") || token.is(".weak") || token.is(".common")) continue;
    if (token.is(".entry") || token.is(".func")) return parse_function(reader, token.is(".entry"));
    if (token.is(".global") || token.is(".const")) return parse_variable(reader, Space::global, is_extern);
    if (token.is(".shared")) return parse_variable(reader, Space::shared, is_extern);
    if (token.is(".section")) {
      reader.skip_behind("{");
      return reader.skip_braces();
    }
    if (token.is(".version") || token.is(".target") || token.is(".address_size") || token.is(".file") ||
        token.is(".pragma"))
      return reader.skip_line();
    throw Fault("PTX line " + std::to_string(token.line) + ": " + std::string(token.text) + " is not emulated");
  }
}

std::vector<Parameter> ModuleParser::parse_parameters(TokenReader& reader, Function& function, Body& body) {
  std::vector<Parameter> all;
  if (!reader.take("(")) return all;
  while (!reader.take(")")) {
    const Declaration declaration = parse_declaration(reader);
    std::size_t& end = function.is_entry ? function.parameter_bytes : program_.function_local_bytes;
    const std::size_t at = place(declaration, end);
    all.push_back({at, declaration.bytes()});
    body.parameters[declaration.name] = {function.is_entry ? Space::parameter : Space::local, at, false};
    reader.take(",");
  }
  return all;
}

void ModuleParser::parse_function(TokenReader& reader, bool is_entry) {
  Function function;
  Body body{};
  function.is_entry = is_entry;
  if (reader.next_is("(")) function.results = parse_parameters(reader, function, body);
  function.name = reader.next().text;
  function.parameters = parse_parameters(reader, function, body);
  while (!reader.next_is("{") && !reader.next_is(";"))
    if (reader.next().is(".maxntid")) {
      function.max_threads = number(reader.next());
      while (reader.take(",")) function.max_threads *= number(reader.next());
    }
  if (reader.take(";")) return;  // declared here, defined elsewhere
  reader.expect("{");
  body.begin = reader.at();
  reader.skip_braces();
  body.end = reader.at() - 1;
  body.function = static_cast<std::uint32_t>(program_.functions.size());
  functions_[function.name] = body.function;
  program_.functions.push_back(std::move(function));
  bodies_.push_back(std::move(body));
}

void ModuleParser::parse_variable(TokenReader& reader, Space space, bool is_extern) {
  const Declaration declaration = parse_declaration(reader);
  Symbol symbol{space, 0, space == Space::shared && (is_extern || declaration.open)};
  if (space == Space::shared) {
    if (!symbol.dynamic) symbol.value = place(declaration, program_.module_shared_bytes);
  } else {
    void* const variable = allocate_block(declaration.bytes(), true);
    if (variable == nullptr) throw Fault("PTX: no memory for the variable " + declaration.name);
    program_.variables.push_back(variable);
    symbol.value = reinterpret_cast<std::uint64_t>(variable);
    std::memset(alias_of(symbol.value), 0, declaration.bytes());
    if (reader.take("=")) initialize(reader, declaration, variable);
  }
  symbols_[declaration.name] = symbol;
  reader.expect(";");
}

void ModuleParser::initialize(TokenReader& reader, const Declaration& declaration, void* variable) {
  std::byte* at = alias_of(reinterpret_cast<std::uint64_t>(variable));
  const std::byte* const end = at + declaration.bytes();
  while (!reader.next_is(";")) {
    const Token& token = reader.next();
    if (token.is("{") || token.is("}") || token.is(",")) continue;
    const std::uint64_t bits = number(token);
    if (at == end) throw Fault("PTX: too many initial values for " + declaration.name);
    std::memcpy(at, &bits, size_of(declaration.type));
    at += size_of(declaration.type);
  }
}

void ModuleParser::parse_body(const Body& body) {
  Function& function = program_.functions[body.function];
  function.registers = program_.function_registers;
  function.local_bytes = program_.function_local_bytes;
  function.shared_bytes = program_.module_shared_bytes;
  BodyParser(*this, program_, function, body.parameters).parse(TokenReader(tokens_, body.begin, body.end));
  if (function.is_entry) return;
  program_.function_registers = function.registers;
  program_.function_local_bytes = function.local_bytes;
  program_.module_shared_bytes = function.shared_bytes;
}

const Symbol* ModuleParser::find_symbol(const std::string& name) const {
  const auto found = symbols_.find(name);
  return found == symbols_.end() ? nullptr : &found->second;
}

std::uint32_t ModuleParser::function_number(const std::string& name) const {
  const auto found = functions_.find(name);
  if (found == functions_.end()) throw Fault("PTX: a call of " + name + ", whose code is not there, is not emulated");
  return found->second;
}

std::unique_ptr<Program> load_program(const std::string& text) {
  if (text.rfind("\x7f"
                 "ELF",
                 0) == 0)
    throw Fault("a program of machine code was loaded; the emulator runs PTX (was it cached by a real device's run?)");
  auto program = std::make_unique<Program>();
  ModuleParser(text, *program).parse();
  return program;
}

const Function* Program::find_entry(const std::string& name) const {
  for (const Function& function : functions)
    if (function.is_entry && function.name == name) return &function;
  return nullptr;
}

Program::~Program() {
  for (void* variable : variables) static_cast<void>(free_block(variable, "cudaLibraryUnload"));
}

}  // namespace cuda_emulator
