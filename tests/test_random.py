"""One seeded generator for everything random."""

import numpy as np
import pytest

import minidl


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
