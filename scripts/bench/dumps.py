"""Peers over dumps: python dumps.py make <folder> | <library> mean|survey|list <file> <output.csv>; prints what was asked for."""
import json
import sys

library, work, *rest = sys.argv[1:]

if library == "make":
    import polars as pl

    frame = pl.read_csv(f"{work}/dump.csv")
    frame.write_parquet(f"{work}/zstd.parquet", compression="zstd")
    frame.write_parquet(f"{work}/snappy.parquet", compression="snappy")
    frame.write_parquet(f"{work}/single.parquet", compression="snappy", row_group_size=len(frame))
    frame.write_ipc(f"{work}/dump.arrow")
    frame.write_ndjson(f"{work}/dump.ndjson")
    sys.exit()

path, out = rest
kind = path.split("/")[-1].split(".", 1)[1]
names = ["cat", "dog", "bird", "fish", "horse", "sheep", "cow", "bear", "zebra", "frog"]
columns = [f"p_{name}" for name in names]

if library == "polars":
    import polars as pl

    scan = {"csv": pl.scan_csv, "csv.gz": pl.scan_csv, "parquet": pl.scan_parquet, "arrow": pl.scan_ipc, "ndjson": pl.scan_ndjson}
    top = pl.max_horizontal(columns)
    chosen = pl.sum_horizontal([pl.when(pl.col("label") == n).then(pl.col(c)).otherwise(0) for n, c in zip(names, columns)])
    loss = pl.sum_horizontal([(pl.col(c) - top).exp() for c in columns]).log() + top - chosen
    frame = scan[kind](path)
    if work == "mean":
        print(repr(frame.select(loss.mean()).collect(engine="streaming").item()))
    elif work == "list":
        frame.select("image", loss.alias("loss")).sink_csv(out)
    else:
        rows = frame.select("image", "split", loss.alias("loss"))
        worst, groups = pl.collect_all(
            [rows.top_k(10, by="loss").sort("loss", descending=True), rows.group_by("split").agg(pl.col("loss").mean())],
            engine="streaming",
        )
        print(json.dumps({"top": worst["image"].to_list(), "groups": dict(groups.iter_rows())}))

elif library == "duckdb":
    import duckdb

    read = {"csv": "read_csv", "csv.gz": "read_csv", "parquet": "read_parquet", "ndjson": "read_json"}[kind]
    top = f"greatest({','.join(columns)})"
    chosen = "case label " + " ".join(f"when '{n}' then {c}" for n, c in zip(names, columns)) + " end"
    loss = f"ln({'+'.join(f'exp({c}-top)' for c in columns)})+top-{chosen}"
    print(repr(duckdb.sql(f"select avg({loss}) from (select *, {top} as top from {read}('{path}'))").fetchall()[0][0]))

else:
    import numpy
    import pandas

    frame = {"csv": pandas.read_csv, "csv.gz": pandas.read_csv, "parquet": pandas.read_parquet, "arrow": pandas.read_feather}[kind](path)
    logits = frame[columns].to_numpy()
    labels = frame["label"].map({name: i for i, name in enumerate(names)}).to_numpy()
    top = logits.max(axis=1)
    loss = numpy.log(numpy.exp(logits - top[:, None]).sum(axis=1)) + top - logits[numpy.arange(len(labels)), labels]
    print(repr(float(loss.mean())))
