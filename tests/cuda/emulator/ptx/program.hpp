// A PTX module, decoded: instructions that name registers by number and carry the function that does them.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cuda_emulator {

class Warp;
struct Instruction;
/// Does an instruction for the lanes of Warp::mask.
using Handler = void (*)(Warp&, const Instruction&);

/// Immediate numbers and special registers lie in registers too, filled before a kernel starts: an operand is a number.
struct Instruction {
  static constexpr std::uint32_t none = 0xffffffff;

  Handler run = nullptr;
  std::uint32_t to = none, second_to = none;         ///< `second_to`: q of `setp p|q`
  std::uint32_t from[4] = {none, none, none, none};  ///< An address's base register is one of them.
  std::uint32_t guard = none;                        ///< The predicate of `@p`.
  std::uint32_t list = 0, count = 0;                 ///< A vector operand: registers in Program::lists.
  std::uint32_t index = 0;                           ///< Its place in Program::code.
  std::int64_t offset = 0;                           ///< Of an address; a branch's target; a call's number.
  std::int64_t second_offset = 0;                    ///< Of a second address.
  bool guard_inverted = false, source_inverted = false;
  bool flush = false, saturate = false;  ///< .ftz, .sat
  bool moves = false;                    ///< Whether it changes the order of instructions: branch, call, barrier …
  std::uint8_t mode = 0;                 ///< A choice that its family of handlers knows.
  std::uint8_t second_mode = 0;
};

/// What a register is filled with before a kernel starts, or a block.
enum class Special : std::uint8_t {
  tid_x,
  tid_y,
  tid_z,
  ntid_x,
  ntid_y,
  ntid_z,
  ctaid_x,
  ctaid_y,
  ctaid_z,
  nctaid_x,
  nctaid_y,
  nctaid_z,
  laneid,
  warpid,
  nwarpid,
  lanemask_eq,
  lanemask_lt,
  lanemask_le,
  lanemask_gt,
  lanemask_ge,
  smid,
  nsmid,
  dynamic_shared,
  dynamic_shared_bytes
};

struct Parameter {
  std::size_t offset = 0, bytes = 0;
};

struct Function {
  std::string name;
  bool is_entry = false;
  std::vector<Parameter> parameters, results;  ///< In the parameter buffer of an entry, else in local memory.
  std::size_t parameter_bytes = 0;
  std::uint32_t first = 0;                        ///< Its first instruction.
  std::uint32_t registers = 0;                    ///< The end of its registers.
  std::size_t shared_bytes = 0, local_bytes = 0;  ///< The ends of its memory.
  std::size_t max_threads = 1024;
  std::map<std::uint64_t, std::uint32_t> constants;
  std::map<Special, std::uint32_t> specials;
};

/// A call of a device function: where its arguments and results lie in the caller's local memory.
struct Call {
  std::uint32_t function = 0;
  std::vector<std::size_t> arguments, results;
};

struct Program {
  std::vector<Instruction> code;
  std::vector<std::string> texts;  ///< Of the instructions, for messages.
  std::vector<Function> functions;
  std::vector<Call> calls;
  std::vector<std::uint32_t> lists;
  std::uint32_t function_registers = 0;  ///< Registers below are device functions', above an entry's own.
  std::size_t function_local_bytes = 0, module_shared_bytes = 0;
  std::vector<void*> variables;  ///< Device memory of .global and .const variables.

  const Function* find_entry(const std::string& name) const;
  ~Program();
};

/// Decodes a module. Throws a Fault that names what is not emulated.
std::unique_ptr<Program> load_program(const std::string& text);

/// Generic addresses in these ranges stand for a block's shared memory, a thread's local one, a kernel's parameters.
constexpr std::uint64_t shared_window = std::uint64_t{1} << 60, local_window = std::uint64_t{2} << 60,
                        parameter_window = std::uint64_t{3} << 60, window_mask = std::uint64_t{7} << 60;

}  // namespace cuda_emulator
