// Times a training step and inference of one workload:   keratin_bench W1 [THREADS]   -> one JSON line.
// Without a workload it runs all of them; README.md says what they are.
#include <cstdlib>
#include <cstring>

#include "measure.hpp"
#include "workloads.hpp"

using namespace keratin;

namespace {

using Workload = bench::Workload<cpu>;

void run(const Workload& w) {
  set_random_seed(1);
  Model<> model = w.build();
  const Batch data = bench::random_data(w, index_t{w.batch} * w.steps);
  bench::Stamps stamps;
  const auto stamping = make_callback<bench::Stamping>(&stamps);
  const auto train = [&](int epochs) {
    const History history =
        model.fit(data.x, data.y, {.batch_size = w.batch, .epochs = epochs, .verbose = 0, .callbacks = {stamping}});
    const auto accuracy = history.history.find("accuracy");
    return std::pair{history.history.at("loss").back(),
                     accuracy == history.history.end() ? 0.0 : accuracy->second.back()};
  };
  const Tensor one = data.x[0].slice(0, 1).clone(), many = bench::random_data(w, 256).x[0];
  const auto infer = [&](int n) { static_cast<void>(model.predict_on_batch(n == 1 ? one : many)); };
  bench::measure({"keratin", KERATIN_VERSION, w.name, num_threads(), w.batch}, stamps, train, infer);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 2) set_num_threads(std::atoi(argv[2]));
  bool known = argc < 2;
  for (const Workload& w : bench::workloads<cpu>())
    if (argc < 2 || std::strcmp(argv[1], w.name) == 0) {
      run(w);
      known = true;
    }
  if (known) return 0;
  std::string names;
  for (const Workload& w : bench::workloads<cpu>()) names += (names.empty() ? "" : ", ") + std::string(w.name);
  std::fprintf(stderr, "keratin_bench: expected one of %s; got %s.\n", names.c_str(), argv[1]);
  return 2;
}
