// core/names.hpp: the names Keras gives.
#include <keratin/core/names.hpp>

#include <catch2/catch.hpp>

using namespace keratin;

TEST_CASE("snake_case is Keras's") {
  const std::pair<const char*, const char*> names[] = {{"Dense", "dense"},
                                                       {"Conv2D", "conv2d"},
                                                       {"Conv2DTranspose", "conv2d_transpose"},
                                                       {"PReLU", "p_re_lu"},
                                                       {"LSTM", "lstm"},
                                                       {"GRU", "gru"},
                                                       {"ReLU", "re_lu"},
                                                       {"LeakyReLU", "leaky_re_lu"},
                                                       {"InputLayer", "input_layer"},
                                                       {"UpSampling2D", "up_sampling2d"},
                                                       {"TimeDistributed", "time_distributed"},
                                                       {"ELU", "elu"},
                                                       {"GlobalMaxPooling1D", "global_max_pooling1d"},
                                                       {"Add", "add"},
                                                       {"", ""},
                                                       {"x", "x"}};
  for (const auto& [name, snake] : names) CHECK(snake_case(name) == snake);
}

TEST_CASE("names count up, and start anew with clear_session") {
  clear_session();
  CHECK(unique_name("dense") == "dense");
  CHECK(unique_name("dense") == "dense_1");
  CHECK(unique_name("dense") == "dense_2");
  CHECK(unique_name("dropout") == "dropout");
  clear_session();
  CHECK(unique_name("dense") == "dense");
}

TEST_CASE("an unknown name gets the one that is alike") {
  CHECK(suggestion("val_acc", "accuracy, loss, val_accuracy, val_loss") == " Hint: did you mean \"val_accuracy\"?");
  CHECK(suggestion("acc", "accuracy, loss") == " Hint: did you mean \"accuracy\"?");
  CHECK(suggestion("adm", "adadelta, adam, sgd") == " Hint: did you mean \"adam\"?");
  CHECK(suggestion("Categorical-CrossEntropy", "binary_crossentropy, categorical_crossentropy") ==
        " Hint: did you mean \"categorical_crossentropy\"?");
  CHECK(suggestion("momentum", "adadelta, adam, sgd").empty());
  CHECK(suggestion("x", "").empty());
  CHECK(suggestion("", "a, b").empty());
}
