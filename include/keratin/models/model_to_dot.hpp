// model_to_dot: a model as a graph in the language DOT, as Keras draws it.
//   std::cout << utils::model_to_dot(model, {.show_shapes = true});
#pragma once
#include <string>

#include "model.hpp"

namespace keratin::utils {

struct ModelToDotOptions {
  KERATIN_OPTIONS;
  Flag show_shapes = false;      ///< The shapes of each layer's input and output.
  Flag show_dtype = false;       ///< The dtype of its output.
  Flag show_layer_names = true;  ///< Its name beside its class.
  std::string rankdir = "TB";    ///< The way it goes: TB, LR, BT or RL.
  Flag expand_nested = false;    ///< Shows the layers of models inside, in a frame.
  Int dpi = 200;                 ///< Of a picture made of it.
  Flag subgraph = false;         ///< A cluster to stand in another graph.
  Flag show_layer_activations = false;
  Flag show_trainable = false;    ///< Whether its weights are trained.
  std::string splines = "ortho";  ///< How edges are drawn: ortho, curved, polyline, spline, line.
};

/// The graph of a built model in DOT: a box for each layer, an arrow for each tensor (keras.utils.model_to_dot). A
/// Sequential has no box for its input. Throws state_error for a model that waits for data, value_error for an unknown
/// rankdir or splines or a dpi that is not above 0.
[[nodiscard]] std::string model_to_dot(const ModelBase& model, const ModelToDotOptions& options = {});

}  // namespace keratin::utils

#if KERATIN_DEFINE(models)
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "../activations/activation.hpp"
#include "dot_text.hpp"
#include "model_impl.hpp"

namespace keratin::utils {

namespace detail {

/// The name of a layer's option `activation`, if it has one.
class ActivationOf final : public Fields {
 public:
  explicit ActivationOf(const LayerImpl& layer) { layer.fields(*this); }
  void field(std::string_view name, FieldRef value) override {
    if (auto* const* activation = std::get_if<activations::Activation*>(&value); activation != nullptr)
      if (name == "activation") text = (*activation)->name();
  }
  std::string text;
};

/// What a box shows.
struct DotBox {
  std::string name, class_name, activation;
  Tensors inputs, outputs;  // of the first call; none if there was none
  bool weights = false, trainable = true;
};

/// What DOT knows a layer, an op or an Input by: one that is called twice is one box.
using DotKey = const RefCounted*;

class ModelDot {
 public:
  explicit ModelDot(const ModelToDotOptions& options) : options_(options) {}

  std::string draw(const models::ModelImpl& model, bool subgraph) {
    text_ = subgraph ? open_cluster(model)
                     : concat("digraph G {\nrankdir=", options_.rankdir, ";\nconcentrate=true;\ndpi=", options_.dpi,
                              ";\nsplines=", options_.splines, ";\nnode [shape=record];\n");
    add(model);
    return text_ + "}\n";
  }

 private:
  static std::string open_cluster(const models::ModelImpl& model) {
    return concat("subgraph ", dot_text("cluster_" + model.name()), " {\nstyle=dashed;\nlabel=", dot_text(model.name()),
                  ";\nlabeljust=l;\n");
  }
  static const models::ModelImpl* model_in(DotKey key) { return dynamic_cast<const models::ModelImpl*>(key); }
  static DotKey key_of(const GraphNode& node) { return node.layer ? node.layer.get() : static_cast<DotKey>(&node); }
  std::string id(DotKey key) {
    return concat("layer_", ids_.try_emplace(key, static_cast<index_t>(ids_.size()) + 1).first->second);
  }

  /// The boxes of a model, then its arrows.
  void add(const models::ModelImpl& model) {
    const auto before = std::exchange(edges_, {});
    add_boxes_and_edges(model);
    for (const auto& [from, to] : edges_) text_ += concat(from, " -> ", to, " [penwidth=2];\n");
    edges_ = before;
  }
  void add_boxes_and_edges(const models::ModelImpl& model) {
    if (model.sequential()) {
      const std::vector<Layer> layers = model.layers();
      for (const Layer& layer : layers) add_box(&layer.impl(), box_of(layer));
      for (std::size_t i = 1; i < layers.size(); ++i) connect(&layers[i - 1].impl(), 0, &layers[i].impl(), 0);
      return;
    }
    std::set<DotKey> seen;
    for (const auto& node : model.graph().nodes()) {
      const bool input = is_input(model, *node);
      const DotKey key = input ? static_cast<DotKey>(node.get()) : key_of(*node);
      if (seen.insert(key).second) add_box(key, box_of(*node, input));
    }
    for (const auto& node : model.graph().nodes()) {
      if (is_input(model, *node)) continue;
      std::size_t place = 0;
      for (const Tensors* sources : {&node->inputs, &node->masks})
        for (const Tensor& x : *sources) {
          if (x.symbolic()) connect(source_of(model, x), x.get().output, key_of(*node), place);
          ++place;
        }
    }
  }
  static bool is_input(const models::ModelImpl& model, const GraphNode& node) {
    return std::any_of(model.inputs().begin(), model.inputs().end(),
                       [&](const Tensor& x) { return &graph_node(x) == &node; });
  }
  static DotKey source_of(const models::ModelImpl& model, const Tensor& x) {
    const GraphNode& node = graph_node(x);
    return is_input(model, node) ? static_cast<DotKey>(&node) : key_of(node);
  }

  static DotBox box_of(const Layer& layer) {
    DotBox box{layer.name(), layer.class_name(), ActivationOf(layer.impl()).text, {}, {}, false, true};
    const bool model = model_in(&layer.impl()) != nullptr;
    if (model || !layer.impl().calls().empty()) {
      box.inputs = layer.input_at(0);
      box.outputs = layer.output_at(0);
    }
    box.weights = !layer.weights().empty();
    box.trainable = layer.trainable();
    return box;
  }
  static DotBox box_of(const GraphNode& node, bool input) {
    if (auto* const layer = dynamic_cast<LayerImpl*>(node.layer.get()); layer != nullptr && !input)
      return box_of(Layer(Ref<LayerImpl>(layer)));
    DotBox box{node.name, node.class_name, "", node.inputs, {}, false, true};
    if (input) {
      box.class_name = "InputLayer";  // also where a model begins inside another
      if (node.run) box.name += "_input";
    }
    const Ref<GraphNode> shared(const_cast<GraphNode*>(&node));
    for (std::size_t k = 0; k < node.shapes.size(); ++k) box.outputs.push_back(symbolic_output(shared, k));
    std::erase_if(box.inputs, [](const Tensor& x) { return !x.symbolic(); });
    return box;
  }

  void add_box(DotKey key, const DotBox& box) {
    const models::ModelImpl* const inner = model_in(key);
    if (inner != nullptr && options_.expand_nested) {
      text_ += open_cluster(*inner);
      add(*inner);
      text_ += "}\n";
      return;
    }
    text_ += concat(id(key), " [label=<", label(box), ">, fontname=Helvetica, border=0, margin=0];\n");
  }

  /// An arrow; with expand_nested from and to the layers inside models.
  void connect(DotKey from, std::size_t output, DotKey to, std::size_t input) {
    if (options_.expand_nested) {
      while (const models::ModelImpl* inner = model_in(from)) {
        const Tensor& y = inner->outputs()[output];
        from = source_of(*inner, y);
        output = y.get().output;
      }
      while (const models::ModelImpl* inner = model_in(to)) {
        if (!inner->sequential()) {
          to = &graph_node(inner->inputs()[input]);
          break;
        }
        to = &inner->layers().front().impl();
      }
    }
    const std::pair<std::string, std::string> edge{id(from), id(to)};
    if (std::find(edges_.begin(), edges_.end(), edge) == edges_.end()) edges_.push_back(edge);
  }

  /// As Keras lays it out: model_visualization.py's make_layer_label.
  std::string label(const DotBox& box) const {
    std::string cells = columns(box);
    const int span =
        std::max(1, (options_.show_dtype ? 1 : 0) + (options_.show_trainable ? 1 : 0) + (options_.show_shapes ? 2 : 0));
    std::string table = "<table border=\"0\" cellborder=\"1\" bgcolor=\"black\" cellpadding=\"10\">";
    const std::string title = options_.show_layer_names
                                  ? concat("<b>", html_text(box.name), "</b> (", html_text(box.class_name), ")")
                                  : concat("<b>", html_text(box.class_name), "</b>");
    table += concat("<tr><td colspan=\"", span, "\" bgcolor=\"black\"><font point-size=\"16\" color=\"white\">", title,
                    "</font></td></tr>");
    if (options_.show_layer_activations && !box.activation.empty())
      table += concat("<tr><td bgcolor=\"white\" colspan=\"", span, "\"><font point-size=\"14\">Activation: <b>",
                      html_text(box.activation), "</b></font></td></tr>");
    if (!cells.empty()) table += "<tr>" + cells + "</tr>";
    return table + "</table>";
  }
  std::string columns(const DotBox& box) const {
    std::string cells;
    const auto cell = [&](const char* what, const std::string& value) {
      cells += concat("<td bgcolor=\"white\"><font point-size=\"14\">", what, ": <b>", value, "</b></font></td>");
    };
    const auto shape = [](const Tensor& x) { return to_text(x.shape()); };
    if (options_.show_shapes && box.class_name != "InputLayer") cell("Input shape", list(box.inputs, shape));
    if (options_.show_shapes) cell("Output shape", list(box.outputs, shape));
    if (options_.show_dtype)
      cell("Output dtype", list(box.outputs, [](const Tensor& x) { return std::string(to_string_view(x.dtype())); }));
    if (options_.show_trainable && box.weights)
      cells += concat("<td bgcolor=\"", box.trainable ? "forestgreen" : "firebrick",
                      "\"><font point-size=\"14\" color=\"white\"><b>", box.trainable ? "Trainable" : "Non-trainable",
                      "</b></font></td>");
    return cells;
  }
  template <class F>
  static std::string list(const Tensors& tensors, const F& text) {
    if (tensors.empty()) return "?";
    if (tensors.size() == 1) return text(tensors[0]);
    std::string all = "[";
    for (const Tensor& x : tensors) all += (all.size() > 1 ? ", " : "") + text(x);
    return all + "]";
  }

  const ModelToDotOptions& options_;
  std::string text_;
  std::map<DotKey, index_t> ids_;
  std::vector<std::pair<std::string, std::string>> edges_;
};

}  // namespace detail

KERATIN_INLINE std::string model_to_dot(const ModelBase& model, const ModelToDotOptions& options) {
  const auto& impl = static_cast<const models::ModelImpl&>(static_cast<Layer>(model).impl());
  require<state_error>(impl.built() && !impl.inputs().empty(), "model_to_dot: expected a built model; got ",
                       impl.name(), ", which waits for data. Hint: begin with Input(…), or call it on a batch.");
  const auto one_of = [](const char* name, const std::string& value, std::initializer_list<const char*> known) {
    std::string list;
    for (const char* k : known) list += (list.empty() ? "" : ", ") + std::string(k);
    require(std::find(known.begin(), known.end(), value) != known.end(), "model_to_dot: expected a ", name, " of ",
            list, "; got \"", value, "\".");
  };
  one_of("rankdir", options.rankdir, {"TB", "LR", "BT", "RL"});
  one_of("splines", options.splines, {"ortho", "curved", "polyline", "spline", "line"});
  require(options.dpi > 0, "model_to_dot: expected a dpi above 0; got ", options.dpi, ".");
  return detail::ModelDot(options).draw(impl, options.subgraph);
}

}  // namespace keratin::utils
#endif
