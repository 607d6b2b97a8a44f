"""What it costs to run the program inside Spark: cost.py <file or folder> <program.cjs> <java home>. Columns x0, x1, x2, label.

The program alone, by two threads; through a local-cluster of two executors of a core; the same loss as SQL; Spark's own
start, which is a count of the same file. Seconds of the clock, and of the processors, of all processes.
"""

import json
import os
import subprocess
import sys
import time

path, program, java = sys.argv[1:4]
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../integrations"))
os.environ["JAVA_HOME"] = java
words = ["--input-cols", "x0,x1,x2", "--target-col", "label"]


def processors():
    """Seconds of the processors that this process, what it started, and what those have waited for, have used."""
    stats = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = open(f"/proc/{entry}/stat").read().rsplit(")", 1)[1].split()
            stats[int(entry)] = (int(fields[1]), sum(map(int, fields[11:15])))
        except OSError:
            pass
    total, queue = 0, [os.getpid()]
    while queue:
        process = queue.pop()
        total += stats[process][1]
        queue += [child for child, (parent, _) in stats.items() if parent == process]
    return total / os.sysconf("SC_CLK_TCK")


def clock(what, work):
    before, start = processors(), time.time()
    found = work()
    print(f"{what}: {time.time() - start:.2f} s, of the processors {processors() - before:.2f} s: {found}", flush=True)
    return found


def alone():
    files = sorted(f"{path}/{name}" for name in os.listdir(path)) if os.path.isdir(path) else [path]
    states = [subprocess.run(["node", program, "ce", file, *words, "--threads", "2", "--format", "state"], capture_output=True, check=True).stdout for file in files]
    run = subprocess.run(["node", program, "merge", "-", "-q", "--no-hints"], input=b"".join(states), capture_output=True, check=True)
    return float(run.stdout)


def session():
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local-cluster[2,1,2048]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    built = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    built.sparkContext.setLogLevel("OFF")
    return built


first = clock("the program alone", alone)
spark = clock("Spark's start", session)
frame = spark.read.parquet(path)
clock("a count of the rows, with the start of the executors", frame.count)
from loss_calc_engines.spark import loss, loss_of_files

for times in range(3):
    clock("the program alone", alone)
    found = clock(
        "through Spark",
        lambda: loss(frame, "ce", input_cols=["x0", "x1", "x2"], target_col="label", program=["node", program])["value"],
    )
    assert found == first, (found, first)
    if os.path.isdir(path):
        given = dict(input_cols=["x0", "x1", "x2"], target_col="label", program=["node", program])
        assert clock("its files through Spark", lambda: loss_of_files(spark, path, "ce", **given)["value"]) == first
    frame.createOrReplaceTempView("preds")
    flags = ["--dialect", "spark", "--table", "preds", "--input-cols", "x0,x1,x2", "--target-col", "label"]
    query = subprocess.run(["node", program, "sql", "ce", *flags], capture_output=True, text=True, check=True).stdout
    fast = subprocess.run(["node", program, "sql", "ce", *flags, "--fast"], capture_output=True, text=True, check=True).stdout
    clock("as SQL", lambda: spark.sql(query.rstrip().rstrip(";")).collect()[0]["mean"])
    clock("as SQL --fast", lambda: spark.sql(fast.rstrip().rstrip(";")).collect()[0]["mean"])
