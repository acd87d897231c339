// Mistakes put into correct kernels and programs, one at a time: nearly all must be reported or change the numbers.
#include <cmath>
#include <cstdio>
#include <functional>

#include "device_program.hpp"

using namespace emulator_tests;

namespace {

/// A kernel's text, and a run of it that gives all its numbers.
struct Subject {
  const char* text;
  std::function<std::vector<float>(const DeviceProgram&)> run;
};
/// The how manieth occurrence of a piece of text is replaced.
struct Mutation {
  const char* what;
  const char* from;
  const char* to;
  int occurrence = 1;
};

std::vector<float> numbers(std::size_t n) {
  std::vector<float> all(n);
  for (std::size_t i = 0; i < n; ++i) all[i] = std::sin(static_cast<float>(i) * 0.7f + 0.1f);
  return all;
}

/// The text with one mutation, or empty if there is no such place.
std::string mutated(std::string text, const Mutation& m) {
  std::size_t at = std::string::npos;
  for (int k = 0; k < m.occurrence; ++k) at = text.find(m.from, at == std::string::npos ? 0 : at + 1);
  return at == std::string::npos ? std::string() : text.replace(at, std::string(m.from).size(), m.to);
}

const Subject softmax{R"(
  extern "C" __global__ void kernel(float* y, const float* x, int n) {
    __shared__ float part[4];
    const float* row = x + blockIdx.x * n;
    float m = -1e30f, s = 0;
    for (int i = threadIdx.x; i < n; i += blockDim.x) m = fmaxf(m, row[i]);
    for (int o = 16; o > 0; o >>= 1) m = fmaxf(m, __shfl_xor_sync(0xffffffff, m, o));
    if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = m;
    __syncthreads();
    for (int w = 0; w < 4; ++w) m = fmaxf(m, part[w]);
    for (int i = threadIdx.x; i < n; i += blockDim.x) s += expf(row[i] - m);
    for (int o = 16; o > 0; o >>= 1) s += __shfl_xor_sync(0xffffffff, s, o);
    __syncthreads();
    if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = s;
    __syncthreads();
    s = 0;
    for (int w = 0; w < 4; ++w) s += part[w];
    for (int i = threadIdx.x; i < n; i += blockDim.x) y[blockIdx.x * n + i] = expf(row[i] - m) / s;
  })",
                      [](const DeviceProgram& p) {
                        const DeviceArray<float> x(numbers(3 * 150)), y(3 * 150);
                        p.launch("kernel", 3, 128, y.data(), x.data(), 150);
                        return y.host();
                      }};
const std::vector<Mutation> softmax_mutations = {
    {"first barrier", "__syncthreads();", "", 1},
    {"second barrier", "__syncthreads();", "", 2},
    {"third barrier", "__syncthreads();", "", 3},
    {"row one too long", "i < n; i += blockDim.x) y", "i <= n; i += blockDim.x) y"},
    {"maximum one too long", "i < n; i += blockDim.x) m", "i <= n; i += blockDim.x) m"},
    {"sum one too short", "i < n; i += blockDim.x) s", "i < n - 1; i += blockDim.x) s"},
    {"wrong row", "x + blockIdx.x * n", "x + blockIdx.x * (n + 1)"},
    {"shuffle of half a warp", "int o = 16; o > 0; o >>= 1) s", "int o = 8; o > 0; o >>= 1) s"},
    {"mask of half a warp", "__shfl_xor_sync(0xffffffff, s, o)", "__shfl_xor_sync(0x0000ffff, s, o)"},
    {"one warp too many", "w < 4; ++w) s", "w <= 4; ++w) s"},
    {"barrier for some", "__syncthreads();", "if (threadIdx.x < 64) __syncthreads();", 1},
    {"all lanes write", "if (threadIdx.x % 32 == 0) part[threadIdx.x / 32] = s;",
     "part[threadIdx.x / 32] = s + threadIdx.x * 0.1f;"}};

const Subject tree{R"(
  extern "C" __global__ void kernel(float* y, const float* x, int rows, int columns) {
    extern __shared__ float d[];
    const int t = threadIdx.x, c = blockIdx.x;
    float s = 0;
    for (int r = t; r < rows; r += blockDim.x) s += x[r * columns + c];
    d[t] = s;
    __syncthreads();
    for (int h = blockDim.x / 2; h > 0; h >>= 1) {
      if (t < h) d[t] += d[t + h];
      __syncthreads();
    }
    if (t == 0) y[c] = d[0];
  })",
                   [](const DeviceProgram& p) {
                     const DeviceArray<float> x(numbers(70 * 5)), y(5);
                     p.launch_on(nullptr, "kernel", 5, 64, 64 * sizeof(float), y.data(), x.data(), 70, 5);
                     return y.host();
                   }};
const std::vector<Mutation> tree_mutations = {
    {"barrier before the tree", "__syncthreads();", "", 1},
    {"barrier in the tree", "__syncthreads();", "", 2},
    {"barrier in the branch", "d[t] += d[t + h];", "{ d[t] += d[t + h]; __syncthreads(); }"},
    {"tree one too wide", "t < h", "t <= h"},
    {"strides exchanged", "x[r * columns + c]", "x[c * rows + r]"},
    {"wrong stride", "x[r * columns + c]", "x[r * (columns + 1) + c]"},
    {"half of the tree left out", "blockDim.x / 2; h", "blockDim.x / 4; h"},
    {"result of all threads", "if (t == 0) y[c] = d[0];", "y[c] = d[t];"},
    {"sum not stored by some", "d[t] = s;", "if (t < 60) d[t] = s;"}};

const Subject product{R"(
  #define T 8
  extern "C" __global__ void kernel(float* c, const float* a, const float* b, int m, int n, int k) {
    __shared__ float as[T][T], bs[T][T];
    const int x = threadIdx.x, y = threadIdx.y, row = blockIdx.y * T + y, column = blockIdx.x * T + x;
    float s = 0;
    for (int q = 0; q < k; q += T) {
      as[y][x] = row < m && q + x < k ? a[row * k + q + x] : 0;
      bs[y][x] = column < n && q + y < k ? b[(q + y) * n + column] : 0;
      __syncthreads();
      for (int i = 0; i < T; ++i) s += as[y][i] * bs[i][x];
      __syncthreads();
    }
    if (row < m && column < n) c[row * n + column] = s;
  })",
                      [](const DeviceProgram& p) {
                        const DeviceArray<float> a(numbers(13 * 20)), b(numbers(20 * 11)), c(13 * 11);
                        p.launch("kernel", dim3(2, 2), dim3(8, 8), c.data(), a.data(), b.data(), 13, 11, 20);
                        return c.host();
                      }};
const std::vector<Mutation> product_mutations = {
    {"barrier before use", "__syncthreads();", "", 1},
    {"barrier after use", "__syncthreads();", "", 2},
    {"no bound for rows", "row < m && q + x < k", "q + x < k"},
    {"no bound for the inner axis", "column < n && q + y < k", "column < n"},
    {"result without bound", "if (row < m && column < n)", "if (row < m)"},
    {"result without any bound", "if (row < m && column < n)", ""},
    {"tile one too short", "i < T", "i < T - 1"},
    {"tile one too long", "i < T", "i <= T"},
    {"transposed", "bs[i][x]", "bs[x][i]"},
    {"leading dimension", "(q + y) * n", "(q + y) * k"}};

const Subject scatter{R"(
  extern "C" __global__ void kernel(float* grad, int* count, const float* dy, const int* ids, int n, int width) {
    __shared__ int seen[8];
    if (threadIdx.x < 8) seen[threadIdx.x] = 0;
    __syncthreads();
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n * width; i += gridDim.x * blockDim.x) {
      const int id = ids[i / width];
      atomicAdd(&grad[id * width + i % width], dy[i]);
      if (i % width == 0) atomicAdd(&seen[id], 1);
    }
    __syncthreads();
    if (threadIdx.x < 8) atomicAdd(&count[threadIdx.x], seen[threadIdx.x]);
  })",
                      [](const DeviceProgram& p) {
                        std::vector<int> ids(40);
                        for (std::size_t i = 0; i < 40; ++i) ids[i] = static_cast<int>(i * i % 8);
                        const DeviceArray<float> grad(std::vector<float>(8 * 3)), dy(numbers(40 * 3));
                        const DeviceArray<int> count(std::vector<int>(8)), in(ids);
                        p.launch("kernel", 2, 32, grad.data(), count.data(), dy.data(), in.data(), 40, 3);
                        std::vector<float> all = grad.host();
                        for (const int c : count.host()) all.push_back(static_cast<float>(c));
                        return all;
                      }};
const std::vector<Mutation> scatter_mutations = {
    {"scatter without atomic", "atomicAdd(&grad[id * width + i % width], dy[i])",
     "grad[id * width + i % width] += dy[i]"},
    {"count without atomic", "atomicAdd(&seen[id], 1)", "seen[id] += 1"},
    {"total without atomic", "atomicAdd(&count[threadIdx.x], seen[threadIdx.x])",
     "count[threadIdx.x] += seen[threadIdx.x]"},
    {"bins not cleared", "if (threadIdx.x < 8) seen[threadIdx.x] = 0;", ""},
    {"one bin not cleared", "if (threadIdx.x < 8) seen", "if (threadIdx.x < 7) seen"},
    {"barrier after the clearing", "__syncthreads();", "", 1},
    {"barrier before the total", "__syncthreads();", "", 2},
    {"one element too many", "i < n * width", "i <= n * width"},
    {"grid's stride without the grid", "i += gridDim.x * blockDim.x", "i += blockDim.x"}};

/// Whether a mutant was reported, or gives other numbers.
bool is_caught(const Subject& subject, const Mutation& mutation, const std::vector<float>& right) {
  const std::string text = mutated(subject.text, mutation);
  CAPTURE(mutation.what);
  REQUIRE(!text.empty());
  const DeviceProgram program(text);
  cuda_emulator::set_printing(false);
  const std::vector<float> got = subject.run(program);
  const bool reported = !cuda_emulator::take_errors().empty();
  cuda_emulator::set_printing(true);
  if (reported) return true;
  for (std::size_t i = 0; i < right.size(); ++i)
    if (!(std::fabs(got[i] - right[i]) <= 1e-4f)) return true;
  return false;
}

}  // namespace

TEST_CASE("at least 95 % of 40 mutations are caught") {
  const std::pair<const Subject*, const std::vector<Mutation>*> all[] = {{&softmax, &softmax_mutations},
                                                                         {&tree, &tree_mutations},
                                                                         {&product, &product_mutations},
                                                                         {&scatter, &scatter_mutations}};
  int count = 0, caught = 0;
  for (const auto& [subject, mutations] : all) {
    const std::vector<float> right = subject->run(DeviceProgram(subject->text));
    REQUIRE(cuda_emulator::take_errors().empty());
    for (const Mutation& mutation : *mutations) {
      ++count;
      if (is_caught(*subject, mutation, right))
        ++caught;
      else
        std::printf("not caught: %s\n", mutation.what);
    }
  }
  std::printf("mutations: %d of %d caught\n", caught, count);
  CHECK(count == 40);
  CHECK(caught * 100 >= count * 95);
}
