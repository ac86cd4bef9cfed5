"""Converters to ONNX in the place of skl2onnx's own, which lose something of what scikit-learn computes."""

from types import SimpleNamespace
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import update_registered_converter
from skl2onnx.common._registration import get_converter, get_shape_calculator
from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer

from .transformer_graphs import Graph

HISTOGRAM_BOOSTING = (HistGradientBoostingClassifier, HistGradientBoostingRegressor)
REPLACED = (*HISTOGRAM_BOOSTING, SimpleImputer)
CONVERTERS = {kind: get_converter(f"Sklearn{kind.__name__}") for kind in REPLACED}
SHAPES = {kind: get_shape_calculator(f"Sklearn{kind.__name__}") for kind in REPLACED}
# The attributes of a tree ensemble that are numbers, which are held in double precision under another name.
NUMBERS = ("base_values", "class_weights", "nodes_hitrates", "nodes_values", "target_weights")


class NotExpressed(Exception):
    """The converter would write a graph that gives other scores; the message says why."""


def register() -> None:
    """Puts them into the place of the converter's own."""
    probabilities = {"zipmap": [True, False, "columns"], "raw_scores": [True, False], "nocl": [True, False]}
    replace(HistGradientBoostingClassifier, convert_boosting, options=probabilities)
    replace(HistGradientBoostingRegressor, convert_boosting)
    replace(SimpleImputer, convert_imputer, shape_of_imputed)


def replace(kind: type, convert: Any, shape: Any = None, options: Any = None) -> None:
    name = f"Sklearn{kind.__name__}"
    update_registered_converter(kind, name, shape or SHAPES[kind], convert, overwrite=True, options=options)


def convert_boosting(scope: Any, operator: Any, container: Any) -> None:
    """The trees compare in double precision, as scikit-learn's do, and the exponential of a log link follows them.

    In single precision a value and a threshold that differ in their last digits are one number: 50.2 would not be
    above a split at (50.1 + 50.3) / 2.
    """
    model = operator.raw_operator
    if not isinstance(operator.inputs[0].type, DoubleTensorType):
        raise NotExpressed("histogram boosting compares in double precision")
    # What trees give is single: a classifier's labels and probabilities, else scores.
    *labels, result = operator.outputs
    single = scope.declare_local_variable("single", FloatTensorType())
    inside = SimpleNamespace(
        raw_operator=model,
        inputs=operator.inputs,
        input_full_names=operator.input_full_names,
        outputs=[*labels, single],
    )
    before = len(container.nodes)
    CONVERTERS[type(model)](scope, inside, container)
    (trees,) = (node for node in container.nodes[before:] if node.op_type.startswith("TreeEnsemble"))
    hold_in_double(trees, model)
    container.node_domain_version_pair_sets.add(("ai.onnx.ml", 3))
    graph = Graph(scope, container)
    value = graph.node("Cast", single.full_name, to=TensorProto.DOUBLE)
    if has_log_link(model):
        value = graph.node("Exp", value)
    graph.give(value, result.full_name)


def hold_in_double(trees: Any, model: Any) -> None:
    nodes = np.concatenate([tree.nodes for by_class in model._predictors for tree in by_class])
    exact = {"nodes_values": np.where(nodes["is_leaf"], 0.0, nodes["num_threshold"])}
    for attribute in [one for one in trees.attribute if one.name in NUMBERS]:
        values = exact.get(attribute.name, np.array(attribute.floats, np.float64))
        trees.attribute.remove(attribute)
        name = f"{attribute.name}_as_tensor"
        trees.attribute.append(helper.make_attribute(name, numpy_helper.from_array(values, name)))


def has_log_link(model: Any) -> bool:
    """Whether the scores are the exponential of what the trees add up to, which the converter leaves out."""
    return isinstance(model, HistGradientBoostingRegressor) and model.loss in ("poisson", "gamma")


def convert_imputer(scope: Any, operator: Any, container: Any) -> None:
    """Fills what is missing in double precision; the operator for it that ONNX has is single."""
    model = operator.raw_operator
    if not fills_numbers(operator):
        if model.add_indicator:
            raise NotExpressed("the converter leaves out the indicator of SimpleImputer")
        CONVERTERS[SimpleImputer](scope, operator, container)
        return
    graph = Graph(scope, container)
    values = graph.joined(operator.inputs)
    missing = graph.node("IsNaN", values)
    fill = graph.constant(TensorProto.DOUBLE, model.statistics_.tolist())
    filled = graph.node("Where", missing, fill, values)
    if model.add_indicator:
        places = graph.constant(TensorProto.INT64, model.indicator_.features_.tolist())
        flags = graph.node("Cast", graph.node("Gather", missing, places, axis=1), to=TensorProto.DOUBLE)
        filled = graph.node("Concat", filled, flags, axis=1)
    graph.give(filled, operator.outputs[0].full_name)


def shape_of_imputed(operator: Any) -> None:
    SHAPES[SimpleImputer](operator)
    model = operator.raw_operator
    if model.add_indicator:
        operator.outputs[0].type.shape[1] += len(model.indicator_.features_)


def fills_numbers(operator: Any) -> bool:
    """Whether NaN is filled in columns of doubles, each of which had a value in training."""
    model = operator.raw_operator
    if not all(isinstance(taken.type, DoubleTensorType) for taken in operator.inputs):
        return False
    return isinstance(model.missing_values, float) and not np.isnan(model.statistics_).any()
