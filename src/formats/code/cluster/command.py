# The command


def numbers(text):
    return [int(part) for part in text.split(",")]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("photos", nargs="*", help="files, folders with all that is in them, http(s) addresses")
    add("--list", metavar="FILE", help="a file with more of them, one a line")
    add("--bank", default=BANK, metavar="FILE", help="a bank as Export filters saves it, .json or .onnx (%(default)s)")
    add("--out", default="maps", metavar="FOLDER", help="where files go (%(default)s)")
    add("--pattern", default="{name}-{map}", help="names: {name} of the photo, its {number}, {map}, {filter}, {layer}")
    add("--layer", type=int, metavar="N", help="whose maps, 1 for the first of the bank, 0 for the photo (the last one)")
    add("--maps", type=numbers, metavar="0,1,...", help="which of its maps (all)")
    add(
        "--form",
        choices=ENDINGS,
        default="npy",
        help="npy: float32, (1, C, H, W), one file of a photo; png16: 16-bit gray, a file of each map (%(default)s)",
    )
    add(
        "--range",
        nargs=2,
        type=float,
        metavar=("LOW", "HIGH"),
        help="values that are black and white in png16 (the least and the largest of each map)",
    )
    add("--scheduler", metavar="ADDRESS", help="of Dask, as tcp://HOST:8786 (none: processes of this computer)")
    add("--workers", type=int, metavar="N", help="processes of this computer (one for each processor)")
    add("--local", action="store_true", help="without Dask, one photo after another")
    return parser, parser.parse_args()


def addresses_of(photos):
    """Files as whole paths, those in folders in order of their names."""
    for photo in photos:
        if "://" in photo:
            yield photo
        elif os.path.isdir(photo):
            for folder, folders, files in os.walk(os.path.abspath(photo)):
                folders.sort()
                yield from (os.path.join(folder, file) for file in sorted(files) if PHOTO.search(file))
        else:
            yield os.path.abspath(photo)


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip()]


def main():
    parser, args = arguments()
    try:
        photos = args.photos + (lines_of(args.list) if args.list else [])
        data = fetch(args.bank)
    except OSError as error:
        parser.error(str(error))
    is_onnx = args.bank.lower().endswith(".onnx")
    try:
        bank = read_bank(data, is_onnx)
    except (ImportError, RuntimeError, ValueError) as error:
        parser.error(f"{args.bank}: {error}")
    layers = bank["layers"]
    last = len(layers) if args.layer is None else args.layer
    if not 0 <= last <= len(layers) or (is_onnx and last < len(layers)):
        parser.error(f"no maps of layer {last}: the bank has {len(layers)}, and an ONNX file gives those of the last one")
    count = channels_of(layers[:last])
    channels = args.maps or list(range(count))
    if not all(0 <= c < count for c in channels):
        parser.error(f"layer {last} has maps 0 to {count - 1}")
    maps = map_names(layers[last - 1] if last else {}, channels, args.form)
    problem = pattern_problem(args.pattern, len(maps) > 1)
    if problem:
        parser.error(f"--pattern: {problem}")
    addresses = list(dict.fromkeys(addresses_of(photos)))
    if not addresses:
        parser.error("no photos: name some, a folder of them, or a --list")

    layer = f"layer{last}" if last else "input"
    jobs = list(zip(addresses, file_names(addresses, maps, layer, args.pattern, ENDINGS[args.form])))
    order = {
        "input": bank["input"],
        "maps": channels,
        "form": args.form,
        "range": args.range,
        "out": os.path.abspath(args.out),
    }
    loaded = (data, is_onnx, last)
    if args.local:
        results = run_here(loaded, order, jobs)
    else:
        results = run_on_cluster(loaded, order, jobs, args.scheduler, args.workers)
    try:
        return told(results, len(jobs), order["out"])
    except ImportError as error:
        parser.error(f"{error}; --help says what is needed")


def told(results, count, out):
    """Say how far it is, and at the end what became of all. Gives the exit code."""
    done, failures = {"written": 0, "there": 0, "failed": 0}, []
    for address, what, why in results:
        done[what] += 1
        if what == "failed":
            failures.append((address, why))
        if sys.stderr.isatty():
            end = "\n" if sum(done.values()) == count else ""
            print(f"\r{sum(done.values())} of {count}", end=end, file=sys.stderr, flush=True)
    print(f"{done['written']} written, {done['there']} were there, {done['failed']} failed")
    if done["written"] and not os.path.isdir(out):
        print(f"{out} is not to be seen from here: the files are on disks of the workers", file=sys.stderr)
    for failure in failures:
        print(*(text if text.isprintable() else ascii(text) for text in failure), sep=": ", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
