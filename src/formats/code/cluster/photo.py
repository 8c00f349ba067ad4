# From a photo to what the first layer sees


def fetch(address):
    """The bytes of a file or of what is at an address."""
    if "://" in address:
        with urllib.request.urlopen(address, timeout=120) as answer:
            return answer.read()
    with open(address, "rb") as file:
        return file.read()


def planes_of(data, settings):
    """A photo upright, (1, 3, H, W) float32, by the input settings of a bank, but for the crop: that is of one photo alone."""
    try:
        image = Image.open(io.BytesIO(data))
    except UnidentifiedImageError:
        raise ValueError("it is no picture that Pillow reads") from None
    values = pixels_of(image, settings)
    if settings.get("light") == "linear":
        values = np.where(values <= 0.04045, values / 12.92, ((np.maximum(values, 0) + 0.055) / 1.055) ** 2.4)
    values = resized(values, settings.get("size"))
    x = values.transpose(2, 0, 1)[None].astype(np.float32)
    if settings["range"] == "0..1":
        return x
    mean, std = {
        "-1..1": ([0.5] * 3, [0.5] * 3),
        "imagenet": ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    }[settings["range"]]
    mean, std = (np.array(each, np.float32).reshape(3, 1, 1) for each in (mean, std))
    return (x - mean) / std


def pixels_of(image, settings):
    """Values 0..1 of sRGB, (H, W, 3); those of a picture of floats as they are."""
    if image.width * image.height > MOST_PIXELS:
        raise ValueError(f"{image.width} x {image.height} pixels are more than {MOST_PIXELS:,}")
    deep = any(";16" in str(tile[3]) for tile in image.tile)
    if image.mode == "F" or (deep and image.mode[0] == "I"):
        gray = np.asarray(ImageOps.exif_transpose(image.convert("F")), np.float64)
        return np.stack([gray / 65535 if deep else gray] * 3, axis=-1)
    if deep or image.mode[0] == "I":
        raise ValueError("it has more than 8 bits a channel, of which Pillow would drop the rest")
    profile = None if settings.get("ownValues") else image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    if "transparency" in image.info or image.mode in ("LA", "PA", "La", "RGBa"):
        image = image.convert("RGBA")
    elif image.mode not in ("L", "RGB", "RGBA", "CMYK"):
        image = image.convert("RGB")
    if profile:
        image = to_srgb(image, profile)
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, settings.get("matte", "#ffffff")), image)
    return np.asarray(image.convert("RGB"), np.float64) / 255


def resized(values, size):
    """Values (H, W, 3) at the exact size, if there is one: all of the photo, or the middle of it with its shorter side given."""
    if size is None:
        return values
    sides = values.shape[:2]
    seen = size["height"], size["width"]
    scaled = [size["shorter"] * side // min(sides) for side in sides] if "shorter" in size else seen
    rows, columns = (matrix(a, b, round((b - c) / 2), c) for a, b, c in zip(sides, scaled, seen))
    return np.stack([rows @ values[..., c] @ columns.T for c in range(3)], axis=-1)


@functools.lru_cache(maxsize=8)
def matrix(*sides):
    return np.array(weights(*sides))


def to_srgb(image, profile):
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        return ImageCms.profileToProfile(image, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return image  # a profile that does not fit is as none, as in browsers
