"""Many cases as one test: for most of them pytest would take longer than they take."""

import inspect
import random

import numpy as np
import pytest

import minidl


def seed():
    """The same numbers in each test, whatever ran before it."""
    random.seed(0)
    np.random.seed(0)
    minidl.manual_seed(0)


def together(label=repr, **groups):
    """Decorate a test(name, ...): `name={id: cases}` makes one test for each id, and it tells of all that fail.

    Fixtures, which come after `name`, are shared by the cases of a test; each case starts from the same seed.
    """
    (name, cases_of), *none = groups.items()
    assert not none and all(cases_of.values()), "one name, and no group without a case"

    def decorate(test):
        first, *fixtures = inspect.signature(test).parameters.values()
        assert first.name == name

        def test_all(group, **given):
            problems = []
            for case in cases_of[group]:
                seed()
                try:
                    test(case, **given)
                except Exception as problem:
                    problem.add_note(f"The case: {label(case)}")
                    problems.append(problem)
            if problems:
                raise ExceptionGroup(f"{len(problems)} of {len(cases_of[group])} cases", problems)

        test_all.__name__, test_all.__doc__, test_all.__module__ = (
            test.__name__,
            test.__doc__,
            test.__module__,
        )
        group = inspect.Parameter("group", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        test_all.__signature__ = inspect.Signature([group, *fixtures])
        return pytest.mark.parametrize("group", cases_of)(test_all)

    return decorate


def grouped(cases, key) -> dict[str, list]:
    """{key of a case: all cases with it}"""
    found = {}
    for case in cases:
        found.setdefault(key(case), []).append(case)
    return found
