"""Why an answer is wrong: the exercise's own wrong rules, alone or two together, and what goes wrong anywhere.

A cause is only told if it explains the first case that is not right, and if no other known cause does.
"""

import ast
import inspect
import math
import re
import textwrap
from itertools import combinations

import numpy as np

from . import lesson
from .trials import Trial, run
from .values import Strange, agree, is_real, laid_out, short, what

# Changes of the whole output: {name: (change, its sentence)}.
OUTPUTS = {
    "cut": (np.trunc, "You cut to whole numbers where decimals are wanted: look for int(...), dtype=int or `//`."),
    "rounded": (np.round, "You round. Return the number as it is."),
    "negated": (np.negative, "Every sign is turned over."),
    "percent": (lambda y: 100 * y, "That is in percent. A share is between 0 and 1: do not multiply by 100."),
    "one more": (lambda y: y + 1, "Each result is 1 too large. What is counted once too often?"),
    "one less": (lambda y: y - 1, "Each result is 1 too small. What is not counted?"),
    "turned": (np.transpose, "Rows and columns are exchanged."),
    "reversed": (lambda y: y[::-1], "The right values, in the opposite order."),
}  # fmt: skip


class Way:
    """One known wrong way, or two together, and what it gives in each case (computed when it is asked for)."""

    def __init__(self, parts: dict, function, attempt):
        self.parts, self.function, self.attempt, self.known = parts, function, attempt, {}

    def gives(self, case: int):
        if case not in self.known:
            self.known[case] = seen(self.attempt(self.function, case))
        return self.known[case]


def seen(trial: Trial):
    """What came of a trial, as one value to compare."""
    return Strange("raised", trial.error) if trial.error else trial.value


def switched(twin, switches: dict):
    """The twin with some switches, or ordinary arguments, set."""

    def rule(*case):
        bound = inspect.signature(twin).bind(*case)
        bound.arguments.update(switches)
        return twin(*bound.args, **bound.kwargs)

    return rule


def known_ways(exercise, attempt) -> tuple[list[Way], list[Way]]:
    """(alone, two together): rules and faults, each with its sentence."""
    alone = [Way({name: said}, rule, attempt) for name, (rule, said) in exercise.wrong_rules.items()]
    faults = [(name, *fault) for name, fault in exercise.faults.items()]
    alone += [Way({name: said}, switched(exercise.twin, keys), attempt) for name, keys, said in faults]
    together = [
        Way({n1: s1, n2: s2}, switched(exercise.twin, k1 | k2), attempt)
        for (n1, k1, s1), (n2, k2, s2) in combinations(faults, 2)
        if not set(k1) & set(k2)
    ]
    return alone, together


def known_cause(exercise, values: list, expected: list, attempt, whole: bool = False) -> dict:
    """{name: sentence} of the known wrong way that these values follow; two if they come together.

    `whole`: only ways that explain every case. Else the first wrong case is enough, where it says enough.
    """
    good = [agree(value, right) for value, right in zip(values, expected)]
    first, alone_and_together = good.index(False), known_ways(exercise, attempt)

    def score(way):
        if not agree(way.gives(first), values[first]):
            return 0
        follows = [agree(way.gives(i), value) for i, value in enumerate(values)]
        if any(right and not same for right, same in zip(good, follows)):
            return 0  # where this way goes wrong, the answer is right
        return sum(follows)

    alone, together = alone_and_together
    scored = [(score(way), way) for way in alone]
    best = max((points for points, _ in scored), default=0)
    if best < len(values):
        pairs = [(score(way), way) for way in together]
        scored += pairs if max((points for points, _ in pairs), default=0) > best else []
        best = max((points for points, _ in scored), default=0)
    top = [way for points, way in scored if points == best]
    if best == 0 or (best < len(values) and (whole or not _says_enough(values, expected, good, best))):
        return {}
    shared = {name: said for name, said in top[0].parts.items() if all(name in way.parts for way in top)}
    return shared if len(top) > 1 else top[0].parts


def _says_enough(values, expected, good, points) -> bool:
    """Whether a way that explains some wrong cases only may be told: not where a chance hit is likely."""
    rights = {short(right) for right in expected}
    first = (
        laid_out(values[good.index(False)])[1] if not isinstance(values[good.index(False)], Strange) else []
    )
    small = len(rights) <= 3 and all(len(right) < 4 or right in ("True", "False") for right in rights)
    if small or isinstance(values[good.index(False)], Strange | None):
        return False
    explained = points - sum(good)
    rich = len(first) > 1 or any(
        is_real(v) and (abs(v) > 20 or v != int(v)) for v in first if math.isfinite(v)
    )
    return explained >= 2 or rich or explained == len(good) - sum(good)


def changed_output(exercise, values: list, expected: list, attempt) -> dict:
    """Right values, or those of a known wrong way, that are cut, negated, turned ..."""
    good = [agree(value, right) for value, right in zip(values, expected)]
    if len(good) - sum(good) < 2:
        return {}
    alone, _ = known_ways(exercise, attempt)
    for ways in ([Way({}, exercise.solution, attempt)], alone):
        found = [
            way.parts | {name: said}
            for way in ways
            for name, (change, said) in OUTPUTS.items()
            if all(_follows(change, way.gives(i), value) for i, value in enumerate(values))
        ]
        if found:
            return found[0] if len(found) == 1 else {}
    return {}


def _follows(change, base, value) -> bool:
    try:
        return agree(value, change(np.asarray(base, dtype=float)))
    except (TypeError, ValueError, IndexError):
        return False


def form(value, expected, printed: str, any_order: bool) -> tuple[str, str]:
    """(name, sentence) of what is wrong with the form of one result; ('', '') if the form is right."""
    if value is None:
        if printed:
            return "printed", "It prints the answer and returns nothing: put `return` before the result."
        return "no return", "It returns nothing: put `return` before the result."
    if isinstance(value, Strange) and value.what in ("a function", "a class", "a method"):
        return "no brackets", f"You return a function itself: brackets are missing after `{value.text}`."
    if isinstance(value, Strange) and value.what in (
        "a generator",
        "a map",
        "a zip",
        "a filter",
        "a dict_values",
    ):
        return "not a list", f"You return {value.what}: put list(...) around it."
    if isinstance(expected, set):
        if not isinstance(value, set):
            same = not isinstance(value, Strange) and set(map(str, laid_out(value)[1])) == set(
                map(str, expected)
            )
            return "not a set", (
                "The right members, but " if same else ""
            ) + f"that is {what(value)}: say set(...)."
        return "", ""
    try:
        (shape, got), (wanted, right) = laid_out(value), laid_out(expected)
    except ValueError:
        return "ragged", "The rows have different lengths."
    if any(isinstance(g, str | Strange) and is_real(r) for g, r in zip(got, right)) and isinstance(
        got[0], str
    ):
        return "text", 'You return text in place of numbers: leave out the quotes, str(...) and f"...".'
    if any(type(g) is complex for g in got):
        return "complex", "You return complex numbers: is there a root or a power of a negative number?"
    if any(type(g) is bool for g in got) and all(is_real(r) for r in right):
        return (
            "truth value",
            f"That is {what(got[0])}; expected is {what(right[0])}. int(...) makes 1 or 0 of it.",
        )
    if any(g is None for g in got):
        return "nothing inside", "There is a None in your result: a function that returns nothing made it."
    if not all(map(is_real, got)):
        return "type", f"That is {what(value)}; expected is {what(expected)}."
    if shape != wanted and agree(got, right):
        if wanted == ():
            return "in a list", f"The right number, but in {what(value)}: return the number itself."
        return "shape", f"Right numbers, wrong shape: {shape} where {wanted} is wanted."
    if shape != wanted:
        words = {0: "a single number", 1: "a row of numbers"}
        left, other = (
            words.get(len(s), "a table") + (f" of shape {s}" if s else "") for s in (shape, wanted)
        )
        return "wrong size", f"You return {left}; expected is {other}."
    if len(right) > 1 and not any_order and len(set(right)) > 1 and agree(sorted(got), sorted(right)):
        return "order", "The right numbers, in another order."
    return "", ""


# --- repairs: one change of the student's own code after which all is right --------------------------------


def repairs(answer):
    """(name, sentence, the repaired function) for each small change that beginners' code often needs."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(answer)))
    except (OSError, TypeError, SyntaxError, ValueError):
        return
    if answer.__closure__ or not isinstance(tree.body[0], ast.FunctionDef) or tree.body[0].decorator_list:
        return
    found = []
    for loop in ast.walk(tree):
        if isinstance(loop, ast.For | ast.While):
            found += [("return in loop", stop) for stop in ast.walk(loop) if isinstance(stop, ast.Return)]
    whole = {node.func.id for node in ast.walk(tree) if _is_int_call(node)}
    found += [("power", None)] if any(isinstance(n, ast.BitXor) for n in ast.walk(tree)) else []
    found += [("cut", None)] if whole or re.search(r"//|dtype|astype", ast.unparse(tree)) else []
    for name, place in found:
        copy = _Repair(name, getattr(place, "lineno", 0)).visit(
            ast.parse(textwrap.dedent(inspect.getsource(answer)))
        )
        space = dict(answer.__globals__)
        try:
            exec(compile(ast.fix_missing_locations(copy), "<repaired>", "exec"), space)
        except Exception:
            continue
        repaired = space.get(copy.body[0].name)
        said = {
            "return in loop": "`return` is inside the loop, so the function ends in the first round: move it to the "
            "left, under the loop.",
            "power": "`^` is not a power in Python: write `**`.",
            "cut": OUTPUTS["cut"][1],
        }
        yield name, said[name], repaired


def _is_int_call(node) -> bool:
    names = {"int", "round", "floor"}
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


class _Repair(ast.NodeTransformer):
    def __init__(self, name, line):
        self.name, self.line = name, line

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if self.name == "power" and isinstance(node.op, ast.BitXor):
            node.op = ast.Pow()
        if self.name == "cut" and isinstance(node.op, ast.FloorDiv):
            node.op = ast.Div()
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        if self.name == "cut":
            node.keywords = [k for k in node.keywords if k.arg != "dtype"]
            if _is_int_call(node) and len(node.args) == 1:
                return node.args[0]
            if isinstance(node.func, ast.Attribute) and node.func.attr == "astype":
                return node.func.value
        return node

    def visit_For(self, node):
        self.generic_visit(node)
        if self.name == "return in loop":
            out = [s for s in node.body if isinstance(s, ast.Return) and s.lineno == self.line]
            if out:
                node.body = [s for s in node.body if s not in out] or [ast.Pass()]
                return [node, *out]
        return node

    visit_While = visit_For


# --- errors in words --------------------------------------------------------------------------------------


def error_in_words(exercise, answer, case: tuple, trial: Trial) -> tuple[str, str]:
    """(name, sentence) for what was raised; ('', '') where Python's own words must do."""
    said, line = trial.trouble, trial.line
    if "ellipsis" in said or "NotImplementedError" in said:
        return "empty before", empty_before(exercise, answer)
    if "object is not callable" in said and (call := re.search(r"(\b\w+|\))\s*\(", line)):
        return "no times sign", f"Python reads `{call.group()}` as a call: write `*` between, to multiply."
    if "unsupported operand type(s) for ^" in said:
        return "power", "`^` is not a power in Python: write `**`."
    if "'builtin_function_or_method'" in said or "'method'" in said:
        return "no brackets", "Brackets are missing after the name of a function, as in loss.item()."
    if name := re.search(r"name '(\w+)' is not defined", said):
        hint = f": write `from math import {name[1]}` first" if hasattr(math, name[1]) else ""
        return (
            "name",
            f"Python does not know the name `{name[1]}` here{hint}. Is it spelled as where it was made?",
        )
    if name := re.search(r"variable '(\w+)'", said) if trial.error == "UnboundLocalError" else None:
        return "no start", f"`{name[1]}` has no value yet in this line: give it one before the loop."
    if re.search(r"gufunc|broadcast|not aligned|shape-mismatch|matmul|must match", said):
        shapes = " and ".join(dict.fromkeys(re.findall(r"\([\d, ]+\)", said)))
        return (
            "shapes",
            f"The shapes do not fit{f': {shapes}' if shapes else ''}. Print the shape of each factor. ",
        )
    if "truth value of a" in said:
        return "many truths", "An `if` needs one True or False, and this is a whole array of them."
    if re.search(r"sequence by non-int|type\(s\) for [-*/+]+=?: '(list|tuple)'|'(list|tuple)'$", said):
        return (
            "lists",
            "Lists cannot be multiplied or subtracted number by number: use a loop, or np.array(...).",
        )
    if "positional argument" in said or "keyword argument" in said:
        if trial.line == "" or not re.search(r"\(\) takes", said):
            return (
                "arguments",
                f"It is called as {exercise.name}{_head(exercise)}: leave that first line as it was.",
            )
    if trial.error == "IndexError":
        empty = any(hasattr(value, "__len__") and len(value) == 0 for value in case)
        more = (
            "In this case there is nothing in the list: what is right then?" if empty else "Count the rounds."
        )
        return "index", f"An index is beyond the end. {more}"
    if trial.error == "ZeroDivisionError":
        return "by zero", "You divide by 0 in this case: what is right then?"
    if trial.error == "OverflowError":
        return "overflow", "A number became larger than a decimal can be."
    return "", ""


def _head(exercise) -> str:
    return str(inspect.signature(exercise.solution))


def empty_before(exercise, answer) -> str:
    """Which exercise that this one uses is still an empty stub."""
    names = getattr(getattr(answer, "__code__", None), "co_names", ())
    number = exercise.id.partition(".")[0]
    for other in lesson.exercises(number):
        if other.id != exercise.id and other.name in names:
            return f"It uses {other.name}, and exercise {other.id} is still empty: do that one first."
    return "A ... is left in it, or it uses a function that is still empty."


def without_our_names(text: str) -> str:
    """No private name of the course: `_Watched.step()` → `step()`, and its `self` is not counted."""

    def fewer(match):
        takes, came = (max(0, int(n) - 1) for n in match.group(2, 3))
        return f"{match[1]}() takes {takes or 'no'} arguments here, and {came} came"

    text = re.sub(r"_[A-Z]\w*\.(\w+)\(\) takes (\d+) positional arguments? but (\d+) w\w+ given", fewer, text)
    text = re.sub(r"\b_[A-Z]\w*\.(?=\w)", "", text)
    return re.sub(r"'?\b_[A-Z]\w*'?( object)?", "this object", text)
