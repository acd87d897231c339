// The library with its CUDA backend linked with NVIDIA's own libraries instead of the emulator: every call that it
// makes exists there. The program starts without a driver, says so when a model asks for the device, and goes on on the
// CPU; where there is a device, the model learns on it.
#include <keratin/keratin.hpp>

#include <iostream>

using namespace keratin;
using namespace keratin::layers;

namespace {

template <class D>
double last_loss() {
  set_random_seed(1);
  const Tensor x = random::normal({64, 4});
  const Tensor y = ops::sum(x, 1, {.keepdims = true});
  Sequential<float, D> model({Dense(8, {.activation = "tanh", .input_shape = {4}}), Dense(1)});
  model.compile({.optimizer = optimizers::Adam(0.05), .loss = "mse"});
  return model.fit(x, y, {.epochs = 20, .verbose = 0}).history.at("loss").back();
}

int failed(const std::string& what) {
  std::cerr << what << '\n';
  std::cout << "0 passed, 1 failed, 0 skipped\n";
  return 1;
}
int passed() {
  std::cout << "1 passed, 0 failed, 0 skipped\n";
  return 0;
}

}  // namespace

int main() {
  const double on_cpu = last_loss<cpu>();
  std::cout << "cpu: loss " << on_cpu << '\n';
  if (on_cpu > 1) return failed("expected the model to learn on the CPU");
  if (const std::string reason = why_no_cuda(); !reason.empty()) {
    try {
      last_loss<cuda>();
      return failed("expected device_error without a device; got a model");
    } catch (const device_error& e) {
      std::cout << "no device: " << e.what() << '\n';
      return std::string(e.what()).find(reason) != std::string::npos ? passed()
                                                                     : failed("expected the reason: " + reason);
    }
  }
  const double on_cuda = last_loss<cuda>();
  std::cout << "cuda: loss " << on_cuda << '\n';
  return std::abs(on_cuda - on_cpu) < 1e-2 * on_cpu + 1e-4 ? passed() : failed("expected the CPU's loss");
}
