"""The picture of softmax: its numbers against minidl, its sentences and steps against JavaScript."""

import itertools
import math
import random

import numpy as np
import pytest
from traitlets import TraitError

import minidl
import minidl.nn.functional as F
from minidl.inspect import gradcheck
from minidl.teach import SoftmaxPicture
from minidl.teach.lessons.nb06.softmax import NAMES, fixed, scientific, share
from tests.teach import javascript

TEMPERATURES = (0.25, 0.5, 1, 2, 4)


def states():
    """Small logits on a grid, some far ones, and the edges where float32 and float64 break."""
    some = [-6, -1.25, 0, 0.5, 3]
    for logits, tau in itertools.product(itertools.product(some, repeat=3), TEMPERATURES):
        yield {"logits": list(logits), "temperature": tau, "target": "dog"}
    draw = random.Random(0)
    for size in (3, 4):
        for reach in (6, 6, 40, 100, 1000):
            for _ in range(120):
                logits = [draw.randint(-4 * reach, 4 * reach) / 4 for _ in range(size)]
                yield {
                    "logits": logits,
                    "temperature": draw.choice(TEMPERATURES),
                    "target": draw.choice(NAMES),
                }
    for edge in (1000, 999, 710, 709.75, 709.5, 89, 88.75, 88.5, 88, -87, -88, -103, -104, -709, -745, -746):
        for tau in TEMPERATURES:
            yield {"logits": [edge, edge, edge], "temperature": tau, "target": "cat"}
            yield {"logits": [edge, edge - 0.25, -1000, 0], "temperature": tau, "target": "fish"}


def test_javascript_and_python_agree(tmp_path):
    picture = SoftmaxPicture()
    cases, words, numbers = [], [], []
    for state in states():
        picture.set(**state)
        cases.append(picture.state())
        words.append(
            [picture.describe(), picture.overflow(), *(picture.derivation(step) for step in range(1, 7))]
        )
        numbers.append(
            [
                *picture.probabilities(),
                picture.loss(),
                *picture.gradient(),
                *np.ravel(picture.jacobian()).tolist(),
            ]
        )
    function = """(state) => {
        const g = numbersOf(state);
        return [[describe(state), overflow(state), ...[1, 2, 3, 4, 5, 6].map((step) => derivation({...state, step}))],
                [...g.p, g.loss, ...g.gradient, ...g.jacobian.flat()]];
    }"""
    for case, said, wanted, (js_said, got) in zip(
        cases, words, numbers, javascript.run(SoftmaxPicture, function, cases, tmp_path), strict=True
    ):
        assert js_said == said, case
        # below 1e-300 floats lose digits, in any language
        np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-300, err_msg=str(case))
        assert "NaN" not in str(said) and "undefined" not in str(js_said)
    assert len(cases) > 1500


def test_the_numbers_are_those_of_minidl():
    picture = SoftmaxPicture()
    for state in itertools.islice(states(), 0, None, 37):
        picture.set(**state)
        z = minidl.tensor([picture.logits], dtype=minidl.float64, requires_grad=True)
        k = picture.target_index()
        p = F.softmax(z / picture.temperature, dim=1)
        loss = F.cross_entropy(z / picture.temperature, minidl.tensor([k]))
        loss.backward()
        np.testing.assert_allclose(picture.probabilities(), p[0].detach().numpy(), atol=1e-14)
        assert math.isclose(picture.loss(), loss.item(), rel_tol=1e-12, abs_tol=1e-14)
        np.testing.assert_allclose(picture.gradient(), z.grad[0].numpy(), atol=1e-14)
        rows = []
        for i in range(len(picture.logits)):
            z.grad = None
            F.softmax(z / picture.temperature, dim=1)[0, i].backward()
            rows.append(z.grad[0].numpy().copy())
        np.testing.assert_allclose(picture.jacobian(), rows, atol=1e-14)


def test_the_gradient_is_bounded_and_sums_to_zero():
    picture = SoftmaxPicture()
    for state in states():
        picture.set(**state)
        assert abs(sum(picture.gradient())) < 1e-12
        assert max(map(abs, picture.gradient())) <= (1 + 1e-15) / picture.temperature
        assert np.abs(np.sum(picture.jacobian(), axis=1)).max() < 1e-12


def test_gradcheck_of_the_start():
    z = minidl.tensor([[2.0, 1, -1]], dtype=minidl.float64, requires_grad=True)
    assert gradcheck(lambda z: F.cross_entropy(z / 0.5, minidl.tensor([0])), z)


def test_a_shift_changes_no_probability_and_breaks_the_naive_way():
    picture = SoftmaxPicture()
    start = picture.probabilities()
    assert "nan" not in picture.describe() and picture.naive("float32")[1] == "fine"
    picture.preset("1000, 999, 997")
    assert picture.probabilities() == pytest.approx(start, rel=1e-12)
    values, why = picture.naive("float64")
    assert np.isnan(values).all() and why == "overflow"
    assert picture.describe().endswith("float32 gives nan, nan, nan.")
    assert "float32 and float64 give nan, nan, nan" in picture.overflow()
    picture.set(logits=[100, 0, 0])
    assert "float32 gives nan, 0, 0: e^100" in picture.overflow() and "float64 is fine" in picture.overflow()
    picture.set(logits=[88.5, 88.5, 88.5])
    assert picture.naive("float32") == ([0, 0, 0], "sum")
    picture.set(logits=[-1000, -1000, -1000])
    assert picture.naive("float64")[1] == "underflow" and picture.probabilities() == [1 / 3] * 3


@pytest.mark.filterwarnings("error")
def test_naive_equals_numpy():
    picture = SoftmaxPicture()
    for state in itertools.islice(states(), 0, None, 11):
        picture.set(**state)
        for precision in ("float32", "float64"):
            z = np.array(picture.logits, dtype=precision) / np.array(picture.temperature, dtype=precision)
            with np.errstate(all="ignore"):
                wanted = np.exp(z) / np.exp(z).sum()
            got, why = picture.naive(precision)
            if why != "digits":
                np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-30)


def test_a_class_that_is_not_there_means_the_last():
    picture = SoftmaxPicture(logits=[0, 0, 0], target="fish")
    assert "the target is bird" in picture.describe()
    picture.logits = [0, 0, 0, 0]
    assert "the target is fish" in picture.describe()


def test_rounding():
    assert [fixed(x) for x in (0.0005, -0.0005, 0.1875, 0, -0.0004, 2.0)] == [
        "0.001", "−0.001", "0.188", "≈0", "≈0", "2.000",
    ]  # fmt: skip
    assert [share(x) for x in (0.0, 1.0, 0.9997, 1e-9, 0.25)] == ["≈0", "≈1", "≈1", "≈0", "0.250"]
    assert [scientific(x) for x in (0, 1.5, 26489122129.8, -1e-5, math.inf)] == [
        "≈0", "1.500", "2.65·10¹⁰", "−1.00·10⁻⁵", "inf",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong", [[1, 2], [1, 2, 3, 4, 5], [0.1, 0, 0], [1001, 0, 0], [math.nan, 0, 0], "abc", 3]
)
def test_wrong_logits_are_refused_in_words(wrong):
    with pytest.raises(TraitError, match=r"3 or 4 multiples of 0.25 from −1000 to 1000"):
        SoftmaxPicture(logits=wrong)
