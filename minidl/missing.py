"""What to write instead of PyTorch's names that minidl has not: the table in `missing.md`."""

from pathlib import Path


def instead(name: str) -> str:
    """The sentence for one of PyTorch's names, or an empty text."""
    table = Path(__file__).with_suffix(".md").read_text(encoding="utf-8").partition("|---|---|\n")[2]
    for line in table.splitlines():
        names, sentence = line.strip("| ").split(" | ")
        if name in names.split():
            return sentence.replace("{name}", name)
    return ""
