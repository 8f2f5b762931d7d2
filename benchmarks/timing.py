"""Fair timing: all contestants in one process, in turns, one thread, CPU time."""

import time
from collections.abc import Callable

import numpy as np

ROUNDS = 25
SHORTEST = 0.01  # seconds: a shorter step is repeated until one measurement takes this long


def cpu_seconds(step: Callable[[], object], repeats: int = 1) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    for _ in range(repeats):
        step()
    return (time.process_time() - start) / repeats


def interleaved(steps: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """The 20th percentile of each step's CPU seconds over `rounds` rounds.

    In each round every contestant runs once, so that a slow minute of the machine strikes all of
    them; a low percentile, because other programs can only make a run slower.
    """
    repeats = {}
    for name, step in steps.items():
        step()  # warm up: memory, caches
        repeats[name] = max(1, round(SHORTEST / max(cpu_seconds(step), 1e-6)))
    seconds = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            seconds[name].append(cpu_seconds(step, repeats[name]))
    return {name: float(np.percentile(values, 20)) for name, values in seconds.items()}
