"""What PyTorch computed once: holds on machines without PyTorch, too."""

import numpy as np
import pytest

from tests.nn.frozen import CORE, load, results
from tests.nn.parity import Library

FROZEN = load()


@pytest.mark.parametrize("case", CORE, ids=repr)
def test_the_same_as_pytorch_computed_once(case):
    found, expected = results(case, Library()), FROZEN[repr(case)]
    assert list(found) == list(expected)
    for name, array in expected.items():
        assert found[name].shape == array.shape and found[name].dtype == array.dtype, name
        digits = 6 if array.dtype == np.float32 else 9
        np.testing.assert_allclose(found[name], array, rtol=10**-digits, atol=1e-10, err_msg=name)


def test_each_case_has_its_own_result():
    assert sorted(FROZEN) == sorted(repr(case) for case in CORE)
