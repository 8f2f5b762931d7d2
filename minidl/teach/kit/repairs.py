"""One change of a student's own code after which it is right: then that is what was wrong.

`repairs` yields (name, sentence, the changed function): first what beginners often need, everywhere in the
code at once; then `edits`, one place at a time.
"""

import ast
import inspect
import math
import re
import textwrap
import warnings
from functools import partial
from itertools import accumulate, combinations, pairwise, permutations

IN_LOOP = "`return` is inside the loop: it ends at once. Move it left, under the loop."
CUT = "You cut to whole numbers: look for int(...), `//`, dtype=int, or an array made of whole numbers."
EVERYWHERE = {
    "power": "`^` is not a power in Python: write `**`.",
    "cut": CUT,
    "rounded": "You round. Leave the numbers as they are.",
    "strict": "The equal case is left out in {}. Here it belongs to it: `>=`, `<=`.",
    "not strict": "The equal case is taken along in {}. Here it does not belong to it: `>`, `<`.",
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


def written_out(function) -> str:
    """The code of a function below its first line, without comments; "" if it cannot be had."""
    tree = parsed(function)
    return "\n".join(map(ast.unparse, tree.body[0].body)) if tree else ""


def repairs(function):
    """(name, sentence, the changed function) for each change that beginners' code often needs."""
    if (tree := parsed(function)) is None:
        return
    yield from _each(tree, function, _of_returns)
    before = ast.unparse(tree)
    for name, said in EVERYWHERE.items():
        changed = _Everywhere(name).visit(ast.parse(before.replace("^", "**") if name == "power" else before))
        if ast.unparse(changed) != before:
            compared = [node for node in ast.walk(tree) if isinstance(node, ast.Compare)]
            turned = (_written(c) for c in compared if {*map(type, c.ops)} & {*TURNED.get(name, ())})
            yield name, said.format(" and ".join(turned)), _made(ast.fix_missing_locations(changed), function)


def edits(function, ratios=(), differences=()):
    """(name, sentence, the changed function) for each change of one place, the likeliest first.

    `ratios` and `differences` are those of what is wanted and what came: numbers in the code that are wrong
    by as much are found by them.
    """
    if (tree := parsed(function)) is None:
        return
    values = partial(_of_values, ratios=ratios, differences=differences)
    parts = partial(_chosen, values, False)
    plain, tests = (partial(_chosen, partial(values, tests=tests), True) for tests in (False, True))
    order = _too_much, _of_lines, _of_brackets, parts, plain, _everywhere, tests, _of_missing
    yield from _each(tree, function, *order)


def _chosen(kind, atoms, head, names):
    """Of what `kind` finds, the changes of single numbers, names and comparisons, or the others."""
    return (
        change for change in kind(head, names) if (change[0] in ("number", "name", "comparison")) == atoms
    )


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
    with warnings.catch_warnings(action="ignore"):  # 2(x) is no call
        exec(compile(tree, "<repaired>", "exec"), space)
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
            cut = getattr(node.func, "id", "") in ("int", "round", "floor") and len(node.args) == 1
            made = ast.BinOp(node, ast.Mult(), ast.Constant(1.0)) if called in MADE else node
            return node.args[0] if cut else node.func.value if called == "astype" else made
        return node


# --- one place ----------------------------------------------------------------------------------------------

SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//"}
ALIKE = "max min", "argmax argmin", "sum mean max prod", "any all", "ceil floor", "exp log", "zeros ones"
MADE = "array", "asarray", "tensor", "full", "full_like", "zeros_like"
KEPT = ["range", "len", "enumerate", "zip", "list", "tuple", "array", "asarray", "tensor"]
SHOWN = ast.expr | ast.Assign | ast.AugAssign | ast.Return


def _put(holder, field, at, new):
    """(put, back): set what a node holds, or one of a list that it holds."""
    # compile() wants a line for each node; the rest of the tree has its own.
    ast.fix_missing_locations(ast.Module(new if isinstance(new, list) else [new], []))
    before = getattr(holder, field)
    if at is not None:
        new = [*before[:at], *(new if isinstance(new, list) else [new]), *before[at + 1 :]]
    return partial(setattr, holder, field, new), partial(setattr, holder, field, before)


def _all(puts):
    return lambda: [put() for put, _ in puts], lambda: [back() for _, back in puts]


def _written(node) -> str:
    text = (ast.unparse(node).splitlines() or [""])[0]
    return f"`{text}`" if len(text) < 70 else f"`{text[:66]} ...`"


def _blocks(head):
    """(node, field, its lines) of all blocks of code."""
    for node in ast.walk(head):
        for field in ("body", "orelse"):
            if isinstance(lines := getattr(node, field, None), list):
                yield node, field, lines


def _slots(head, tests=None):
    """(holder, field, index, node, what is shown of its place) of all expressions that give a value.

    With `tests` only those in the conditions of an `if`, or only the others.
    """
    stack = [(head, "", False)]
    while stack:
        holder, around, test = stack.pop()
        inside = []
        for field, value in ast.iter_fields(holder):
            if holder is head and field in ("args", "returns") and isinstance(head, ast.FunctionDef):
                continue
            for at, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if not isinstance(node, ast.AST) or isinstance(getattr(node, "ctx", None), ast.Store):
                    continue
                row = isinstance(holder, ast.Tuple | ast.List)
                shown = _written(holder if isinstance(holder, SHOWN) and not row else node)
                within = test or (field == "test" and isinstance(holder, ast.If | ast.IfExp))
                if isinstance(node, ast.expr) and tests in (None, within):
                    short = isinstance(node, ast.Constant | ast.Name) and row
                    yield holder, field, at, node, around if short and around else shown
                inside.append((node, shown, within))
        stack += inside[::-1]


def _of_returns(head, names):
    """`return` inside the loop."""
    for node, field, lines in _blocks(head):
        for i, loop in enumerate(lines):
            for j, step in enumerate(loop.body if isinstance(loop, ast.For | ast.While) else ()):
                if isinstance(step, ast.Return):
                    yield "return in loop", IN_LOOP, *_put(node, field, i, [_without(loop, j), step])


def _without(loop, j):
    rest = [*loop.body[:j], *loop.body[j + 1 :]] or [ast.Pass()]
    if isinstance(loop, ast.While):
        return ast.While(loop.test, rest, loop.orelse)
    return ast.For(loop.target, loop.iter, rest, loop.orelse)


def _of_lines(head, names):
    """Lines that are too early, inside or outside a loop; `=` for `+=`; names in another order."""
    for loop in ast.walk(head):
        for node, field, lines in _blocks(loop) if isinstance(loop, ast.For | ast.While) else ():
            for i, step in enumerate(lines):
                if isinstance(step, ast.Return | ast.Break):
                    said = f"{_written(step)} ends the loop here, though more is to come."
                    yield "loop ends", said, *_put(node, field, i, ast.Continue())
    for node, field, lines in _blocks(head):
        for i, step in enumerate(lines):
            line, put = _written(step), partial(_put, node, field)
            if isinstance(step, ast.For | ast.While):
                yield from _of_loop(node, field, lines, i)
            if isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name | ast.Subscript):
                adds = ast.AugAssign(step.targets[0], ast.Add(), step.value)
                yield "replaces", f"{line} replaces what was there. To add to it, write `+=`.", *put(i, adds)
            if isinstance(step, ast.AugAssign):
                sets = ast.Assign([step.target], step.value)
                yield "goes on", f"{line} goes on from what was there. To replace it, `=`.", *put(i, sets)
                for op in SIGNS:
                    yield "operation", f"In {line} the operation is wrong.", *_put(step, "op", None, op())
            if i + 1 < len(lines) and not isinstance(lines[i + 1], ast.Return):
                said = f"{line} comes too early: it belongs behind the next line."
                yield "too early", said, *put(None, [*lines[:i], lines[i + 1], step, *lines[i + 2 :]])
    yield from _of_changed_arguments(head)
    for node in ast.walk(head):
        target = getattr(node, "target", getattr(node, "targets", [None])[0])
        if isinstance(target, ast.Tuple) and len(target.elts) < 4:
            said = f"{_written(target)} names the values in another order than they have."
            for other in [*permutations(target.elts)][1:]:
                yield "order of the names", said, *_put(target, "elts", None, [*other])
        if isinstance(node, ast.comprehension) and node.ifs:
            said = f"`if {ast.unparse(node.ifs[0])}` leaves something out that counts."
            yield "condition too much", said, *_put(node, "ifs", None, [])


def _of_changed_arguments(head):
    """w = w + f(w, v); v = v + g(w, v): the second line means the old w."""
    arguments, changed, puts = {a.arg for a in head.args.args}, [], []
    for step in head.body:
        if isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name):
            read = [n for n in ast.walk(step.value) if isinstance(n, ast.Name) and n.id in changed]
            puts += [_put(n, "id", None, f"_{n.id}") for n in read]
            changed += {step.targets[0].id} & arguments
    kept = [ast.Assign([ast.Name(f"_{name}", ast.Store())], ast.Name(name, ast.Load())) for name in changed]
    said = f"You read `{', '.join(changed)}` again after changing it: keep the old value."
    yield "changed too early", said, *_all([*puts, _put(head, "body", None, [*kept, *head.body])])


def _of_loop(node, field, lines, i):
    loop = lines[i]
    for j, inner in enumerate(loop.body):
        shorter = _without(loop, j)
        for where, both in (("behind", [shorter, inner]), ("in front of", [inner, shorter])):
            said = f"{_written(inner)} is inside the loop, done in each round. It belongs {where} the loop."
            yield "inside the loop", said, *_put(node, field, i, both)
        if isinstance(inner, ast.Assign) and isinstance(name := inner.targets[0], ast.Name):
            adds = [*loop.body[:j], ast.AugAssign(name, ast.Add(), inner.value), *loop.body[j + 1 :]]
            begins = _put(node, field, i, [ast.Assign([name], ast.Constant(0)), loop])
            said = f"{_written(inner)} replaces what was there. Begin with 0 and add to it: `+=`."
            yield "replaces", said, *_all([_put(loop, "body", None, adds), begins])
    for at, where in ((i + 1, "behind"), (i - 1, "in front of")):
        if 0 <= at < len(lines) and not isinstance(lines[at], ast.Return):
            body = [*loop.body, lines[at]] if at > i else [lines[at], *loop.body]
            said = f"{_written(lines[at])} is {where} the loop, done once. It belongs into the loop."
            into = _put(loop, "body", None, body), _put(node, field, at, [])
            yield "outside the loop", said, *_all(into)
    for step in ast.walk(loop):  # z[i] = ... z ...
        if isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Subscript):
            name = ast.unparse(step.targets[0].value)
            reads = [n for n in ast.walk(step.value) if isinstance(n, ast.Name) and n.id == name]
            keep = ast.parse(f"_kept = {name}.copy()").body[0]
            said = f"`{name}` is read again after a part of it was replaced: read from a copy."
            puts = [_put(n, "id", None, "_kept") for n in reads]
            yield "while read", said, *_all([*puts, _put(node, field, i, [keep, loop])])


def _of_values(head, names, ratios=(), differences=(), tests=None):
    """A part too much; a wrong sign, operation, comparison, number, name or function; what is exchanged."""
    for holder, field, at, node, shown in _slots(head, tests):
        put = partial(_put, holder, field, at)
        if isinstance(node, ast.BinOp):
            own, left, op, right = _written(node), node.left, node.op, node.right
            own = shown if len(own) < 12 else own  # `i + 1` may be there twice
            rest = ast.UnaryOp(ast.USub(), right) if isinstance(op, ast.Sub) else right
            for part, less in ((right, left), (left, rest)):
                said = f"In {own} one part is too much: `{ast.unparse(part)}`."
                if _last_left(holder, node):
                    said = f"{_written(holder)} leaves the last one out: range() ends before its number."
                yield "too much", said, *put(less)
            if isinstance(op, ast.Mult) and isinstance(left, ast.List):
                every = ast.comprehension(ast.Name("_", ast.Store()), _call("range", right), [], 0)
                said = f"{own} holds the same thing many times: change one, and all change."
                yield "shared rows", said, *put(ast.ListComp(left.elts[0], [every]))
            for other in SIGNS:
                kind = "sign" if {type(op), other} == {ast.Add, ast.Sub} else "operation"
                yield kind, f"In {own} the {kind} is wrong.", *put(ast.BinOp(left, other(), right))
            if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add | ast.Sub):
                apart = ast.BinOp(ast.BinOp(left.left, op, right), left.op, left.right)
                yield "brackets", f"In {own} brackets are in the wrong place.", *put(apart)
            if not isinstance(op, ast.Add | ast.Mult):
                yield "exchanged", f"In {own} the two sides are exchanged.", *put(ast.BinOp(right, op, left))
        elif isinstance(node, ast.UnaryOp):
            yield "sign", f"In {shown} the `{ast.unparse(node)[:1]}` is too much.", *put(node.operand)
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            for other in (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq):
                turned = ast.Compare(node.left, [other()], node.comparators)
                yield "comparison", f"In {_written(node)} the comparison is wrong.", *put(turned)
        elif isinstance(node, ast.Compare):
            turned = ast.Compare(node.comparators[-1], node.ops, [*node.comparators[:-1], node.left])
            yield "exchanged", f"In {_written(node)} both ends are exchanged.", *put(turned)
        elif isinstance(node, ast.BoolOp):
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            said = f"In {_written(node)} exchange `and` and `or`."
            yield "comparison", said, *put(ast.BoolOp(other, node.values))
            for part in node.values:
                said = f"In {_written(node)} one condition is enough: `{ast.unparse(part)}`."
                yield "too much", said, *put(part)
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            n, said = node.value, f"In {shown} the number {node.value} is wrong."
            by = [*(n * ratio for ratio in ratios), *(n + difference for difference in differences)]
            by = [int(m) if m == m // 1 else m for m in by if abs(m) < 1e4]  # 2**1e9 would never end
            for other in dict.fromkeys([n - 1, n + 1, -n, 0, 1, 2, *by, math.inf]):
                yield "number", said, *put(ast.Constant(other))
            for name in names:
                named = ast.Name(name, ast.Load())
                length = _call("len", named)
                for other in (named, length, ast.BinOp(length, ast.Sub(), ast.Constant(1))):
                    yield "number", f"{said[:-1]}: the right one is not always the same.", *put(other)
        elif isinstance(node, ast.Constant) and type(node.value) is bool:
            yield "number", f"In {shown} it is not {node.value}.", *put(ast.Constant(not node.value))
        elif isinstance(node, ast.Name) and node.id in names:
            said = f"In {shown} it is not `{node.id}` that is needed."
            # Not found.append(found): what holds itself keeps NumPy busy for long.
            itself = ast.unparse(holder.func).partition(".")[0] if isinstance(holder, ast.Call) else None
            others = [name for name in names if name != itself]
            yield from (("name", said, *put(ast.Name(other, ast.Load()))) for other in others)
            yield "name", said, *put(ast.Constant(1))
        elif isinstance(node, ast.Call):
            yield from _of_calls(node, put)
        elif isinstance(node, ast.Subscript) and len(puts := _other_indices(node)) > 0:
            yield "exchanged", f"In {_written(node)} the two indices are exchanged.", *_all(puts)
        elif isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Constant | ast.Name):
            turned = ast.unparse(node.slice) == "::-1"
            said = f"{_written(node)} {'goes backwards' if turned else 'leaves something out'}."
            yield "too much", said, *put(node.value)
        elif isinstance(node, ast.Tuple) and 1 < len(node.elts) < 4 and isinstance(holder, ast.Return):
            for other in [*permutations(node.elts)][1:]:
                yield "order", "Right values, in another order.", *put(ast.Tuple([*other], ast.Load()))


def _other_indices(node):
    """x[j][i] → x[i][j], or x[j, i] → x[i, j]."""
    if isinstance(inner := node.value, ast.Subscript):
        return _put(node, "slice", None, inner.slice), _put(inner, "slice", None, node.slice)
    two = isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2
    return [_put(node.slice, "elts", None, node.slice.elts[::-1])] if two else []


def _call(name, *arguments):
    return ast.Call(ast.Name(name, ast.Load()), [*arguments], [])


def _of_calls(node, put):
    own, where = _written(node), "attr" if isinstance(node.func, ast.Attribute) else "id"
    called = getattr(node.func, where, "")
    for part in node.args if called not in KEPT else ():
        yield "too much", f"{own} is more than `{ast.unparse(part)}`, which is enough.", *put(part)
    for alike in ALIKE:
        for other in alike.split() if called in alike.split() else ():
            said = f"In {own} it is not `{called}` that is needed."
            yield "function", said, *_put(node.func, where, None, other)
    if len(node.args) > 1:
        turned = [node.args[1], node.args[0], *node.args[2:]]
        yield "exchanged", f"In {own} two arguments are exchanged.", *_put(node, "args", None, turned)
    for word in node.keywords:
        for other in (0, 1) if word.arg in ("axis", "dim") else ():
            said = f"In {own} it is the other {word.arg}."
            yield "axis", said, *_put(word, "value", None, ast.Constant(other))
    if called == "reshape" and where == "attr":
        said = f"{own} cuts the same row of numbers anew. `.T` turns rows into columns."
        yield "reshape", said, *put(ast.Attribute(node.func.value, "T", ast.Load()))


def _of_brackets(head, names):
    """Brackets that are missing or too many, wherever another meaning comes of it."""
    for holder, field, at, node, _ in _slots(head):
        said = f"In {_written(node)} brackets are missing, or in the wrong place."
        if isinstance(getattr(node, "op", None), ast.Add | ast.Sub):  # a / b - c → (a - c) / b
            inner, outer = node.left, []
            while isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Mult | ast.Div):
                outer, inner = [(inner.op, inner.right), *outer], inner.left
                new = ast.BinOp(inner, node.op, node.right)
                for op, right in outer:
                    new = ast.BinOp(new, op, right)
                yield "brackets", said, *_put(holder, field, at, new)
        if not isinstance(node, ast.BinOp) or isinstance(holder, ast.BinOp) or _last_left(holder, node):
            continue
        own = ast.unparse(node)
        parts = re.findall(r"[\w.]+|\*\*|//|[^\s\w]", own)
        values = [i for i, part in enumerate(parts) if re.match(r"[\w.]+$", part)]
        added = [(i, j + 1) for i, j in combinations(values, 2)]
        pairs = [(i, end) for i, part in enumerate(parts) if part == "(" and (end := _closing(parts, i))]
        others = [([*parts[:i], "(", *parts[i:j], ")", *parts[j:]], i, j) for i, j in added]
        others += [([*parts[:i], *parts[i + 1 : j], *parts[j + 1 :]], 0, 0) for i, j in pairs]
        for other, i, j in others:
            try:
                new = ast.parse(" ".join(other), mode="eval").body
            except SyntaxError:
                continue
            if ast.unparse(new) != own:
                far = {"+", "-"} & {*parts[i:j]} and "*" in (*parts[i - 1 : i], *parts[j : j + 1])
                also = f"In {_written(node)} brackets are missing, or a factor in one part." if far else said
                yield "brackets", also, *_put(holder, field, at, new)


def _last_left(holder, node) -> bool:
    """Whether this is the `len(x) - 1` of a range(...): no bracket is missing there."""
    less = isinstance(node.op, ast.Sub) and isinstance(node.left, ast.Call)
    return less and getattr(getattr(holder, "func", None), "id", "") == "range"


def _closing(parts, i):
    depths = accumulate({"(": 1, ")": -1}.get(part, 0) for part in parts[i:])
    return next((i + n for n, depth in enumerate(depths) if not depth), None)


def _everywhere(head, names):
    """The same operation, name or call wrong in several places; two lines or parts with the same fault."""
    used = [node for node in ast.walk(head) if isinstance(node, ast.BinOp)]
    for kind, sign in SIGNS.items():
        mine = [node for node in used if type(node.op) is kind]
        for other in SIGNS if len(mine) > 1 else ():
            puts = [_put(node, "op", None, other()) for node in mine]
            yield "operation", f"Your `{sign}` is wrong wherever you write it.", *_all(puts)
    read = [n for n in ast.walk(head) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    for name in names:
        mine = [node for node in read if node.id == name]
        for other in names if len(mine) > 1 else ():
            puts = [_put(node, "id", None, other) for node in mine]
            yield "name", f"It is not `{name}` that is needed where you write it.", *_all(puts)
    calls = {}
    for holder, field, at, node, _ in _slots(head):
        if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            calls.setdefault(ast.unparse(node.func), []).append(_put(holder, field, at, node.args[0]))
    for called, puts in calls.items():
        if len(puts) > 1:
            yield "too much", f"Leave out `{called}`, wherever you write it.", *_all(puts)
    rows = [lines for _, _, lines in _blocks(head)]
    rows += [node.elts for node in ast.walk(head) if isinstance(node, ast.Tuple)]
    for row in rows:
        for one, two in pairwise(row):
            if _form(one) == _form(two):
                for kind in (_of_values, _of_brackets):
                    inside = (ast.Expr(one), ast.Expr(two)) if isinstance(one, ast.expr) else (one, two)
                    for (name, said, *first), (*_, put, back) in zip(*(kind(part, names) for part in inside)):
                        yield name, f"{said} And in {_written(two)}, too.", *_all([first, (put, back)])


def _form(node) -> str:
    return re.sub(r"id='\w+'|value=[-\d.]+", "", ast.dump(node))


def _too_much(head, names):
    """A line, or a case, that should not be there."""
    said = "What is under {} is always right: leave out this `if`."
    for node, field, lines in _blocks(head):
        for i, step in enumerate(lines):
            put = partial(_put, node, field, i)
            if isinstance(step, ast.If):
                yield "condition too much", said.format(_written(step)), *put(step.body)
            if isinstance(step, ast.If) and step.orelse:
                yield "condition too much", said.format("its `else`"), *put(step.orelse)
            if len(lines) > 1:
                yield "line too much", f"Does {_written(step)} belong there? Leave it out.", *put([])
    for holder, field, at, node, _ in _slots(head):
        for rest in (node.body, node.orelse) if isinstance(node, ast.IfExp) else ():
            always = f"Always `{ast.unparse(rest)}`, without the `if`."
            yield "condition too much", always, *_put(holder, field, at, rest)


def _of_missing(head, names):
    """Something that is not there: 1 more, 1 less, a sign, a name as a factor or a term."""
    for holder, field, at, node, shown in _slots(head):
        if isinstance(node, ast.Constant | ast.Tuple | ast.List | ast.Slice | ast.Compare | ast.BoolOp):
            continue
        if isinstance(holder, ast.Attribute | ast.For | ast.comprehension) or field == "func":
            continue
        put, own = partial(_put, holder, field, at), _written(node)
        for op, how in ((ast.Add, "small"), (ast.Sub, "large")):
            said = f"{own} is 1 too {how} there."
            yield f"1 too {how}", said, *put(ast.BinOp(node, op(), ast.Constant(1)))
        yield "sign", f"The sign of {own} is wrong.", *put(ast.UnaryOp(ast.USub(), node))
        for name in names:
            for op in (ast.Mult, ast.Add, ast.Sub, ast.Div):
                if own != f"`{name}`":
                    other = ast.BinOp(node, op(), ast.Name(name, ast.Load()))
                    said = f"In {shown}: does `{name}` have no part in it?"
                    if re.search(rf"\b{name}\b", shown):
                        said = f"Look at {own}: is one more `{SIGNS[op]} {name}` missing there?"
                    yield "missing", said, *put(other)
