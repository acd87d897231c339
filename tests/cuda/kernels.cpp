// The kernels for real devices, without one: each text that the tests on the emulated device gave NVRTC is compiled to
// machine code for each architecture, and once by nvcc where there is one.
//   keratin_cuda_kernels FOLDER [--architectures 75,90] [--every N] [--report FILE] [--nvcc PROGRAM]
// FOLDER: what the tests left in $KERATIN_EMULATED_KERNELS. --architectures: all that NVRTC knows from 75 on if not
// given. --every: of the maps, most of the kernels, which differ in their formulas alone, each Nth. Fails on a text
// that an architecture refuses. Ends with `N passed, N failed, N skipped`, of architectures and nvcc.
#include <nvrtc.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

/// What one kernel takes of a multiprocessor.
struct Usage {
  std::string kernel;
  int registers = 0, stack = 0, spilled = 0;  // bytes, but for the registers
};

struct Arguments {
  std::filesystem::path folder, report;
  std::string nvcc, architectures = "75,80,86,89,90,100,120";
  std::size_t every = 1;
};

Arguments read_arguments(int argc, char** argv) {
  if (argc < 2) throw std::runtime_error("kernels: expected the folder of the kernels' texts; got none.");
  Arguments arguments;
  arguments.folder = argv[1];
  for (int i = 2; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--every") arguments.every = std::max<std::size_t>(1, std::stoul(argv[i + 1]));
    if (option == "--architectures") arguments.architectures = argv[i + 1];
    if (option == "--report") arguments.report = argv[i + 1];
    if (option == "--nvcc") arguments.nvcc = argv[i + 1];
  }
  return arguments;
}

/// The texts, sorted; of the maps each `every`-th.
std::vector<std::string> read_texts(const Arguments& arguments) {
  std::vector<std::string> texts;
  if (!std::filesystem::is_directory(arguments.folder)) return texts;
  for (const auto& entry : std::filesystem::directory_iterator(arguments.folder)) {
    if (entry.path().extension() != ".cu") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    texts.push_back(text.str());
  }
  std::sort(texts.begin(), texts.end());
  std::vector<std::string> chosen;
  std::size_t maps = 0;
  for (std::string& text : texts)
    if (text.find("map_kernel(") == std::string::npos || maps++ % arguments.every == 0)
      chosen.push_back(std::move(text));
  return chosen;
}

/// A text in a namespace of its own, so that many make one program: a compiler takes longest to start.
std::string in_namespace(std::string text, std::size_t number) {
  const std::string exported = "extern \"C\" __global__";
  if (const std::size_t at = text.find(exported); at != std::string::npos)
    text.replace(at, exported.size(), "__global__");
  std::string undefined;
  static const std::regex define("#define (\\w+)");
  for (std::sregex_iterator i(text.begin(), text.end(), define), end; i != end; ++i)
    undefined += "#undef " + (*i)[1].str() + "\n";
  return "namespace k" + std::to_string(number) + " {\nusing ::pow;\n" + text + "\n}\n" + undefined;
}

std::vector<std::string> make_programs(const std::vector<std::string>& texts) {
  constexpr std::size_t in_one = 100;
  std::vector<std::string> programs((texts.size() + in_one - 1) / in_one);
  for (std::size_t i = 0; i < texts.size(); ++i) programs[i / in_one] += in_namespace(texts[i], i);
  return programs;
}

/// The name after the namespace, which is `length` long, of what is left of a symbol: "k7" "5kernelEv" is "kernel".
std::string second_name(std::size_t length, const std::string& symbol) {
  std::size_t digits = 0;
  const std::string rest = symbol.substr(length);
  const std::size_t size = std::stoul(rest, &digits);
  return rest.substr(digits, size);
}

/// The kernels that ptxas, asked by -v, tells of.
std::vector<Usage> read_log(const std::string& log) {
  static const std::regex entry("Compiling entry function '_ZN(\\d+)(\\w+)'"),
      frame("(\\d+) bytes stack frame, (\\d+) bytes spill stores"), used("Used (\\d+) registers");
  std::vector<Usage> all;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    if (std::regex_search(line, found, entry))
      all.push_back({second_name(std::stoul(found[1]), found[2])});
    else if (all.empty())
      continue;
    else if (std::regex_search(line, found, frame))
      all.back().stack = std::stoi(found[1]), all.back().spilled = std::stoi(found[2]);
    else if (std::regex_search(line, found, used))
      all.back().registers = std::stoi(found[1]);
  }
  return all;
}

/// Compiles a program to machine code. Throws the compiler's log.
std::vector<Usage> compile(const std::string& text, int architecture) {
  nvrtcProgram program = nullptr;
  if (nvrtcCreateProgram(&program, text.c_str(), "kernels.cu", 0, nullptr, nullptr) != NVRTC_SUCCESS)
    throw std::runtime_error("nvrtcCreateProgram failed");
  const std::string arch = "--gpu-architecture=sm_" + std::to_string(architecture);
  const char* const options[] = {arch.c_str(), "--std=c++17", "-default-device", "--ptxas-options=-v"};
  const nvrtcResult status = nvrtcCompileProgram(program, 4, options);
  std::size_t size = 0;
  nvrtcGetProgramLogSize(program, &size);
  std::string log(size, ' ');
  nvrtcGetProgramLog(program, log.data());
  nvrtcDestroyProgram(&program);
  if (status != NVRTC_SUCCESS) throw std::runtime_error(arch + ": " + log.substr(0, 4000));
  return read_log(log);
}

/// Those asked for that this NVRTC knows.
std::vector<int> architectures(const std::string& asked) {
  int count = 0;
  nvrtcGetNumSupportedArchs(&count);
  std::vector<int> known(static_cast<std::size_t>(count)), chosen;
  nvrtcGetSupportedArchs(known.data());
  std::istringstream list(asked);
  for (std::string one; std::getline(list, one, ',');)
    if (std::find(known.begin(), known.end(), std::stoi(one)) != known.end()) chosen.push_back(std::stoi(one));
  return chosen;
}

/// The most that any kernel of a name takes, by name.
void write_report(std::ostream& out, const std::map<int, std::vector<Usage>>& usages) {
  out << "| kernel |";
  for (const auto& [architecture, all] : usages) out << " sm_" << architecture << " |";
  out << "\n|---|";
  for (std::size_t i = 0; i < usages.size(); ++i) out << "---:|";
  std::map<std::string, std::map<int, Usage>> most;
  for (const auto& [architecture, all] : usages)
    for (const Usage& one : all) {
      Usage& so_far = most[one.kernel][architecture];
      so_far.registers = std::max(so_far.registers, one.registers);
      so_far.spilled = std::max(so_far.spilled, one.spilled);
    }
  for (const auto& [kernel, by_architecture] : most) {
    out << "\n| " << kernel << " |";
    for (const auto& [architecture, all] : usages) {
      const auto found = by_architecture.find(architecture);
      out << ' ';
      if (found != by_architecture.end()) out << found->second.registers;
      if (found != by_architecture.end() && found->second.spilled > 0) out << " (" << found->second.spilled << " B)";
      out << " |";
    }
  }
  out << "\n";
}

bool nvcc_compiles(const std::string& nvcc, const std::vector<std::string>& programs) {
  const auto folder = std::filesystem::temp_directory_path();
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const std::string source = (folder / ("keratin_kernels_" + std::to_string(i) + ".cu")).string();
    std::ofstream(source, std::ios::binary) << programs[i];
    const std::string command =
        "'" + nvcc + "' -std=c++17 -arch=sm_90 -diag-suppress 177 -cubin -o '" + source + "bin' '" + source + "'";
    const bool compiled = std::system(command.c_str()) == 0;
    std::filesystem::remove(source);
    std::filesystem::remove(source + "bin");
    if (!compiled) return false;
  }
  return true;
}

int run(const Arguments& arguments) {
  const std::vector<std::string> texts = read_texts(arguments);
  if (texts.empty()) {
    std::cout << "skipped: no kernels in " << arguments.folder
              << "; the tests on the emulated device leave them there\n"
              << "0 passed, 0 failed, 1 skipped\n";
    return 0;
  }
  const std::vector<std::string> programs = make_programs(texts);
  std::map<int, std::vector<Usage>> usages;
  for (const int architecture : architectures(arguments.architectures)) {
    std::vector<Usage>& all = usages[architecture];
    for (const std::string& program : programs) {
      const std::vector<Usage> some = compile(program, architecture);
      all.insert(all.end(), some.begin(), some.end());
    }
    const auto spilled = std::count_if(all.begin(), all.end(), [](const Usage& u) { return u.spilled > 0; });
    std::cout << "sm_" << architecture << ": " << all.size() << " kernels of " << texts.size() << " texts, " << spilled
              << " of them spill registers\n";
    if (all.size() < texts.size()) throw std::runtime_error("expected a kernel of each text at least");
  }
  const bool nvcc = !arguments.nvcc.empty();
  if (nvcc && !nvcc_compiles(arguments.nvcc, programs)) throw std::runtime_error("nvcc refused a text");
  std::cout << (nvcc ? "nvcc compiles all of them\n" : "skipped: nvcc is not there\n");
  if (!arguments.report.empty()) {
    std::ofstream report(arguments.report);
    write_report(report, usages);
  }
  std::cout << usages.size() + (nvcc ? 1 : 0) << " passed, 0 failed, " << (nvcc ? 0 : 1) << " skipped\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(read_arguments(argc, argv));
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
