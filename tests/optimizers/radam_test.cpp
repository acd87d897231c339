// RAdam along a trajectory of torch.optim.RAdam, plain steps at first and adaptive ones then.
#include <keratin/keratin.hpp>

#include <catch2/catch.hpp>

#if __has_include(<nlohmann/json.hpp>)
#include "support/check_optimizer.hpp"

using namespace keratin;

namespace {

// torch.optim.RAdam(w, lr=0.05, betas=(0.8, 0.9), eps=1e-7)
constexpr const char* torch = R"(
{"optimizer": "RAdam", "config": {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-07}, "w0":
[[[0.803, 0.175], [0.089, -0.614]], [0.046, -1.368, 0.337]], "steps": [{"grads": [[[1.01, -1.44], [0.98, 0.52]],
[1.24, -0.86, 0.3]], "weights": [[[0.7525, 0.247], [0.04, -0.64]], [-0.016, -1.325, 0.322]]}, {"grads": [[[0.42,
-0.08], [0.93, 0.82]], [0.5, -0.16, -0.68]], "weights": [[[0.7183889, 0.2812222], [-0.007611111, -0.6743334]],
[-0.05744445, -1.301445, 0.3342223]]}, {"grads": [[[-1.06, 0.75], [0.24, -0.39]], [0.15, -1.18, 0.53]], "weights":
[[[0.7199791, 0.2860501], [-0.04062751, -0.6866039]], [-0.08497724, -1.263363, 0.3305747]]}, {"grads": [[[-1.45,
-0.63], [0.15, -0.25]], [0.45, 0.01, 1.34]], "weights": [[[0.7455902, 0.2999132], [-0.06500013, -0.6904833]],
[-0.1108052, -1.23835, 0.3054663]]}, {"grads": [[[1.46, 0.44], [1.02, -2.19]], [0.21, -0.94, -0.32]], "weights":
[[[0.7418668, 0.3031079], [-0.0972938, -0.6606349]], [-0.1320734, -1.206797, 0.2925867]]}, {"grads": [[[-1.05,
0.82], [-0.53, 0.81]], [-0.8, -1.05, -0.11]], "weights": [[[0.744409, 0.3002116], [-0.1031114, -0.6581485]],
[-0.1339256, -1.195589, 0.2895907]]}, {"grads": [[[0.35, -0.44], [-0.95, -0.06]], [-1.44, -1.21, 1.09]],
"weights": [[[0.7457203, 0.2997573], [-0.103196, -0.6552252]], [-0.1282338, -1.180252, 0.2811527]]}, {"grads":
[[[-0.5, 0.76], [-0.68, 0.84]], [0.61, 0.68, 0.41]], "weights": [[[0.7494068, 0.294436], [-0.09901684,
-0.6566007]], [-0.1263772, -1.169411, 0.2703227]]}, {"grads": [[[0.03, -0.03], [1.46, 3.79]], [0.27, 0.4, -0.61]],
"weights": [[[0.7527552, 0.2895853], [-0.1042739, -0.6682855]], [-0.1264623, -1.161735, 0.2650973]]}],
"after_finalize": [[[0.7527552, 0.2895853], [-0.1042739, -0.6682855]], [-0.1264623, -1.161735, 0.2650973]]})";

}  // namespace

TEST_CASE("RAdam follows PyTorch's trajectory") {
  const testing::Json row = testing::Json::parse(torch);
  const auto make = [&] { return testing::optimizer_from({{"class_name", "RAdam"}, {"config", row["config"]}}); };
  testing::check_optimizer(make, row);
  testing::parity("optimizers", "RAdam", testing::Checked::training);
}

TEST_CASE("RAdam by name, and its fields") {
  CHECK(Optimizer("radam").impl().class_name() == "RAdam");
  testing::check_fields("RAdam", [](Fields& f) { return optimizers::deserialize("RAdam", f); });
}
#endif
