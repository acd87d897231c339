// The operands of PTX instructions: registers, numbers, names, vectors, addresses.
#include "../settings.hpp"
#include "parser.hpp"

namespace cuda_emulator {
namespace {

const std::map<std::string, Special>& special_names() {
  static const std::map<std::string, Special> names = {{"%tid.x", Special::tid_x},
                                                       {"%tid.y", Special::tid_y},
                                                       {"%tid.z", Special::tid_z},
                                                       {"%ntid.x", Special::ntid_x},
                                                       {"%ntid.y", Special::ntid_y},
                                                       {"%ntid.z", Special::ntid_z},
                                                       {"%ctaid.x", Special::ctaid_x},
                                                       {"%ctaid.y", Special::ctaid_y},
                                                       {"%ctaid.z", Special::ctaid_z},
                                                       {"%nctaid.x", Special::nctaid_x},
                                                       {"%nctaid.y", Special::nctaid_y},
                                                       {"%nctaid.z", Special::nctaid_z},
                                                       {"%laneid", Special::laneid},
                                                       {"%warpid", Special::warpid},
                                                       {"%nwarpid", Special::nwarpid},
                                                       {"%lanemask_eq", Special::lanemask_eq},
                                                       {"%lanemask_lt", Special::lanemask_lt},
                                                       {"%lanemask_le", Special::lanemask_le},
                                                       {"%lanemask_gt", Special::lanemask_gt},
                                                       {"%lanemask_ge", Special::lanemask_ge},
                                                       {"%smid", Special::smid},
                                                       {"%nsmid", Special::nsmid},
                                                       {"%dynamic_smem_size", Special::dynamic_shared_bytes}};
  return names;
}

}  // namespace

void BodyParser::use(const Operand& operand, bool is_result, std::size_t& sources, Instruction& instruction) {
  if (operand.kind == Operand::vector) {
    instruction.list = static_cast<std::uint32_t>(program_.lists.size());
    instruction.count = static_cast<std::uint32_t>(operand.elements.size());
    program_.lists.insert(program_.lists.end(), operand.elements.begin(), operand.elements.end());
    return;
  }
  if (is_result) {
    instruction.to = operand.slot;
    instruction.second_to = operand.second;
    return;
  }
  if (sources == std::size(instruction.from)) throw Fault("PTX: an instruction with more than four sources");
  if (operand.kind == Operand::address)
    (sources == 0 ? instruction.offset : instruction.second_offset) = operand.offset;
  instruction.source_inverted = instruction.source_inverted || operand.inverted;
  instruction.from[sources++] = operand.slot;
}

BodyParser::Operand BodyParser::parse_operand(TokenReader& reader) {
  Operand operand;
  if (reader.take("{")) {
    operand.kind = Operand::vector;
    for (; !reader.take("}"); reader.take(",")) operand.elements.push_back(slot_of(std::string(reader.next().text)));
    return operand;
  }
  if (reader.take("[")) {
    operand.kind = Operand::address;
    const std::string base(reader.next().text);
    operand.symbol = find_symbol(base);
    operand.slot = slot_of(base);
    for (; !reader.take("]"); reader.take("+")) {
      std::uint64_t bits = 0;
      if (!reader.next_is("+") && parse_number(reader.next().text, bits))
        operand.offset += static_cast<std::int64_t>(bits);
    }
    return operand;
  }
  operand.inverted = reader.take("!");
  operand.slot = slot_of(std::string(reader.next().text));
  if (reader.take("|")) operand.second = slot_of(std::string(reader.next().text));
  return operand;
}

std::uint32_t BodyParser::slot_of(const std::string& word) {
  for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope)
    if (const auto found = scope->find(word); found != scope->end()) return found->second;
  if (const auto found = special_names().find(word); found != special_names().end()) return special(found->second);
  if (word.front() == '%' || word == "_") {
    if (word.find('.') != std::string::npos || word == "%clock" || word == "%clock64" || word == "%globaltimer")
      throw Fault("PTX: the register " + word + " is not emulated");
    return scopes_.front()[word] = function_.registers++;
  }
  if (word == "WARP_SZ") return constant(32);
  if (std::uint64_t bits = 0; parse_number(word, bits)) return constant(bits);
  const Symbol* const symbol = find_symbol(word);
  if (symbol == nullptr) throw Fault("PTX: the name " + word + " is unknown");
  return symbol->dynamic ? special(Special::dynamic_shared) : constant(symbol->value);
}

std::uint32_t BodyParser::constant(std::uint64_t bits) {
  const auto [place, fresh] = function_.constants.try_emplace(bits, function_.registers);
  if (fresh) ++function_.registers;
  return place->second;
}
std::uint32_t BodyParser::special(Special which) {
  const auto [place, fresh] = function_.specials.try_emplace(which, function_.registers);
  if (fresh) ++function_.registers;
  return place->second;
}

const Symbol* BodyParser::find_symbol(const std::string& name) const {
  const auto found = symbols_.find(name);
  return found != symbols_.end() ? &found->second : module_.find_symbol(name);
}

}  // namespace cuda_emulator
