"""Formulas as MathML: browsers draw it by themselves, and screen readers read it."""

import base64
import html
import io
import re
from importlib.resources import files
from xml.etree.ElementTree import tostring

from bs4 import BeautifulSoup
from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont
from latex2mathml.converter import convert_to_element


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
            tex = found["inline"] or found["block"] or found["environment"]
            formula = mathml(tex, "inline" if found["inline"] else "block")
            parts += [text[end : found.start()], BeautifulSoup(formula, "html.parser")]
            end = found.end()
        text.replace_with(*parts, text[end:])


def mathml(tex: str, display: str) -> str:
    tex = re.sub(r"\{(align|aligned|gathered|split)\}", "{align*}", tex.strip())
    try:
        tree = convert_to_element(tex, display=display)
    except Exception as problem:  # each fault of a formula has a class of its own
        raise UnknownFormula(f"{problem!r} in the formula {tex}") from None
    for element in tree.iter():  # half escaped ("&#x2264;", but "<" as it is): tostring escapes all
        element.text = html.unescape(element.text or "")
    made = tostring(tree, encoding="unicode", short_empty_elements=False)
    unknown = re.search(r"<m[ion]>(\\[^<]*|&amp;)</m[ion]>", made)
    if unknown:
        raise UnknownFormula(f"{html.unescape(unknown[1])!r} is not known in the formula {tex}")
    # log p, not logp: browsers leave no space behind the name of a function.
    return re.sub(r"<(m[io])>([a-z]{2,})</\1>", r'<mo lspace="0.1em" rspace="0.17em">\2</mo>', made)


# Latin, Greek, arrows, operators, large brackets, and the italic, bold and script letters of formulas.
CHARACTERS = "20-7E,A0-FF,370-3FF,2010-203F,2100-214F,2190-23FF,27E8-27EB,2A00-2A0F"
CHARACTERS += ",1D400-1D467,1D49C-1D4CF,1D6FC-1D71B"


def font_face() -> str:
    """A font for formulas as CSS, 0.35 MB: STIX Two Math, which comes with ziamath.

    Many a Linux has no such font, so brackets would not grow around a fraction. It stands inside the
    style sheet because some browsers refuse fonts from file://.
    """
    font = TTFont(files("ziamath") / "fonts" / "STIXTwoMath-Regular.ttf")
    subsetter = Subsetter(Options(layout_features=["ssty"]))
    subsetter.populate(unicodes=parse_unicodes(CHARACTERS))
    subsetter.subset(font)
    font.flavor = "woff"
    packed = io.BytesIO()
    font.save(packed)
    data = base64.b64encode(packed.getvalue()).decode()
    return f'@font-face {{ font-family: minidl-math; src: url("data:font/woff;base64,{data}"); }}\n'
