"""Sections that are run alone see the setup and nothing of each other, and what goes wrong in one is told there."""

from tests.notebooks.alone import run_alone

SETUP = "import sys, time\nfrom IPython.display import Markdown, clear_output, display\nnumbers = [1]"
SECTIONS = {
    "its own": ["numbers.append(2)", "print(numbers)"],
    "another": ["print(numbers)\nnumbers"],
    "a name of another": ["first = 1", "print(first, len(missing))"],
    "warns": ["print('careful', file=sys.stderr)"],
    "no Python": ["1 +"],
    "draws": ["import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])\nprint('before it')"],
    "changes": ["shown = display({'text/plain': 'old'}, raw=True, display_id='a')\nshown.update({'text/plain': 'new'}, raw=True)"],
    "clears": ["print('gone')\nclear_output()\nprint('here')"],
    "waits": ["import asyncio\nawait asyncio.sleep(0)\nasyncio.get_running_loop()\nprint('done')"],
    "slow": ["began = time.process_time()\nwhile time.process_time() < began + 2.1: pass\nprint('once')"],
    "ends": ["import os\nos._exit(3)", "print('never')"],
}  # fmt: skip


def test_what_sections_put_out(tmp_path):
    found = dict(zip(SECTIONS, run_alone(tmp_path, SETUP, list(SECTIONS.values()))))

    def texts(name, cell=1, run=0):
        return ["text" in o and o["text"] or o["data"]["text/plain"] for o in found[name][cell][run]]

    assert all(cells[0] == [[]] for cells in found.values())  # the setup, which is run once
    assert texts("its own", 2) == ["[1, 2, 2]\n"]  # quick cells are run twice, each in its turn
    assert texts("another") == texts("another", run=1) == ["[1]\n", "[1]"]
    assert "NameError: name 'missing' is not defined" in found["a name of another"][2][0][0]["traceback"]
    assert found["warns"][1][0] == [{"output_type": "stream", "name": "stderr", "text": "careful\n"}]
    assert "SyntaxError" in found["no Python"][1][0][0]["traceback"]
    assert texts("draws") == ["before it\n", "<Figure size 640x480 with 1 Axes>"]
    assert texts("changes") == ["new"]
    assert texts("clears") == ["here\n"]
    assert texts("waits") == ["done\n"]
    assert len(found["slow"][1]) == 1 and len(found["waits"][1]) == 2
    assert found["ends"][1:] == [
        [[{"output_type": "error", "traceback": "The process ended with status 768."}]]
    ]
