// Reads a PTX module: first all declarations, then the bodies, device functions before the kernels that may call them.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "opcode.hpp"
#include "token.hpp"

namespace cuda_emulator {

/// What a name stands for: an address in a space. The shared memory of a launch (`extern __shared__`) is known then.
struct Symbol {
  Space space = Space::global;
  std::uint64_t value = 0;
  bool dynamic = false;
};

/// `.param .align 8 .b8 name[16]`, or a variable.
struct Declaration {
  std::string name;
  Type type = Type::none;
  std::size_t align = 0, elements = 1;
  bool open = false;  ///< name[]

  std::size_t bytes() const { return elements * size_of(type); }
};
/// Reads a declaration up to the sign behind its name and dimensions. It ends before `,`, `)`, `;` or `=`.
Declaration parse_declaration(TokenReader& reader);
/// `end`, rounded up to the declaration's alignment: where it goes. Moves `end` behind it.
std::size_t place(const Declaration& declaration, std::size_t& end);

class ModuleParser {
 public:
  ModuleParser(const std::string& text, Program& program) : tokens_(split_tokens(text)), program_(program) {}
  void parse();

  const Symbol* find_symbol(const std::string& name) const;
  /// The number of a function that has a body; throws a Fault if there is none.
  std::uint32_t function_number(const std::string& name) const;

 private:
  struct Body {
    std::uint32_t function;
    std::size_t begin, end;
    std::map<std::string, Symbol> parameters;
  };

  void parse_item(TokenReader& reader);
  void parse_function(TokenReader& reader, bool is_entry);
  std::vector<Parameter> parse_parameters(TokenReader& reader, Function& function, Body& body);
  void parse_variable(TokenReader& reader, Space space, bool is_extern);
  void initialize(TokenReader& reader, const Declaration& declaration, void* variable);
  void parse_body(const Body& body);

  std::vector<Token> tokens_;
  Program& program_;
  std::map<std::string, Symbol> symbols_;
  std::map<std::string, std::uint32_t> functions_;
  std::vector<Body> bodies_;
};

/// The statements of one function.
class BodyParser {
 public:
  BodyParser(const ModuleParser& module, Program& program, Function& function, std::map<std::string, Symbol> symbols);
  void parse(TokenReader reader);

 private:
  struct Operand {
    enum Kind { simple, vector, address } kind = simple;
    std::uint32_t slot = Instruction::none, second = Instruction::none;
    std::vector<std::uint32_t> elements;
    std::int64_t offset = 0;
    bool inverted = false;
    const Symbol* symbol = nullptr;
  };

  void parse_directive(TokenReader& reader);
  void parse_registers(TokenReader& reader);
  void parse_label(TokenReader& reader);
  void parse_instruction(TokenReader& reader);
  void parse_branch(TokenReader& reader, Instruction& instruction, const Opcode& opcode);
  void parse_call(TokenReader& reader, Instruction& instruction);
  std::vector<std::size_t> parse_call_list(TokenReader& reader);
  Operand parse_operand(TokenReader& reader);
  void use(const Operand& operand, bool is_result, std::size_t& sources, Instruction& instruction);
  Space space_of(const Opcode& opcode, const Symbol* symbol) const;
  void append(Instruction instruction, const Opcode& opcode, Space space, const std::string& text);
  void resolve_labels();

  std::uint32_t slot_of(const std::string& word);
  std::uint32_t constant(std::uint64_t bits);
  std::uint32_t special(Special which);
  const Symbol* find_symbol(const std::string& name) const;

  const ModuleParser& module_;
  Program& program_;
  Function& function_;
  std::map<std::string, Symbol> symbols_;
  /// Registers by name, of the body and of the braces that are open in it, which may hide the body's.
  std::vector<std::map<std::string, std::uint32_t>> scopes_{1};
  std::map<std::string, std::uint32_t> labels_;
  std::map<std::string, std::vector<std::string>> target_lists_;
  std::vector<std::pair<std::uint32_t, std::string>> branches_, tables_;
};

}  // namespace cuda_emulator
