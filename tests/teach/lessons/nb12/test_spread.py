"""What a unit uses of its field: by equal, by random and by trained weights."""

import json

import numpy as np
import pytest

from minidl.teach import spread_picture
from minidl.teach.lessons.nb12.spread import MEANS, STACKS, TRAINED, describe, size_of, spread
from tests.teach.lessons.nb12 import train


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("weights", MEANS)
def test_shares_of_the_field_add_up_to_one(stack, weights):
    heat = spread(stack, weights)
    assert (
        heat.shape
        == (size_of(stack),) * 2
        == ({"One 7×7": 7, "Three 3×3": 7, "Eight 3×3": 17, "LeNet": 16}[stack],) * 2
    )
    assert heat.min() >= 0 and heat.sum() == pytest.approx(1, abs=1e-3)


def middle(stack, weights):
    """The share of the middle half over that of as many pixels anywhere."""
    heat, size = spread(stack, weights), size_of(stack)
    cut = slice(size // 4, size - size // 4)
    return heat[cut, cut].mean() / heat.mean()


def test_what_the_lesson_says_of_it():
    assert middle("One 7×7", "all equal") == pytest.approx(1)
    assert middle("One 7×7", "random") == pytest.approx(1, abs=0.1)
    assert middle("One 7×7", "trained") > 1.3
    assert middle("Three 3×3", "all equal") > 1.5
    for stack in ("Three 3×3", "Eight 3×3", "LeNet"):
        assert 1.3 < middle(stack, "random") < middle(stack, "trained")
        heat = spread(stack, "random")
        assert heat.max() == heat[size_of(stack) // 2 - 2 :][:5, size_of(stack) // 2 - 2 :][:, :5].max()
    row = spread("Eight 3×3", "all equal")[8]
    assert row[8] / row[0] == pytest.approx(1107)


def test_the_stored_networks_can_be_trained_again():
    stored = np.array(json.loads(TRAINED.read_text(encoding="utf-8"))["One 7×7"])
    assert np.abs(train.measured("One 7×7") - stored).max() < 0.1 * stored.max()


def test_the_picture_starts_with_its_first_preset():
    picture = spread_picture(("LeNet", "random"), ("One 7×7", "all equal"))
    assert picture.describe() == describe("LeNet", "random")
    picture.preset("One 7×7, all equal")
    assert "51 % of the field, have 51 % of the influence" in picture.describe()
    assert picture.error == ""
