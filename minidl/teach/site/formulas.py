"""Formulas as MathML: browsers draw it by themselves, and screen readers read it."""

import base64
import io
import re
from importlib.resources import files

from bs4 import BeautifulSoup
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from latex2mathml.converter import convert


class UnknownFormula(ValueError):
    """A formula that the converter to MathML does not know."""


# $$...$$, $...$ and environments, as JupyterLab finds them in texts.
FORMULA = re.compile(
    r"\$\$(?P<block>.+?)\$\$|(?P<environment>\\begin\{(\w+\*?)\}.+?\\end\{\3\})|(?<!\\)\$(?P<inline>[^$]+?)\$",
    re.DOTALL,
)


def typeset(soup) -> None:
    """Replace the formulas in all texts by MathML."""
    for text in soup.find_all(string=FORMULA):
        if text.find_parent(["pre", "code", "script", "style", "textarea"]):
            continue
        parts, end = [], 0
        for found in FORMULA.finditer(text):
            inline = found["inline"]
            formula = mathml(
                inline or found["block"] or found["environment"], "inline" if inline else "block"
            )
            parts += [text[end : found.start()], BeautifulSoup(formula, "html.parser")]
            end = found.end()
        text.replace_with(*parts, text[end:])


def mathml(tex: str, display: str) -> str:
    tex = re.sub(r"\{(align|aligned|gathered|split)\}", "{align*}", tex.strip())
    made = convert(tex, display=display)
    unknown = re.search(r"<m[ion]>(\\[^<]*|&)</m[ion]>", made)
    if unknown:
        raise UnknownFormula(f"{unknown[1]!r} is not known in the formula {tex}")
    # log p, not logp: browsers leave no space behind the name of a function.
    return re.sub(r"<(m[io])>([a-z]{2,})</\1>", r'<mo lspace="0.1em" rspace="0.17em">\2</mo>', made)


# Latin, Greek, arrows, operators, large brackets, and the italic, bold and script letters of formulas.
CHARACTERS = [
    (0x20, 0x7F),
    (0xA0, 0x100),
    (0x370, 0x400),
    (0x2010, 0x2040),
    (0x2100, 0x2150),
    (0x2190, 0x2400),
]
CHARACTERS += [(0x27E8, 0x27EC), (0x2A00, 0x2A10), (0x1D400, 0x1D468), (0x1D49C, 0x1D4D0), (0x1D6FC, 0x1D71C)]


def font_face() -> str:
    """A font for formulas as CSS, 0.35 MB: STIX Two Math, which comes with ziamath.

    Many a Linux has no such font, so brackets would not grow around a fraction. It stands inside the
    style sheet because some browsers refuse fonts from file://.
    """
    font = TTFont(files("ziamath") / "fonts" / "STIXTwoMath-Regular.ttf")
    subsetter = Subsetter(Options(layout_features=["ssty"]))
    subsetter.populate(unicodes=[code for first, end in CHARACTERS for code in range(first, end)])
    subsetter.subset(font)
    font.flavor = "woff"
    packed = io.BytesIO()
    font.save(packed)
    data = base64.b64encode(packed.getvalue()).decode()
    return f'@font-face {{ font-family: minidl-math; src: url("data:font/woff;base64,{data}"); }}\n'
