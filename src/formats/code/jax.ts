import { arrayCode, type ArrayLibrary } from './arrays.ts'
import type { Code, Coded, CodeOptions } from './program.ts'

/**
 * Python code that computes the pipeline with JAX: `model`, compiled for each shape of x, and `preprocess` where the picture is not
 * fed as its values 0..1. Float32 throughout, on every device. Weights of large layers are read from the exported .npz file.
 * @throws ShapeError when a layer does not fit
 */
export function jaxCode(coded: Coded, options: CodeOptions): Code {
  return arrayCode(coded, JAX, options)
}

const JAX: ArrayLibrary = {
  words: {
    module: 'jnp',
    array: (lists) => `jnp.array(${lists}, jnp.float32)`,
    fromPicture: 'x = np.asarray(image, np.float32).transpose(2, 0, 1)[None] / 255',
  },
  imports: ['import jax', 'import jax.numpy as jnp', 'import numpy as np'],
  load: (name) => `jnp.asarray(${name})`,
  decorator: ['@jax.jit'],
  functions: {
    relu: 'jax.nn.relu',
    relu6: 'jax.nn.relu6',
    leaky_relu: 'jax.nn.leaky_relu',
    elu: 'jax.nn.elu',
    sigmoid: 'jax.nn.sigmoid',
    silu: 'jax.nn.silu',
    hardsigmoid: 'jax.nn.hard_sigmoid',
    hardswish: 'jax.nn.hard_swish',

    gelu: `
def gelu(x, approximate="none"):
    return jax.nn.gelu(x, approximate=approximate == "tanh")`,

    conv2d: `
def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    y = jax.lax.conv_general_dilated(
        x,
        weight,
        pair(stride),
        conv_sides(padding, weight.shape[2:], dilation),
        rhs_dilation=pair(dilation),
        feature_group_count=groups,
        precision="highest",
    )
    return y if bias is None else y + bias.reshape(-1, 1, 1)`,

    conv_transpose2d: `
def conv_transpose2d(x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    """A convolution of x with zeros between its pixels, by kernels that are turned round."""
    channels, filters, kh, kw = weight.shape
    turned = weight[..., ::-1, ::-1].reshape(groups, channels // groups, filters, kh, kw)
    before = [d * (k - 1) - p for k, d, p in zip((kh, kw), pair(dilation), pair(padding))]
    y = jax.lax.conv_general_dilated(
        x,
        turned.swapaxes(1, 2).reshape(groups * filters, channels // groups, kh, kw),
        (1, 1),
        [(side, side + more) for side, more in zip(before, pair(output_padding))],
        lhs_dilation=pair(stride),
        rhs_dilation=pair(dilation),
        feature_group_count=groups,
        precision="highest",
    )
    return y if bias is None else y + bias.reshape(-1, 1, 1)`,

    max_pool2d: `
def max_pool2d(x, kernel_size, stride, padding=0, dilation=1, ceil_mode=False):
    return reduced(x, -jnp.inf, jax.lax.max, kernel_size, stride, padding, dilation, ceil_mode)`,

    avg_pool2d: `
def avg_pool2d(x, kernel_size, stride, padding=0, ceil_mode=False, count_include_pad=True):
    sums = reduced(x, 0.0, jax.lax.add, kernel_size, stride, padding, 1, ceil_mode)
    return sums / avg_counts(x.shape[2:], sums.shape[2:], kernel_size, stride, padding, count_include_pad)`,

    reduced: `
def reduced(x, start, step, kernel_size, stride, padding, dilation, ceil_mode):
    """What a step makes of the elements of each window, from a start on, which is the padding too."""
    sides = pool_sides(x.shape[2:], kernel_size, stride, padding, dilation, ceil_mode)
    size, strides, dilations = ((1, 1, *pair(value)) for value in (kernel_size, stride, dilation))
    return jax.lax.reduce_window(
        x, start, step, size, strides, [(0, 0), (0, 0), *sides], window_dilation=dilations
    )`,
  },
}
