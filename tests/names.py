"""What a package offers: everything that its `__init__.py` imports, but for its modules."""

import inspect


def public(package) -> list[str]:
    """The names of functions and classes that are found in a package without asking for more."""
    return sorted(
        name
        for name, value in vars(package).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    )


def classes(package) -> list[str]:
    return [name for name in public(package) if inspect.isclass(getattr(package, name))]
