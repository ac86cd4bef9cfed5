"""Adds to the artefact that model.py wrote what the runtime scikit-learn of an API project reads:

    python skops_file.py FOLDER
"""

import hashlib
import json
import sys
from pathlib import Path

import joblib
import numpy as np
from skops.io import dumps, get_untrusted_types

folder = Path(sys.argv[1])
document = json.loads((folder / "model.json").read_text())
model = joblib.load(folder / "model.joblib")
# It was fitted on an array; the API gives it a data frame with these names.
model.feature_names_in_ = np.array(document["input"]["x-order"], dtype=object)
content = dumps(model)
(folder / "model.skops").write_bytes(content)
document["files"]["model.skops"] = hashlib.sha256(content).hexdigest()
document["python"] = {"module": "bench", "trusted": get_untrusted_types(data=content)}
(folder / "model.json").write_text(json.dumps(document))
