"""What `make test-lite` runs; in `make test` nothing here is collected.

MINIDL_LITE names lessons, as in "01 06"; "suites" are the tests under Pyodide; "all" is everything.
"""

import os

CHOSEN = os.environ.get("MINIDL_LITE", "").split()
collect_ignore = []
if not CHOSEN:
    collect_ignore += ["test_lessons.py"]
if not {"all", "suites"} & {*CHOSEN}:
    collect_ignore += ["test_suites.py"]
