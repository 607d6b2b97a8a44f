"""Losses of a Dask DataFrame.

    from loss_calc_engines.dask import loss
    loss(dask.dataframe.read_parquet("preds/"), "ce", input_cols=["x0", "x1", "x2"], target_col="label")["value"]

Every partition is sent to the program by the worker that holds it; one line comes back.
"""

import sys

from . import program as _program
from .program import LossCalcError, PROGRAM

__all__ = ["loss", "LossCalcError"]


def loss(
    frame, name, input_cols, target_col, weight_col=None, group_by=(), reduction="mean", program=PROGRAM, **options
):
    """The report of `loss-calc name` over all rows of a frame, as a dict; as loss_calc_engines.spark.loss."""
    import cloudpickle
    import dask

    for module in (sys.modules[__package__], _program, sys.modules[__name__]):
        cloudpickle.register_pickle_by_value(module)
    words = _program.flags(input_cols, target_col, weight_col, group_by, options)
    wanted = _program.columns(input_cols, target_col, weight_col, group_by, options)
    parts = frame[wanted].to_delayed()
    count = len(parts)
    work = dask.delayed(_state)
    lines = [work(part, name, words, f"{k}/{count}", tuple(program)) for k, part in enumerate(parts)]
    return _program.merged(dask.compute(*lines), reduction, program, expect=count)


def _state(part, name, words, shard, program):
    import pyarrow

    table = pyarrow.Table.from_pandas(part, preserve_index=False)
    return _program.state(table.to_batches(), table.schema, name, words, shard, program)
