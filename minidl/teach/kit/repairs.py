"""One change of a student's own code after which it is right: then that is what was wrong.

`repairs` yields (name, sentence, the changed function): first what beginners often need, everywhere in the
code at once; then `edits`, one place at a time.
"""

import ast
import inspect
import math
import re
import textwrap
from functools import partial
from itertools import accumulate, combinations, permutations

IN_LOOP = "`return` is inside the loop: it ends at once. Move it left, under the loop."
CUT = "You cut to whole numbers where decimals are wanted: look for int(...), dtype=int or `//`."
EVERYWHERE = {
    "power": "`^` is not a power in Python: write `**`.",
    "cut": CUT,
    "rounded": "You round. Return the number as it is.",
    "strict": "`>` and `<` leave out the equal case. Here it belongs to it: `>=`, `<=`.",
    "not strict": "`>=` and `<=` take the equal case along. Here it does not belong to it: `>`, `<`.",
}
TURNED = {"strict": {ast.Gt: ast.GtE, ast.Lt: ast.LtE}, "not strict": {ast.GtE: ast.Gt, ast.LtE: ast.Lt}}


def parsed(function) -> ast.Module | None:
    """The code of a function that begins with `def`; None if it cannot be had."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError, ValueError, IndexError):
        return None
    head = tree.body[0] if tree.body else None
    good = isinstance(head, ast.FunctionDef) and not head.decorator_list and not function.__closure__
    return tree if good else None


def ends_with_return(function) -> bool:
    tree = parsed(function)
    last = tree and tree.body[0].body[-1]
    return isinstance(last, ast.Return) and last.value is not None


def repairs(function):
    """(name, sentence, the changed function) for each change that beginners' code often needs."""
    if (tree := parsed(function)) is None:
        return
    yield from _each(tree, function, _of_returns)
    before = ast.unparse(tree)
    for name, said in EVERYWHERE.items():
        changed = _Everywhere(name).visit(ast.parse(before.replace("^", "**") if name == "power" else before))
        if ast.unparse(changed) != before:
            yield name, said, _made(changed, function)


def edits(function, ratios=(), differences=()):
    """(name, sentence, the changed function) for each change of one place, the likeliest first.

    `ratios` and `differences` are those of what is wanted and what came: numbers in the code that are wrong
    by as much are found by them.
    """
    if (tree := parsed(function)) is None:
        return
    values = partial(_of_values, ratios=ratios, differences=differences)
    yield from _each(tree, function, _of_lines, values, _of_brackets, _everywhere, _of_missing, _too_much)


def _each(tree, function, *kinds):
    head = tree.body[0]
    called = {id(node.func) for node in ast.walk(head) if isinstance(node, ast.Call)}
    found = [node for node in ast.walk(head) if isinstance(node, ast.Name) and id(node) not in called]
    names = list(dict.fromkeys([*(a.arg for a in head.args.args), *(node.id for node in found)]))
    for kind in kinds:
        for name, said, put, back in kind(head, names):
            put()
            try:
                yield name, said, _made(tree, function)
            except (SyntaxError, ValueError, RecursionError):  # no code comes of it
                pass
            finally:
                back()


def _made(tree, function):
    space = dict(function.__globals__)
    exec(compile(ast.fix_missing_locations(tree), "<repaired>", "exec"), space)
    return space[tree.body[0].name]


# --- everywhere at once -------------------------------------------------------------------------------------


class _Everywhere(ast.NodeTransformer):
    def __init__(self, name):
        self.name = name

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if self.name == "cut" and isinstance(node.op, ast.FloorDiv):
            node.op = ast.Div()
        return node

    def visit_Compare(self, node):
        self.generic_visit(node)
        node.ops = [TURNED.get(self.name, {}).get(type(op), type(op))() for op in node.ops]
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if self.name == "rounded" and called == "round":  # x.round(2), np.round(x, 2), round(x, 2)
            whose = getattr(node.func, "value", None)
            return node.args[0] if whose is None or getattr(whose, "id", "") == "np" else whose
        if self.name == "cut":
            node.keywords = [keyword for keyword in node.keywords if keyword.arg != "dtype"]
            if getattr(node.func, "id", "") in ("int", "round", "floor") and len(node.args) == 1:
                return node.args[0]
            return node.func.value if getattr(node.func, "attr", "") == "astype" else node
        return node


# --- one place ----------------------------------------------------------------------------------------------


def _put(holder, field, at, new):
    """(put, back): set what a node holds, or one of a list that it holds."""
    row = getattr(holder, field)
    if at is None:
        return lambda: setattr(holder, field, new), lambda: setattr(holder, field, row)
    other = [*row[:at], *(new if isinstance(new, list) else [new]), *row[at + 1 :]]
    return lambda: setattr(holder, field, other), lambda: setattr(holder, field, row)


def _line(node) -> str:
    return ast.unparse(node).splitlines()[0]


def _of_returns(head, names):
    """`return` inside the loop."""
    for node in ast.walk(head):
        for field in ("body", "orelse"):
            lines = getattr(node, field, None)
            for i, step in enumerate(lines if isinstance(lines, list) else []):
                if isinstance(step, ast.For | ast.While):
                    yield from (
                        change for change in _of_loop(node, field, lines, i, step) if change[1] is IN_LOOP
                    )


def _of_lines(head, names):
    """Lines that are too early, in the wrong block, too many; `=` for `+=`."""
    for node in ast.walk(head):
        for field in ("body", "orelse"):
            lines = getattr(node, field, None)
            if not isinstance(lines, list):
                continue
            for i, step in enumerate(lines):
                line = f"`{_line(step)}`"
                if isinstance(step, ast.For | ast.While):
                    yield from _of_loop(node, field, lines, i, step)
                if isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name | ast.Subscript):
                    adds = ast.AugAssign(step.targets[0], ast.Add(), step.value)
                    said = f"{line} replaces what was there. To add to it, write `+=`."
                    yield "replaces", said, *_put(node, field, i, adds)
                if isinstance(step, ast.AugAssign):
                    sets = ast.Assign([step.target], step.value)
                    said = f"{line} goes on from what was there. To replace it, write `=`."
                    yield "goes on", said, *_put(node, field, i, sets)
                    for op in OPERATIONS - {type(step.op)}:
                        said = f"In {line} the sign or the operation is wrong."
                        yield "operation", said, *_put(step, "op", None, op())
                if i + 1 < len(lines):
                    said = f"{line} comes too early: it belongs behind the next line."
                    both = [lines[i + 1], step]
                    other = [*lines[:i], *both, *lines[i + 2 :]]
                    yield "too early", said, *_put(node, field, None, other)
        target = getattr(node, "target", getattr(node, "targets", [None])[0])
        if isinstance(target, ast.Tuple) and len(target.elts) < 4:
            row = f"`{ast.unparse(target)}`"
            for other in list(permutations(target.elts))[1:]:
                said = f"{row} names the values in another order than they have."
                yield "order of the names", said, *_put(target, "elts", None, list(other))


def _too_much(head, names):
    """A line that should not be there."""
    for node in ast.walk(head):
        for field in ("body", "orelse"):
            lines = getattr(node, field, None)
            for i, step in enumerate(lines if isinstance(lines, list) and len(lines) > 1 else []):
                line = f"`{_line(step)}`"
                yield "line too much", f"Does {line} belong there? Leave it out.", *_put(node, field, i, [])
                if isinstance(step, ast.If) and not step.orelse:
                    said = f"What is under {line} is always right: leave out this `if`."
                    yield "condition too much", said, *_put(node, field, i, step.body)


def _of_loop(node, field, lines, i, loop):
    for j, inner in enumerate(loop.body):
        line, rest = f"`{_line(inner)}`", [*loop.body[:j], *loop.body[j + 1 :]] or [ast.Pass()]
        kind = type(loop)
        shorter = (
            kind(loop.target, loop.iter, rest, loop.orelse)
            if kind is ast.For
            else kind(loop.test, rest, loop.orelse)
        )
        if isinstance(inner, ast.Return):
            yield "return in loop", IN_LOOP, *_put(node, field, i, [shorter, inner])
            continue
        said = f"{line} is inside the loop, so each round does it. It belongs behind the loop: move it left."
        yield "inside the loop", said, *_put(node, field, i, [shorter, inner])
        said = f"{line} is inside the loop, so each round does it. It belongs in front of the loop."
        yield "inside the loop", said, *_put(node, field, i, [inner, shorter])
    if i + 1 < len(lines):
        after = lines[i + 1]
        said = f"`{_line(after)}` is behind the loop, so it is done once. Move it right, into the loop."
        longer = [*loop.body, after]
        put = _put(loop, "body", None, longer)
        out = _put(node, field, i + 1, [])
        if len(lines) > 1 and not isinstance(after, ast.Return):
            yield "behind the loop", said, lambda: (put[0](), out[0]()), lambda: (put[1](), out[1]())
    if i:
        first = lines[i - 1]
        said = f"`{_line(first)}` is in front of the loop. Each round begins with it: move it into the loop."
        inner = _put(loop, "body", None, [first, *loop.body])
        gone = _put(node, field, i - 1, [])
        yield "before the loop", said, lambda: (inner[0](), gone[0]()), lambda: (inner[1](), gone[1]())


OPERATIONS = {ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv}
COMPARISONS = {ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq}
CHOICES = [
    {"max", "min"},
    {"argmax", "argmin"},
    {"sum", "mean", "max", "prod"},
    {"any", "all"},
    {"ceil", "floor"},
]


def _slots(head):
    """(holder, field, index, node, what is shown of it) of all expressions that give a value."""
    stack = [(head, "`return`")]
    while stack:
        holder, around = stack.pop()
        for field, value in ast.iter_fields(holder):
            if field in ("args", "returns", "decorator_list") and holder is head:
                continue
            for at, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if not isinstance(node, ast.AST):
                    continue
                shown = around
                if isinstance(node, ast.expr):
                    if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
                        continue
                    whole = isinstance(holder, ast.expr) and not isinstance(holder, ast.Tuple | ast.List)
                    shown = ast.unparse(holder if whole else node)
                    if len(shown) < 60:
                        yield holder, field, at, node, f"`{shown}`"
                stack.append((node, shown))


def _of_values(head, names, ratios, differences):
    """A wrong sign, operation, comparison, number or name; a part too much; brackets."""
    for holder, field, at, node, shown in _slots(head):
        put = partial(_put, holder, field, at)

        if isinstance(node, ast.BinOp):
            own, (left, op, right) = ast.unparse(node), (node.left, node.op, node.right)
            for other in OPERATIONS - {type(op)}:
                signs = {type(op), other} == {ast.Add, ast.Sub}
                said = f"In `{own}` the {'sign' if signs else 'operation'} is wrong."
                yield "sign" if signs else "operation", said, *put(ast.BinOp(left, other(), right))
            if isinstance(op, ast.Sub | ast.Div | ast.FloorDiv | ast.MatMult):
                said = f"In `{own}` the two sides are exchanged."
                yield "exchanged", said, *put(ast.BinOp(right, op, left))
            for part, less in ((right, left), (left, right)):
                said = f"In `{own}` one part is too much: `{ast.unparse(part)}`."
                yield "too much", said, *put(less)
        elif isinstance(node, ast.UnaryOp):
            yield "sign", f"In {shown} the `{ast.unparse(node)[:1]}` is too much.", *put(node.operand)
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            for other in COMPARISONS - {type(node.ops[0])}:
                turned = ast.Compare(node.left, [other()], node.comparators)
                yield "comparison", f"In {shown} the comparison is wrong.", *put(turned)
        elif isinstance(node, ast.BoolOp):
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield "comparison", f"In {shown} exchange `and` and `or`.", *put(ast.BoolOp(other, node.values))
            for i, part in enumerate(node.values):
                said = f"In {shown} one condition is too much: `{ast.unparse(part)}`."
                rest = [*node.values[:i], *node.values[i + 1 :]]
                yield "too much", said, *put(ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0])
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            n = node.value
            by = [*(n * ratio for ratio in ratios), *(n + difference for difference in differences)]
            by = [int(m) if m == m // 1 else m for m in by]
            for other in dict.fromkeys([n - 1, n + 1, -n, 0, 1, 2, *by, math.inf]):
                if other != n:
                    yield "number", f"In {shown} the number {n} is wrong.", *put(ast.Constant(other))
            for other in names:
                yield "number", f"In {shown} the number {n} is wrong.", *put(ast.Name(other, ast.Load()))
        elif isinstance(node, ast.Constant) and type(node.value) is bool:
            yield "number", f"In {shown} it is not {node.value}.", *put(ast.Constant(not node.value))
        elif isinstance(node, ast.Name) and node.id in names:
            for other in names:
                if other != node.id:
                    said = f"In {shown} it is not `{node.id}` that is needed."
                    yield "name", said, *put(ast.Name(other, ast.Load()))
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            for choice in CHOICES:
                for other in sorted(choice - {called}) if called in choice else ():
                    named = "attr" if isinstance(node.func, ast.Attribute) else "id"
                    said = f"In {shown} it is not `{called}` that is needed."
                    yield "function", said, *_put(node.func, named, None, other)
            if len(node.args) == 1 and not node.keywords and called not in ("range", "len", "enumerate"):
                yield "too much", f"In {shown} leave out `{called}`.", *put(node.args[0])
        elif isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Constant | ast.Name):
            yield "too much", f"`{ast.unparse(node)}` leaves something out.", *put(node.value)
        if isinstance(node, ast.Tuple) and 1 < len(node.elts) < 4 and isinstance(holder, ast.Return):
            for i in range(len(node.elts) - 1):
                swapped = [*node.elts[:i], node.elts[i + 1], node.elts[i], *node.elts[i + 2 :]]
                yield "order", "Right values, in another order.", *put(ast.Tuple(swapped, ast.Load()))


def _of_brackets(head, names):
    """Brackets that are missing or too many, wherever another meaning comes of it."""
    for holder, field, at, node, _ in _slots(head):
        if isinstance(node, ast.BinOp) and not isinstance(holder, ast.BinOp):
            own = ast.unparse(node)
            parts = re.findall(r"[\w.]+|\*\*|//|[^\s\w]", own)
            values = [i for i, part in enumerate(parts) if re.match(r"[\w.]+$", part)]
            for first, last in combinations(values, 2):
                other = [*parts[:first], "(", *parts[first : last + 1], ")", *parts[last + 1 :]]
                inside = " ".join(parts[first : last + 1])
                said = f"In `{own}` brackets are missing around `{inside}`."
                yield from _read(said, other, own, holder, field, at)
            for i, part in enumerate(parts):
                depths = list(accumulate({"(": 1, ")": -1}.get(p, 0) for p in parts[i:]))
                if part == "(" and 0 in depths:
                    end = i + depths.index(0)
                    said = f"In `{own}` the brackets around `{' '.join(parts[i + 1 : end])}` are wrong."
                    yield from _read(
                        said, [*parts[:i], *parts[i + 1 : end], *parts[end + 1 :]], own, holder, field, at
                    )


def _read(said, parts, own, holder, field, at):
    try:
        new = ast.parse(" ".join(parts), mode="eval").body
    except SyntaxError:
        return
    if ast.unparse(new) != own:
        yield "brackets", said, *_put(holder, field, at, new)


def _everywhere(head, names):
    """The same operation or name wrong in several places."""
    used = [node for node in ast.walk(head) if isinstance(node, ast.BinOp)]
    for kind in dict.fromkeys(type(node.op) for node in used):
        mine = [node for node in used if type(node.op) is kind]
        sign = SIGNS.get(kind)
        for other in OPERATIONS | {ast.Pow} if len(mine) > 1 and sign else ():
            puts = [_put(node, "op", None, other()) for node in mine]
            yield "operation", f"Your `{sign}` is wrong wherever you write it.", *_all(puts)
    for name in names:
        mine = [n for n in ast.walk(head) if isinstance(n, ast.Name) and n.id == name]
        mine = [n for n in mine if isinstance(n.ctx, ast.Load)]
        for other in names if len(mine) > 1 else ():
            puts = [_put(node, "id", None, other) for node in mine]
            yield "name", f"It is not `{name}` that is needed where you write it.", *_all(puts)


def _all(puts):
    return lambda: [put() for put, _ in puts], lambda: [back() for _, back in puts]


SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//"}


def _of_missing(head, names):
    """Something that is not there: 1 more, 1 less, a factor, a term, a sign."""
    for holder, field, at, node, _ in _slots(head):
        if isinstance(node, ast.Constant | ast.Tuple | ast.List | ast.Slice | ast.Compare | ast.BoolOp):
            continue
        if isinstance(holder, ast.Attribute | ast.For | ast.comprehension) or field == "func":
            continue
        own = ast.unparse(node)
        for op, how in ((ast.Add, "small"), (ast.Sub, "large")):
            said = f"`{own}` is 1 too {how} there."
            yield f"1 too {how}", said, *_put(holder, field, at, ast.BinOp(node, op(), ast.Constant(1)))
        said = f"The sign of `{own}` is wrong."
        yield "sign", said, *_put(holder, field, at, ast.UnaryOp(ast.USub(), node))
        for name in names:
            for op, sign in ((ast.Mult, "*"), (ast.Add, "+"), (ast.Sub, "-"), (ast.Div, "/")):
                said = f"Something is missing at `{own}`: {WAYS[sign]} `{name}` there."
                other = ast.BinOp(node, op(), ast.Name(name, ast.Load()))
                yield "missing", said, *_put(holder, field, at, other)


WAYS = {"*": "multiply by", "+": "add", "-": "subtract", "/": "divide by"}
