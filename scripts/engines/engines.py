"""Runs queries and partitions in an engine and says what came out, as a line of JSON: engines.py <what> <cases.json>.

What: duckdb, postgres, clickhouse, spark, trino, parse; shards-spark, shards-ray, shards-dask.
"""

import csv
import json
import math
import os
import signal
import struct
import subprocess
import sys
import threading
import time

CASES = json.load(open(sys.argv[2]))
PROGRAM = CASES["program"]
FOLDER = CASES["folder"]


def number(text):
    return float(text.replace("Infinity", "inf"))


def tables():
    found = {}
    for case in CASES["cases"]:
        name = case["file"]
        if name not in found:
            with open(f"{CASES['fixtures']}/{name}.csv") as lines:
                found[name] = [{key: number(cell) for key, cell in row.items()} for row in csv.DictReader(lines)]
    return found


def ulps(a, b):
    bits = [struct.unpack("<q", struct.pack("<d", x))[0] for x in (a, b)]
    bits = [-(n & 0x7FFFFFFFFFFFFFFF) if n < 0 else n for n in bits]
    return abs(bits[0] - bits[1])


def compare(case, found):
    """The worst distance to the program, and how many losses are NaN, infinite or NULL on one side only."""
    worst, differ = 0, 0
    for got, want, size in zip(found, case["wanted"], case["sizes"] or [None] * len(found), strict=True):
        want = number(want)
        if got is None or (not math.isfinite(got) or not math.isfinite(want)):
            differ += got is None or not (got == want or (got != got and want != want))
        elif got != want and abs(got - want) >= 1e-307:
            distance = ulps(got, want) if size is None else abs(got - want) / (number(size) * 2.0**-52)
            worst = max(worst, distance)
    return worst, differ


def arrays_of(list_of, create="CREATE TABLE arrays AS"):
    """A statement that makes a table of the classes' columns as arrays; list_of writes an array of three columns."""
    lists = ", ".join(f"{list_of(*[f'{kind}{i}' for i in range(3)])} AS {kind}" for kind in "xpl")
    return f"{create} SELECT id, label, {lists} FROM classes"


def run_cases(dialect, version, losses):
    """Every case by a function that runs its query."""
    started = time.time()
    results = []
    for case in CASES["cases"]:
        worst, differ = compare(case, losses(case["queries"][dialect]))
        results.append({"line": case["line"], "worst": worst, "differ": differ, "bound": case["bound"]})
    return {"version": version, "results": results, "seconds": time.time() - started}


def duckdb():
    import duckdb

    db = duckdb.connect()
    for name, rows in tables().items():
        columns = ", ".join(f'"{key}" DOUBLE' for key in rows[0])
        db.execute(f'CREATE TABLE "{name}" (id INTEGER, {columns})')
        holders = ", ".join("?" for _ in range(len(rows[0]) + 1))
        db.executemany(f'INSERT INTO "{name}" VALUES ({holders})', [(i, *row.values()) for i, row in enumerate(rows)])
    db.execute(arrays_of("[{}, {}, {}]".format))
    report = run_cases("duckdb", duckdb.__version__, lambda sql: [row[1] for row in sorted(db.execute(sql).fetchall())])
    return report | repeated("duckdb", "range(1000000) AS r(i)", lambda sql: db.execute(sql).fetchall())


def repeated(dialect, series, execute, kind="DOUBLE", create="CREATE TABLE repeated AS"):
    """What ten runs of a reduced query over a million rows give, and how far their mean is from the program's."""
    number_of = f"CAST((i * 7919) % 100003 AS {kind}) / CAST(5000 AS {kind}) - CAST(10 AS {kind})"
    execute(f"{create} SELECT {number_of} AS x, i % 2 AS t FROM {series}")
    query = CASES["repeat"][dialect].split("\n", 1)[1].rstrip().rstrip(";")
    means = {float(execute(query)[0][0]) for _ in range(10)}
    return {"distinct": len(means), "off": max(ulps(mean, CASES["mean"]) for mean in means)}


def postgres():
    import psycopg

    with psycopg.connect(CASES["postgres"], autocommit=True) as db:
        for name, rows in tables().items():
            columns = ", ".join(f'"{key}" double precision' for key in rows[0])
            db.execute(f'CREATE TABLE "{name}" (id integer, {columns})')
            with db.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                for i, row in enumerate(rows):
                    copy.write_row((i, *row.values()))
        db.execute(arrays_of("ARRAY[{}, {}, {}]".format))
        version = db.execute("SHOW server_version").fetchone()[0].split(" ")[0]
        report = run_cases("postgres", version, lambda sql: [row[1] for row in sorted(db.execute(sql.rstrip().rstrip(";")).fetchall())])
        rows = lambda sql: (lambda done: done.fetchall() if done.description else None)(db.execute(sql))
        return report | repeated("postgres", "generate_series(CAST(0 AS bigint), 999999) AS r(i)", rows, "double precision")


def clickhouse():
    import chdb
    from chdb import session

    db = session.Session()
    db.query("CREATE DATABASE d")
    db.query("USE d")
    special = {"nan": "nan", "inf": "inf", "-inf": "-inf"}
    for name, rows in tables().items():
        columns = ", ".join(f"{key} Nullable(Float64)" for key in rows[0])
        db.query(f"CREATE TABLE {name} (id Int32, {columns}) ENGINE = Memory")
        cells = lambda row: ", ".join(special.get(repr(cell), repr(cell)) for cell in row.values())
        db.query(f"INSERT INTO {name} VALUES " + ", ".join(f"({i}, {cells(row)})" for i, row in enumerate(rows)))

    db.query(arrays_of("[{}, {}, {}]".format, "CREATE TABLE arrays ENGINE = Memory AS"))

    def losses(sql):
        body = sql.split("\n", 1)[1].rstrip().rstrip(";")
        text = db.query(f"SELECT id, toString(loss) FROM ({body}) ORDER BY id", "TSV").bytes().decode()
        return [None if cell == "\\N" else float(cell) for cell in (line.split("\t")[1] for line in text.strip().split("\n"))]

    rows = lambda sql: [line.split("\t") for line in db.query(sql, "TSV").bytes().decode().strip().split("\n")]
    report = run_cases("clickhouse", chdb.engine_version, losses)
    series = "(SELECT toInt64(number) AS i FROM numbers(1000000))"
    return report | repeated("clickhouse", series, rows, create="CREATE TABLE repeated ENGINE = Memory AS")


def spark_session(master, **more):
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(master).config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false").config("spark.sql.shuffle.partitions", "2").config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    for key, value in more.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session


def spark():
    session = spark_session("local[2]")
    for name, rows in tables().items():
        schema = "id int, " + ", ".join(f"{key} double" for key in rows[0])
        frame = session.createDataFrame([(i, *row.values()) for i, row in enumerate(rows)], schema)
        frame.coalesce(1).createOrReplaceTempView(name)
    session.sql(arrays_of("array({}, {}, {})".format, "CREATE OR REPLACE TEMP VIEW arrays AS"))
    losses = lambda sql: [row["loss"] for row in sorted(session.sql(sql.rstrip().rstrip(";")).collect(), key=lambda row: row["id"])]
    report = run_cases("spark", session.version, losses)
    series = "(SELECT id AS i FROM range(0, 1000000, 1, 4))"
    return report | repeated("spark", series, lambda sql: session.sql(sql).collect(), create="CREATE OR REPLACE TEMP VIEW repeated AS")


def trino():
    java = CASES["trino"]["java"]
    flags = ["--add-modules", "jdk.incubator.vector", "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED", "-Xmx2g"]
    server = subprocess.Popen(
        [f"{java}/bin/java", "-cp", f"{CASES['trino']['jars']}/*", *flags, CASES["trino"]["program"]],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )

    def execute(sql):
        server.stdin.write(json.dumps(sql.rstrip().rstrip(";")) + "\n")
        server.stdin.flush()
        rows = json.loads(server.stdout.readline())
        if isinstance(rows, dict):
            raise RuntimeError(rows["error"])
        return rows

    special = {"nan": "nan()", "inf": "infinity()", "-inf": "-infinity()"}
    cell = lambda value: special.get(repr(value), f"double '{value!r}'")
    for name, rows in tables().items():
        columns = ", ".join(f'"{key}" double' for key in rows[0])
        execute(f'CREATE TABLE "{name}" (id integer, {columns})')
        for at in range(0, len(rows), 200):
            lines = (f"({i}, {', '.join(map(cell, row.values()))})" for i, row in enumerate(rows[at : at + 200], at))
            execute(f'INSERT INTO "{name}" VALUES {", ".join(lines)}')

    execute(arrays_of("ARRAY[{}, {}, {}]".format))

    def losses(sql):
        found = sorted((int(row[0]), row[1]) for row in execute(f"SELECT id, loss FROM ({sql.split(chr(10), 1)[1].rstrip().rstrip(';')})"))
        return [None if loss is None else number(loss) for _, loss in found]

    report = run_cases("trino", CASES["trino"]["version"], losses)
    series = "(SELECT a * 1000 + b AS i FROM UNNEST(sequence(0, 999)) AS s (a) CROSS JOIN UNNEST(sequence(0, 999)) AS u (b))"
    report |= repeated("trino", series, execute)
    server.stdin.close()
    server.wait(30)
    return report


def parse():
    """BigQuery and Snowflake are text: it has to parse."""
    import sqlglot

    report = {"version": sqlglot.__version__, "results": [], "seconds": 0}
    started = time.time()
    for case in CASES["cases"]:
        for dialect in ("bigquery", "snowflake"):
            sqlglot.parse_one(case["queries"][dialect], read=dialect)
        report["results"].append({"line": case["line"], "worst": 0, "differ": 0, "bound": 0})
    report["seconds"] = time.time() - started
    return report


def differing(report):
    """How many numbers of a report are not those of the single run."""
    want = CASES["whole"]
    told = lambda one: {key: one[key] for key in ("value", "sum", "denominator", "samples", "elements", "ignored")}
    groups = lambda one: sorted((group["name"], group["count"], group["mean"], group["sum"]) for group in one["groups"][0]["groups"])
    pairs = list(zip(told(report).values(), told(want).values())) + list(zip(groups(report), groups(want), strict=True))
    return sum(a != b for a, b in pairs)


def shards(version, loss, kill=None):
    started = time.time()
    thread = threading.Thread(target=kill) if kill else None
    if thread:
        thread.start()
    report = loss(**CASES["call"], program=PROGRAM)
    seconds = time.time() - started
    if thread:
        thread.join()
    return {"version": version, "differ": differing(report), "rows": report["samples"], "seconds": seconds}


def descendants(parent):
    """Processes that this one started, with their command lines."""
    children = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = open(f"/proc/{entry}/stat").read()
            children.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(entry))
        except OSError:
            pass
    found, queue = [], [parent]
    while queue:
        own = children.get(queue.pop(), [])
        found += own
        queue += own
    return found


def shards_spark():
    from loss_calc_engines.spark import loss, loss_of_files, LossCalcError

    session = spark_session("local-cluster[2,1,1024]", **{"spark.sql.files.maxPartitionBytes": "2m"})
    schema = "x0 double, x1 double, x2 double, label int, w double, g string"
    frame = session.read.csv(f"{FOLDER}/whole.csv", header=True, schema=schema)
    killed = []

    def kill():
        time.sleep(4)
        for process in descendants(os.getpid()):
            try:
                if "CoarseGrainedExecutorBackend" in open(f"/proc/{process}/cmdline").read():
                    os.kill(process, signal.SIGKILL)
                    killed.append(process)
                    return
            except OSError:
                pass

    report = shards(session.version, lambda **call: loss(frame, **call), kill)
    report["killed"] = len(killed)
    report["differ"] += differing(loss_of_files(session, f"{FOLDER}/parts", **CASES["call"], program=PROGRAM))
    try:
        loss(frame, "ce", input_cols=["x0", "x1"], target_col="label", program=PROGRAM)
        report["told"] = False
    except LossCalcError as error:
        report["told"] = "E306" in str(error) and str(error).startswith("partition ")
    from pyspark.ml.functions import array_to_vector
    from pyspark.sql import functions

    lists = frame.limit(2000).select(functions.array("x0", "x1", "x2").alias("x"), "label").cache()
    vectors = lists.select(array_to_vector("x").alias("x"), "label")
    a, b = (loss(one, "ce", input_cols="x", target_col="label", program=PROGRAM)["value"] for one in (lists, vectors))
    report["vectors"] = a == b
    return report


def shards_ray():
    import ray
    from loss_calc_engines.ray import loss

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    ray.data.DataContext.get_current().enable_progress_bars = False
    frame = ray.data.read_csv(f"{FOLDER}/parts").repartition(7)
    return shards(ray.__version__, lambda **call: loss(frame, **call))


def shards_dask():
    import dask
    import dask.dataframe
    from loss_calc_engines.dask import loss

    frame = dask.dataframe.read_csv(f"{FOLDER}/whole.csv", blocksize="2MB", dtype={"label": "int64", "g": "object"})
    with dask.config.set(scheduler="processes", num_workers=2):
        return shards(dask.__version__, lambda **call: loss(frame, **call))


if __name__ == "__main__":
    sys.path.insert(0, CASES["integrations"])
    print("\n" + json.dumps(globals()[sys.argv[1].replace("-", "_")]()))
