"""What generated pictures say of themselves: every tool's own way of writing, and broken files that stay harmless."""

from __future__ import annotations

import io
import json
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from manju.media.generation import read_generation
from manju.media.generation.comfyui import read_graph
from manju.media.generation.comfyui_fill import check_graph, filled
from manju.media.generation.comfyui_page import graph_of_page
from manju.media.generation.exif import user_comment
from manju.media.generation.texts import LONGEST
from manju.media.generation.webui import read_parameters, read_settings
from manju.money.errors import InputError
from produced import comfy_graph, picture

WEBUI = (
    "masterpiece, (red lantern:1.2),\n古风女子 <lora:guofeng:0.8>\n"
    "Negative prompt: blurry, text,\nwatermark\n"
    "Steps: 32, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5, Seed: 417082663, Size: 832x1216, "
    'Model hash: 31e35c80fc, Model: SDXL 国风 v2.1, ADetailer prompt: "face, \\"calm\\", eyes", '
    "Denoising strength: 0.4, "
    'Lora hashes: "guofeng: 1a2b, ink: 3c4d", Hires upscale: 1.5, Hires upscaler: Latent, Version: v1.9.4'
)


@pytest.fixture
def read(tmp_path):
    def reading(data: bytes, name: str = "zhiwei_00001_.png") -> Any:
        path = tmp_path / name
        path.write_bytes(data)
        return read_generation(path)

    return reading


def node(kind: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": kind, "inputs": inputs}


def chunk(kind: bytes, data: bytes, *, crc: int | None = None) -> bytes:
    return (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data) if crc is None else crc)
    )


def png(*chunks: bytes) -> bytes:
    whole = picture()
    return whole[:33] + b"".join(chunks) + whole[33:]  # after IHDR


def test_a_comfyui_graph_is_walked_back_from_the_node_that_saved(read) -> None:
    found = read(picture({"prompt": json.dumps(comfy_graph()), "workflow": "{}"}))
    assert (found.tool, found.prompt, found.negative_prompt) == ("ComfyUI", "古风女子，石榴红斗篷", "低质量")
    assert (found.model, found.seed) == ("guofeng_v21.safetensors", "417082663")
    wanted = {"steps": 32, "cfg": 6.5, "sampler_name": "dpmpp_2m", "scheduler": "karras", "width": 832, "height": 1216}
    assert wanted.items() <= found.parameters.items()


def test_comfyuis_nan_is_no_obstacle(read) -> None:
    graph = comfy_graph()
    graph["9"]["is_changed"] = [float("nan")]
    assert read(picture({"prompt": json.dumps(graph)})).seed == "417082663"


def test_flux_with_guider_noise_and_sigmas_apart() -> None:
    graph = {
        "1": node("UNETLoader", unet_name="flux1-dev.safetensors", weight_dtype="default"),
        "2": node("LoraLoaderModelOnly", lora_name="ink.safetensors", strength_model=0.7, model=["1", 0]),
        "3": node("DualCLIPLoader", clip_name1="t5", clip_name2="l", type="flux"),
        "4": node("CLIPTextEncode", text=["14", 0], clip=["3", 0]),
        "14": node("StringConcatenate", string_a="a lantern", string_b="ink style", delimiter=", "),
        "5": node("FluxGuidance", guidance=3.5, conditioning=["4", 0]),
        "6": node("BasicGuider", model=["2", 0], conditioning=["5", 0]),
        "7": node("RandomNoise", noise_seed=["15", 0]),
        "15": node("PrimitiveInt", value=18446744073709551615),
        "8": node("KSamplerSelect", sampler_name="euler"),
        "9": node("BasicScheduler", scheduler="simple", steps=20, denoise=1, model=["2", 0]),
        "10": node("EmptySD3LatentImage", width=1024, height=1024, batch_size=1),
        "11": node("SamplerCustomAdvanced", noise=["7", 0], guider=["6", 0], sampler=["8", 0], sigmas=["9", 0],
                   latent_image=["10", 0]),
        "12": node("VAEDecode", samples=["11", 0], vae=["16", 0]),
        "16": node("VAELoader", vae_name="ae"),
        "13": node("SaveImage", filename_prefix="x", images=["12", 0]),
    }  # fmt: skip
    found = read_graph(graph)
    assert found is not None
    assert (found.prompt, found.negative_prompt, found.seed) == ("a lantern, ink style", "", "18446744073709551615")
    assert (found.model, found.parameters["loras"]) == (
        "flux1-dev.safetensors",
        [{"name": "ink.safetensors", "strength": 0.7}],
    )
    assert {"guidance": 3.5, "steps": 20, "sampler_name": "euler", "width": 1024}.items() <= found.parameters.items()


def test_of_two_passes_the_one_from_noise_gives_the_seed() -> None:
    graph = comfy_graph() | {
        "20": node("LatentUpscale", samples=["3", 0], width=1664, height=2432),
        "21": node("KSampler", seed=5, steps=12, cfg=5, sampler_name="euler", scheduler="normal", denoise=0.4,
                   model=["4", 0], positive=["6", 0], negative=["7", 0], latent_image=["20", 0]),
    }  # fmt: skip
    graph["8"]["inputs"]["samples"] = ["21", 0]
    found = read_graph(graph)
    assert found is not None
    assert (found.seed, found.parameters["steps"]) == ("417082663", 32)
    assert [(p["seed"], p["denoise"]) for p in found.parameters["passes"]] == [("5", 0.4)]


def test_conditioning_is_followed_through_controlnet_combination_and_zeroing() -> None:
    graph = comfy_graph()
    graph |= {
        "30": node("CLIPTextEncode", text="side light", clip=["4", 1]),
        "31": node("ConditioningCombine", conditioning_1=["6", 0], conditioning_2=["30", 0]),
        "32": node("ConditioningZeroOut", conditioning=["6", 0]),
        "33": node("ControlNetApplyAdvanced", positive=["31", 0], negative=["32", 0], control_net=["34", 0],
                   image=["35", 0], strength=0.8),
        "34": node("ControlNetLoader", control_net_name="pose"), "35": node("LoadImage", image="sketch.png"),
    }  # fmt: skip
    graph["3"]["inputs"] |= {"positive": ["33", 0], "negative": ["33", 1]}
    found = read_graph(graph)
    assert found is not None
    assert (found.prompt, found.negative_prompt, found.inputs) == (
        "古风女子，石榴红斗篷\nside light",
        "",
        ["sketch.png"],
    )


def test_of_several_saving_nodes_the_one_whose_prefix_the_file_has_is_meant() -> None:
    graph = comfy_graph() | {
        "40": node("KSampler", **(comfy_graph()["3"]["inputs"] | {"seed": 99})),
        "41": node("VAEDecode", samples=["40", 0], vae=["4", 2]),
        "42": node("SaveImage", filename_prefix="folder/other", images=["41", 0]),
    }
    assert read_graph(graph, file_name="other_00001_.png").seed == "99"  # type: ignore[union-attr]
    assert read_graph(graph, file_name="zhiwei_00001_.png").seed == "417082663"  # type: ignore[union-attr]


def test_a_circle_in_a_graph_ends() -> None:
    graph = comfy_graph()
    graph["4"] = node("ModelMerge", model1=["4", 0], model2=["11", 0])
    graph["11"] = node("LoraLoader", lora_name="a", model=["4", 0])
    graph["6"] = node("ConditioningConcat", conditioning_to=["6", 0], conditioning_from=["6", 0])
    found = read_graph(graph)
    assert found is not None
    assert (found.model, found.prompt, found.seed) == ("", "", "417082663")


def test_the_pages_own_format_is_read_where_there_is_no_other() -> None:
    page = {
        "nodes": [
            {"id": 3, "type": "KSampler", "widgets_values": [7, "randomize", 20, 6, "euler", "normal", 1], "inputs": [
                {"name": "model", "link": 1}, {"name": "positive", "link": 2}, {"name": "negative", "link": 3},
                {"name": "latent_image", "link": 4}]},
            {"id": 4, "type": "CheckpointLoaderSimple", "widgets_values": ["a.safetensors"], "inputs": []},
            {"id": 10, "type": "LoraLoader", "mode": 4, "widgets_values": ["off", 1, 1], "inputs": [
                {"name": "model", "link": 5}, {"name": "clip", "link": 6}]},
            {"id": 6, "type": "CLIPTextEncode", "widgets_values": ["lamp"], "inputs": [{"name": "clip", "link": 6}]},
            {"id": 7, "type": "CLIPTextEncode", "widgets_values": ["blur"], "inputs": [{"name": "clip", "link": 6}]},
            {"id": 5, "type": "EmptyLatentImage", "widgets_values": [512, 768, 1], "inputs": []},
            {"id": 9, "type": "SaveImage", "widgets_values": ["x"], "inputs": [{"name": "images", "link": 8}]},
            {"id": 8, "type": "VAEDecode", "inputs": [{"name": "samples", "link": 7}]},
        ],
        "links": [
            [1, 10, 0, 3, 0, "MODEL"], [2, 6, 0, 3, 1, "CONDITIONING"], [3, 7, 0, 3, 2, "CONDITIONING"],
            [4, 5, 0, 3, 3, "LATENT"], [5, 4, 0, 10, 0, "MODEL"], [6, 4, 1, 6, 0, "CLIP"], [7, 3, 0, 8, 0, "LATENT"],
            [8, 8, 0, 9, 0, "IMAGE"],
        ],
    }  # fmt: skip
    found = read_graph(graph_of_page(page))
    assert found is not None
    assert (found.prompt, found.negative_prompt, found.seed, found.model) == ("lamp", "blur", "7", "a.safetensors")
    assert (found.parameters["steps"], "loras" in found.parameters) == (20, False)


def test_webuis_parameters_with_quotes_lines_and_loras(read) -> None:
    found = read(picture({"parameters": WEBUI}))
    assert found.prompt == "masterpiece, (red lantern:1.2),\n古风女子 <lora:guofeng:0.8>"
    assert found.negative_prompt == "blurry, text,\nwatermark"
    assert (found.model, found.model_version, found.seed) == ("SDXL 国风 v2.1", "31e35c80fc", "417082663")
    assert found.parameters["ADetailer prompt"] == 'face, "calm", eyes'
    assert found.parameters["Lora hashes"] == "guofeng: 1a2b, ink: 3c4d"
    assert found.parameters["Hires upscale"] == "1.5"
    assert found.tool == "Stable Diffusion WebUI"


@pytest.mark.parametrize(("text", "prompt", "negative"), [
    ("a lamp\nSteps: 20, Seed: 1", "a lamp", ""),
    ("Steps: to the river, lamp\nNegative prompt: x\nSteps: 20, Seed: 1", "Steps: to the river, lamp", "x"),
    ("\nNegative prompt: only this\nSteps: 20, Seed: 1", "", "only this"),
    ("a lamp\nNegative prompt: x", "a lamp", "x"),
    ("a\r\nb\r\nSteps: 1, Seed: 1", "a\nb", ""),
])  # fmt: skip
def test_where_prompt_and_settings_part(text, prompt, negative) -> None:
    found = read_parameters(text)
    assert found is not None
    assert found[:2] == (prompt, negative)


def test_what_is_no_parameters_text_is_none() -> None:
    assert read_parameters("Just a comment, with: colons") is None
    assert read_parameters("") is None


def test_settings_keep_json_and_stray_commas() -> None:
    found = read_settings('Steps: 20, Civitai resources: [{"type":"lora","w":0.8}], Version: v1, Style: a, b, Seed: 3')
    assert found["Civitai resources"] == [{"type": "lora", "w": 0.8}]
    assert (found["Style"], found["Seed"], found["Version"]) == ("a, b", "3", "v1")


def test_other_tools_each_in_its_own_way(read) -> None:
    novel = {"Software": "NovelAI", "Description": "1girl", "Source": "NovelAI Diffusion V4 37442FCA",
             "Comment": json.dumps({"prompt": "1girl", "uc": "bad", "seed": 5, "steps": 28, "v4_prompt": {
                 "caption": {"base_caption": "1girl, night", "char_captions": [{"char_caption": "red cloak"}]},
             }})}  # fmt: skip
    invoke = {"invokeai_metadata": json.dumps({"positive_prompt": "lamp", "negative_prompt": "blur", "seed": 9,
              "model": {"name": "juggernaut", "hash": "blake3:ab"}, "steps": 30, "scheduler": "euler"})}  # fmt: skip
    focus = {"parameters": json.dumps({"prompt": "lamp", "negative_prompt": "", "base_model": "jx", "seed": "3",
             "metadata_scheme": "fooocus", "steps": 30}), "fooocus_scheme": "fooocus"}  # fmt: skip
    swarm = {
        "parameters": json.dumps(
            {"sui_image_params": {"prompt": "lamp", "negativeprompt": "b", "model": "m", "seed": 4}}
        )
    }
    mid = {"Description": "red lamp --ar 2:3 --v 6.1 --no text Job ID: 0f2c1f9e-2f2e-4f6e-9a58-2f9f5f3f0c11"}
    said = [read(picture(t)) for t in (novel, invoke, focus, swarm, mid)]
    assert [(s.tool, s.prompt, s.seed, s.model) for s in said] == [
        ("NovelAI", "1girl, night\nred cloak", "5", "NovelAI Diffusion V4"), ("InvokeAI", "lamp", "9", "juggernaut"),
        ("Fooocus", "lamp", "3", "jx"), ("SwarmUI", "lamp", "4", "m"), ("Midjourney", "red lamp", "", "Midjourney"),
    ]  # fmt: skip
    assert (said[4].model_version, said[4].negative_prompt) == ("6.1", "text")


@pytest.mark.parametrize("form", ["JPEG", "WEBP"])
@pytest.mark.parametrize("code", [b"UNICODE\0", b"ASCII\0\0\0"])
def test_the_user_comment_of_jpeg_and_webp(read, form, code) -> None:
    text = WEBUI if code.startswith(b"U") else WEBUI.encode("ascii", "ignore").decode()
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = code + (text.encode("utf-16-be") if code.startswith(b"U") else text.encode())
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, form, exif=exif)
    found = read(out.getvalue())
    assert (found.seed, found.parameters["Steps"]) == ("417082663", "32")
    assert found.prompt.startswith("masterpiece, (red lantern:1.2),")


def test_user_comments_in_either_byte_order_and_jis() -> None:
    for order in ("le", "be"):
        assert user_comment(b"UNICODE\0" + "古风 lamp".encode(f"utf-16-{order}"), ">") == "古风 lamp"
    assert user_comment(b"JIS\0\0\0\0\0" + "灯".encode("iso2022_jp"), "<") == "灯"


def test_comfyui_writes_webp_by_exif_fields(read) -> None:
    exif = Image.Exif()
    exif[0x0110] = "prompt:" + json.dumps(comfy_graph())
    exif[0x010F] = "workflow:{}"
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "WEBP", exif=exif)
    assert read(out.getvalue()).seed == "417082663"


def test_xmp_says_that_a_machine_made_it_and_resolves_no_entity(read) -> None:
    packet = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x:xmpmeta xmlns:x="adobe:ns:meta/" '
        'xmlns:r="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:m="http://ns.adobe.com/xap/1.0/" '
        'm:CreatorTool="Firefly" '
        'r:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia">&b;</x:xmpmeta>'
    )
    data = b"XML:com.adobe.xmp\0\0\0\0\0" + packet.encode()
    found = read(png(chunk(b"iTXt", data)))
    assert (found.tool, found.is_known) == ("Firefly", True)


def test_a_wrong_checksum_is_said_and_the_text_is_read(read) -> None:
    found = read(png(chunk(b"tEXt", b"parameters\0a lamp\nSteps: 20, Seed: 8", crc=1)))
    assert (found.seed, [str(n) for n in found.notes]) == ("8", ["一段文字的校验和不对，照样读了。"])


def test_bombs_cuts_and_nonsense_are_harmless(read) -> None:
    bomb = zlib.compress(b"\0" * (LONGEST + 10), 9)
    assert [n.en for n in read(png(chunk(b"zTXt", b"parameters\0\0" + bomb))).notes] == [
        "A text is longer than 8 MB and was not read."
    ]
    assert read(png(chunk(b"iTXt", b"parameters\0\1\0\0\0" + b"broken zlib"))).is_known is False
    assert read(png(chunk(b"tEXt", b"parameters"))).is_known is False
    assert read(png(chunk(b"tEXt", b"parameters\0caf\xe9\nSteps: 20, Seed: 8"))).prompt == "café"
    assert read(picture({"prompt": "[" * 100_000})).is_known is False
    assert (
        read(picture({"prompt": '{"1": {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}}}'})).tool
        == "ComfyUI"
    )
    whole = picture({"parameters": WEBUI})
    cut = [read(whole[:n]) for n in (0, 5, 12, 40, 60, len(whole) // 2)]
    assert [c.seed for c in cut[:5]] == [""] * 5
    assert read(b"\xff\xd8\xff\xe1\xff\xffExif\0\0MM\0*\0\0\0\x08\xff\xff").is_known is False


def test_a_text_of_a_hundred_megabytes_is_passed_over(read, tmp_path) -> None:
    path = tmp_path / "large.png"
    whole = picture({"parameters": WEBUI})
    with path.open("wb") as out:
        out.write(whole[:33] + struct.pack(">I", 100_000_000) + b"tEXt")
        out.seek(100_000_004, 1)
        out.write(whole[33:])
    found = read_generation(path)
    assert (found.seed, [n.en for n in found.notes]) == ("417082663", ["A text is longer than 8 MB and was not read."])


def test_a_huge_picture_is_not_decoded(read) -> None:
    head = struct.pack(">IIBBBBB", 400_000, 400_000, 8, 2, 0, 0, 0)
    data = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"tEXt", b"parameters\0x\nSteps: 1, Seed: 2")
        + chunk(b"IEND", b"")
    )
    assert read(data).seed == "2"


def test_a_prepared_graph_is_filled_and_not_changed() -> None:
    graph = comfy_graph()
    ready = filled(check_graph(graph), prompt="lamp", negative="blur", seed=5)
    assert (ready["6"]["inputs"]["text"], ready["7"]["inputs"]["text"], ready["3"]["inputs"]["seed"]) == (
        "lamp",
        "blur",
        5,
    )
    assert graph["6"]["inputs"]["text"] == "古风女子，石榴红斗篷"


@pytest.mark.parametrize(("value", "code"), [
    ({"nodes": [], "links": []}, "page_format"), ([], "no_graph"),
    ({"1": {"class_type": "KSampler", "inputs": {}}}, "no_save_node"),
])  # fmt: skip
def test_what_is_no_graph_is_told_apart(value, code) -> None:
    with pytest.raises(InputError) as refused:
        check_graph(value)
    assert refused.value.code == code
