"""Makes what the bench of the scorer serves, from synthetic data:

    python model.py FOLDER

writes two folders. FOLDER/numbers: a gradient boosting regressor on 20 numbers. FOLDER/mixed: a pipeline of scaler,
one-hot encoder and logistic regression on 12 numbers and 4 texts. Each holds the artefact (model.onnx and model.json),
model.joblib, and cases.json: rows with their scores. FOLDER/numbers/plain.onnx takes one float tensor [N, 20], as
skl2onnx makes it.
"""

import hashlib
import json
import sys
from pathlib import Path

import joblib
import numpy as np
import onnx
import pandas as pd
import sklearn
from onnx import TensorProto, compose, helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import DoubleTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

OPSET = {"": 18, "ai.onnx.ml": 3}
CASES = 64


def write(folder, model, graph, *, task, frame, output, predictions, scale):
    """One artefact and its cases; `frame` holds a column of numbers or of texts for each of the model's."""
    folder.mkdir()
    onnx.checker.check_model(graph)
    data = graph.SerializeToString()
    (folder / "model.onnx").write_bytes(data)
    joblib.dump(model, folder / "model.joblib")
    rows = frame.head(CASES).to_dict(orient="records")
    cases = [{"row": row, "prediction": prediction} for row, prediction in zip(rows, predictions, strict=True)]
    (folder / "cases.json").write_text(json.dumps(cases))
    document = {
        "schema": 1,
        "name": "bench",
        "version": "1.0.0",
        "task": task,
        "runtime": "onnx",
        "input": {
            "type": "object",
            "x-order": list(frame),
            "properties": {name: column(frame[name]) for name in frame},
            "required": list(frame),
        },
        "outputs": [output],
        "examples": [{"title": "First", "row": rows[0]}],
        "golden": {"tolerance": 1e-5, "probability": 1e-6, "scale": scale, "rows": cases[:20]},
        "metrics": [],
        "training": {
            "trained_at": "2026-01-31T12:00:00Z",
            "rows": len(frame),
            "data": hashlib.sha256(frame.to_json().encode()).hexdigest(),
            "code": hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
            "lock": None,
            "commit": None,
            "libraries": {"scikit-learn": sklearn.__version__, "onnx": onnx.__version__},
        },
        "files": {"model.onnx": hashlib.sha256(data).hexdigest()},
    }
    (folder / "model.json").write_text(json.dumps(document))


def column(values):
    if values.dtype.kind == "f":
        observed = {"minimum": float(values.min()), "maximum": float(values.max())}
        return {"type": "number", "minimum": -1000, "maximum": 1000, "x-observed": observed}
    return {"type": "string", "x-observed": {"categories": sorted(set(values))}}


def columns_in_front(trees, columns):
    """The graph with one named input a column: Concat in double, then one Cast to float."""
    inputs = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, [None, 1]) for name in columns]
    outputs = [helper.make_tensor_value_info("row", TensorProto.FLOAT, [None, len(columns)])]
    nodes = [
        helper.make_node("Concat", columns, ["row_double"], axis=1),
        helper.make_node("Cast", ["row_double"], ["row"], to=TensorProto.FLOAT),
    ]
    front = helper.make_model(
        helper.make_graph(nodes, "columns", inputs, outputs),
        opset_imports=trees.opset_import,
        ir_version=trees.ir_version,
    )
    return compose.merge_models(front, trees, io_map=[("row", "X")])


def numbers(folder):
    random = np.random.default_rng(20)
    columns = [f"feature_{index:02}" for index in range(20)]
    frame = pd.DataFrame(random.normal(0, 1, (4000, 20)).round(4), columns=columns)
    matrix = frame.to_numpy()
    target = matrix[:, 0] * 2 + np.sin(matrix[:, 1] * 3) + matrix[:, 2] * matrix[:, 3] + random.normal(0, 0.1, 4000)
    # Fitted without names, so that nobody who scores an array is warned.
    model = GradientBoostingRegressor(n_estimators=100, max_depth=3, random_state=0).fit(matrix, target)
    scores = model.predict(matrix)
    trees = to_onnx(model, matrix[:1].astype(np.float32), target_opset=OPSET)
    write(
        folder,
        model,
        columns_in_front(trees, columns),
        task="regression",
        frame=frame,
        output={"name": "cost", "onnx": "variable"},
        predictions=scores[:CASES].tolist(),
        scale=float(scores.std()),
    )
    (folder / "plain.onnx").write_bytes(trees.SerializeToString())


def mixed(folder):
    random = np.random.default_rng(16)
    numeric, texts = [f"number_{index:02}" for index in range(12)], [f"text_{index}" for index in range(4)]
    frame = pd.DataFrame(random.normal(0, 1, (4000, 12)).round(4), columns=numeric)
    for index, name in enumerate(texts):
        frame[name] = random.choice([f"category {number}" for number in range(5 * (index + 1))], 4000)
    points = frame.number_00 - frame.number_01 + (frame.text_0 == "category 1") + random.normal(0, 0.5, 4000)
    model = make_pipeline(
        ColumnTransformer(
            [("numbers", StandardScaler(), numeric), ("texts", OneHotEncoder(handle_unknown="ignore"), texts)]
        ),
        LogisticRegression(max_iter=1000),
    )
    model.fit(frame, np.where(points > 0, "accept", "decline"))
    types = [(name, StringTensorType([None, 1]) if name in texts else DoubleTensorType([None, 1])) for name in frame]
    graph = to_onnx(model, initial_types=types, options={"zipmap": False}, target_opset=OPSET)
    labels, probes = model.classes_.tolist(), frame.head(CASES)
    predictions = [
        {"label": label, "probabilities": dict(zip(labels, row, strict=True))}
        for label, row in zip(model.predict(probes).tolist(), model.predict_proba(probes).tolist(), strict=True)
    ]
    write(
        folder,
        model,
        graph,
        task="classification",
        frame=frame,
        output={"name": "advice", "onnx": "label", "probabilities": {"onnx": "probabilities", "labels": labels}},
        predictions=predictions,
        scale=1.0,
    )


if __name__ == "__main__":
    numbers(Path(sys.argv[1]) / "numbers")
    mixed(Path(sys.argv[1]) / "mixed")
