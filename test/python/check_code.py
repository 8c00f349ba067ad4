"""Runs generated programs. Usage: python3 check_code.py LIBRARY FOLDER

LIBRARY is torch, numpy, jax or onnxruntime. Every NAME.json in FOLDER holds {"code": ..., "shape": ..., "input": ...}. The code is
run with FOLDER as the working directory; NAME.out.json gets {"shape": ..., "output": ...} of model(preprocess(input)), or of
model(input) where the code defines no preprocess. With "bank": FILE it is that of the model which the code makes of the bank.
Numbers that are not finite stand in both files as strings.
"""

import contextlib
import importlib
import json
import math
import os
import sys
import warnings


def number(value):
    return value if math.isfinite(value) else str(value)


def run(case, array, context):
    scope = {}
    exec(compile(case["code"], "generated", "exec"), scope)
    x = array([float(value) for value in case["input"]]).reshape(case["shape"])
    if "bank" in case:
        with open(case["bank"], "rb") as file:
            model, x = scope["model_of"](file.read(), False, None), x.numpy()
    else:
        model, x = scope["model"], scope.get("preprocess", lambda x: x)(x)
    with context():
        y = model(x)
    assert str(y.dtype).endswith("float32"), y.dtype
    return {"shape": list(y.shape), "output": [number(value) for value in y.reshape(-1).tolist()]}


def main(name, folder):
    # numbers are judged on the processor; compiling takes more time than anything else
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0")
    library = importlib.import_module(name)
    if name == "torch":
        array, context = library.tensor, library.no_grad
    else:
        import numpy

        array, context = lambda values: numpy.array(values, numpy.float32), contextlib.nullcontext
    os.chdir(folder)
    warnings.simplefilter("ignore")
    cases = sorted(name for name in os.listdir(".") if name.startswith("case-") and not name.endswith(".out.json"))
    for case in cases:
        with open(case, encoding="utf-8") as file:
            result = run(json.load(file), array, context)
        with open(case.replace(".json", ".out.json"), "w", encoding="utf-8") as file:
            json.dump(result, file)
    print(len(cases), "programs,", name, library.__version__)


if __name__ == "__main__":
    main(*sys.argv[1:])
