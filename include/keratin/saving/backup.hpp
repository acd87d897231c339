// The files of callbacks::BackupAndRestore: latest.weights.h5, with the optimizer's state, and training_metadata.json,
// as Keras has them. Included by saving.hpp.
#pragma once
#include "../callbacks/backup_and_restore.hpp"
#include "json_values.hpp"
#include "weights_file.hpp"

#if KERATIN_DEFINE(saving)
#include <filesystem>

#include "../io/file.hpp"

namespace keratin::saving {

namespace detail {
inline constexpr const char *backup_weights = "/latest.weights.h5", *backup_metadata = "/training_metadata.json";
}

#if KERATIN_HAS_JSON
KERATIN_INLINE void write_backup(LayerImpl& layer, const std::string& folder, const BackupState& state) {
  const auto file = io::create_hdf5(folder + detail::backup_weights);
  detail::write_weights(static_cast<const detail::ModelImpl&>(layer), *file);
  file->close();
  const io::Json metadata = io::object({{"epoch", state.epoch}, {"batch", state.batch}, {"random", state.random}});
  io::write_file(folder + detail::backup_metadata, io::dump_json(metadata));
}

KERATIN_INLINE std::optional<BackupState> read_backup(LayerImpl& layer, const std::string& folder) {
  const std::string weights = folder + detail::backup_weights, path = folder + detail::backup_metadata;
  if (std::filesystem::exists(weights))
    detail::read_weights(static_cast<const detail::ModelImpl&>(layer), *io::open_hdf5(weights), weights, false);
  if (!std::filesystem::exists(path)) return std::nullopt;
  const std::string where = "\"" + path + "\"";
  const io::Json metadata = io::parse_json(io::read_file(path), where);
  BackupState state{.epoch = detail::integer(detail::member(metadata, "epoch", where), where + ", epoch")};
  if (state.epoch < 0) detail::refuse(where + ", epoch", "a number of at least 0", metadata["epoch"]);
  for (const io::Json& word : detail::optional_member(metadata, "random")) {  // Keras has none
    if (!word.is_number_unsigned()) detail::refuse(where + ", random", "numbers of at least 0", word);
    state.random.push_back(word.get<std::uint64_t>());
  }
  return state;
}
#else
KERATIN_INLINE void write_backup(LayerImpl&, const std::string&, const BackupState&) {
  io::lacks("BackupAndRestore", "JSON for Modern C++", "nlohmann-json3-dev", "KERATIN_NO_JSON");
}
KERATIN_INLINE std::optional<BackupState> read_backup(LayerImpl&, const std::string&) {
  io::lacks("BackupAndRestore", "JSON for Modern C++", "nlohmann-json3-dev", "KERATIN_NO_JSON");
}
#endif

}  // namespace keratin::saving
#endif
