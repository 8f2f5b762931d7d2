"""Small changes of a solution's source, and inputs like the cases: a check must refuse each that matters."""

import ast
import copy
import inspect
import random
import textwrap

import numpy as np

OTHER = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Add, ast.Div],
    ast.Div: [ast.Mult, ast.FloorDiv],
    ast.FloorDiv: [ast.Div, ast.Mult],
    ast.Pow: [ast.Mult],
    ast.MatMult: [ast.Mult],
    ast.Mod: [ast.FloorDiv],
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.GtE],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.LtE],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.And: [ast.Or],
    ast.Or: [ast.And],
    ast.USub: [ast.UAdd],
}


def mutants(function):
    """(what was changed, the changed function) for each small change of its source."""
    source = textwrap.dedent(inspect.getsource(function))
    count = sum(1 for _ in ast.walk(ast.parse(source)))
    for place in range(count):
        for number in range(12):
            tree = ast.parse(source)
            before = list(ast.walk(tree))[place]
            old = ast.unparse(before)
            if not _change(tree, before, number):
                break
            changed = ast.unparse(ast.fix_missing_locations(tree))
            if changed == ast.unparse(ast.parse(source)):
                continue
            space = dict(function.__globals__)
            try:
                exec(compile(changed, "<mutant>", "exec"), space)
            except SyntaxError:
                continue
            yield f"{old.splitlines()[0]!r} -> {_difference(source, changed)!r}", space[function.__name__]
    yield from _in_place(function, source)


def _difference(source, changed):
    before = ast.unparse(ast.parse(source)).splitlines()
    return (
        " / ".join(line.strip() for line in changed.splitlines() if line not in before)[:100]
        or "line left out"
    )


def _change(tree, node, number) -> bool:
    """Make the change of that number at this node; False if there is none of that number."""
    changes = list(_changes(tree, node))
    if number >= len(changes):
        return False
    changes[number]()
    return True


def _changes(tree, node):
    def set_(name, value, where=node):
        return lambda: setattr(where, name, value)

    def replace(new):
        return lambda: _replace(tree, node, new)

    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp | ast.UnaryOp):
        for other in OTHER.get(type(node.op), []):
            yield set_("op", other())
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Add | ast.Sub):
            yield replace(node.left)  # a dropped term
        if isinstance(node.op, ast.Sub | ast.Div | ast.FloorDiv | ast.MatMult | ast.Pow):
            yield (
                lambda: (
                    (setattr(node, "left", node.right), setattr(node, "right", _LEFT.pop()))
                    if _LEFT.append(node.left) is None
                    else None
                )
            )
    if isinstance(node, ast.AugAssign):
        yield replace(ast.Assign([node.target], node.value, lineno=1))
    if isinstance(node, ast.Compare):
        for other in OTHER.get(type(node.ops[0]), []):
            yield set_("ops", [other()])
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield set_("value", node.value + 1)
        yield set_("value", node.value - 1)
    if isinstance(node, ast.Call) and not node.keywords and len(node.args) == 2:
        yield set_("args", node.args[::-1])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
        last = min(1, len(node.args) - 1)
        for op in (ast.Sub, ast.Add):  # ends early, ends late
            args = list(node.args)
            args[last] = ast.BinOp(args[last], op(), ast.Constant(1))
            yield set_("args", args)
        if len(node.args) == 1:
            yield set_("args", [ast.Constant(1), *node.args])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("max", "min"):
        yield set_("func", ast.Name({"max": "min", "min": "max"}[node.func.id], ast.Load()))
    if isinstance(node, ast.keyword) and node.arg in ("axis", "dim") and isinstance(node.value, ast.Constant):
        yield set_("value", ast.Constant(1 - node.value.value))
    if isinstance(node, ast.keyword) and node.arg == "keepdims":
        yield set_("value", ast.Constant(False))
    if isinstance(node, ast.Return) and node.value is not None:
        yield set_("value", ast.Call(ast.Name("_whole", ast.Load()), [node.value], []))  # int for float
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
        yield set_("value", ast.Tuple(node.value.elts[::-1], ast.Load()))
    if isinstance(node, ast.For | ast.While | ast.FunctionDef | ast.If | ast.With):
        for statement in node.body:
            if not isinstance(statement, ast.Return) and len(node.body) > 1:
                yield lambda s=statement: node.body.remove(s)  # a line left out
        for first, second in zip(node.body, node.body[1:]):
            if isinstance(node, ast.For | ast.While | ast.With):
                yield lambda a=first, b=second: _swap(node.body, a, b)
            if isinstance(first, ast.For | ast.While | ast.If | ast.With) and isinstance(second, ast.Return):
                yield lambda a=first, b=second: a.body.append(b)  # return one level in
    if isinstance(node, ast.For):
        everything = ast.Call(ast.Name("list", ast.Load()), [node.iter], [])
        for low, high in ((1, None), (None, -1)):  # without the first, without the last
            part = ast.Slice(ast.Constant(low), ast.Constant(high))
            yield set_("iter", ast.Subscript(everything, part, ast.Load()))
    if isinstance(node, ast.IfExp):
        yield lambda: (lambda a, b: (setattr(node, "body", b), setattr(node, "orelse", a)))(
            node.body, node.orelse
        )
    if isinstance(node, ast.comprehension) and node.ifs:
        yield set_("ifs", [])
    if isinstance(node, ast.Attribute) and node.attr in ("T",):
        yield replace(node.value)


_LEFT = []


def _swap(body, first, second):
    i = body.index(first)
    body[i], body[i + 1] = second, first


def _replace(tree, old, new):
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(item is old for item in value):
                setattr(parent, name, [new if item is old else item for item in value])


def _whole(value):
    """int for float, all the way down."""
    if isinstance(value, np.ndarray):
        return value.astype(int)
    if isinstance(value, list | tuple | set):
        return type(value)(map(_whole, value))
    return int(value) if isinstance(value, float) else value


def _in_place(function, source):
    """The right result, and the arguments changed."""

    def spoiling(*arguments):
        result = function(*copy.deepcopy(arguments))
        for argument in arguments:
            if isinstance(argument, np.ndarray) and argument.size:
                argument += argument.dtype.type(1)
                return result
            if isinstance(argument, list) and argument:
                argument.pop()
                return result
        return result

    yield "an argument is changed in place", spoiling


def like(cases, count, seed=0):
    """Inputs like the cases: numbers, arrays and lists, drawn again with the same kinds and other sizes."""
    draw = random.Random(seed)
    for _ in range(count):
        case = draw.choice(cases)
        yield tuple(_varied(value, draw) for value in case)


def _varied(value, draw):
    if isinstance(value, bool | str | None):
        return value
    if isinstance(value, np.ndarray):
        shift = np.array([_varied(v, draw) for v in value.ravel().tolist()]).reshape(value.shape)
        return shift.astype(value.dtype) if value.dtype.kind != "f" else shift.astype(float)
    if isinstance(value, int):
        return (
            draw.choice([value, value, value + 1, value + 2, max(0, value - 1), 2 * value + 1])
            if value >= 0
            else value
        )
    if isinstance(value, float):
        return value + draw.choice([0, 0.25, -0.5, 1.5, 3])
    if isinstance(value, list):
        kept = [_varied(item, draw) for item in value]
        if kept and draw.random() < 0.3:
            kept.insert(draw.randrange(len(kept)), copy.deepcopy(draw.choice(kept)))
        if len(kept) > 1 and draw.random() < 0.3:
            draw.shuffle(kept)
        return kept
    if isinstance(value, tuple):
        return tuple(_varied(item, draw) for item in value)
    return value
