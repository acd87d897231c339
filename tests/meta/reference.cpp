// A file of the standard library alone: what compiling costs on this machine, beside which budget.sh sets a user's
// file.
#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <regex>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  std::map<std::string, std::vector<std::function<int(int)>>> all;
  for (int i = 0; i < argc; ++i)
    if (std::regex_match(argv[i], std::regex("(a|b)*[0-9]+"))) all[argv[i]].push_back([i](int k) { return k + i; });
  for (auto& [name, list] : all) std::cout << name << list.size() << '\n';
}
