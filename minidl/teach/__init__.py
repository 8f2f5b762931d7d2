"""The classroom layer: what notebooks need around the framework. README.md here shows how to use it.

`from minidl.teach import check` loads what `check` needs and nothing else: each room lists what it OFFERS
({module: "its names"}), and a name is looked up when it is asked for.
"""

import sys
from importlib import import_module
from pkgutil import iter_modules

from . import anywhere, kit, lessons


def _rooms():
    yield kit
    for _, name, _ in iter_modules(lessons.__path__):
        yield import_module(f"{lessons.__name__}.{name}")


def _offers() -> dict[str, str]:
    """{name: the module it is in}"""
    return {
        name: f"{room.__name__}.{module}"
        for room in _rooms()
        for module, names in room.OFFERS.items()
        for name in names.split()
    }


def __getattr__(name):
    module = _offers().get(name)
    if module is None:
        raise AttributeError(f"module 'minidl.teach' has no attribute {name!r}", name=name)
    globals()[name] = value = getattr(import_module(module), name)
    return value


def __dir__():
    return sorted([*globals(), *_offers()])


# Wherever a notebook runs.
if (_ipython := sys.modules.get("IPython")) and (_shell := _ipython.get_ipython()):
    from .kit import kernel

    kernel.load_ipython_extension(_shell)
