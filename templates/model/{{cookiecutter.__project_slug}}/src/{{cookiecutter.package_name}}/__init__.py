"""A model of claim frequency: trained with scikit-learn, served as ONNX from `artefacts/`."""
