"""Losses of a Ray Dataset.

    from loss_calc_engines.ray import loss
    loss(ray.data.read_parquet("preds/"), "ce", input_cols=["x0", "x1", "x2"], target_col="label")["value"]

Every block is sent to the program on the worker that runs its task; one line comes back.
"""

import sys

from . import program as _program
from .program import LossCalcError, PROGRAM

__all__ = ["loss", "LossCalcError"]


def loss(
    dataset, name, input_cols, target_col, weight_col=None, group_by=(), reduction="mean", program=PROGRAM, **options
):
    """The report of `loss-calc name` over all rows of a dataset, as a dict; as loss_calc_engines.spark.loss."""
    import ray
    from ray import cloudpickle

    for module in (sys.modules[__package__], _program, sys.modules[__name__]):
        cloudpickle.register_pickle_by_value(module)
    words = _program.flags(input_cols, target_col, weight_col, group_by, options)
    wanted = _program.columns(input_cols, target_col, weight_col, group_by, options)
    blocks = dataset.select_columns(wanted).to_arrow_refs()
    work = ray.remote(_state)
    count = len(blocks)
    lines = [work.remote(block, name, words, f"{k}/{count}", tuple(program)) for k, block in enumerate(blocks)]
    try:
        return _program.merged(ray.get(lines), reduction, program, expect=count)
    except ray.exceptions.RayTaskError as error:
        cause = getattr(error, "cause", None)
        raise (LossCalcError(str(cause)) if "LossCalcError" in type(cause).__name__ else error) from error


def _state(table, name, words, shard, program):
    return _program.state(table.to_batches(), table.schema, name, words, shard, program)
