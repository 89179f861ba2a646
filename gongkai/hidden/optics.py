"""Reading the letters of a picture, in this process: `characters` asks it in a process apart.

Nothing is downloaded: the models come with the package ``rapidocr``, they are named by their files, and the network is
shut before the first picture is opened.
"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from gongkai.hidden.contents import Box, Line

WHOLE = 2400
"""Pixels of the longer side up to which a picture is read in one piece."""
TILE, LAP = 1600, 200
"""A larger one is read in pieces that overlap, for small print is lost when it is shrunk."""
MOST_PIXELS = 24_000_000
MOST_FRAMES = 300
LEAST_SIDE = 12
TALL = 1.5
REDNESS = 60
"""By how much more red a pixel has than blue and green to be of red ink."""
LEAST_RED, MOST_RED = 0.0003, 0.3
PARTS = ("det", "cls", "rec")

Raster = Any
"""Pixels as numpy has them; the engine comes without types."""


def models() -> dict[str, str]:
    """The files of the three models in the installed package; empty when one is missing."""
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None or find_spec("onnxruntime") is None:
        return {}
    folder = Path(spec.origin).parent / "models"
    found = {part: sorted(folder.glob(f"*_{part}_*.onnx")) for part in PARTS}
    return {part: str(paths[-1]) for part, paths in found.items() if paths} if all(found.values()) else {}


def lines(picture: bytes) -> list[Line]:
    """The lines of every frame of a picture. Raises whatever a library raises over it."""
    return [line for number, frame in enumerate(_frames(picture)) for line in _of_frame(frame, number)]


def _frames(picture: bytes) -> Iterator[Image.Image]:
    """Each frame that is another picture than the one before, upright, on white where it is transparent."""
    before = b""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of odd tags and of sizes, which are measured here
        with Image.open(BytesIO(picture)) as file:
            for number in range(min(getattr(file, "n_frames", 1), MOST_FRAMES)):
                file.seek(number)
                frame = _on_white(ImageOps.exif_transpose(file))
                if (shown := frame.tobytes()) != before:
                    yield frame
                before = shown


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.width * picture.height > MOST_PIXELS:
        shrunk = (MOST_PIXELS / (picture.width * picture.height)) ** 0.5
        picture = picture.resize((int(picture.width * shrunk) or 1, int(picture.height * shrunk) or 1))
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("RGB")
    return picture.convert("RGB")


def _of_frame(frame: Image.Image, number: int) -> Iterator[Line]:
    numpy = import_module("numpy")
    pixels = numpy.asarray(frame)[:, :, ::-1]  # the models were trained on blue, green, red
    high, wide = pixels.shape[:2]
    if min(high, wide) < LEAST_SIDE:
        return
    told: dict[str, list[Box]] = {}
    for left, top, right, bottom in _tiles(wide, high):
        for text, score, (x0, y0, x1, y1) in _turning(pixels[top:bottom, left:right]):
            box = Box(_share(left + x0, wide), _share(top + y0, high), _share(left + x1, wide), _share(top + y1, high))
            # where pieces overlap and in a picture that was turned, the same line is read again
            if not any(_overlap(box, other) for other in told.setdefault(text, [])):
                told[text].append(box)
                yield Line(text, round(score, 3), box, number)


def _overlap(one: Box, other: Box) -> bool:
    beside = one.right < other.left or other.right < one.left
    return not (beside or one.bottom < other.top or other.bottom < one.top)


def _share(place: float, whole: int) -> int:
    return max(0, min(1000, round(place * 1000 / whole)))


def _tiles(wide: int, high: int) -> Iterator[tuple[int, int, int, int]]:
    """The picture as a whole, and in pieces when it is large."""
    yield 0, 0, wide, high
    if max(wide, high) > WHOLE:
        for top in _starts(high):
            for left in _starts(wide):
                yield left, top, min(left + TILE, wide), min(top + TILE, high)


def _starts(length: int) -> list[int]:
    return [0] if length <= TILE else [*range(0, length - TILE, TILE - LAP), length - TILE]


_Read = tuple[str, float, tuple[float, float, float, float]]


def _turning(pixels: Raster) -> Iterator[_Read]:
    """What is read as the picture lies, in red ink alone where there is some, and once more when most of it lies on its
    side or on its head: two letters on their side look like two that stand."""
    numpy = import_module("numpy")
    found, turned = _once(pixels)
    yield from found
    if (red := _red_ink(pixels)) is not None:
        yield from _once(red)[0]
    high, wide = pixels.shape[:2]
    for quarters in turned:
        for text, score, (x0, y0, x1, y1) in _once(numpy.ascontiguousarray(numpy.rot90(pixels, quarters)))[0]:
            back = {1: (wide - y1, x0, wide - y0, x1), 2: (wide - x1, high - y1, wide - x0, high - y0)}
            yield text, score, back.get(quarters, (y0, high - x1, y1, high - x0))


def _red_ink(pixels: Raster) -> Raster | None:
    """What is red in a picture, black on white: a stamp goes over other words. None where there is little red, or where
    red is the ground and no ink."""
    numpy = import_module("numpy")
    blue, green, red = (pixels[:, :, channel].astype(numpy.int16) for channel in range(3))
    ink = red - numpy.maximum(blue, green) > REDNESS
    if not LEAST_RED < ink.mean() < MOST_RED:
        return None
    alone = numpy.full(pixels.shape, 255, dtype=numpy.uint8)
    alone[ink] = 0
    return alone


def _once(pixels: Raster) -> tuple[list[_Read], tuple[int, ...]]:
    """The lines, and by how many quarters the picture should be turned and read again."""
    engine = _engine()
    shown, record = engine.preprocess_img(pixels)
    where, heads, said, _ = engine.run_ocr_steps(shown, record)
    if where.boxes is None or said.txts is None:
        return [], ()
    corners = import_module("rapidocr.utils.process_img").map_boxes_to_original(where.boxes, record, *pixels.shape[:2])
    found: list[_Read] = []
    tall = flat = flipped = 0
    for text, score, corner, head in zip(said.txts, said.scores, corners, heads.cls_res or (), strict=True):
        if not text.strip():
            continue
        (x0, y0), (x1, y1) = corner.min(axis=0).tolist(), corner.max(axis=0).tolist()
        found.append((text.strip(), float(score), (x0, y0, x1, y1)))
        upright = y1 - y0 < TALL * (x1 - x0)
        tall, flat = tall + (not upright) * len(text), flat + upright * len(text)
        flipped += (upright and "180" in head[0]) * len(text)
    if tall > flat:
        return found, (1, 3)
    return found, (2,) if 2 * flipped > flat else ()


@cache
def _engine() -> Any:
    """The engine, loaded once. Raises ImportError when the extra is not installed."""
    files = models()
    if not files:
        raise ImportError("reading pictures needs rapidocr: pip install gongkai[ocr]")
    _stay_here()
    threads = {f"EngineConfig.onnxruntime.{name}_op_num_threads": 1 for name in ("intra", "inter")}
    paths = {f"{part.capitalize()}.model_path": path for part, path in files.items()}
    calm = {"Global.log_level": "critical", "Global.text_score": 0.0, "Global.max_side_len": WHOLE}
    made = import_module("rapidocr").RapidOCR(params={**threads, **paths, **calm})
    logging.getLogger("RapidOCR").handlers.clear()
    return made


def _stay_here() -> None:
    """No library in this process reaches a network any more, whatever a picture or an update makes it want."""
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "subprocess.Popen", "os.system"}:
        raise PermissionError(f"reading pictures does without {event}")
