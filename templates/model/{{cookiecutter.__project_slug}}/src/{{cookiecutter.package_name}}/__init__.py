"""A model of claim frequency: trained with scikit-learn, served as ONNX from `artefacts/`."""

from importlib.resources import files

# Needs no further package: whoever serves the model finds model.json and the files that score here.
ARTEFACTS = files(__name__) / "artefacts"
