"""What needs a fresh process each time: how long the import takes, and how much memory a step needs."""

import os
import resource
import subprocess
import sys

import numpy as np

ROUNDS = 20


def report() -> str:
    numpy, minidl = import_seconds("numpy", "minidl")
    memory = {name: peak_of_lenet_step(name) for name in ("minidl", "PyTorch")}
    lines = [
        "| in a fresh process | minidl | beside | | at most |",
        "|---|--:|--:|--:|--:|",
        f"| import | {1000 * minidl:.0f} ms | NumPy {1000 * numpy:.0f} ms "
        f"| + {1000 * (minidl - numpy):.0f} ms | 20 ms |",
    ]
    if all(memory.values()):
        minidl, torch = memory.values()
        lines.append(
            f"| peak memory of a LeNet step above that before | {minidl:.0f} MB | PyTorch {torch:.0f} MB "
            f"| × {minidl / torch:.2f} | 2 |"
        )
    return "\n".join(lines) + "\n"


def import_seconds(*modules: str) -> list[float]:
    """CPU seconds of Python starting and importing each module, in turns; the 20th percentile."""
    # With bytecode, as everywhere after the first import.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    seconds = {module: [] for module in modules}
    for _ in range(ROUNDS):
        for module in modules:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", f"import {module}"], env=environment, check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds[module].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return [float(np.percentile(times, 20)) for times in seconds.values()]


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
