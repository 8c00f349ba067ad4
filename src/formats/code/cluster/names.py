# Names of files, by the rule that all names of Filterbank go by: letters, marks and digits of any script stay

NAME_PARTS = ("name", "number", "map", "filter", "layer")
PART = re.compile(r"\{([^{}]*)\}")
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(\.|$)", re.IGNORECASE)
MOST_BYTES = 200


def kinds_of(text):
    """A letter for each character: w of words, m a mark on them, j a joiner, s another that is safe, x the rest."""

    def kind(character):
        if character in "\u200c\u200d":
            return "j"
        if character in "._-":
            return "s"
        return {"L": "w", "N": "w", "M": "m"}.get(unicodedata.category(character)[0], "x")

    return "".join(map(kind, text))


def hyphened(pattern, text):
    """The text with a hyphen for each run of characters whose kinds match."""
    parts, end = [], 0
    for run in re.finditer(pattern, kinds_of(text)):
        parts += [text[end : run.start()], "-"]
        end = run.end()
    return "".join(parts) + text[end:]


def trimmed(text):
    return text.lstrip("-.").rstrip("-.\u200c\u200d")


def cut(text, most):
    """As many characters as fit into so many bytes, each with its marks; of one under more marks than fit, some of them."""
    for letter in (r"[\s\S][mj]*", r"[\s\S]"):
        kept = ""
        for found in re.finditer(letter, kinds_of(text)):
            if len(text[: found.end()].encode()) > most:
                break
            kept = text[: found.end()]
        if kept:
            return kept
    return ""


def file_name(stem, ending, fallback):
    stem = hyphened(r"(?<![wmj])[mj]+|j+(?![wm])", unicodedata.normalize("NFC", stem))
    stem = trimmed(hyphened(r"x+", stem))
    if RESERVED.match(stem + ending):
        stem = "_" + stem
    return (trimmed(cut(stem, MOST_BYTES - len(ending))) or fallback) + ending


def stem_of(name):
    """A file's name without its ending."""
    ending = re.search(r"sw{1,11}\Z", kinds_of(name))
    return name[: ending.start()] if ending and name[ending.start()] == "." else name


def free_name(name, ending, taken):
    """A name that is not taken yet, whatever its capitals; it then is."""
    stem, copy = name[: len(name) - len(ending)], 1
    while name.lower() in taken:
        copy += 1
        name = file_name(stem, f"-{copy}{ending}", stem)
    taken.add(name.lower())
    return name


def pattern_problem(pattern, several):
    used = PART.findall(pattern)
    unknown = [part for part in used if part not in NAME_PARTS]
    if unknown:
        return f"{{{unknown[0]}}} stands for nothing: there are " + ", ".join(f"{{{part}}}" for part in NAME_PARTS)
    if not {"name", "number"} & set(used):
        return "all photos would have one name: use {name} or {number}"
    if several and not {"map", "filter"} & set(used):
        return "all maps of a photo would have one name: use {map} or {filter}"
    return None


def file_names(addresses, maps, layer, pattern, ending):
    """Of each photo the names of its files, the same in every run. `maps`: of each file what {map} and {filter} are."""
    taken, names = set(), []
    for number, address in enumerate(addresses, 1):
        path = urllib.parse.unquote(urllib.parse.urlsplit(address).path) if "://" in address else address
        stem = stem_of(os.path.basename(path))
        of_photo = []
        for of_map, of_filter in maps:
            facts = {
                "name": stem,
                "number": str(number).zfill(len(str(len(addresses)))),
                "map": of_map,
                "filter": of_filter,
                "layer": layer,
            }
            text = PART.sub(lambda part: facts[part[1]], pattern)
            of_photo.append(free_name(file_name(text, ending, facts["number"]), ending, taken))
        names.append(of_photo)
    return names


def map_names(layer, channels, form):
    if form == "npy" and len(channels) > 1:
        return [("maps", "maps")]
    names = layer.get("names", [])
    return [(f"map{c}", (names[c] if c < len(names) else "") or f"map{c}") for c in channels]
