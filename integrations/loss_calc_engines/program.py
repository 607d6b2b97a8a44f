"""Runs the program over one partition, and merges what the partitions leave.

Each goes as an Arrow stream into its standard input and comes back as one line, a state. The program merges the
states to the bits of one run over everything.
"""

import json
import os
import subprocess
import threading

PROGRAM = ("loss-calc",)


class LossCalcError(RuntimeError):
    """What the program refused; of a partition with its number."""


def flags(input_cols, target_col, weight_col, group_by, options):
    """The words of a command line: label_smoothing=0.1 is --label-smoothing 0.1."""
    words = ["--input-cols", _names(input_cols), "--target-col", _names(target_col)]
    if weight_col is not None:
        words += ["--weight-col", weight_col]
    if group_by:
        words += ["--group-by", _names(group_by)]
    for name, value in options.items():
        flag = "--" + name.replace("_", "-")
        if value is True:
            words.append(flag)
        elif value is not False and value is not None:
            words += [flag, _text(value)]
    return words


def columns(input_cols, target_col, weight_col, group_by, options):
    """The columns that the program is sent, each once."""
    more = [options[key] for key in options if key == "id" or key.endswith("_col") or key.endswith("_cols")]
    found = []
    for names in [input_cols, target_col, weight_col, group_by, *more]:
        found += [] if names is None else [names] if isinstance(names, str) else list(names)
    return list(dict.fromkeys(found))


def state(batches, schema, loss, words, shard, program=PROGRAM):
    """The state of some record batches, as a line of JSON. Raises LossCalcError."""
    import pyarrow

    command = [*program, loss, "-", "--input-format", "arrow", *words, "--format", "state", "--shard", shard]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment()
    )
    # The program may say much before it has read all: both outputs are read meanwhile.
    said = []
    reader = threading.Thread(target=lambda: said.append(process.stderr.read()))
    out = []
    writer = threading.Thread(target=lambda: out.append(process.stdout.read()))
    reader.start()
    writer.start()
    try:
        with pyarrow.ipc.new_stream(process.stdin, schema) as stream:
            for batch in batches:
                stream.write_batch(batch)
        process.stdin.close()
    except BrokenPipeError:
        pass  # It has refused what came first; why, it says.
    except BaseException:
        process.kill()
        raise
    finally:
        reader.join()
        writer.join()
        status = process.wait()
    if status != 0:
        raise LossCalcError(f"partition {shard}: {said[0].decode().strip()} (exit status {status})")
    return out[0].decode()


def state_of_file(path, loss, words, shard, program=PROGRAM):
    """The state of a file that the program opens itself, as a line of JSON. Raises LossCalcError."""
    command = [*program, loss, path, *words, "--format", "state", "--shard", shard, "--threads", "1"]
    run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=_environment())
    if run.returncode != 0:
        raise LossCalcError(f"partition {shard}: {run.stderr.decode().strip()} (exit status {run.returncode})")
    return run.stdout.decode()


def files(paths):
    """The files, in order; of a folder the parts that Spark, Ray and Dask write, without their marks (_SUCCESS)."""
    found = []
    for path in map(os.path.abspath, paths):
        inside = sorted(os.listdir(path)) if os.path.isdir(path) else None
        found += [path] if inside is None else [os.path.join(path, one) for one in inside if one[0] not in "._"]
    if not found:
        raise LossCalcError(f"there is no file in {', '.join(paths)}")
    return found


def merged(states, reduction="mean", program=PROGRAM, expect=None):
    """The report of all states, as a dict."""
    command = [*program, "merge", "-", "--json", "--reduction", reduction]
    if expect is not None:
        command += ["--expect-shards", str(expect)]
    run = subprocess.run(command, input="".join(states).encode(), capture_output=True, env=_environment())
    if run.returncode != 0:
        raise LossCalcError(_said(run.stderr.decode().strip()))
    return json.loads(run.stdout)


def _said(text):
    """The message of an error that is JSON, since JSON was asked for."""
    try:
        error = json.loads(text.split("\n")[-1])["error"]
    except (ValueError, KeyError, TypeError):
        return text
    return f"error[{error['code']}]: {error['message']}"


def _environment():
    return {**os.environ, "LOSS_CALC_LANG": "en", "NO_COLOR": "1"}


def _names(names):
    """A list of columns: names that a selector would take for something else stand between quotes."""
    return ",".join('"' + name.replace('"', '""') + '"' for name in ([names] if isinstance(names, str) else names))


def _text(value):
    return ",".join(str(one) for one in value) if isinstance(value, (list, tuple)) else str(value)
