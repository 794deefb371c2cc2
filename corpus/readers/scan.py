"""Pictures of pages, read by RapidOCR with the models that come in its package."""

from __future__ import annotations

import math
import statistics
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image

from corpus.errors import UnsupportedFormatError
from corpus.readers.layout import Page, Run, lines_of
from corpus.readers.lines import join_lines
from corpus.readers.original import Original, assemble, cells
from corpus.safety import open_image

RENDER_DPI = 150
_LEAST_SCORE = 0.5


def read_scan(data: bytes, name: str, sha256: str) -> Original:
    """The paragraphs of a PNG, JPEG, TIFF or BMP picture of a page; boxes are in pixels from the top left.

    Raises UnsupportedFormatError when no text is recognised, RefusedFileError when the picture is too large.
    """
    blocks = join_lines(lines_of([recognise_page(open_image(data, name), 1, 1.0)]))
    if not blocks:
        raise UnsupportedFormatError(f"{name}: no text was recognised; scan the page upright at 300 dpi")
    warning = "文字由识别得来，请核对 / the text was read by recognition; check it"
    return assemble(name, "scan", sha256, blocks, pages=1, warnings=(warning,))


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR  # its import takes a second, only scans need it

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,  # pages are upright; upside-down ones read as noise and are told so
            "Det.limit_side_len": 1280,
            "Det.limit_type": "max",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,  # a second thread costs more than it saves on 2 cores
        }
    )


def recognise_page(image: Image.Image, number: int, scale: float) -> Page:
    """The runs of a picture of a page, straightened by its median slope (which the page keeps); coordinates times
    `scale`."""
    found = _engine()(np.asarray(image)[:, :, ::-1])
    if found.boxes is None:
        return Page(number, image.width * scale, image.height * scale, ())
    pieces = [
        (np.asarray(box, dtype=float), text)
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if text.strip() and score >= _LEAST_SCORE
    ]
    slopes = [math.atan2(b[1][1] - b[0][1], b[1][0] - b[0][0]) for b, _ in pieces if b[1][0] - b[0][0] > 200]
    angle = statistics.median(slopes) if slopes else 0.0
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    runs = [_run(box @ turn.T * scale, text) for box, text in pieces]
    return Page(number, image.width * scale, image.height * scale, tuple(runs), angle=angle)


def _run(box: np.ndarray[Any, Any], text: str) -> Run:
    x0, x1 = float(box[:, 0].min()), float(box[:, 0].max())
    top, bottom = float(box[:2, 1].mean()), float(box[2:, 1].mean())
    em = 2 * (x1 - x0) / max(cells(text), 1) if cells(text) >= 8 else 0.75 * (bottom - top)
    return Run(text, x0, x1, top, bottom, em)
