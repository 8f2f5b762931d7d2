"""The pictures of lesson 19, and the numbers that its text claims, over several seeds."""

from itertools import pairwise
from pathlib import Path

import nbformat
import numpy as np
import pytest

import minidl
from minidl import nn
from minidl.teach import (
    GatesPicture,
    ThroughTimePicture,
    UnrolledPicture,
    copied,
    gradient_through_time,
    rhyme,
)
from minidl.teach.lessons.nb19.gates import MOST, OTHERS, as_inputs, gates_on, trained_memory
from minidl.teach.lessons.nb19.through_time import arrived
from minidl.teach.lessons.nb19.unrolled import KINDS, QUESTIONS, read, trained_reader

ROOT = Path(__file__).parents[4]

# --- one cell ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_the_reader_knows_what_each_question_asks_for(seed):
    for words, kind in QUESTIONS:
        assert KINDS[read(" ".join(words), seed)[1][-1].argmax()] == kind
    assert KINDS[read("what time ?", seed)[1][1].argmax()] == "time"  # as soon as the word is there


def test_a_state_is_what_one_cell_makes_of_the_state_before():
    states, shares = read("what time is it ?")
    _, rnn, _ = trained_reader()
    assert sum(p.numel() for p in rnn.parameters()) == 112 and states.shape == (5, 8)
    assert np.allclose(shares.sum(axis=1), 1)
    assert np.allclose(states[:3], read("what time is the ?")[0][:3])  # what comes later changes nothing


def test_the_picture_of_the_unrolled_cell():
    picture = UnrolledPicture("What time ?")
    assert "used once" in picture.describe() and "Tokens left: 2" in picture.describe()
    picture.preset("all tokens")
    assert "used 3 times" in picture.describe() and "“time”" in picture.describe()
    assert "left" not in picture.describe()
    with pytest.raises(ValueError, match=r"has never seen \['zebra'\]\. It knows"):
        UnrolledPicture("Where is the zebra?")
    with pytest.raises(ValueError, match=r"1 to 7 tokens: got 8"):
        UnrolledPicture("what time is it what time is it")


# --- the gradient through time ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["RNN", "LSTM"])
def test_the_gradient_is_the_one_of_a_loop_of_cells(kind):
    sizes, factors = gradient_through_time(kind, 6, 1.5, 0.0, 16, 2)
    minidl.manual_seed(2)
    layer, draw = getattr(nn, kind)(4, 16).double(), np.random.default_rng(2)
    w_x, w_h, b_x, b_h = (p.detach() for p in layer.parameters())
    x = minidl.tensor(draw.standard_normal((6, 4)), requires_grad=True)
    h = c = minidl.zeros(16, dtype=minidl.float64)
    means = []
    for t in range(6):
        a = w_x @ x[t] + 1.5 * w_h @ h + b_x + b_h
        if kind == "RNN":
            h = a.tanh()
            means.append((1 - h * h).mean().item())
        else:
            i, f, g, o = a.chunk(4)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            means.append(f.sigmoid().mean().item())
    (h * minidl.tensor(draw.standard_normal(16))).sum().backward()
    assert np.allclose(sizes, np.linalg.norm(x.grad.numpy(), axis=1))
    assert np.allclose(factors, means)


def test_what_arrives_of_a_gradient():
    first = lambda *setting: [
        sizes[0] / sizes[-1] for sizes, _ in (gradient_through_time(*setting, seed=seed) for seed in range(8))
    ]
    assert min(first("LSTM", 50)) > 1e-11 and max(first("LSTM", 50)) < 1e-9  # less than a millionth
    assert max(first("RNN", 50)) < 1e-9
    open_ = first("LSTM", 50, 1.0, 3.0)
    assert min(open_) > 0.1 and max(open_) < 10
    assert min(first("RNN", 50, 4.0)) > 10  # it explodes in every start
    assert max(first("LSTM", 21, 1.0, 0.0, 16)) < 1e-3  # the copy task
    for units in (64, 256):
        shares, factors = arrived("LSTM", 50, units=units)
        assert -10.5 < np.log10(shares[:, 0]).mean() < -9.5 and abs(factors.mean() - 0.5) < 0.01
        assert -12.7 < np.log10(arrived("RNN", 50, units=units)[0][:, 0]).mean() < -11
    assert arrived("LSTM", 50, 1.0, 3.0)[1].mean() == pytest.approx(0.95, abs=0.01)
    assert arrived("RNN", 50, 4.0)[1].mean() < 0.5 < 0.9 < arrived("RNN", 50)[1].mean()


def test_a_shorter_way_loses_less():
    for kind in ("RNN", "LSTM"):
        logs = [np.log10(arrived(kind, length)[0][:, 0]).mean() for length in (10, 50, 100)]
        assert logs == sorted(logs, reverse=True) and logs[0] > -4


def test_the_picture_of_the_gradient():
    picture = ThroughTimePicture()
    assert "In the LSTM about 10⁻¹⁰ arrives" in picture.describe()
    picture.preset("forget bias 3")
    assert "In the LSTM about 1 arrives" in picture.describe() and "10⁻¹² arrives" in picture.describe()
    left, right = picture._figure.axes
    shares, factors = arrived("LSTM", 50, 1.0, 3.0)
    assert np.allclose(left.lines[7].get_ydata(), np.log10(shares).mean(axis=0))
    assert np.allclose(right.lines[1].get_ydata(), factors.mean(axis=0))
    picture.set(length=100, forget_bias=0.0, units="256", weights=4.0)
    assert not picture.error and len(left.lines[0].get_xdata()) == 100


# --- gates ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_the_gates_keep_at_letters_and_renew_at_digits(seed):
    _, error = trained_memory(seed)
    assert error < 0.25
    text = "I am 7 years old, my dog is 3, woof!"
    found, is_digit = gates_on(text, seed), as_inputs(text)[:, 0] == 1
    assert found["f"][~is_digit].min() > 0.95 and found["f"][is_digit].max() < 0.1
    added = np.abs(found["added"])
    assert added[is_digit].min() > 5 * added[~is_digit].max()
    assert np.abs(found["said"][5:28] - 7).max() < 0.6 and np.abs(found["said"][28:] - 3).max() < 0.6
    assert abs(gates_on("no 12 yet", seed)["said"][-1] - 2) < 0.6  # a digit, no number
    assert 7.5 < gates_on(OTHERS[0], seed)["said"][-1] < 9  # fades slowly


def test_the_gates_are_those_of_minidls_lstm():
    weights, _ = trained_memory()
    layer = nn.LSTM(2, 1).double()
    with minidl.no_grad():
        for name, value in (("weight_ih", weights["w_ih"]), ("weight_hh", weights["w_hh"][:, None])):
            getattr(layer, f"{name}_l0").copy_(minidl.tensor(value))
        layer.bias_ih_l0.copy_(minidl.tensor(weights["b"]))
        layer.bias_hh_l0.zero_()
    text = "a 5 and 0, then 9."
    states, _ = layer(minidl.tensor(as_inputs(text)))
    said = 4.5 + 4.5 * (weights["scale"] * states.detach().numpy()[:, 0] + weights["offset"])
    assert np.allclose(said, gates_on(text)["said"])


def test_the_picture_of_the_gates():
    assert all(len(text) <= MOST for text in OTHERS)
    picture = GatesPicture("at 5 or at 8?")
    picture.preset("first digit")
    assert "At “5”, character 4 of 13: forget gate 0.0" in picture.describe()
    bars = [patch.get_height() for patch in picture._figure.axes[1].patches[:13]]
    assert np.allclose(bars, gates_on("at 5 or at 8?")["f"])
    for wrong, words in (("x" * 37, "37 characters"), ("", "0 characters"), (7, "got int")):
        with pytest.raises(ValueError, match=words):
            GatesPicture(wrong)


# --- the copy task ------------------------------------------------------------------------------------------


def test_what_learns_to_copy():
    plain, open_, rnn = (
        [copied(kind, 20, bias, seed) for seed in range(3)]
        for kind, bias in (("LSTM", 0), ("LSTM", 3), ("RNN", 0))
    )
    assert max(plain) < 0.4 and min(open_) > 0.9 and max(rnn) < 0.9
    assert copied("LSTM", 5) > 0.9  # it can, where it is near


def test_an_rnn_learns_it_by_luck_and_twice_the_way_takes_longer():
    shares = [copied("RNN", 20, seed=seed, rate=0.01) for seed in range(5)]
    assert min(shares) < 0.4 and max(shares) > 0.9
    assert all(0.35 < copied("LSTM", 40, 3.0, seed) < 0.9 for seed in range(2))


# --- the character model, the captions ----------------------------------------------------------------------


def cells(seed, *names):
    """Run cells of the notebook with another seed: what they leave behind."""
    notebook = nbformat.read(next(ROOT.glob("notebooks/19-*.ipynb")), as_version=4)
    space = {"plt": None}
    for cell in notebook.cells:
        if cell.id in ("setup", *names):
            exec(cell.source.replace("manual_seed(0)", f"manual_seed({seed})"), space)
    return space


def test_the_rhyme_is_the_rhyme():
    lines = rhyme().splitlines()
    assert len(lines) == 12 and lines[0] == "this is the house that jack built."
    for before, line in pairwise(lines):
        assert line.endswith(" " + before.removeprefix("this is "))


@pytest.mark.parametrize("seed", range(2))
def test_the_model_learns_to_write(seed, capsys):
    writer = cells(seed, "writer", "writing")["writer"]
    said = capsys.readouterr().out.splitlines()
    perplexities = [float(line.split("perplexity ")[1].split(":")[0]) for line in said]
    assert len(said) == 6 and 3 < perplexities[0] < 10 and perplexities[-1] < 1.5
    text = writer.write("the dog ", 300, 0.2)
    words = set(rhyme().replace(".", " ").split())
    assert np.mean([word in words for word in text.replace(".", " ").split()[:-1] if word != "/"]) > 0.9
    wild = writer.write("the dog ", 300, 1.5)
    known = np.mean([word in words for word in wild.replace(".", " ").split()[:-1] if word != "/"])
    assert known < 0.9 and text.startswith("the dog ") and "\n" not in text + wild
    assert writer.write("the", 20, seed=1) == writer.write("the", 20, seed=1)


@pytest.mark.parametrize("seed", range(3))
def test_the_captions_are_right(seed, capsys):
    assert cells(seed, "captioner", "captions", "captions-written")["right"].mean() > 0.85


def test_only_another_length_has_the_axes_drawn_again(monkeypatch):
    picture = ThroughTimePicture()
    drawn, all_of_it = [], picture._canvas.draw
    monkeypatch.setattr(picture._canvas, "draw", lambda: (drawn.append(picture.length), all_of_it()))
    picture.forget_bias = 3.0
    assert drawn == []
    picture.length = 30
    assert drawn == [30]
