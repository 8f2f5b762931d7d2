"""One seeded generator for everything random."""

import copy

import numpy as np
import pytest

import minidl
from tests.parity import both_refuse


def test_the_same_seed_gives_the_same_numbers():
    def draw():
        draws = [minidl.rand(3), minidl.randn(2, 2), minidl.randint(0, 10, (4,)), minidl.randperm(6)]
        return [t.tolist() for t in draws]

    minidl.manual_seed(1)
    first = draw()
    assert draw() != first
    assert minidl.manual_seed(1) is minidl.generator()
    assert draw() == first
    minidl.manual_seed(-1)  # as in PyTorch, any integer will do
    assert draw() != first


def test_rand_is_uniform_and_randn_normal():
    uniform, normal = minidl.rand(20_000).data.numpy(), minidl.randn(20_000).data.numpy()
    assert uniform.min() >= 0 and uniform.max() < 1 and abs(uniform.mean() - 0.5) < 0.01
    assert abs(uniform.var() - 1 / 12) < 0.002
    assert abs(normal.mean()) < 0.03 and abs(normal.std() - 1) < 0.03
    assert 0.30 < (np.abs(normal) > 1).mean() < 0.33  # 31.7 % lie outside one standard deviation


@pytest.mark.parametrize("draw", [minidl.rand, minidl.randn])
def test_shapes_and_dtypes(draw):
    assert draw(2, 3).shape == draw((2, 3)).shape == (2, 3) and draw().shape == draw(()).shape == ()
    assert draw(2).dtype == draw(2, dtype=None).dtype == np.float32
    assert draw(2, dtype=minidl.float64).dtype == np.float64 and draw(2, requires_grad=True).requires_grad
    with pytest.raises(TypeError, match=r"draws floats, not int64. Try randint"):
        draw(2, dtype=minidl.int64)


def test_randint_in_all_forms():
    for t in (
        minidl.randint(3, (1000,)),
        minidl.randint(0, 3, (1000,)),
        minidl.randint(3, size=(1000,)),
        minidl.randint(high=3, size=(1000,)),
        minidl.randint(low=0, high=3, size=[1000]),
    ):
        assert t.shape == (1000,) and t.dtype == np.int64 and set(t.tolist()) == {0, 1, 2}
    assert set(minidl.randint(-2, 0, (100,)).tolist()) == {-2, -1}
    assert minidl.randint(5, (2, 3), dtype=minidl.float32).dtype == np.float32


@pytest.mark.parametrize("arguments", [(3, 3, (2,)), (0, (2,)), (5,), (0, 5, 3)])
def test_randint_says_what_it_expects(arguments):
    with pytest.raises(
        ValueError, match=r"randint: expects \(low, high, size\) with low < high and size a tuple"
    ):
        minidl.randint(*arguments)


def test_randperm_has_each_number_once():
    order = minidl.randperm(100)
    assert sorted(order.tolist()) == list(range(100)) and order.tolist() != list(range(100))
    assert order.dtype == np.int64 and minidl.randperm(0).shape == (0,)


def test_numpys_own_generator_is_left_alone():
    np.random.seed(0)
    expected = np.random.RandomState(0).random()
    minidl.manual_seed(5)
    minidl.rand(10)
    assert np.random.random() == expected


def test_a_generator_of_ones_own():
    def draw(g):
        draws = [
            minidl.rand(3, generator=g),
            minidl.randn(2, generator=g),
            minidl.randint(9, (4,), generator=g),
        ]
        draws += [minidl.randperm(6, generator=g), minidl.normal(0.0, 1.0, (3,), generator=g)]
        draws += [
            minidl.multinomial(minidl.ones(5), 2, generator=g),
            minidl.bernoulli(minidl.full((4,), 0.5), generator=g),
        ]
        return [t.tolist() for t in draws]

    g = minidl.Generator()
    assert g.manual_seed(3) is g
    minidl.manual_seed(0)
    first = draw(g)
    expected = minidl.rand(2).tolist()
    minidl.manual_seed(0)
    assert minidl.rand(2).tolist() == expected, "a generator of one's own leaves the common one alone"
    assert draw(g) != first and draw(g.manual_seed(3)) == first
    assert draw(minidl.Generator(device="cpu").manual_seed(3)) == first
    assert draw(copy.deepcopy(g.manual_seed(3))) == first
    assert draw(np.random.default_rng(3)) == first  # NumPy's own will do, too


def test_what_is_drawn_in_a_fork_is_not_missed():
    minidl.manual_seed(0)
    first = minidl.rand(3).tolist()
    expected = minidl.rand(3).tolist()
    minidl.manual_seed(0)
    assert minidl.rand(3).tolist() == first
    with minidl.random.fork_rng():
        assert minidl.rand(3).tolist() == expected
        minidl.manual_seed(5)
        minidl.rand(7)
    assert minidl.rand(3).tolist() == expected


def test_like_another_tensor():
    x = minidl.ones(300, 2, dtype=minidl.float64)
    for draw in (minidl.rand_like, minidl.randn_like):
        assert (
            draw(x).shape == x.shape
            and draw(x).dtype == np.float64
            and draw(x, dtype=minidl.float32).dtype == np.float32
        )
        assert draw(x, requires_grad=True).requires_grad and draw(x).numpy().std() > 0.2
    assert minidl.rand(size=(2, 3)).shape == minidl.randn(size=[2, 3]).shape == (2, 3)


def test_normal_in_all_forms():
    mean, std = minidl.tensor([0.0, 100.0], dtype=minidl.float64), minidl.tensor([1.0, 10.0])
    assert minidl.normal(5.0, 0.1, (2, 3)).shape == minidl.normal(5.0, 0.1, size=(2, 3)).shape == (2, 3)
    assert minidl.normal(mean, std).dtype == np.float64 and minidl.normal(0.0, std).dtype == np.float32
    drawn = np.stack([minidl.normal(mean, std).numpy() for _ in range(2000)])
    np.testing.assert_allclose(drawn.mean(0), [0, 100], atol=1)
    np.testing.assert_allclose(drawn.std(0), [1, 10], rtol=0.1)
    drawn = minidl.normal(mean.expand(2000, 2)).numpy()
    np.testing.assert_allclose(drawn.std(0), [1, 1], rtol=0.1)


def test_bernoulli_takes_probabilities():
    p = minidl.tensor([0.0, 0.25, 1.0]).expand(4000, 3)
    drawn = minidl.bernoulli(p)
    assert drawn.dtype == np.float32 and set(drawn.unique().tolist()) == {0.0, 1.0}
    np.testing.assert_allclose(drawn.mean(0).numpy(), [0, 0.25, 1], atol=0.03)
    assert p.bernoulli(0.5).mean().item() == pytest.approx(0.5, abs=0.03)


def test_multinomial_draws_by_weight():
    weights = minidl.tensor([1.0, 0.0, 3.0])
    many = minidl.multinomial(weights, 8000, replacement=True)
    assert many.dtype == np.int64 and many.shape == (8000,)
    np.testing.assert_allclose(
        np.bincount(many.numpy().astype(np.intp), minlength=3) / 8000, [0.25, 0, 0.75], atol=0.02
    )
    first = minidl.cat([weights.multinomial(2)[:1] for _ in range(2000)])
    assert (first == 2).float().mean().item() == pytest.approx(0.75, abs=0.03)
    rows = minidl.multinomial(minidl.tensor([[0.0, 1.0], [1.0, 0.0]]), 1)
    assert rows.tolist() == [[1], [0]]
    assert sorted(minidl.ones(9).multinomial(9).tolist()) == list(range(9))


ERRORS = [
    ("m.multinomial(m.tensor([1.0, 0.0]), 2)", ValueError, "multinomial: num_samples must be between 1 and 1, got 2"),
    ("m.multinomial(m.tensor([1.0, -1.0]), 1)", ValueError, "multinomial: expects rows of finite numbers"),
    ("m.multinomial(m.zeros(3), 1, True)", ValueError, "multinomial: num_samples must be between 1 and 0"),
    ("m.multinomial(m.ones(3), 2, 'no')", TypeError, "multinomial: replacement must be True or False"),
    ("m.bernoulli(m.tensor([1.5]))", ValueError, r"bernoulli: expects floats from 0 to 1.* Try x.sigmoid\(\)"),
    ("m.normal(0.0, -1.0, (2,))", ValueError, "normal: std must not be negative"),
    ("m.normal(0.0, 1.0)", TypeError, "normal: two numbers need a size"),
    ("m.rand('a')", TypeError, "rand: a size must be a whole number, got 'a'"),
    ("m.randn(-2)", ValueError, "randn: a size must not be negative, got -2"),
    ("m.rand(2, generator=3)", TypeError, "rand: generator must be one, got int. Try minidl.Generator"),
    ("m.randint(0, 2.5, (3,))", TypeError, "randint: low and high must be a whole number, got 2.5"),
    ("m.randint(0, 3, (-2,))", ValueError, "randint: a size must not be negative, got -2"),
    ("m.randperm(-1)", ValueError, "randperm: n must not be negative, got -1"),
    ("m.randperm(2.5)", TypeError, "randperm: n must be a whole number, got 2.5"),
    ("m.manual_seed('a')", TypeError, "manual_seed: seed must be a number, got 'a'"),
    ("m.manual_seed(None)", TypeError, "manual_seed: seed must be a number, got None"),
    ("m.Generator('cuda')", ValueError, "Generator: minidl computes on the CPU only, got device 'cuda'"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "error", "match"), ERRORS, ids=[code for code, *_ in ERRORS])
def test_errors_say_what_to_do(code, error, match):
    if "cuda" in code or "[1.0, 0.0]" in code:  # PyTorch lets the second pass, and draws what has weight 0
        with pytest.raises(error, match=match):
            eval(code, {"m": minidl})
    else:
        both_refuse(code, (error, RuntimeError), match)
