"""What a page may hold: nothing in it can run as a script, whoever wrote it.

Answers, error texts and outputs come from anywhere. So of a page's elements, attributes and addresses only
those listed here stay. (The page's Content-Security-Policy is a second wall.)
"""

import re

from bs4.element import PreformattedString

# Each list is a pattern: words that | separates, over several lines.
ELEMENTS = r"""a|abbr|b|blockquote|br|button|caption|code|col|colgroup|dd|del|details|div|dl|dt|em|figcaption|
figure|h[1-6]|hr|i|img|ins|kbd|li|ol|p|pre|q|s|samp|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|
u|ul|var|math|menclose|mfrac|mi|mmultiscripts|mn|mo|mover|mpadded|mphantom|mroot|mrow|mspace|msqrt|mstyle|msub|
msubsup|msup|mtable|mtd|mtext|mtr|munder|munderover|svg|g|path|rect|circle|ellipse|line|polyline|polygon|text|tspan"""
ATTRIBUTES = r"""(aria|data)-[a-z-]+|class|id|title|lang|dir|role|tabindex|hidden|open|start|alt|width|height|
(col|row)span|scope|align|display|xmlns|accent(under)?|column[a-z]+|depth|displaystyle|fence|form|[lr]space|
line[a-z]+|m(ax|in)size|math[a-z]+|movablelimits|notation|row[a-z]+|scriptlevel|separator|stretchy|symmetric|
voffset|[cr]?[xy]|[dr]|[xy][12]|d[xy]|points|viewbox|transform|(font|text)-[a-z]+|(fill|stroke)-[a-z]+"""
STYLE = r"(?!.*(url|image))[\w\s#%.,:;()+-]*"
ADDRESSES = {  # others are dropped: javascript:, and pictures on another server
    "href": r"https?://.*|mailto:[^:]*|[^:]*",
    "src": r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[\w+/=\s]*|(?!\s*[/\\]{2})[^:]*",
} | dict.fromkeys(["style", "fill", "stroke"], STYLE)
DROPPED = ["script", "style", "iframe", "object", "embed", "template", "noscript"]  # with all that is in them


def disarm(soup) -> None:
    """Take out of the soup all that is not listed above."""
    for comment in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        comment.extract()
    for element in soup.find_all(DROPPED):
        element.decompose()
    for element in soup.find_all(True):
        element.attrs = {name: value for name, value in element.attrs.items() if allowed(name, value)}
        if not listed(element.name, ELEMENTS):
            element.unwrap()


def allowed(attribute: str, value) -> bool:
    rule = ADDRESSES.get(attribute)
    return listed(value, rule) if rule else listed(attribute, ATTRIBUTES)


def listed(text: str, pattern: str) -> bool:
    return bool(re.fullmatch(pattern.replace("\n", ""), text, re.DOTALL | re.IGNORECASE))
