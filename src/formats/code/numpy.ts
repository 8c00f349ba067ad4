import { arrayCode, type ArrayLibrary } from './arrays.ts'
import { NUMPY_WORDS } from './preprocess.ts'
import type { Code, Coded, CodeOptions } from './program.ts'

/**
 * Python code that computes the pipeline with NumPy 1.20 or newer alone: `model`, and `preprocess` where the picture is not fed as
 * its values 0..1. Float32 throughout. Weights of large layers are read from the exported .npz file.
 * @throws ShapeError when a layer does not fit
 */
export function numpyCode(coded: Coded, options: CodeOptions): Code {
  return arrayCode(coded, NUMPY, options)
}

const NUMPY: ArrayLibrary = {
  words: NUMPY_WORDS,
  imports: ['import numpy as np'],
  load: (name) => name,
  functions: {
    relu: `
def relu(x):
    return np.maximum(x, 0)`,

    relu6: `
def relu6(x):
    return np.clip(x, 0, 6)`,

    leaky_relu: `
def leaky_relu(x, negative_slope):
    return np.where(x > 0, x, x * negative_slope)`,

    elu: `
def elu(x, alpha):
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))`,

    sigmoid: `
def sigmoid(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))`,

    silu: `
def silu(x):
    return x * sigmoid(x)`,

    gelu: `
def gelu(x, approximate="none"):
    if approximate == "tanh":
        return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)))
    return 0.5 * x * (1 + np.vectorize(math.erf, [np.float32])(x / math.sqrt(2)))`,

    hardsigmoid: `
def hardsigmoid(x):
    return np.clip(x + 3, 0, 6) / 6`,

    hardswish: `
def hardswish(x):
    return x * np.clip(x + 3, 0, 6) / 6`,

    conv2d: `
def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """For each tap of the kernels, the pixels that it sees times its weights."""
    (sh, sw), (dh, dw) = pair(stride), pair(dilation)
    filters, channels, kh, kw = weight.shape
    x = np.pad(x, [(0, 0), (0, 0), *conv_sides(padding, (kh, kw), dilation)])
    n, _, height, width = x.shape
    rows, columns = (height - dh * (kh - 1) - 1) // sh + 1, (width - dw * (kw - 1) - 1) // sw + 1
    weight = weight.reshape(groups, filters // groups, channels, kh, kw)
    y = np.zeros((n, groups, filters // groups, rows * columns), np.float32)
    for i, j in np.ndindex(kh, kw):
        seen = x[..., i * dh :: sh, j * dw :: sw][..., :rows, :columns]
        y += weight[..., i, j] @ seen.reshape(n, groups, channels, rows * columns)
    y = y.reshape(n, filters, rows, columns)
    return y if bias is None else y + bias.reshape(-1, 1, 1)`,

    conv_transpose2d: `
def conv_transpose2d(x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    """For each tap of the kernels, its weights times all pixels, added where it puts them."""
    (sh, sw), (ph, pw), (oh, ow), (dh, dw) = map(pair, (stride, padding, output_padding, dilation))
    n, channels, height, width = x.shape
    _, filters, kh, kw = weight.shape
    x = x.reshape(n, groups, channels // groups, height * width)
    weight = weight.reshape(groups, channels // groups, filters, kh, kw).swapaxes(1, 2)
    rows, columns = (height - 1) * sh + 1, (width - 1) * sw + 1
    full_h, full_w = rows + dh * (kh - 1) + oh, columns + dw * (kw - 1) + ow
    y = np.zeros((n, groups * filters, full_h, full_w), np.float32)
    for i, j in np.ndindex(kh, kw):
        part = (weight[..., i, j] @ x).reshape(n, groups * filters, height, width)
        y[..., i * dh : i * dh + rows : sh, j * dw : j * dw + columns : sw] += part
    y = y[..., ph : full_h - ph, pw : full_w - pw]
    return y if bias is None else y + bias.reshape(-1, 1, 1)`,

    max_pool2d: `
def max_pool2d(x, kernel_size, stride, padding=0, dilation=1, ceil_mode=False):
    return windows(x, -np.inf, kernel_size, stride, padding, dilation, ceil_mode).max((4, 5))`,

    avg_pool2d: `
def avg_pool2d(x, kernel_size, stride, padding=0, ceil_mode=False, count_include_pad=True):
    sums = windows(x, 0, kernel_size, stride, padding, 1, ceil_mode).sum((4, 5))
    return sums / avg_counts(x.shape[2:], sums.shape[2:], kernel_size, stride, padding, count_include_pad)`,

    windows: `
def windows(x, value, kernel_size, stride, padding, dilation, ceil_mode):
    """What each window sees of x, padded with a value: (N, C, H_out, W_out, kH, kW)."""
    (kh, kw), (sh, sw), (dh, dw) = map(pair, (kernel_size, stride, dilation))
    sides = pool_sides(x.shape[2:], kernel_size, stride, padding, dilation, ceil_mode)
    x = np.pad(x, [(0, 0), (0, 0), *sides], constant_values=value)
    reach = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    seen = np.lib.stride_tricks.sliding_window_view(x, reach, (2, 3))
    return seen[:, :, ::sh, ::sw, ::dh, ::dw]`,
  },
}
