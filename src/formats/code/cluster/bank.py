# The bank


def read_bank(data, is_onnx):
    """The fields of a bank; those of an ONNX file stand in its metadata, without weights."""
    if is_onnx:
        data = onnx_session(data).get_modelmeta().custom_metadata_map.get("filterbank", "{}")
    bank = json.loads(data)
    if not isinstance(bank, dict) or bank.get("format") != "filterbank/1":
        raise ValueError("Filterbank did not write it")
    return bank


def onnx_session(data):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # photos run side by side
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def model_of(data, is_onnx, layer):
    """The function that gives the maps of a layer (1 is the first), (1, C, H, W), of what the first layer sees."""
    if is_onnx:
        session = onnx_session(data)
        return lambda x: session.run(["output"], {"input": x})[0]
    return torch_model(read_bank(data, False)["layers"][:layer])


def torch_model(layers):
    import torch
    import torch.nn.functional as F
    from torch import nn

    torch.set_num_threads(1)  # photos run side by side

    def tensor(values):
        return torch.from_numpy(np.array(values, np.float32))  # what is not finite stands in the file as a string

    def conv(kind, of, **more):
        padding = of["padding"] if isinstance(of["padding"], str) else tuple(of["padding"])
        module = kind(
            of["inChannels"],
            of["outChannels"],
            tuple(of["kernelSize"]),
            stride=tuple(of["stride"]),
            padding=padding,
            dilation=tuple(of["dilation"]),
            groups=of["groups"],
            bias=of["bias"] is not None,
            **more,
        )
        module.load_state_dict({key: tensor(of[key]) for key in ("weight", "bias") if of[key] is not None})
        return module

    def affine(scale, shift):
        return lambda x: x * scale.reshape(-1, 1, 1) + shift.reshape(-1, 1, 1)

    def prelu(weight):
        return lambda x: F.prelu(x, weight)

    def clip(least, most):
        return lambda x: x.clamp(least, most)

    def pad(of):
        if of["mode"] == "zeros":
            return nn.ConstantPad2d(tuple(of["padding"]), float(of["value"]))
        return lambda x: F.pad(x, tuple(of["padding"]), mode=of["mode"])

    def pool(kind, of, **more):
        window = (tuple(of[key]) for key in ("kernelSize", "stride", "padding"))
        return kind(*window, ceil_mode=of["ceilMode"], **more)

    def upsample(of):
        corners = None if of["mode"] == "nearest" else of["alignCorners"]
        return nn.Upsample(scale_factor=tuple(map(float, of["scaleFactor"])), mode=of["mode"], align_corners=corners)

    make = {
        "conv2d": lambda of: conv(nn.Conv2d, of, padding_mode=of["paddingMode"]),
        "convTranspose2d": lambda of: conv(nn.ConvTranspose2d, of, output_padding=tuple(of["outputPadding"])),
        "abs": lambda of: torch.abs,
        "affine": lambda of: affine(tensor(of["scale"]), tensor(of["shift"])),
        "clip": lambda of: clip(float(of["min"]), float(of["max"])),
        "elu": lambda of: nn.ELU(float(of["alpha"])),
        "gelu": lambda of: nn.GELU(approximate=of["approximate"]),
        "hardsigmoid": lambda of: nn.Hardsigmoid(),
        "hardswish": lambda of: nn.Hardswish(),
        "identity": lambda of: nn.Identity(),
        "leakyRelu": lambda of: nn.LeakyReLU(float(of["negativeSlope"])),
        "prelu": lambda of: prelu(tensor(of["weight"])),
        "relu": lambda of: nn.ReLU(),
        "relu6": lambda of: nn.ReLU6(),
        "sigmoid": lambda of: nn.Sigmoid(),
        "silu": lambda of: nn.SiLU(),
        "softplus": lambda of: nn.Softplus(float(of["beta"]), float(of["threshold"])),
        "tanh": lambda of: nn.Tanh(),
        "maxPool2d": lambda of: pool(nn.MaxPool2d, of, dilation=tuple(of["dilation"])),
        "avgPool2d": lambda of: pool(nn.AvgPool2d, of, count_include_pad=of["countIncludePad"]),
        "globalAvgPool2d": lambda of: nn.AdaptiveAvgPool2d(1),
        "pad": pad,
        "upsample": upsample,
        "pixelShuffle": lambda of: nn.PixelShuffle(of["factor"]),
        "pixelUnshuffle": lambda of: nn.PixelUnshuffle(of["factor"]),
        "channelShuffle": lambda of: nn.ChannelShuffle(of["groups"]),
    }
    steps = [make[of["type"]](of) for of in layers]

    def model(x):
        with torch.no_grad():
            x = torch.from_numpy(x)
            for step in steps:
                x = step(x)
            return x.numpy()

    return model


def channels_of(layers):
    """Maps of the last of these layers."""
    channels = 3
    for of in layers:
        channels = of.get("outChannels", channels)
        if of["type"] == "pixelShuffle":
            channels //= of["factor"] ** 2
        if of["type"] == "pixelUnshuffle":
            channels *= of["factor"] ** 2
    return channels
