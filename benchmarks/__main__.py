"""Speed of minidl beside PyTorch eager and DeZero: one command, one table.

    make bench [ARGS="--only pool"] [ARGS="--rounds 50"]

A full run, of about ten minutes, stores its tables in benchmarks/results.md and a plot beside it.
"""

import argparse
import datetime
import importlib.metadata
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from . import dezero_peer, growth, processes
from . import workloads as w
from .timing import ROUNDS, interleaved

RESULTS = Path(__file__).parent / "results.md"


class Row(NamedTuple):
    name: str
    layout: str  # of the inputs in memory
    steps: dict  # library → function that runs one step
    bound: float | None = None  # minidl / PyTorch shall be at most this
    bound_dezero: float | None = None
    bound_ms: float | None = None


def all_rows() -> list[Row]:
    minidl, torch, dezero = w.minidl_library(), w.torch_library(), dezero_peer

    def row(name, layout, make, make_dezero=lambda: None, **bounds):
        steps = {"minidl": make(minidl), "PyTorch": make(torch), "DeZero": make_dezero()}
        return Row(name, layout, {name: step for name, step in steps.items() if step}, **bounds)

    def conv_row(name, arguments):
        make = lambda library: w.conv2d(library, *arguments)
        return row(name, w.C_ORDER, make, lambda: dezero.conv2d(*arguments), bound=2.6)

    def pool_row(name, kernel_size, bound):
        make = lambda library: w.max_pool2d(library, kernel_size)
        return row(name, w.LAYER, make, lambda: dezero.max_pool2d(kernel_size), bound=bound)

    images = w.digits(10_000)[0]
    return [
        *[conv_row(f"conv2d, {name}", arguments) for name, arguments in w.CONVOLUTIONS.items()],
        row("depthwise 3×3", w.LAYER, lambda l: w.conv2d(l, *w.DEPTHWISE, layer=True), bound=2.0),
        pool_row("max_pool2d 2×2", 2, bound=0.35),
        pool_row("max_pool2d 3×3, stride 2", 3, bound=0.70),
        row("LeNet, step", w.C_ORDER, w.lenet_step, dezero.lenet_step, bound=1.1, bound_dezero=0.30),
        row("LeNet, 512 images, no_grad", w.C_ORDER, w.lenet_inference, dezero.lenet_inference, bound=1.1),
        row("XOR 2-8-1, step", w.C_ORDER, w.xor_step, dezero.xor_step, bound=0.30),
        row("MLP 1-64-64-1, step", w.C_ORDER, w.mlp_step, dezero.mlp_step, bound=0.60),
        row("8,586 parameters, no_grad", w.C_ORDER, lambda l: w.lecture_network(l, images), bound_ms=500),
    ]


def speed_table(rounds: int, only: str = "") -> str:
    """Measure the rows whose name contains `only`; prints each as it comes."""
    header = "| workload | inputs | minidl | PyTorch | ratio | at most | DeZero | ratio | at most |"
    lines = [header, "|---|---|--:|--:|--:|--:|--:|--:|--:|"]
    print(*lines, sep="\n")
    ratios, ratios_dezero = [], []
    for row in all_rows():
        if only not in row.name:
            continue
        times = {name: 1000 * t for name, t in interleaved(row.steps, rounds).items()}
        ratio = times["minidl"] / times["PyTorch"]
        ratio_dezero = times["minidl"] / times["DeZero"] if "DeZero" in times else None
        if row.name.startswith("conv2d"):
            ratios.append(ratio)
            ratios_dezero += [ratio_dezero] if ratio_dezero else []
        bound = f"{row.bound_ms} ms" if row.bound_ms else row.bound
        cells = [row.name, row.layout, _ms(times["minidl"]), _ms(times["PyTorch"]), f"**{ratio:.2f}**", bound]
        cells += [_ms(times.get("DeZero")), f"{ratio_dezero:.2f}" if ratio_dezero else None, row.bound_dezero]
        lines.append(_line(cells))
        print(lines[-1], flush=True)
    if ratios:
        mean, mean_dezero = f"**{_geometric_mean(ratios):.2f}**", f"{_geometric_mean(ratios_dezero):.2f}"
        cells = ["conv2d, geometric mean", w.C_ORDER, None, None, mean, 1.3, None, mean_dezero, 0.45]
        lines.append(_line(cells))
        print(lines[-1], flush=True)
    return "\n".join(lines) + "\n"


def _geometric_mean(values):
    return float(np.exp(np.mean(np.log(values))))


def _ms(milliseconds):
    return None if milliseconds is None else f"{milliseconds:.3g}"


def _line(cells):
    return f"| {' | '.join('' if cell is None else str(cell) for cell in cells)} |"


def introduction() -> str:
    """What was measured where."""
    (blas,) = [pool for pool in threadpool_info() if "numpy" in pool["filepath"]]
    names = "numpy", "torch", "dezero"
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    return f"""# Speed

{datetime.date.today()}, {processor()}, {platform.system()}, Python {platform.python_version()}, {versions}.
NumPy's BLAS: {blas["internal_api"]} {blas["version"]}, kernels for **{blas["architecture"]}**.

Forward and all gradients, unless it says `no_grad`. Milliseconds of CPU time on one thread: the 20th
percentile of interleaved rounds in one process. A ratio below 1 means that minidl is faster. *C order*:
the inputs lie in memory as N, C, H, W; *layer*: as a preceding layer leaves them, minidl's as
C, H, W, N, the others' as N, C, H, W. The networks: see benchmarks/workloads.py.
"""


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def main():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--only", metavar="TEXT", help="only rows whose name contains this; stores nothing")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()

    import torch

    torch.set_num_threads(1)
    with threadpool_limits(1):
        parts = [introduction()]
        print(parts[0], flush=True)
        parts.append(speed_table(arguments.rounds, arguments.only or ""))
        if arguments.only:
            return
        for part in (processes.report, growth.report, time_to_accuracy):
            parts.append(part())
            print(f"\n{parts[-1]}", flush=True)
    RESULTS.write_text("\n".join(parts), encoding="utf-8")
    print(f"Stored in {os.path.relpath(RESULTS)}.")


def time_to_accuracy() -> str:
    """In a process of its own, because it runs on two threads."""
    threads = {f"{name}_NUM_THREADS": "2" for name in ("OPENBLAS", "OMP", "MKL")}
    command = [sys.executable, "-m", "benchmarks.time_to_accuracy"]
    result = subprocess.run(command, env=os.environ | threads, stdout=subprocess.PIPE, text=True, check=True)
    return result.stdout


if __name__ == "__main__":
    main()
