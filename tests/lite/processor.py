"""How long a browser worked: others may work on the machine, too, so that the clock says little."""

import psutil


def processor_seconds():
    """Of the browser so far, with all its processes."""
    browser = [child for child in psutil.Process().children(recursive=True) if child.is_running()]
    return sum(sum(child.cpu_times()[:2]) for child in browser)
