"""Scores rows for Bellhop's scorer: `python -m <package>.worker`, which the scorer starts, watches and ends.

It serves a model that ONNX cannot express. Scorer and worker speak in frames over standard input and output: the
length of a header and of a body, each as four bytes, little-endian; the header as JSON; the body as bytes. A column of
numbers lies in the body as they are in memory, texts lie in the header. The first frame loads the model, each further
one scores a batch of rows. The worker ends when its standard input does, and so never outlives the scorer.
"""

import importlib
import json
import os
import queue
import signal
import struct
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO

GREETING = b"\nbellhop-worker 1\n"
LENGTHS = struct.Struct("<II")
DTYPES = {"float64": "<f8", "int64": "<i8", "bool": "?"}
# What the scorer puts into a column of texts where a caller sent null, since an empty text is a text.
NULL = "\0"

Frame = tuple[dict[str, Any], bytes]


def main() -> None:
    requests, answers = take_channel()
    # Ctrl-C in a terminal reaches every process of it; the scorer decides when its worker ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.filterwarnings("ignore", "Found unknown categories", UserWarning)
    answers.write(GREETING)
    answers.flush()
    frames = read_frames(requests)
    load, content = frames.get()
    try:
        # What is missing shall be said over the channel, so nothing but Python's own modules is imported before.
        scorer = importlib.import_module(".serve", __package__).Scorer(load, content)
    except Exception as error:
        traceback.print_exc()
        write_frame(answers, {"type": "refused", **refusal(error)})
        return
    write_frame(answers, {"type": "ready", "outputs": scorer.outputs})
    while True:
        header, body = frames.get()
        try:
            columns = dict(read_columns(header["columns"], body))
            answer, parts = tensors(scorer.score(columns, header["fetches"]))
            write_frame(answers, {"type": "scored", "tensors": answer}, parts)
        except Exception as error:
            raised = {"error": type(error).__name__, "traceback": traceback.format_exc()}
            write_frame(answers, {"type": "raised", **raised})


def take_channel() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output for the scorer alone: what the model prints goes to standard error."""
    sys.stdout.flush()
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return requests, answers


def read_frames(requests: BinaryIO) -> "queue.SimpleQueue[Frame]":
    """The frames as they come. A thread reads them, so that the end of the scorer is seen while the model computes."""
    frames: queue.SimpleQueue[Frame] = queue.SimpleQueue()

    def read() -> None:
        while len(lengths := requests.read(LENGTHS.size)) == LENGTHS.size:
            header, body = LENGTHS.unpack(lengths)
            frames.put((json.loads(requests.read(header)), requests.read(body)))
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    return frames


def write_frame(answers: BinaryIO, header: dict[str, Any], parts: list[bytes] | None = None) -> None:
    text, body = json.dumps(header).encode(), b"".join(parts or [])
    try:
        answers.write(LENGTHS.pack(len(text), len(body)) + text + body)
        answers.flush()
    except BrokenPipeError:
        os._exit(0)


def refusal(error: Exception) -> dict[str, Any]:
    """Why the model cannot be loaded: the kind of the error, its words and, where a module is missing, its name."""
    missing = error.name if isinstance(error, ImportError) else None
    return {"error": type(error).__name__, "message": str(error), "module": missing}


def read_columns(columns: list[dict[str, Any]], body: bytes) -> Iterator[tuple[str, Any]]:
    """Names and values: texts with None for null, numbers as an array with NaN for null."""
    import numpy as np

    offset = 0
    for column in columns:
        if "texts" in column:
            yield column["name"], [None if text == NULL else text for text in column["texts"]]
            continue
        dtype = np.dtype(DTYPES[column["type"]])
        # A copy: the bytes themselves cannot be changed, which a model may do with its input.
        values = np.frombuffer(body, dtype, column["rows"], offset).copy()
        offset += values.nbytes
        yield column["name"], values


def tensors(outputs: dict[str, Any]) -> tuple[list[dict[str, Any]], list[bytes]]:
    """Arrays as the header describes them, with the bytes of those that are numbers."""
    described: list[dict[str, Any]] = []
    parts: list[bytes] = []
    for name, values in outputs.items():
        tensor = {"name": name, "dims": list(values.shape)}
        if values.dtype.kind in "UO":
            described.append(tensor | {"type": "string", "texts": [str(text) for text in values.ravel()]})
            continue
        type_name = {"f": "float64", "i": "int64", "b": "bool"}[values.dtype.kind]
        described.append(tensor | {"type": type_name})
        parts.append(values.astype(DTYPES[type_name], order="C").tobytes())
    return described, parts


if __name__ == "__main__":
    main()
