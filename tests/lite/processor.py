"""How long a browser worked: others may work on the machine, too, so that the clock says little."""

import psutil


def processor_times():
    """Of each of the browser's processes so far, by its number."""
    browser = [child for child in psutil.Process().children(recursive=True) if child.is_running()]
    return {child.pid: sum(child.cpu_times()[:2]) for child in browser}


def seconds_since(before):
    """What the browser's processes worked since `processor_times()` was `before`; one that ended counts nothing."""
    return sum(seconds - before.get(pid, 0) for pid, seconds in processor_times().items())
