"""Every function of nn.functional against PyTorch: value, gradients, dtypes and shapes."""

import minidl.nn.functional as F
from tests.names import public
from tests.nn.functional.cases import ALL
from tests.parity import compare, parity


@parity(ALL)
def test_the_same_as_in_pytorch(given):
    case, dtype = given
    if case.name in ("elu", "selu") and "with_nan" in repr(case) and dtype == "float64":
        # Where the input is NaN, PyTorch gives NaN or the upstream gradient: it depends on the processor.
        return
    compare(case, dtype)


def test_every_function_is_compared():
    by_chance = {"dropout"}  # its statistics are tested in test_linear.py
    ours = {"maxout", "locally_connected2d"}  # PyTorch has none: see test_activations.py, test_convolution.py
    assert {case.name for case in ALL} == set(public(F)) - by_chance - ours
