"""numpy ← ops, windows ← tensor ← functions ← nn; inspect and dual are leaves; nobody imports teach."""

import ast
from collections import defaultdict
from pathlib import Path

import minidl

PACKAGE = Path(minidl.__file__).parent
# Each room may import those in front of it. Some may import less: see ONLY.
ORDER = [
    *("machine", "checks", "files", "missing", "dtypes", "versions", "ops", "ops_more", "windows"),
    *("plain_tape", "dual", "plain_safetensors"),
    *("recording", "indexing", "printing", "reporting", "tensor", "creation", "random", "device"),
    *("functions", "autograd", "linalg", "nn", "optim", "data", "utils", "saving", "inspect", "__init__"),
]
ONLY = {room: set() for room in ("dual", "files", "checks", "versions", "plain_safetensors")}
ONLY |= {
    "dtypes": {"checks"},
    "ops": {"machine"},
    "windows": {"checks", "machine"},
    "ops_more": {"ops"},
    "plain_tape": {"ops"},
}
ONLY |= {
    "optim": {"checks", "recording", "reporting", "tensor", "versions"}
}  # versions: a step is a change in place
ONLY |= {"data": {"machine", "checks", "files", "dtypes", "random", "reporting", "tensor"}}


def imported():
    """{room: the other rooms of minidl that it imports, at the top or inside a function}"""
    found = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        *folders, name = path.relative_to(PACKAGE).with_suffix("").parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom):
                base = ["minidl", *folders][: len(folders) + 2 - node.level] if node.level else []
                base += (node.module or "").split(".") if node.module else []
                names = [[*base, alias.name] for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name.split(".") for alias in node.names]
            found[[*folders, name][0]] |= {parts[1] for parts in names if parts[0] == "minidl" and parts[1:]}
    return {room: rooms - {room} for room, rooms in found.items()}


def test_imports_point_one_way():
    rooms = imported()
    teach = rooms.pop("teach")
    assert "nn" in teach and {"tensor", "windows"} <= rooms["nn"]  # they are found at all
    for room, others in rooms.items():
        assert room in ORDER, f"put the new room {room} behind what it imports"
        allowed = ONLY.get(room, set(ORDER[: ORDER.index(room)]) - {"inspect", "dual", "utils"})
        assert others - allowed == set(), f"{room} imports {sorted(others - allowed)}"
