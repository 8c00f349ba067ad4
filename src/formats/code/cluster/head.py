"""Sends many photos through a filter bank, each at its own size, on one computer or a cluster of them, and writes the
files that "Many photos" of Filterbank writes, under the same names. Save it as run.py beside the bank (Export filters).

On all processors of this computer:
    python3 run.py photos/
On a cluster, started with `dask scheduler` and `dask worker tcp://HOST:8786 --nthreads 1` for each process:
    python3 run.py photos/ --scheduler tcp://HOST:8786 --out /shared/maps
Photos by a list, files or http(s) addresses, one a line:
    python3 run.py --list addresses.txt
With GNU parallel in place of Dask (--out maps/{//} where folders have photos of the same name; {number} is always 1):
    find photos -type f -print0 | parallel -0 python3 run.py --local {}

It needs NumPy and Pillow; dask and distributed, but for --local; PyTorch 1.12 or newer for a bank as .json, ONNX Runtime
for one as .onnx. On a cluster all workers have them too, and see the photos and --out under the same paths.

A photo whose files are all there is skipped, so that the same command goes on where it stopped. One that fails stops no
other: it is told at the end, and the exit code then is 1. A file is there as a whole or not at all.

An exact size of the bank is that of every photo; a crop is of the photo that it was drawn on, and no photo here is cropped.

Photos are read by Pillow: upright, colours by their profile, on the bank's matte, but a PNG's gamma and the profile of a
gray picture of more than 8 bits are not applied, and damaged files and colours of more than 8 bits a channel are failures.
HEIC, RAW and their like have to be converted before.
"""

import argparse
import contextlib
import functools
import io
import json
import os
import re
import sys
import unicodedata
import urllib.parse
import urllib.request
import uuid

import numpy as np
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

BANK = "filters.json"
PHOTO = re.compile(
    r"\.(jpe?g|jfif|a?png|webp|gif|bmp|avif|jxl|tiff?|heic|heif|dng|cr[23]|crw|nef|nrw|arw|orf|raf|rw2|pef|srw|psd"
    r"|jp2|exr|hdr|tga|ico)$",
    re.IGNORECASE,
)
MOST_PIXELS = 150_000_000
ENDINGS = {"npy": ".npy", "png16": ".png"}
