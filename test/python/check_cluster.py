"""What functions of the program for a cluster give. Usage: python3 check_cluster.py PROGRAM, JSON in, JSON out.

Input: [["names", photos, maps, layer, pattern, ending], ["levels", values, ends], ["planes", base64 of a photo, input settings], ...].
Numbers that are not finite are strings. Output: of each what it gave; of planes {"shape": ..., "values": ...}.
"""

import base64
import json
import runpy
import sys

import numpy as np

program = runpy.run_path(sys.argv[1])


def names(photos, maps, layer, pattern, ending):
    return program["file_names"](photos, maps, layer, pattern, ending)


def levels(values, ends):
    return program["levels_of"](np.array(values, np.float32), ends).tolist()


def planes(data, settings):
    x = program["planes_of"](base64.b64decode(data), settings)
    assert x.dtype == np.float32
    return {"shape": x.shape, "values": x.reshape(-1).tolist()}


calls = {"names": names, "levels": levels, "planes": planes}
print(json.dumps([calls[name](*rest) for name, *rest in json.load(sys.stdin)]))
