"""Writes tables of NDJSON as Parquet and Arrow: python formats.py <folder> with a list of what to write on standard input, as JSON."""
import json
import sys

import polars as pl

folder = sys.argv[1]
for one in json.load(sys.stdin):
    texts = {name: pl.String for name in one["texts"]}
    frame = pl.read_ndjson(f"{folder}/{one['name']}.ndjson", schema={**{name: pl.Float64 for name in one["columns"]}, **texts})
    frame = frame.select(one["columns"])
    if one["coded"]:
        frame = frame.with_columns(pl.col("label").cast(pl.Categorical))
    frame.write_parquet(f"{folder}/{one['name']}.parquet", compression=one["parquet"], row_group_size=one["rows"])
    frame.write_ipc(f"{folder}/{one['name']}.arrow", compression=one["arrow"], record_batch_size=one["rows"])
