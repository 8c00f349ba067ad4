/*
 * torch.nn.functional in Python, by functions on arrays: what programs that have no PyTorch define for themselves. `np` is NumPy
 * and computes what follows from shapes; `xp` stands for the library whose arrays x and the weights are.
 */

/** Functions by PyTorch's names: the source of each, or what the library calls it. */
export type ArrayFunctions = Readonly<Record<string, string>>

/** Those of any library, and what these and a library's own use. */
export const ARRAY_FUNCTIONS: ArrayFunctions = {
  abs: 'xp.abs',
  clamp: 'xp.clip',
  tanh: 'xp.tanh',

  prelu: `
def prelu(x, weight):
    return xp.where(x > 0, x, x * weight.reshape(-1, 1, 1))`,

  softplus: `
def softplus(x, beta, threshold):
    return xp.where(x * beta > threshold, x, xp.logaddexp(x * beta, 0) / beta)`,

  pair: `
def pair(value):
    return value if isinstance(value, tuple) else (value, value)`,

  conv_sides: `
def conv_sides(padding, kernel_size, dilation):
    """Padding before and behind each axis."""
    if padding == "same":
        totals = [d * (k - 1) for k, d in zip(kernel_size, pair(dilation))]
        return [(total // 2, total - total // 2) for total in totals]
    return [(p, p) for p in pair(0 if padding == "valid" else padding)]`,

  pool_sides: `
def pool_sides(size, kernel_size, stride, padding, dilation, ceil_mode):
    """Padding before and behind each axis; in ceil mode up to the end of a last window that begins in what is before it."""
    sides = []
    for n, k, s, p, d in zip(size, *map(pair, (kernel_size, stride, padding, dilation))):
        last = n + 2 * p - d * (k - 1) - 1
        more = -last % s if ceil_mode else 0
        sides.append((p, p + (more if last + more < n + p else 0)))
    return sides`,

  adaptive_avg_pool2d: `
def adaptive_avg_pool2d(x, output_size):
    assert output_size == 1
    return x.mean((2, 3), keepdims=True)`,

  avg_counts: `
def avg_counts(size, count, kernel_size, stride, padding, include_pad):
    """How many elements each window has, without what ceil mode adds: (H_out, W_out)."""
    axes = []
    for n, many, k, s, p in zip(size, count, *map(pair, (kernel_size, stride, padding))):
        first, edge = np.arange(many) * s - p, p if include_pad else 0
        axes.append(np.minimum(first + k, n + edge) - np.maximum(first, -edge))
    return np.outer(*axes).astype(np.float32)`,

  pad: `
def pad(x, padding, mode="constant", value=0.0):
    left, right, top, bottom = padding
    sides = [(max(0, a), max(0, b)) for a, b in ((0, 0), (0, 0), (top, bottom), (left, right))]
    if mode == "circular":  # wraps around what negative sides leave
        return xp.pad(cut(x, padding), sides, "wrap")
    if mode == "constant":
        return cut(xp.pad(x, sides, constant_values=value), padding)
    return cut(xp.pad(x, sides, "edge" if mode == "replicate" else mode), padding)`,

  cut: `
def cut(x, padding):
    """Without as many rows and columns as negative sides say."""
    left, right, top, bottom = (max(0, -side) for side in padding)
    return x[..., top : x.shape[2] - bottom, left : x.shape[3] - right]`,

  interpolate: `
def interpolate(x, scale_factor, mode, align_corners=False):
    for axis, scale in zip((3, 2), reversed(scale_factor)):
        x = resized(x.swapaxes(axis, 3), scale, mode, align_corners).swapaxes(axis, 3)
    return x`,

  resized: `
def resized(x, scale, mode, align_corners):
    """Along the last axis."""
    size = x.shape[3]
    count = int(size * scale)
    if count == size:
        return x
    i = np.arange(count)
    if mode == "nearest":
        step = np.float32(1 / scale)  # PyTorch's places are in single precision
        first = i // 2 if count == 2 * size else (i.astype(np.float32) * step).astype(int)
        return x[..., np.minimum(first, size - 1)]
    place = i * (size - 1) / max(1, count - 1) if align_corners else (i + 0.5) / scale - 0.5
    place = np.clip(place, 0, size - 1)
    first = place.astype(int)
    part = (place - first).astype(np.float32)
    return x[..., first] * (1 - part) + x[..., np.minimum(first + 1, size - 1)] * part`,

  pixel_shuffle: `
def pixel_shuffle(x, factor):
    n, c, h, w = x.shape
    c //= factor * factor
    x = x.reshape(n, c, factor, factor, h, w).transpose(0, 1, 4, 2, 5, 3)
    return x.reshape(n, c, h * factor, w * factor)`,

  pixel_unshuffle: `
def pixel_unshuffle(x, factor):
    n, c, h, w = x.shape
    h, w = h // factor, w // factor
    x = x.reshape(n, c, h, factor, w, factor).transpose(0, 1, 3, 5, 2, 4)
    return x.reshape(n, c * factor * factor, h, w)`,

  channel_shuffle: `
def channel_shuffle(x, groups):
    n, c, h, w = x.shape
    return x.reshape(n, groups, c // groups, h, w).swapaxes(1, 2).reshape(n, c, h, w)`,
}
