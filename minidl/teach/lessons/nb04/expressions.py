"""A small language of formulas, read into boxes: `u = b*c; v = a + u; J = 3*v`.

Nothing that is typed is ever run as Python. backprop_language.js says the same; a test holds them together.
"""

import re
from typing import NamedTuple

from .... import ops
from ....plain_tape import Tensor, apply

FUNCTIONS = ("sin", "cos", "exp", "log", "sqrt", "tanh", "sigmoid", "relu")
TOKEN = re.compile(r"\s*(?:(\d+\.?\d*|\.\d+)|([A-Za-z_][A-Za-z0-9_]*)|(\*\*|[-+*/^()=;])|(\S))")
SAME = str.maketrans("·×−\n", "**-;")


class Nonsense(ValueError):
    """What cannot be read, with a mark at its place."""

    def __init__(self, text, place, words):
        super().__init__(f"{text[:place]}▸{text[place:]}: {words}")


class Box(NamedTuple):
    """A value: its name, the operation that makes it ("" for an input), and what goes in."""

    name: str
    operation: str = ""
    inputs: tuple = ()  # an int is the place of a box, a float a constant


class Reader:
    """Reads a text by descent: `statements()` returns the last value, `boxes` holds all boxes."""

    def __init__(self, text):
        self.text, self.boxes, self.known, self.at = text, [], {}, 0
        self.tokens = []  # (kind, text, place)
        for found in TOKEN.finditer(text.translate(SAME)):
            kind = found.lastindex - 1
            place = found.start(found.lastindex)
            if kind == 3:
                comma = found[4] == ","
                words = "write decimals with a point." if comma else f'"{found[4]}" has no meaning here.'
                raise Nonsense(text, place, words)
            self.tokens.append((("number", "name", "sign")[kind], found[kind + 1], place))
        self.tokens.append(("end", "", len(text)))

    def fail(self, words, place=None):
        raise Nonsense(self.text, self.tokens[self.at][2] if place is None else place, words)

    def next_is(self, *signs):
        kind, text, _ = self.tokens[self.at]
        return kind == "sign" and text in signs

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def box(self, operation, *inputs, name=""):
        """The box of that value: what was computed before is used again. Constants are computed at once."""
        if operation and all(isinstance(one, float) for one in inputs):
            return float(on_tape(operation, inputs).data)
        for place, one in enumerate(self.boxes):
            if operation and (one.operation, one.inputs) == (operation, inputs):
                return place
        self.boxes.append(Box(name, operation, inputs))
        return len(self.boxes) - 1

    def statements(self):
        while True:
            while self.next_is(";"):
                self.take()
            if self.tokens[self.at][0] == "end":
                break
            last = self.statement()
            if not self.next_is(";") and self.tokens[self.at][0] != "end":
                kind, text, _ = self.tokens[self.at]
                if text in (")", "="):
                    self.fail("this ) has no (." if text == ")" else "one = is too many.")
                self.fail(f'before "{text}" a sign is missing, such as *.')
        if not self.known and not self.boxes:
            self.fail("type a formula, such as J = 3*v.")
        return last

    def statement(self):
        (kind, name, place), (_, sign, _) = (
            self.tokens[self.at],
            self.tokens[min(self.at + 1, len(self.tokens) - 1)],
        )
        if kind != "name" or sign != "=":
            return self.sum()
        if name in FUNCTIONS:
            self.fail(f'"{name}" is a function: choose another name.')
        self.at += 2
        value = self.sum()
        if name in self.known:
            self.fail(f'"{name}" has a value already: choose another name.', place)
        self.known[name] = value
        if not isinstance(value, float) and not self.boxes[value].name:
            self.boxes[value] = self.boxes[value]._replace(name=name)
        return value

    def sum(self):
        value = self.product()
        while self.next_is("+", "-"):
            value = self.box("add" if self.take()[1] == "+" else "sub", value, self.product())
        return value

    def product(self):
        value = self.signed()
        while self.next_is("*", "/"):
            value = self.box("mul" if self.take()[1] == "*" else "div", value, self.signed())
        return value

    def signed(self):
        if self.next_is("-"):
            self.take()
            return self.box("neg", self.signed())
        value = self.atom()
        if self.next_is("^", "**"):
            place = self.take()[2]
            exponent = self.signed()
            if not isinstance(exponent, float):
                self.fail("the exponent must be a number, such as x^2.", place)
            value = self.box("power", value, exponent)
        return value

    def atom(self):
        kind, text, place = self.take()
        if kind == "number":
            return float(text)
        if kind == "name" and (text in FUNCTIONS or self.next_is("(")):
            if text not in FUNCTIONS:
                self.fail(f'"{text}" is no function here. There are {", ".join(FUNCTIONS)}.', place)
            if not self.next_is("("):
                self.fail(f"write {text} with brackets, as in {text}(x).")
            return self.box(text, self.bracket())
        if kind == "name":
            if text not in self.known:
                self.known[text] = self.box("", name=text)
            return self.known[text]
        self.at -= 1
        if text == "(":
            return self.bracket()
        self.fail("something is missing here.")

    def bracket(self):
        self.take()
        value = self.sum()
        if not self.next_is(")"):
            self.fail("a ) is missing here.")
        self.take()
        return value


def on_tape(operation: str, inputs) -> Tensor:
    """The operation's value, as a tensor of `plain_tape.py`, by the framework's own operation."""
    if operation == "power":
        return apply(ops.power, inputs[0], exponent=inputs[1])
    return apply(getattr(ops, operation), *inputs)
