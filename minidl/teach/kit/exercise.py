"""What an exercise is: data that `check` works with.

A lesson lists its own in `exercises.py`: cases, a solution, three hints, and the wrong rules that
students are known to use.
"""

from dataclasses import dataclass, field
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from inspect import signature
from pathlib import Path

from .trials import Trial, run
from .values import laid_out


@dataclass(frozen=True, eq=False)
class Exercise:
    """What `check`, `hint` and `solution` know about one exercise.

    `solution` is a function, tried on each of the `cases` (tuples of arguments), or the number to be
    typed, which has no cases. `wrong_rules` are {name: (function or number, diagnosis)}: an answer that
    equals such a rule in every case is met with its diagnosis. `why` explains a number; its rules may be
    functions as well, which say whether a number is such a wrong one.

    `twin` is the solution written with keyword-only switches whose defaults are right, and `faults` are
    {name: ({switch: value}, diagnosis)}: what goes wrong when a switch is set so. A fault may also fix an
    ordinary argument: `{"S": 1}` ignores S. Faults with different keys may come together.
    `any_order` compares a sequence without its order, where the task names none. `may_change` lets the
    function change its arguments, which is refused elsewhere.

    Of a training step the effect counts, not what it returns. Then `play(function, *case)` uses the
    function and returns numbers, which are compared; its docstring says in half a sentence what they are.
    """

    id: str
    solution: object
    hints: tuple[str, str, str]
    cases: list[tuple] = field(default_factory=list)
    wrong_rules: dict[str, tuple[object, str]] = field(default_factory=dict)
    why: str = ""
    play: object = None
    twin: object = None
    faults: dict[str, tuple[dict, str]] = field(default_factory=dict)
    any_order: bool = False
    may_change: bool = False

    @property
    def name(self) -> str:
        """The function's name; of a typed number, what it is."""
        return self.solution.__name__ if callable(self.solution) else "your number"

    def played(self, function):
        """What is called with a case: the function, or `play` with it."""
        return function if self.play is None else partial(self.play, function)

    def tried(self, function, case: tuple, seconds: float, blamed=None) -> Trial:
        """A function of a student, tried on one case."""
        return run(self.played(function), case, seconds, blamed or function)

    def seen(self, value):
        """A result as it is compared: without its order, if that does not count."""
        try:
            shape, row = laid_out(list(value) if isinstance(value, set) else value)
            return sorted(row) if self.any_order and len(shape) == 1 else value
        except (TypeError, ValueError):
            return value


def private_cases(path: str | Path, exercise) -> list[tuple]:
    """The cases of an exercise (or its id) in a lecturer's own Python file, which holds CASES = {id: [...]}.

    ValueError tells the lecturer, in one sentence, what is wrong with them: the solution is tried on each.
    """
    from .lesson import find

    exercise, path = find(exercise), Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"there is no file of cases {path}")
    try:
        spec = spec_from_file_location("private_cases", path)
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise ValueError(f"{path} stops with {type(error).__name__}: {error}") from None
    all_cases = getattr(module, "CASES", None)
    cases = all_cases.get(exercise.id) if isinstance(all_cases, dict) else None
    if not cases or not isinstance(cases, list | tuple):
        raise ValueError(
            f"{path} must hold CASES = {{{exercise.id!r}: [(...), ...]}}, with at least one case"
        )
    if not callable(exercise.solution):
        raise ValueError(f"{exercise.id} asks for a number: it has no cases, remove them from {path}")
    function = exercise.played(exercise.solution)
    for number, case in enumerate(cases, start=1):
        wrong = f"{path}, {exercise.id}, case {number} is {case!r:.200}: "
        if not isinstance(case, tuple):
            raise ValueError(wrong + "a case is a tuple of arguments; of one argument, (x,)")
        try:
            signature(function).bind(*case)
        except TypeError as error:
            raise ValueError(
                f"{wrong}{exercise.name}{signature(exercise.solution)} cannot take it, {error}"
            ) from None
        if trouble := run(function, case).trouble:
            raise ValueError(f"{wrong}the solution itself fails on it. {trouble}")
    return list(cases)
