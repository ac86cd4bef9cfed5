"""From a fitted model to ONNX graphs: three ways, of which the first that agrees with scikit-learn is kept."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import onnx
import pandas as pd
from onnx import TensorProto, compose, helper
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, StringTensorType
from sklearn.base import is_classifier
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline

from . import converters, transformer_graphs
from .columns import Column
from .converters import HISTOGRAM_BOOSTING, NotExpressed

Graph = Literal["mixed", "float", "double"]

# The newest operators that the converter is tested with and that every runtime of the last years has.
OPSET = {"": 20, "ai.onnx.ml": 3}


def to_onnx(model: Any, graph: Graph, columns: Sequence[Column], features: pd.DataFrame) -> bytes:
    """The ONNX file of a fitted model: one input of shape [rows, 1] a column, texts as strings, all else as numbers.

    "mixed" computes the features in double precision and casts them to single directly before the estimator, whose own
    splits are single: so a value lies on the same side of a split as in scikit-learn. Before histogram boosting, whose
    splits are double, it casts nothing. "float" and "double" have one precision throughout.

    Raises:
        NotExpressed, or an error of the converter, which has many kinds.
    """
    transformer_graphs.register()
    converters.register()
    pipeline = with_features(model, columns, features)
    refuse_what_is_lost(estimators(pipeline))
    graphs: dict[Graph, Callable[[], onnx.ModelProto]] = {
        "mixed": lambda: mixed(pipeline, columns, features),
        "float": lambda: single(pipeline, columns, FloatTensorType),
        "double": lambda: single(pipeline, columns, DoubleTensorType),
    }
    return bytes(graphs[graph]().SerializeToString())


def with_features(model: Any, columns: Sequence[Column], features: pd.DataFrame) -> Pipeline:
    """The model as a pipeline whose first step joins the columns, which an estimator by itself lacks."""
    if isinstance(model, Pipeline) and len(model.steps) > 1:
        return model
    names = [column.name for column in columns]
    joined = ColumnTransformer([("all", "passthrough", names)]).fit(features)
    return Pipeline([("columns", joined), ("model", model)])


def mixed(pipeline: Pipeline, columns: Sequence[Column], features: pd.DataFrame) -> onnx.ModelProto:
    first, last = pipeline[:-1], pipeline[-1]
    width = first.transform(features.head(1)).shape[1]
    number, element = FloatTensorType, TensorProto.FLOAT
    if any(isinstance(step, HISTOGRAM_BOOSTING) for step in estimators(last)):
        number, element = DoubleTensorType, TensorProto.DOUBLE
    front = convert_sklearn(first, "features", initial_types(columns, DoubleTensorType), target_opset=OPSET)
    back = convert_sklearn(
        last, "model", [("features", number([None, width]))], options=options_of(last), target_opset=OPSET
    )
    (output,) = front.graph.output
    front.graph.node.append(helper.make_node("Cast", [output.name], ["as_number"], to=element))
    del front.graph.output[:]
    front.graph.output.append(helper.make_tensor_value_info("as_number", element, [None, width]))
    front = compose.add_prefix(front, "features_", rename_inputs=False, rename_outputs=False)
    back = compose.add_prefix(back, "model_", rename_inputs=False, rename_outputs=False)
    front.ir_version = back.ir_version = max(front.ir_version, back.ir_version)
    # The converter declares lower versions where it needs no more; joined graphs must name the same.
    for part in (front, back):
        del part.opset_import[:]
        part.opset_import.extend(helper.make_opsetid(domain, version) for domain, version in OPSET.items())
    merged: onnx.ModelProto = compose.merge_models(front, back, io_map=[("as_number", "features")])
    return merged


def single(pipeline: Pipeline, columns: Sequence[Column], number: Any) -> onnx.ModelProto:
    options = options_of(pipeline[-1])
    types = initial_types(columns, number)
    converted: onnx.ModelProto = convert_sklearn(pipeline, "model", types, options=options, target_opset=OPSET)
    return converted


def initial_types(columns: Sequence[Column], number: Any) -> list[tuple[str, Any]]:
    return [(column.name, (StringTensorType if column.kind == "string" else number)([None, 1])) for column in columns]


def options_of(last: Any) -> dict[int, dict[str, bool]] | None:
    """Probabilities as a tensor, not as maps of labels."""
    if not is_classifier(last) or not hasattr(last, "predict_proba") or isinstance(last.classes_, list):
        return None
    return {id(last): {"zipmap": False}}


def estimators(model: Any) -> list[Any]:
    """The model and all that it is made of."""
    found, seen = [model], set()
    for one in found:
        if id(one) in seen or not hasattr(one, "__dict__"):
            continue
        seen.add(id(one))
        for value in vars(one).values():
            found.extend(inner for inner in inner_estimators(value) if id(inner) not in seen)
    return found


def inner_estimators(value: Any) -> list[Any]:
    if hasattr(value, "get_params"):
        return [value]
    if isinstance(value, dict):
        return [inner for one in value.values() for inner in inner_estimators(one)]
    if isinstance(value, np.ndarray) and value.dtype == object:
        value = value.ravel().tolist()
    if isinstance(value, list | tuple):
        return [inner for one in value for inner in inner_estimators(one)]
    return []


def refuse_what_is_lost(steps: Sequence[Any]) -> None:
    boosting = [step for step in steps if isinstance(step, HISTOGRAM_BOOSTING)]
    trees = [step for step in steps if hasattr(step, "tree_")]
    if any(getattr(step, "is_categorical_", None) is not None for step in boosting):
        raise NotExpressed("the converter takes the splits of categorical_features for splits of numbers")
    # The converter looks for the nearest float of such a threshold, and never ends.
    if not all(np.isfinite(step.tree_.threshold).all() for step in trees):
        raise NotExpressed("the converter has no split between a value and none: fill what is missing before the trees")
    if trees and any(hasattr(step, "_predictors") for step in boosting):
        raise NotExpressed("histogram boosting compares in double precision, the other trees beside it in single")
