# From maps to files


def levels_of(values, ends):
    """16-bit gray: low is 0, high is 65535, NaN is 0. Without ends those of all finite values."""
    finite = values[np.isfinite(values)]
    low, high = ends or ((float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0))
    scale = 65535 / (high - low) if high > low else 0.0
    with np.errstate(invalid="ignore"):
        levels = np.floor((values.astype(np.float64) - low) * scale + 0.5)
    return np.clip(np.nan_to_num(levels, nan=0, posinf=65535, neginf=0), 0, 65535).astype(np.uint16)


def contents_of(maps, form, ends):
    """The bytes of each file."""
    for part in [maps] if form == "npy" else maps[0]:
        file = io.BytesIO()
        if form == "npy":
            np.save(file, np.ascontiguousarray(part, "<f4"))
        else:
            Image.fromarray(levels_of(part, ends)).save(file, "PNG")
        yield file.getvalue()


def write_whole(path, data):
    """Under another name until all of it is there."""
    part = f"{path}.{uuid.uuid4().hex[:8]}.part"
    try:
        with open(part, "xb") as file:
            file.write(data)
        os.replace(part, path)
    except BaseException:
        if os.path.exists(part):
            os.remove(part)
        raise


def photo_done(model, order, address, names):
    """Make the files of one photo. Gives what became of it ("written", "there", "failed"), and why."""
    try:
        paths = [os.path.join(order["out"], name) for name in names]
        if all(map(os.path.exists, paths)):
            return "there", ""
        maps = model(planes_of(fetch(address), order["input"]))[:, order["maps"]]
        os.makedirs(order["out"], exist_ok=True)
        for path, data in zip(paths, contents_of(maps, order["form"], order["range"])):
            write_whole(path, data)
        return "written", ""
    except Exception as error:
        return "failed", str(error) or type(error).__name__
