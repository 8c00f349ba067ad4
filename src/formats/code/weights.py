def weights(source, target, start, count):
    """Rows [start, start + count) of the matrix that brings `source` pixels to `target`: the mean of the area that each covers
    where that is not fewer, bilinear (align_corners=False) where it is more."""
    rows = []
    for i in range(start, start + count):
        row = [0.0] * source
        if target <= source:
            for j in range(i * source // target, ((i + 1) * source - 1) // target + 1):
                row[j] = (min((i + 1) * source, (j + 1) * target) - max(i * source, j * target)) / source
        else:
            at = min(max((i + 0.5) * source / target - 0.5, 0), source - 1)
            row[int(at)] = 1 - at % 1
            if at % 1:
                row[int(at) + 1] = at % 1
        rows.append(row)
    return rows
