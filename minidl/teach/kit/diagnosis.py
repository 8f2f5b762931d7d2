"""Why an answer is wrong: the exercise's own wrong rules, alone or two together, and what anybody does wrong.

A cause is told only if it explains the first case that is not right and no case against it, and if no other
known cause does so as well. Of a repair (one change of the student's own code) all cases must come right.
"""

import builtins
import dis
import inspect
import math
import re
import time
from functools import cache, partial
from itertools import combinations, product
from keyword import iskeyword

import numpy as np

from . import lesson
from .repairs import CUT, EVERYWHERE, TURNED, edits, repairs, written_out
from .trials import plainly, run
from .values import Strange, a, agree, is_real, laid_out, short, what

# Changes of the whole output: {name: (change, its sentence)}.
OUTPUTS = {
    "cut": (np.trunc, CUT),
    "rounded": (np.round, EVERYWHERE["rounded"]),
    "negated": (np.negative, "Every sign is turned over."),
    "percent": (lambda y: 100 * y, "That is in percent. A share is between 0 and 1: leave out the 100."),
    "one more": (lambda y: y + 1, "Each result is 1 too large. What is counted once too often?"),
    "one less": (lambda y: y - 1, "Each result is 1 too small. What is not counted?"),
    "turned": (np.transpose, "Rows and columns are exchanged."),
    "reversed": (lambda y: y[::-1], "The right values, in the opposite order."),
    "last left": (lambda y: np.append(y[:-1], 0 * y[-1:], 0), "The last stays 0: does the loop run to it?"),
    "first left": (lambda y: np.append(0 * y[:1], y[1:], 0), "The first one stays 0: Python counts from 0."),
}
CUTS = r"\bint|//|type|round|floor|trunc|_like|array|full|arange|tensor"  # what makes whole numbers, in code
# fmt: off
NOTHING = ("no return", "It returns nothing: put `return` before the result.")
NO_ELSE = ("no else", "It returns nothing in this case: each branch of an `if` needs its `return`.")
AFTER_LOOP = "It returns nothing in this case: a `return` is missing below the loop, for when it has ended."
GROWS = ("grows",
    "The same call gives another result the second time: make what you collect inside the function, anew.")
CHANCE = "There is chance in it: the same call gives another result the second time."
GIVES_NOTHING = ("None returned",
    "What comes after `return` is None in this case: append(), sort() and backward() return nothing.")
# fmt: on
HEAD = "It is called as {}{}: leave that first line as it was."
CHANGED = ("changed", "Your function changes what it is given (its argument). Work on a copy.")


EDITING = 3.0  # seconds of the processor for the search of the one place; three times as many by the clock


class Judged:
    """An answer that is not right: what it gave in each case, and what was expected."""

    def __init__(self, exercise, answer, cases, trials, expected, returned):
        self.exercise, self.answer, self.cases = exercise, answer, cases
        self.trials, self.expected, self.returned = trials, expected, returned
        self.values = [Strange("raised", trial.error) if trial.error else trial.value for trial in trials]
        self.right = [agree(value, wanted) for value, wanted in zip(self.values, expected)]
        self.first = self.right.index(False) if False in self.right else None
        kinds = {type(y) for wanted in expected if not _ragged(wanted) for y in laid_out(wanted)[1]}
        self.whole = kinds == {int}  # no decimals are wanted
        self.code = written_out(answer)

    def gives(self, function, case: int):
        """What a function of the course gives in a case."""
        return self.exercise.seen(plainly(self.exercise.played(function), self.cases[case]))

    def cause(self) -> dict:
        """{name: sentence}: why it is wrong; two if two things come together, none if nothing is certain."""
        if self.first is None:
            return dict([CHANGED])
        trial, exercise = self.trials[self.first], self.exercise
        if trial.timed_out:
            return {"too long": trial.trouble}
        if found := self.other_head() or self.another_name():
            return found
        if found := self.known(self.values, whole=True):
            if trial.changed and not exercise.may_change:
                return dict([CHANGED]) | found
            if len(found) > 1 and (place := self.edited(parts_too=False)):
                return place
            # The sentence of the lesson says what comes of it; where it stands in the code says why.
            found, more = {name: self.in_code(said) for name, said in found.items()}, self.repaired(())
            whys = ("return in loop", *(TURNED if len(more) == len(found) == 1 else ()))
            why = "".join(f" {more[name]}" for name in whys if name in more)
            return found | {name: said + why for name, said in list(found.items())[-1:]}
        if any(value is None for value in self.returned[self.first]):
            return dict([NOTHING])
        name, said = error_in_words(self, trial) if trial.trouble else ("", "")
        if not trial.trouble and exercise.play is None:
            name, said = form(trial.value, self.expected[self.first], trial.printed)
            last, wanted = re.split(r"\n(?=\S)", self.code)[-1], self.expected[self.first]
            loop = last if last.startswith(("for ", "while ")) else ""
            if trial.value is None and not trial.printed and any(self.right):
                name, said = NO_ELSE[0], AFTER_LOOP if "return " in loop else NO_ELSE[1]
            elif name == "printed" and "print(" in loop and hasattr(wanted, "__len__"):
                said = "It prints in each round, but returns nothing: return a list, below the loop."
            elif name == "no return" and last.startswith("return "):
                name, said = GIVES_NOTHING
            wrong = [pair for *pair, right in zip(self.values, self.expected, self.right) if not right]
            if name == "order" and any(form(*pair, "")[0] != "order" for pair in wrong):
                name = said = ""
        weak = name in ("wrong size", "order", "by zero", "index", "overflow")
        if name and not weak:
            return {name: said}
        if found := self.changed_output() or self.repaired():
            return found
        if trial.changed and not exercise.may_change:
            return dict([CHANGED])
        if found := self.known(self.values):
            return found
        if not trial.trouble and self.grows():
            return {"chance": CHANCE} if "random" in self.code else dict([GROWS])
        if name or trial.trouble:
            return {name or "error": said or without_our_names(trial.trouble)}
        return self.unused()

    def grows(self) -> bool:
        """Whether the first case gives something else now than at first."""
        again = self.exercise.tried(self.answer, self.cases[0], 0.5)
        return not isinstance(self.values[0], Strange) and not agree(
            self.exercise.seen(again.value), self.values[0]
        )

    def unused(self) -> dict:
        """An argument that the solution reads and the answer does not, if it reads none in its place."""
        mine, free = unread(self.answer), unread(self.exercise.solution)
        names = [f"`{name}`" for name in mine if name not in free]
        return {"unused": f"You do not use {', '.join(names)}."} if names and {*free} <= {*mine} else {}

    def another_name(self) -> dict:
        """A name of the notebook in place of an argument: all is right once it stands for the argument."""
        unused, code = unread(self.answer), getattr(self.answer, "__code__", None)
        for name in code.co_names if len(unused) == 1 and self.answer.__closure__ is None else ():

            def renamed(*case, name=name):
                given = inspect.signature(self.answer).bind(*case)
                space = self.answer.__globals__ | {name: given.arguments.get(unused[0])}
                return type(self.answer)(code, space, "", self.answer.__defaults__)(*case)

            if all(agree(self._again(renamed, i), wanted) for i, wanted in enumerate(self.expected)):
                return {"another name": f"You use `{name}`, but the function is given `{unused[0]}`."}
        return {}

    def in_code(self, said: str) -> str:
        """A sentence that misses a call, or that the call is there, in vain."""
        called = re.search(r"(?:forgot|mode:) (?:`with )?(\w+\.\w+)\(\)", said)
        if not called or called[1] not in self.code:
            return said
        if f"{called[1]}(" in self.code:
            if "return " in self.code.partition(f"{called[1]}(")[0]:
                return f"`{called[1]}()` comes after `return`, where nothing is done any more."
            return f"`{called[1]}()` is there, but not in its place: what must come before it, what after?"
        return f"Brackets are missing after `{called[1]}`: it was not called."

    def denied(self, said: str) -> bool:
        """Whether what a sentence calls missing stands in the code."""
        missing = re.match(r"The (\+ 1) is missing|You (?:forgot|ignored?) (?:the \w+ )?(\w+)(?![\w.])", said)
        return bool(missing) and re.search(rf"(?<!\w){re.escape(missing[1] or missing[2])}(?!\w)", self.code)

    def other_head(self) -> dict:
        """Another order of the arguments, or another default: all is right once they are given by name."""
        try:
            mine, wanted = (inspect.signature(f) for f in (self.answer, self.exercise.solution))
            cases = [wanted.bind(*case) for case in self.cases[: len(self.values)]]
        except (TypeError, ValueError):
            return {}
        if self.exercise.play or str(mine) == str(wanted) or set(mine.parameters) != set(wanted.parameters):
            return {}
        for case in cases:
            case.apply_defaults()
        trials = (run(partial(self.answer, **case.arguments), (), 0.5) for case in cases)
        right = all(agree(self.exercise.seen(trial.value), y) for trial, y in zip(trials, self.expected))
        return {"arguments": HEAD.format(self.exercise.name, wanted)} if right else {}

    # --- the exercise's own wrong rules -----------------------------------------------------------------

    def known(self, values: list, whole: bool = False) -> dict:
        """The known wrong way that these values follow, or two of them together.

        `whole`: only what explains every case. Else the first wrong case is enough, where it says enough.
        """
        good = [agree(value, wanted) for value, wanted in zip(values, self.expected)]
        first = good.index(False)

        def score(way, whole):
            if not agree(way.gives(self, first), values[first]):
                return 0
            follow = (agree(way.gives(self, i), value) for i, value in enumerate(values))
            if whole:
                return len(values) * all(follow)
            follow = list(follow)  # where this way goes wrong the answer must, too
            return 0 if any(right and not same for right, same in zip(good, follow)) else sum(follow)

        best, top = 0, []
        alone, together = known_ways(self.exercise)
        few = self._few(values)
        two = () if few else [way for way in together if not any(map(self.denied, way.parts.values()))]
        for ways, all_of_it in ((alone, whole), (two, True)):  # two must explain all
            scored = [(score(way, all_of_it), way) for way in ways] if best < len(values) else []
            if max((points for points, _ in scored), default=0) > best:
                best = max(points for points, _ in scored)
                top = [way.parts for points, way in scored if points == best]
        wrong, explained = len(good) - sum(good), best - sum(good)
        if not top or (best < len(values) and (few or explained < 2 or 4 * explained < 3 * wrong)):
            return {}
        shared = {name: said for name, said in top[0].items() if all(name in parts for parts in top)}
        if len(top) == 2 and best == len(values) and not shared:
            said = (" ".join(parts.values()) for parts in top)
            return {" or ".join(map(" + ".join, top)): "One of two. " + " Or: ".join(said)}
        return shared

    def _few(self, values) -> bool:
        """Whether there are few values, all possible (0 or 1), or always one: chance hits are likely."""
        possible, came = ({short(value) for value in row} for row in (self.expected, values))
        return (len(possible) <= 3 and came <= possible) or len(came) == 1 < len(possible)

    # --- anybody's wrong ways ---------------------------------------------------------------------------

    def changed_output(self) -> dict:
        """Right values, or those of a known wrong way, that are cut, negated, turned ... in every case."""
        if len(self.right) - sum(self.right) < 2:
            return {}
        alone = [] if self._few(self.values) else known_ways(self.exercise)[0]
        for ways in ([Way({}, self.exercise.solution)], alone):
            found = [
                way.parts | {name: said if self.whole else re.sub(r"(1 too \w+\.) What.*", r"\1", said)}
                for way in ways
                for name, (change, said) in OUTPUTS.items()
                if not (self.whole and name in ("cut", "rounded"))
                and (name != "cut" or not self.code or re.search(CUTS, self.code))
                and not (way.parts and name in ("one more", "one less"))  # of a known way they are a part
                if all(_follows(change, way.gives(self, i), value) for i, value in enumerate(self.values))
            ]
            if found:
                return found[0] if len(found) == 1 else {}
        return {}

    def repaired(self, more=edits) -> dict:
        """The change of the student's own code after which all is right, or a known wrong way is left."""
        for name, said, function in repairs(self.answer):
            trials = (self.exercise.tried(function, case, 0.5) for case in self.cases[: len(self.values)])
            values = [self.exercise.seen(trial.value) for trial in trials]
            if agree(values, self.expected):
                return {name: said}
            found = self.known(values, whole=True)
            worse = sum(map(agree, values, self.expected)) < sum(self.right)  # then it is no repair
            chance = len(found) > 1 or (self.whole and name in ("cut", "rounded"))  # three at once
            if found and not worse and not chance:
                return {name: said, **found}
        return self.edited() if more else {}

    def edited(self, parts_too=True) -> dict:
        """The one place in the student's code whose change makes all right, or, `parts_too`, one number."""
        others = [i for i in range(len(self.values)) if i != self.first]
        got, wanted = self.values[self.first], self.expected[self.first]
        wrong, parts = self._wrong_numbers() if parts_too else [], {}
        end, late = time.process_time() + EDITING, time.monotonic() + 3 * EDITING
        for name, said, function in edits(self.answer, *_off(got, wanted)):
            if time.process_time() > end or time.monotonic() > late:
                break
            if not parts_too and name == "number" and " = " not in said:
                continue  # within a formula a number can make up for two slips
            value = self._again(function, self.first)
            if agree(value, wanted):
                if all(agree(self._again(function, i), self.expected[i]) for i in others):
                    return {name: said}
            elif not parts and (mended := [k for k in wrong if self._mends(function, value, k)]):
                parts = {name: f"Of what you return, look at number {mended[0] + 1} first. {said}"}
        return parts

    def _again(self, function, case):
        return self.exercise.seen(self.exercise.tried(function, self.cases[case], 0.3).value)

    def _wrong_numbers(self) -> list[int]:
        """Which of the numbers in a tuple are wrong somewhere, if it is more than one."""
        pairs = list(zip(self.values, self.expected))
        if not all(isinstance(y, tuple) and isinstance(x, tuple) and len(x) == len(y) for x, y in pairs):
            return []
        wrong = [k for k in range(len(pairs[0][1])) if not all(agree(x[k], y[k]) for x, y in pairs)]
        return wrong if len(wrong) > 1 else []

    def _mends(self, function, value, k) -> bool:
        """Whether number k comes right in all cases, and no other number changes."""
        got, wanted = self.values[self.first], self.expected[self.first]
        if agree(got[k], wanted[k]) or not agree(value, (*got[:k], wanted[k], *got[k + 1 :])):
            return False
        pairs = ((self._again(function, i), wanted) for i, wanted in enumerate(self.expected))
        return all(isinstance(x, tuple) and len(x) > k and agree(x[k], y[k]) for x, y in pairs)


def _off(got, wanted) -> tuple[set, set]:
    """(ratios, differences) of what is wanted and what came; of few numbers."""
    try:
        (shape, got), (other, wanted) = laid_out(got), laid_out(wanted)
    except ValueError:
        return set(), set()
    pairs = [(g, w) for g, w in zip(got, wanted) if is_real(g) and is_real(w) and math.isfinite(g) and g != w]
    if shape != other or not 0 < len(pairs) < 4:
        return set(), set()
    return {w / g for g, w in pairs if g}, {w - g for g, w in pairs}


def unread(function) -> list[str]:
    """The arguments of a student's function that its code never reads."""
    code = getattr(function, "__code__", None)
    if code is None:
        return []
    # From Python 3.13 on one step may load two: its argrepr is then "n, s".
    read = {n for s in dis.get_instructions(code) if "LOAD_" in s.opname for n in s.argrepr.split(", ")}
    return [name for name in code.co_varnames[: code.co_argcount] if name not in read]


class Way:
    """One known wrong way, or two together, and what it gives in each case, computed when asked for."""

    def __init__(self, parts: dict, function):
        self.parts, self.function, self.memory = parts, function, {}

    def gives(self, judged: Judged, case: int):
        if judged.cases is not judged.exercise.cases:  # a lecturer's own
            return judged.gives(self.function, case)
        if case not in self.memory:
            self.memory[case] = judged.gives(self.function, case)
        return self.memory[case]


@cache
def known_ways(exercise) -> tuple[list[Way], list[Way]]:
    """(alone, two together): rules and faults, each with its sentence."""
    alone = [Way({name: said}, rule) for name, (rule, said) in exercise.wrong_rules.items()]
    faults = [(name, *fault) for name, fault in exercise.faults.items()]
    alone += [Way({name: said}, switched(exercise.twin, keys)) for name, keys, said in faults]
    return alone, [
        Way({n1: s1, n2: s2}, switched(exercise.twin, k1 | k2))
        for (n1, k1, s1), (n2, k2, s2) in combinations(faults, 2)
        if not set(k1) & set(k2)
    ]


def switched(twin, switches: dict):
    """The twin with some switches, or ordinary arguments, set."""

    def rule(*case):
        bound = inspect.signature(twin).bind(*case)
        bound.arguments.update(switches)
        return twin(*bound.args, **bound.kwargs)

    return rule


def _follows(change, base, value) -> bool:
    if isinstance(base, tuple) and isinstance(value, list | tuple) and _ragged(base):
        return len(base) == len(value) and all(map(partial(_follows, change), base, value))
    try:
        return agree(value, change(np.asarray(base, dtype=float)))
    except (TypeError, ValueError, IndexError):
        return False


def _ragged(value) -> bool:
    try:
        return not laid_out(value)
    except ValueError:
        return True


def form(value, expected, printed: str) -> tuple[str, str]:
    """(name, sentence) of what is wrong with the form of one result; ('', '') if the form is right."""
    if value is None:
        return ("printed", NOTHING[1].replace("It", "It prints the answer, but", 1)) if printed else NOTHING
    if isinstance(value, Strange):
        if value.what in ("a function", "a class"):
            return "no brackets", f"You return a function itself: brackets are missing after `{value.text}`."
        more = " Can you put list(...) around it?" if value.row and hasattr(expected, "__len__") else ""
        is_ = value.text if value.text.startswith(value.what) else value.what  # "a list of very many values"
        return "type", f"That is {is_}; expected is {what(expected)}.{more}"
    if is_real(expected) and isinstance(value, tuple) and len(value) > 1 and not _ragged(value):
        return "wrong size", f"You return {len(value)} things; expected is one number. Is a comma too much?"
    if isinstance(expected, set):
        if isinstance(value, set):
            return "", ""
        if not _ragged(value) and {*map(repr, laid_out(value)[1])} == {*map(repr, expected)}:
            return "not a set", f"The right members, but that is {what(value)}: say set(...)."
        return "not a set", f"That is {what(value)}; expected is a set. And its members are others."
    if isinstance(expected, tuple) and _ragged(expected):  # as (matrix, vector)
        if not isinstance(value, list | tuple) or len(value) != len(expected):
            said = f"That is {what(value)}; expected are {len(expected)} things."
            return "wrong size", _things(value, expected) or said
        for number, (one, wanted) in enumerate(zip(value, expected), 1):
            name, said = form(one, wanted, "")
            if name and not agree(one, wanted):
                return name, f"Of what you return, look at number {number} first. {said}"
        return "", ""
    if _ragged(value) or _ragged(expected):
        if _ragged(expected) or len(laid_out(expected)[0]) > 1:
            if said := _things(value, expected):
                return "wrong size", said
            return ("ragged", "The rows have different lengths.") if _ragged(value) else ("", "")
        inside = f"There are sequences within your {type(value).__name__}"
        return "nested", f"{inside}; expected is {what(expected)} of single numbers."
    (shape, got), (wanted, right) = laid_out(value), laid_out(expected)
    numbers = all(map(is_real, right))
    if numbers and any(isinstance(g, str) for g in got) and (wanted or not shape):
        return "text", "You return text in place of numbers: leave out the quotes and str(...)."
    if any(type(g) is complex for g in got):
        return "complex", "You return complex numbers: is there a root or a power of a negative number?"
    if numbers and any(type(g) is bool for g in got):
        return "truth value", f"That is {a(bool)}; expected is {what(right[0])}. int(...) makes 1 or 0 of it."
    if any(g is None for g in got):
        return "nothing inside", "There is a None in your result: a function that returns nothing made it."
    if numbers and not all(map(is_real, got)):
        if shape == wanted != () or what(value) == what(expected):
            strange = next(what(g) for g in got if not is_real(g))
            return "type", f"There is {strange} in your result; expected are numbers."
        return "type", f"That is {what(value)}; expected is {what(expected)}."
    if shape != wanted and agree(got, right):
        if wanted == ():
            return "in a list", f"The right number, but in {what(value)}: return the number itself."
        return "shape", f"Right numbers, shape {shape} where {wanted} is wanted."
    if shape != wanted:
        sizes = [f" of shape {s}" if s else "" for s in (shape, wanted)]
        said = f"That is {what(value)}{sizes[0]}; expected is {what(expected)}{sizes[1]}."
        return "wrong size", _things(value, expected) or said
    if len(set(right)) > 1 and numbers and agree(sorted(got), sorted(right)):
        return "order", "The right numbers, in another order."
    return "", ""


def _things(value, expected) -> str:
    """What is said where more or fewer things are returned than the few in `expected`, a tuple."""
    if not isinstance(expected, tuple) or not 1 < len(expected) < 5:
        return ""
    row = isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 1)
    if row and len(value) == len(expected):
        return ""
    of = f" of {len(value)} things" if isinstance(value, tuple) and len(value) > 1 else ""
    names = ", ".join("abcd"[: len(expected)])
    return f"That is {what(value)}{of}; expected are {len(expected)} things: return {names}."


# --- errors in words --------------------------------------------------------------------------------------

# fmt: off
ERRORS = [  # (what is found in "It stopped with ...", name, sentence)
    (r"for \^|'bitwise_xor'|\^: expects", "power", EVERYWHERE["power"]),
    ("'builtin_function_or_method'|'method'", "no brackets",
        "Brackets are missing after a name, as in loss.item()."),
    ("truth value of a", "many truths",
        "An `if`, `and`, a == b == c, Python's own max(...) need one True or False; this is a whole array."),
    (r"sequence by non-int|type\(s\) for [-*/+]+=?: .*'(list|tuple)'|unary .*'(list|tuple)'", "lists",
        "A whole list or tuple is here where one number is wanted: take its entries one by one, in a loop."),
    ("NoneType", "nothing inside",
        "Something in this line is None: what a function without `return` gives, or list.sort()."),
    ("arg is an empty sequence|argument is empty", "of nothing",
        "This is the max or min of nothing. What is right then? Write it as default=..."),
    ("KeyError", "key", "This key is not in the dictionary, or not yet: d.get(key, 0) gives 0 then."),
    ("'float' object cannot be interpreted as an integer|indices must be integers.* not float", "not whole",
        "range(...) and indices take whole numbers: divide with `//`, which rounds down."),
    (r"only (0-dimensional|length-1|size-1) arrays", "one number",
        "This function takes one number, and a whole array came: NumPy's own take both, as np.exp."),
    ("values to unpack", "unpacking",
        "On the left are more or fewer names than there are values on the right: what comes here?"),
    ("changed size during", "changed while read", "The loop goes through what you change: make a new one."),
    ("is not iterable", "no list", "Here a single value is used like a list. As a list it is [value]."),
    ("ZeroDivisionError", "by zero", "You divide by 0 in this case: what is right then?"),
    ("OverflowError", "overflow", "A number became larger than a decimal can be."),
]
# fmt: on


def error_in_words(judged: Judged, trial) -> tuple[str, str]:
    """(name, sentence) for what was raised; ('', '') where Python's own words must do."""
    said, line, exercise = trial.trouble, trial.line, judged.exercise
    if ("ellipsis" in said and "only integers" not in said) or "NotImplementedError" in said:
        return "empty before", empty_before(exercise, judged.answer)
    known = vars(builtins) | getattr(judged.answer, "__globals__", {})
    loop = re.search(r"\b(for|while) ", judged.code)
    if re.search(r"\.T ?\(", line):
        return "no product", "After `.T` the brackets read as a call. A matrix product is written `@`."
    if re.search(r"\.shape ?\(", line):
        return "shape called", "`shape` is no function: write square brackets, as in `x.shape[0]`."
    calls = re.findall(r"(\b\w+|\)) ?\(", line) if "object is not callable" in said else []
    if called := [name for name in calls if not iskeyword(name) and not callable(known.get(name))]:
        if re.search(rf"{re.escape(called[0])} ?\([^()]*,", line):
            return "called", f"`{called[0]}` is no function: its entries are taken with square brackets."
        return "no times sign", f"Python reads `{called[0]}(...)` as a call: write `*` between, to multiply."
    if name := re.search(r"NameError.*name '(\w+)' is not defined", said):
        inside = getattr(getattr(judged.answer, "__code__", None), "co_varnames", ())
        glued = [f"`{a} * {b}`" for a, b in product(inside, repeat=2) if a + b == name[1]]
        if len(glued) == 1:
            return "no times sign", f"Python reads `{name[1]}` as one name: write {glued[0]}."
        brings = "import numpy as np" if name[1] == "np" else f"from math import {name[1]}"
        hint = f": write `{brings}` first" if name[1] == "np" or hasattr(math, name[1]) else ""
        if hint and "np" in known and hasattr(np, name[1]):
            hint = f": write `np.{name[1]}`"
        words = f"Python does not know the name `{name[1]}` here{hint}. Is it spelled as where it was made?"
        return "name", words
    if name := re.search(r"'(?:int|float)' object has no attribute '(\w+)'", said):
        point = re.search(rf"\b([A-Za-z_]\w*)\.{name[1]}\b(?! *\()", line)
        if point and name[1] in judged.answer.__code__.co_varnames:
            return "no times sign", f"For times write `*`, not a point: `{point[1]} * {name[1]}`."
    if name := re.search(r"UnboundLocalError.*variable '(\w+)'", said):
        if callable(known.get(name[1])):
            return "name taken", f"`{name[1]}` is a function: give your own value another name."
        before = "the loop" if loop else "this line"
        idle = unread(judged.answer)
        more = f" Is it `{idle[0]}` that you mean?" if len(idle) == 1 else ""
        return "no start", f"`{name[1]}` has no value yet in this line: give it one before {before}.{more}"
    if name := re.search(r"(?<!\bnp)\.(transpose|sum|mean|max|min|copy)\b(?! *\()", line):
        return "no brackets", f"Brackets are missing after `{name[1]}`."
    if re.search(r"gufunc|broadcast|not aligned|shape mismatch|matmul", said):
        shapes = " and ".join(dict.fromkeys(re.findall(r"\([\d, ]+\)", said.partition(" (line ")[0])))
        more = "Look at the shape of each array in this line."
        return "shapes", f"The shapes do not fit{shapes and ': ' + shapes}. {more}"
    if re.search("(positional|keyword) argument", said) and not line:
        return "arguments", HEAD.format(exercise.name, inspect.signature(exercise.solution))
    if "only integers, slices" in said:
        return "not whole", "A decimal is no index. Is it a value in place of its place, or `/` for `//`?"
    if trial.error == "IndexError":
        empty = any(hasattr(value, "__len__") and len(value) == 0 for value in judged.cases[judged.first])
        more = "How many rounds are right?" if loop else "Python counts from 0: the last is the length - 1."
        if re.search(r"\]\[|\[[^][]+,", line):
            more = "Is each index in its place, and how far does each one go?"
        if empty:
            more = "In this case the list is empty: what is right then?"
        if "assignment index" in said:
            more = "How long is the list? append(...) makes a new place in it."
        # The index that NumPy names; of a list none is named: the last, if no index in the line is computed.
        index = re.search(r"index (\d+) is out", said) or re.search(r"^(?!.*\[\D).*\[(\d+)\]", line)
        fixed = re.findall(rf"\w+\[{index[1]}\]", line) if index and not empty else ()
        if fixed and "assignment" not in said:
            more = f"That is {' or '.join(map('`{}`'.format, fixed))}, which may be shorter: use a loop."
        return "index", f"An index is beyond the end. {more}"
    if line.startswith("raise "):
        return "own error", "Your own `raise` stops it here, where an answer is expected."
    return next(((name, words) for sign, name, words in ERRORS if re.search(sign, said)), ("", ""))


def empty_before(exercise, answer) -> str:
    """Which exercise that this one uses is still an empty stub."""
    names = getattr(getattr(answer, "__code__", None), "co_names", ())
    for other in lesson.exercises(exercise.id.partition(".")[0]):
        if other.id != exercise.id and other.name in names:
            return f"It uses {other.name}, and exercise {other.id} is still empty: do that one first."
    return "A ... is left in it, or it uses a function that is still empty."


def without_our_names(text: str) -> str:
    """No private name of the course: `_Watched.step()` → `step()`, and its `self` is not counted."""

    def fewer(match):
        takes, came = (max(0, int(n) - 1) for n in match.group(2, 3))
        return f"{match[1]}() takes {takes or 'no'} arguments here, and {came} came"

    text = re.sub(r"_[A-Z]\w*\.(\w+)\(\) takes (\d+) positional arguments? but (\d+) w\w+ given", fewer, text)
    return re.sub(r"'?\b_[A-Z]\w*'?( object)?", "this object", re.sub(r"\b_[A-Z]\w*\.(?=\w)", "", text))
