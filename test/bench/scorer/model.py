"""Makes what the bench of the scorer serves: one gradient boosting regressor on 20 columns, for every contender.

    python model.py FOLDER

writes model.onnx and model.json (the artefact: a named double input a column, one Cast to float before the trees),
plain.onnx (one float tensor [N, 20], as skl2onnx makes it), model.joblib, and cases.json: rows with their scores.
The data is synthetic.
"""

import hashlib
import json
import sys
from pathlib import Path

import joblib
import numpy as np
import onnx
import sklearn
from onnx import TensorProto, compose, helper
from skl2onnx import to_onnx
from sklearn.ensemble import GradientBoostingRegressor

COLUMNS = [f"feature_{index:02}" for index in range(20)]


def columns_in_front(trees):
    """The graph with one named input a column: Concat in double, then one Cast to float."""
    inputs = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, [None, 1]) for name in COLUMNS]
    outputs = [helper.make_tensor_value_info("row", TensorProto.FLOAT, [None, len(COLUMNS)])]
    nodes = [
        helper.make_node("Concat", COLUMNS, ["row_double"], axis=1),
        helper.make_node("Cast", ["row_double"], ["row"], to=TensorProto.FLOAT),
    ]
    front = helper.make_model(
        helper.make_graph(nodes, "columns", inputs, outputs),
        opset_imports=trees.opset_import,
        ir_version=trees.ir_version,
    )
    return compose.merge_models(front, trees, io_map=[("row", "X")])


def main(folder):
    random = np.random.default_rng(20)
    frame = random.normal(0, 1, (4000, len(COLUMNS))).round(4)
    target = frame[:, 0] * 2 + np.sin(frame[:, 1] * 3) + frame[:, 2] * frame[:, 3] + random.normal(0, 0.1, 4000)
    model = GradientBoostingRegressor(n_estimators=100, max_depth=3, random_state=0).fit(frame, target)
    scores = model.predict(frame)

    trees = to_onnx(model, frame[:1].astype(np.float32), target_opset={"": 18, "ai.onnx.ml": 3})
    artefact = columns_in_front(trees)
    onnx.checker.check_model(artefact)
    (folder / "plain.onnx").write_bytes(trees.SerializeToString())
    data = artefact.SerializeToString()
    (folder / "model.onnx").write_bytes(data)
    joblib.dump(model, folder / "model.joblib")

    cases = [
        {"row": dict(zip(COLUMNS, map(float, frame[index]), strict=True)), "prediction": float(scores[index])}
        for index in range(64)
    ]
    (folder / "cases.json").write_text(json.dumps(cases))
    document = {
        "schema": 1,
        "name": "bench",
        "version": "1.0.0",
        "task": "regression",
        "runtime": "onnx",
        "input": {
            "type": "object",
            "x-order": COLUMNS,
            "properties": {
                name: {
                    "type": "number",
                    "minimum": -1000,
                    "maximum": 1000,
                    "x-observed": {"minimum": float(frame[:, i].min()), "maximum": float(frame[:, i].max())},
                }
                for i, name in enumerate(COLUMNS)
            },
            "required": COLUMNS,
        },
        "outputs": [{"name": "cost", "onnx": "variable"}],
        "examples": [{"title": "First", "row": cases[0]["row"]}],
        "golden": {
            "tolerance": 1e-5,
            "probability": 1e-6,
            "scale": float(scores.std()),
            "rows": cases[:20],
        },
        "metrics": [],
        "training": {
            "trained_at": "2026-01-31T12:00:00Z",
            "rows": len(frame),
            "data": hashlib.sha256(frame.tobytes()).hexdigest(),
            "code": hashlib.sha256(Path(__file__).read_bytes()).hexdigest(),
            "lock": None,
            "commit": None,
            "graph": "mixed",
            "libraries": {"scikit-learn": sklearn.__version__, "onnx": onnx.__version__},
        },
        "files": {"model.onnx": hashlib.sha256(data).hexdigest()},
    }
    (folder / "model.json").write_text(json.dumps(document))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
