"""Losses of a Spark DataFrame.

    from loss_calc_engines.spark import loss, loss_of_files
    loss(df, "ce", input_cols=["x0", "x1", "x2"], target_col="label", group_by=["split"])["value"]
    loss_of_files(spark, "/data/preds", "ce", input_cols=["x0", "x1", "x2"], target_col="label")["value"]

A shard is named by its partition, and Spark takes the rows of one attempt of each task: what is retried, or runs
twice, counts once.
"""

import sys

from . import program as _program
from .program import LossCalcError, PROGRAM

__all__ = ["loss", "loss_of_files", "LossCalcError"]


def loss(
    df, name, input_cols, target_col, weight_col=None, group_by=(), reduction="mean", program=PROGRAM, **options
):
    """The report of `loss-calc name` over all rows of df, as a dict.

    input_cols: names, or one column of arrays or vectors. options: those of the program, label_smoothing=0.1.
    program: how the program is started on the executors, ["node", "loss-calc/package/bin/loss-calc.cjs"]; the driver merges
    with it too. Raises LossCalcError for what the program refuses, with the partition.
    """
    from pyspark import cloudpickle
    from pyspark.errors import PySparkException
    from pyspark.sql.pandas.types import to_arrow_schema

    # The executors need no copy of this package.
    cloudpickle.register_pickle_by_value(sys.modules[__package__])
    cloudpickle.register_pickle_by_value(_program)
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    words = _program.flags(input_cols, target_col, weight_col, group_by, options)
    wanted = _program.columns(input_cols, target_col, weight_col, group_by, options)
    frame = _without_vectors(df.select(*[df[f"`{column}`"] for column in wanted]))
    schema = to_arrow_schema(frame.schema)
    work = _Partition(schema.serialize().to_pybytes(), name, words, tuple(program))
    try:
        rows = frame.mapInArrow(work, "state string").collect()
    except PySparkException as error:
        raise _told(error) from error
    if not rows:
        rows = [(_program.state([], schema, name, words, "0", program),)]
    return _program.merged([row[0] for row in rows], reduction, program)


def loss_of_files(
    spark, paths, name, input_cols, target_col, weight_col=None, group_by=(), reduction="mean", program=PROGRAM, **options
):
    """The report over files that every executor can open by the same path, in any format the program reads.

    Spark only says which executor takes which file; the program reads it, which is faster. paths: files, or folders of
    which all files are taken but those of marks (_SUCCESS). spark: the session.
    """
    from py4j.protocol import Py4JError
    from pyspark import cloudpickle
    from pyspark.errors import PySparkException

    cloudpickle.register_pickle_by_value(sys.modules[__package__])
    cloudpickle.register_pickle_by_value(_program)
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    words = _program.flags(input_cols, target_col, weight_col, group_by, options)
    files = _program.files([paths] if isinstance(paths, str) else paths)
    count = len(files)
    work = lambda numbered: _program.state_of_file(numbered[1], name, words, f"{numbered[0]}/{count}", tuple(program))
    try:
        lines = spark.sparkContext.parallelize(list(enumerate(files)), count).map(work).collect()
    except (PySparkException, Py4JError) as error:
        raise _told(error) from error
    return _program.merged(lines, reduction, program, expect=count)


class _Partition:
    def __init__(self, schema, name, words, program):
        self.schema, self.name, self.words, self.program = schema, name, words, program

    def __call__(self, batches):
        import pyarrow
        from pyspark import TaskContext

        shard = str(TaskContext.get().partitionId())
        schema = pyarrow.ipc.read_schema(pyarrow.py_buffer(self.schema))
        cast = (pyarrow.Table.from_batches([batch]).cast(schema).to_batches() for batch in batches)
        line = _program.state(
            (batch for part in cast for batch in part), schema, self.name, self.words, shard, self.program
        )
        yield pyarrow.RecordBatch.from_pydict({"state": [line]})


def _without_vectors(frame):
    """Columns of pyspark.ml vectors as arrays."""
    names = [field.name for field in frame.schema if field.dataType.typeName() in ("vector", "vectorudt", "udt")]
    if not names:
        return frame
    from pyspark.ml.functions import vector_to_array

    return frame.select(
        *[
            vector_to_array(frame[f"`{column}`"]).alias(column) if column in names else frame[f"`{column}`"]
            for column in frame.columns
        ]
    )


def _told(error):
    """The program's own words out of a trace through Python and the JVM."""
    text = str(error)
    start = text.find("LossCalcError: ")
    if start < 0:
        return error
    lines = text[start + len("LossCalcError: ") :].split("\n\n")[0].split("\n\tat ")[0]
    return LossCalcError(lines.strip())
