"""The course where nothing is installed: Python compiled to WebAssembly (Pyodide), in the browser."""

from ...machine import IN_A_BROWSER

if IN_A_BROWSER:
    import logging

    # matplotlib lists the fonts anew each time, and would warn that this takes a moment.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
