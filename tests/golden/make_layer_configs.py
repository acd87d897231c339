"""Configurations of layers as Keras writes them, with options that are not the defaults -> saving/layers.json.

usage: python make_layer_configs.py        (Keras 3.15, TensorFlow)
Each row: a layer's class, its configuration, the shapes of samples to call it on, and their dtype.
"""
import json, os
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
from keras import constraints as C, initializers as I, layers as L, regularizers as R

W = dict(kernel_initializer=I.HeNormal(seed=3), bias_initializer=I.Constant(0.1), kernel_regularizer=R.L2(0.01),
         bias_regularizer=R.L1(0.02), activity_regularizer=R.L1L2(0.01, 0.02), kernel_constraint=C.MaxNorm(3.0, axis=0),
         bias_constraint="non_neg", name="own", trainable=False)
NORM = dict(beta_initializer=I.RandomUniform(-0.1, 0.1), gamma_initializer=I.RandomNormal(1.0, 0.02), name="own")
RNN = dict(activation="relu", recurrent_activation="hard_sigmoid", use_bias=False, kernel_initializer="he_uniform",
           recurrent_initializer=I.Orthogonal(0.5), kernel_regularizer="l2", recurrent_regularizer=R.L1(0.1),
           kernel_constraint=C.UnitNorm(0), recurrent_constraint=C.MinMaxNorm(0.1, 2.0, 0.9), dropout=0.1,
           recurrent_dropout=0.2, return_sequences=True, go_backwards=True)
P2 = dict(pool_size=(2, 3), strides=(1, 2), padding="same")



@keras.saving.register_keras_serializable()
def double_plus_one(x):
    return 2.0 * x + 1.0


ROWS = [
    (L.Lambda(double_plus_one), [4]),
    (L.Activation("relu"), [4]), (L.Activation("softmax", name="own"), [4]),
    (L.ActivityRegularization(l1=0.1, l2=0.2), [4]),
    (L.Add(), [4], [4]), (L.Average(), [4], [4]), (L.Maximum(), [4], [4]), (L.Minimum(), [4], [4]),
    (L.Multiply(), [4], [4], [4]), (L.Subtract(name="own"), [4], [4]),
    (L.Concatenate(axis=1), [2, 3], [4, 3]), (L.Dot(axes=(2, 1), normalize=True), [2, 3], [3, 4]), (L.Dot(axes=1), [4], [4]),
    (L.AlphaDropout(0.3, noise_shape=(1, 4), seed=5), [4]), (L.Dropout(0.3, noise_shape=(None, 1, 3), seed=5), [2, 3]),
    (L.GaussianDropout(0.3, seed=4), [4]), (L.GaussianNoise(0.3), [4]),
    (L.SpatialDropout1D(0.3), [4, 3]), (L.SpatialDropout2D(0.3, data_format="channels_last"), [4, 4, 3]),
    (L.SpatialDropout3D(0.3), [4, 4, 4, 3]),
    (L.BatchNormalization(axis=1, momentum=0.9, epsilon=0.01, center=False, moving_mean_initializer="ones",
                          gamma_regularizer="l1", gamma_constraint="non_neg"), [3, 4]),
    (L.BatchNormalization(scale=False, moving_variance_initializer=I.Constant(2.0), beta_regularizer=R.L2(0.1)), [4]),
    (L.LayerNormalization(axis=[1, 2], epsilon=0.01, center=False), [3, 4]),
    (L.LayerNormalization(axis=-1, scale=False, **{k: v for k, v in NORM.items() if k != "gamma_initializer"}), [4]),
    (L.GroupNormalization(groups=2, axis=-1, epsilon=0.02, **NORM), [3, 4]), (L.RMSNormalization(axis=-1, epsilon=1e-5), [4]),
    (L.UnitNormalization(axis=[1]), [4]), (L.SpectralNormalization(L.Dense(3), power_iterations=2), [4]),
    (L.CategoryEncoding(num_tokens=4, output_mode="count"), [3], "int32"),
    (L.Hashing(7, mask_value=1, salt=5), [3], "int32"), (L.Hashing(3, output_mode="multi_hot"), [4], "int32"),
    (L.IntegerLookup(max_tokens=6, num_oov_indices=2, vocabulary=[3, 1], mask_token=0, oov_token=-7), [3], "int32"),
    (L.IntegerLookup(vocabulary=[2, 3], idf_weights=[0.5, 2.0], output_mode="tf_idf"), [3], "int32"),
    (L.Dense(3, activation="tanh", use_bias=True, **W), [4]), (L.Dense(3, activation=L.LeakyReLU(0.1)), [4]),
    (L.Discretization(bin_boundaries=[0.0, 0.5, 1.0], output_mode="one_hot"), [1]),
    (L.EinsumDense("abc,cd->abd", output_shape=(None, 5), activation="relu", bias_axes="d", **W), [3, 4]),
    (L.ELU(alpha=0.5), [4]), (L.LeakyReLU(negative_slope=0.2), [4]), (L.ReLU(max_value=6.0, negative_slope=0.1, threshold=0.5), [4]),
    (L.PReLU(alpha_initializer=I.Constant(0.2), alpha_regularizer="l2", shared_axes=[1]), [3, 4]),
    (L.Softmax(axis=1), [3, 4]),
    (L.Embedding(5, 3, embeddings_initializer="glorot_normal", embeddings_regularizer="l1", embeddings_constraint="unit_norm",
                 mask_zero=True), [4], "int32"),
    (L.Flatten(), [3, 4]), (L.Reshape((4, -1)), [6, 2]), (L.Permute((2, 1)), [3, 4]), (L.RepeatVector(3), [4]),
    (L.Identity(), [4]), (L.Masking(mask_value=0.5), [3, 4]),
    (L.Normalization(axis=-1, mean=[0.0, 1.0], variance=[1.0, 4.0]), [2]), (L.Rescaling(0.5, offset=-1.0), [4]),
    (L.Conv1D(3, 2, strides=2, padding="same", activation="relu", **W), [6, 2]),
    (L.Conv1D(4, 2, padding="causal", dilation_rate=2, groups=2, use_bias=False), [6, 2]),
    (L.Conv2D(4, (2, 3), strides=(1, 2), padding="same", activation="elu", **W), [5, 6, 2]),
    (L.Conv2D(4, 3, dilation_rate=(1, 2), groups=2), [8, 9, 2]), (L.Conv3D(2, (2, 1, 2), padding="same", **W), [3, 3, 3, 1]),
    (L.Conv1DTranspose(3, 2, strides=2, padding="same", **W), [4, 2]),
    (L.Conv2DTranspose(3, (2, 3), strides=(2, 2), output_padding=(1, 1), **W), [3, 3, 2]),
    (L.Conv3DTranspose(2, 2, strides=2), [2, 2, 2, 1]),
    (L.DepthwiseConv1D(2, depth_multiplier=2, padding="same"), [5, 2]),
    (L.DepthwiseConv2D((2, 3), strides=(1, 1), depth_multiplier=2, activation="relu", depthwise_regularizer="l2"), [5, 5, 2]),
    (L.SeparableConv1D(3, 2, depth_multiplier=2, pointwise_initializer="he_normal"), [5, 2]),
    (L.SeparableConv2D(3, 2, padding="same", depthwise_constraint="max_norm"), [5, 5, 2]),
    (L.AveragePooling1D(2, 1, "same"), [6, 2]), (L.AveragePooling2D(**P2), [6, 6, 2]), (L.AveragePooling3D((1, 2, 2)), [4, 4, 4, 1]),
    (L.MaxPooling1D(3, 2, "same"), [7, 2]), (L.MaxPooling2D(**P2), [6, 6, 2]), (L.MaxPooling3D(2, 1), [4, 4, 4, 1]),
    (L.GlobalAveragePooling1D(keepdims=True), [4, 3]), (L.GlobalAveragePooling2D(), [4, 4, 3]), (L.GlobalAveragePooling3D(), [2, 2, 2, 3]),
    (L.GlobalMaxPooling1D(), [4, 3]), (L.GlobalMaxPooling2D(keepdims=True), [4, 4, 3]), (L.GlobalMaxPooling3D(), [2, 2, 2, 3]),
    (L.ZeroPadding1D((1, 2)), [4, 3]), (L.ZeroPadding2D(((1, 2), (3, 0))), [4, 4, 3]), (L.ZeroPadding3D(1), [2, 2, 2, 3]),
    (L.Cropping1D((1, 2)), [6, 3]), (L.Cropping2D(((1, 0), (2, 1))), [5, 6, 3]), (L.Cropping3D(1), [4, 4, 4, 2]),
    (L.UpSampling1D(3), [4, 3]), (L.UpSampling2D((2, 3), interpolation="bilinear"), [3, 3, 2]), (L.UpSampling3D(2), [2, 2, 2, 3]),
    (L.AdaptiveAveragePooling1D(2), [5, 3]), (L.AdaptiveAveragePooling2D((2, 3)), [5, 4, 3]), (L.AdaptiveAveragePooling3D(2), [3, 4, 2, 3]),
    (L.AdaptiveMaxPooling1D(2), [5, 3]), (L.AdaptiveMaxPooling2D((2, 3), data_format="channels_first"), [3, 5, 4]),
    (L.AdaptiveMaxPooling3D((2, 2, 2)), [3, 4, 2, 3]),
    (L.Resizing(4, 5, interpolation="bicubic", crop_to_aspect_ratio=True, antialias=True), [6, 6, 3]), (L.CenterCrop(3, 4), [6, 6, 3]),
    (L.RandomBrightness((-0.1, 0.2), value_range=(0, 1), seed=3), [4, 4, 3]), (L.RandomContrast((0.1, 0.2), seed=3), [4, 4, 3]),
    (L.RandomCrop(3, 4, seed=3), [6, 6, 3]), (L.RandomFlip("vertical", seed=3), [4, 4, 3]),
    (L.RandomRotation(0.2, fill_mode="wrap", interpolation="nearest", fill_value=0.5, seed=3), [4, 4, 3]),
    (L.RandomTranslation((-0.1, 0.2), 0.3, fill_mode="nearest", data_format="channels_first"), [3, 4, 4]),
    (L.RandomZoom(0.2, fill_mode="constant", fill_value=0.5), [4, 4, 3]), (L.RandomZoom((-0.3, 0.1), width_factor=0.2), [4, 4, 3]),
    (L.SimpleRNN(3, **{k: v for k, v in RNN.items() if k != "recurrent_activation"}), [4, 2]),
    (L.LSTM(3, unit_forget_bias=False, **RNN), [4, 2]), (L.GRU(3, reset_after=False, **RNN), [4, 2]), (L.GRU(3), [4, 2]),
    (L.Bidirectional(L.LSTM(3, return_sequences=True), merge_mode="sum"), [4, 2]),
    (L.TimeDistributed(L.Dense(3, activation="relu")), [4, 2]),
    (L.RNN(L.StackedRNNCells([L.LSTMCell(3), L.GRUCell(2)]), return_sequences=True), [4, 2]),
    (L.MultiHeadAttention(2, 3, value_dim=4, dropout=0.1, use_bias=False, output_shape=5, attention_axes=1), [4, 6], [3, 6]),
    (L.Attention(use_scale=True, score_mode="concat", dropout=0.1), [3, 4], [5, 4]), (L.AdditiveAttention(use_scale=False), [3, 4], [5, 4]),
    (L.GroupQueryAttention(3, 4, 2, dropout=0.1, use_bias=False, kernel_regularizer="l2", bias_constraint="non_neg"), [4, 6], [3, 6]),
]

rows = []
for layer, *inputs in ROWS:
    dtype = inputs.pop() if isinstance(inputs[-1], str) else "float32"
    rows.append({"layer": keras.saving.serialize_keras_object(layer), "inputs": inputs, "dtype": dtype})
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "saving", "layers.json")
with open(path, "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(r, sort_keys=True) for r in rows) + "\n]\n")
print(len(rows), "rows")
