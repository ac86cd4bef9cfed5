"""A contender: FastAPI on uvicorn, one worker; the only argument but one says what computes.

python fastapi_server.py PORT MODEL_FOLDER onnxruntime|sklearn
"""

import sys
import uuid
from pathlib import Path

import joblib
import numpy as np
import onnxruntime
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

port, folder, runtime = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

if runtime == "onnxruntime":
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(folder / "plain.onnx", options, providers=["CPUExecutionProvider"])

    def predict(matrix):
        return session.run(["variable"], {"X": matrix.astype(np.float32)})[0].ravel().tolist()

else:
    model = joblib.load(folder / "model.joblib")

    def predict(matrix):
        return model.predict(matrix).tolist()


COLUMNS = [f"feature_{index:02}" for index in range(20)]
app = FastAPI()


class Body(BaseModel):
    rows: list[dict[str, float]]


@app.post("/predict")
async def score(body: Body):
    matrix = np.array([[row[name] for name in COLUMNS] for row in body.rows])
    return {
        "model": {"name": "bench", "version": "1.0.0"},
        "request_id": str(uuid.uuid4()),
        "predictions": predict(matrix),
        "warnings": [],
    }


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, log_level="warning", loop="uvloop", http="httptools")
