"""Runs generated PyTorch code. Usage: python3 check_code.py FOLDER

Every NAME.json in FOLDER holds {"code": ..., "shape": ..., "input": ...}. The code is run with FOLDER as the working
directory; NAME.out.json gets {"shape": ..., "output": ...} of model(preprocess(input)), or of model(input) where the
code defines no preprocess. Numbers that are not finite stand in both files as strings.
"""

import json
import math
import os
import sys
import warnings

try:
    import torch
except ImportError:
    sys.exit("not checked: this needs torch, https://pytorch.org (Debian: python3-torch)")


def number(value):
    return value if math.isfinite(value) else str(value)


def run(case):
    scope = {}
    exec(compile(case["code"], "generated", "exec"), scope)
    x = torch.tensor([float(value) for value in case["input"]]).reshape(case["shape"])
    if "preprocess" in scope:
        x = scope["preprocess"](x)
    with torch.no_grad():
        y = scope["model"](x)
    assert y.dtype == torch.float32, y.dtype
    return {"shape": list(y.shape), "output": [number(value) for value in y.flatten().tolist()]}


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    warnings.simplefilter("ignore")
    names = sorted(name for name in os.listdir(".") if name.startswith("case-") and not name.endswith(".out.json"))
    for name in names:
        with open(name, encoding="utf-8") as file:
            case = json.load(file)
        with open(name.replace(".json", ".out.json"), "w", encoding="utf-8") as file:
            json.dump(run(case), file)
    print(len(names), "programs, torch", torch.__version__)
