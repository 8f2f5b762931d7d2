"""What nbval runs is recorded as `make html` would have run it: so that a page needs no run of its own.

nbval asks the kernel for its messages; each also goes to nbclient, which `make html` uses, and which makes outputs
and the widgets' states of them. Cells for the test only are then left out, as on a page.
"""

import os
from copy import deepcopy

import nbformat
from nbclient import NotebookClient


def folder(tmp_path_factory):
    """Where all pytest workers of this run find the records: {folder}/{name of the notebook}."""
    base = tmp_path_factory.getbasetemp()
    root = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return root / "recorded notebooks"


class Record:
    """Of the notebook to which `cell` belongs, an item of nbval."""

    def __init__(self, cell):
        self.file = cell.parent
        self.notebook = deepcopy(self.file.nb)
        self.cells = [cell for cell in self.notebook.cells if cell.cell_type == "code"]
        for one in self.cells:
            one.outputs, one.execution_count = [], None
        self.client = NotebookClient(self.notebook, store_widget_state=True, record_timing=False)
        self.client.reset_execution_trackers()
        self.numbers, self.request, self.whole = [], None, True
        self.ask = self.file.get_kernel_message
        self.file.get_kernel_message = self.message

    def begin(self, cell):
        self.numbers.append(cell.cell_num)
        self.client.clear_before_next_output = False

    def message(self, *arguments, **options):
        message = self.ask(*arguments, **options)
        kind, request = message["msg_type"], message["parent_header"].get("msg_id")
        if kind == "execute_input":
            self.request = request
        if kind == "error":
            self.whole = False
        if kind != "status" and request == self.request:
            cell = self.cells[self.numbers[-1]]
            self.client.process_message(message, cell, self.notebook.cells.index(cell))
        return message

    def store(self, there):
        """If it was run from top to bottom, and without an error."""
        if not self.whole or self.numbers != list(range(len(self.cells))):
            return
        self.client.set_widgets_metadata()
        kept = [cell for cell in self.notebook.cells if "test" not in cell.metadata.get("tags", [])]
        self.notebook.cells = kept
        there.mkdir(exist_ok=True)
        path = there / self.file.path.name
        nbformat.write(self.notebook, path.with_suffix(".tmp"))
        os.replace(path.with_suffix(".tmp"), path)  # at once, for another worker may look for it
