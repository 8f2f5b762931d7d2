"""Code lines: no blanks, no comments, no docstrings."""

import ast
import io
import re
import tokenize
from pathlib import Path

BESIDE_THE_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def code_lines(path: Path) -> int:
    """Of a .py or .js file."""
    text = path.read_text(encoding="utf-8")
    return _of_python(text) if path.suffix == ".py" else _of_javascript(text)


def _of_python(text):
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, holders) and ast.get_docstring(node) is not None:
            docstrings |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in BESIDE_THE_CODE:
            lines |= set(range(token.start[0], token.end[0] + 1))
    return len(lines - docstrings)


def _of_javascript(text):
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return len([line for line in text.splitlines() if line.strip() and not line.strip().startswith("//")])
