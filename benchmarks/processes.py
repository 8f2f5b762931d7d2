"""What needs a fresh process each time: how long the import takes, and how much memory a step needs."""

import os
import subprocess
import sys
import time
from statistics import median

try:
    import resource
except ImportError:  # Windows: the wall clock has to do
    resource = None

ROUNDS = 20


def report() -> str:
    numpy, more = import_seconds("numpy", "minidl")
    memory = {name: peak_of_lenet_step(name) for name in ("minidl", "PyTorch")}
    lines = [
        "| in a fresh process | minidl | beside | at most |",
        "|---|--:|--:|--:|",
        f"| import | NumPy + {1000 * more:.0f} ms | NumPy {1000 * numpy:.0f} ms | NumPy + 20 ms |",
    ]
    if all(memory.values()):
        minidl, torch = memory.values()
        ours = f"{minidl:.0f} MB: × {minidl / torch:.2f}"
        lines.append(f"| peak memory of a LeNet step | {ours} | PyTorch {torch:.0f} MB | × 2 |")
    return "\n".join(lines) + "\n"


def import_seconds(base: str, module: str) -> tuple[float, float]:
    """CPU seconds of Python starting and importing `base`, and how many more `module` takes.

    Medians; each round imports both, one after the other, so that a slow minute strikes both.
    """
    rounds = [(_start_seconds(base), _start_seconds(module)) for _ in range(ROUNDS)]
    return median(first for first, _ in rounds), median(second - first for first, second in rounds)


def _start_seconds(module):
    # With bytecode, as everywhere after the first import.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    before = _children_seconds()
    subprocess.run([sys.executable, "-c", f"import {module}"], env=environment, check=True)
    return _children_seconds() - before


def _children_seconds():
    if resource is None:
        return time.perf_counter()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def peak_of_lenet_step(library: str) -> float | None:
    """Megabytes, in a process of its own; None where the system does not tell."""
    command = [sys.executable, "-m", "benchmarks.processes", library]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return float(output) if output else None


def _print_peak(name):
    from . import workloads

    library = workloads.minidl_library() if name == "minidl" else workloads.torch_library()
    step = workloads.lenet_step(library)
    try:
        before = _memory("VmRSS")
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")  # start a new peak
    except OSError:
        return
    for _ in range(3):
        step()
    print(_memory("VmHWM") - before)


def _memory(name):
    """Megabytes, from Linux's own book-keeping"""
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith(name))


if __name__ == "__main__":
    _print_peak(sys.argv[1])
