"""The shipped networks: their accuracy on real MNIST where it is, their card, and the script that trains them."""

import os
import re
from pathlib import Path

import numpy as np
import pooch
import pytest

import minidl
from minidl.data import TensorDataset, datasets, mnist
from minidl.inspect import summary
from minidl.teach.lessons.nb16 import pretrained
from minidl.teach.lessons.nb16.pretrained import __main__ as training
from minidl.teach.lessons.nb16.pretrained import as_mnist, lecture_network, mnist_network, sample_digits

FOLDER = os.environ.get("MINIDL_DATA", "")
needs_mnist = pytest.mark.skipif(
    not FOLDER or not Path(FOLDER, "mnist").exists(),
    reason="set MINIDL_DATA to a folder with mnist to run this test",
)
CARD = (pretrained.FOLDER / "README.md").read_text(encoding="utf-8")


def promised(name):
    """The accuracy on the card."""
    return float(re.search(rf"\| {name} \| ([\d.]+) \|", CARD).group(1))


@pytest.mark.parametrize("name, expected, tolerance", [("linear", 0.914, 0.004), ("ReLU", 0.983, 0.003)])
def test_the_card_says_what_the_course_says(name, expected, tolerance):
    assert promised(name) == pytest.approx(expected, abs=tolerance)


@needs_mnist
@pytest.mark.parametrize("name", ["linear", "ReLU"])
def test_the_networks_read_mnist_as_the_card_says(name):
    _, test = mnist()
    p = training.probabilities(mnist_network(name), test)
    accuracy = (p.argmax(1) == test.tensors[1].numpy()).mean()
    assert accuracy == pytest.approx(promised(name), abs=0.0003)  # an image or two, on other machines


@needs_mnist
def test_mnists_images_are_in_mnists_frame_already():
    _, test = mnist()
    images = np.rint(255 * test.tensors[0].numpy()[:2000, 0]).astype(np.uint8)
    assert sum((as_mnist(image) == image).all() for image in images) >= 1998


@needs_mnist
def test_the_samples_are_the_test_images_that_the_card_names():
    _, test = mnist()
    chosen = [int(n) for n in re.search(r"images ([\d, ]+) of MNIST", CARD).group(1).split(", ")]
    images, labels = sample_digits()
    np.testing.assert_array_equal(images.numpy(), test.tensors[0].numpy()[chosen])
    np.testing.assert_array_equal(labels.numpy(), test.tensors[1].numpy()[chosen])


@needs_mnist
def test_a_shift_costs_what_the_card_says():
    _, test = mnist()
    labels, numbers = test.tensors[1].numpy(), pretrained.measured()
    for row, name in enumerate(("ReLU", "linear")):
        p = training.probabilities(mnist_network(name), training.shifted(test, 4))
        share = (p.argmax(1) == labels).mean()
        assert share == pytest.approx(
            numbers["shifted"][row, numbers["shifts"].tolist().index(4)], abs=0.0005
        )


def test_shifting_loses_what_leaves_the_frame():
    images = TensorDataset(minidl.from_numpy(np.arange(1.0, 785).reshape(1, 1, 28, 28)), minidl.tensor([0]))
    for columns in (-3, 0, 5):
        moved, still = training.shifted(images, columns).tensors[0].numpy(), images.tensors[0].numpy()
        assert (moved > 0).sum() == 28 * (28 - abs(columns))
        assert moved[0, 0, 2, 14 + columns] == still[0, 0, 2, 14]


def test_the_measured_shares_are_those_of_the_lesson():
    numbers = pretrained.measured()
    at = dict(zip(numbers["shifts"].tolist(), numbers["shifted"].T.round(2).tolist()))
    assert (
        at[0][:2] == [0.98, 0.91]
        and at[4][:2] == [0.73, 0.27]
        and round(numbers["shifted"][2, 8], 3) == 0.927
    )
    assert numbers["counts"].tolist() == list(range(0, 41, 4)) and numbers["shuffled"].shape == (11, 2, 2)
    cnn, mlp = numbers["shuffled"][:, 0, 1], numbers["shuffled"][:, 1, 1]
    assert cnn[0] > 0.9 > 0.6 > cnn[-1] and np.ptp(mlp) < 0.03


def test_the_architecture_is_the_lectures():
    for relu in (False, True):
        table = summary(lecture_network(relu), (1, 28, 28))
        shapes = [layer.output_shape for layer in table.layers]
        assert table.parameters == 8586
        assert [s for s in dict.fromkeys(shapes) if len(s) == 3] == [
            (8, 11, 11),
            (16, 4, 4),
            (32, 2, 2),
            (32, 1, 1),
        ]


def test_the_samples_are_what_they_promise():
    images, labels = sample_digits()
    assert images.shape == (12, 1, 28, 28) and labels.tolist()[:10] == list(range(10))
    with minidl.no_grad():
        right = {
            name: (mnist_network(name)(images).argmax(1) == labels).tolist() for name in ("ReLU", "linear")
        }
    assert right == {"ReLU": [True] * 11 + [False], "linear": [True] * 10 + [False] * 2}


def test_the_linear_network_is_ten_templates():
    """network(x) = Wx + b; what the floor dropped, the last row and column, is exactly 0."""
    network = mnist_network("linear").double()
    black = minidl.zeros(10, 1, 28, 28, dtype=minidl.float64).requires_grad_()
    logits = network(black)
    (logits * minidl.eye(10, dtype=minidl.float64)).sum().backward()
    templates, b = black.grad[:, 0], logits[0].detach()
    minidl.manual_seed(0)
    noise = minidl.rand(50, 1, 28, 28).double()
    for images in (sample_digits()[0].double(), noise):
        with minidl.no_grad():
            collapsed = images.flatten(1) @ templates.flatten(1).T + b
            np.testing.assert_allclose(collapsed.numpy(), network(images).numpy(), atol=1e-5)
    assert not templates.numpy()[:, 27].any() and not templates.numpy()[:, :, 27].any()
    assert templates.numpy()[:, :27, :27].all()
    bent = mnist_network("ReLU").double()
    black.grad = None
    (bent(black) * minidl.eye(10, dtype=minidl.float64)).sum().backward()
    with minidl.no_grad():
        collapsed = noise.flatten(1) @ black.grad.flatten(1).T + bent(black)[0]
        assert (collapsed - bent(noise)).abs().max().item() > 1  # with ReLU there is no such matrix


def test_the_right_names():
    with pytest.raises(ValueError, match='expects "ReLU" or "linear", got \'relu\''):
        mnist_network("relu")


@pytest.fixture
def made_up(monkeypatch):
    """100 and 40 images that can be told apart: of class c, row 2c + 3 is bright."""

    def dataset(count):
        labels = np.arange(count) % 10
        images = np.random.default_rng(0).random((count, 1, 28, 28), np.float32) / 10
        images[np.arange(count), 0, 2 * labels + 3] = 1
        return TensorDataset(minidl.from_numpy(images), minidl.from_numpy(labels))

    monkeypatch.setattr(training, "mnist", lambda: (dataset(100), dataset(40)))
    shares = np.array([[0.9, 0.8], [0.7, 0.6]])  # of trainings that take minutes
    monkeypatch.setattr(training, "shuffled_shares", lambda count: shares)


def test_make_weights_writes_the_same_files_each_time(made_up, tmp_path, capsys):
    contents = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        training.main(["--folder", str(tmp_path / name), "--epochs", "2"])
        contents.append({path.name: path.read_bytes() for path in sorted((tmp_path / name).iterdir())})
    assert contents[0] == contents[1]
    assert list(contents[0]) == sorted(
        ["README.md", "measured.safetensors", "mnist-samples.safetensors", *pretrained.NETWORKS.values()]
    )
    card = contents[0]["README.md"].decode()
    for word in (
        "make weights",
        "seed(0)",
        "2 epochs",
        "100 training images",
        "40 test images",
        "**Date:** 20",
    ):
        assert word in card, word
    assert capsys.readouterr().out.count("accuracy on MNIST") == 6
    loaded = minidl.load(tmp_path / "first" / "mnist-relu.safetensors")
    lecture_network(relu=True).load_state_dict(loaded)
    assert minidl.load(tmp_path / "first" / "mnist-samples.safetensors")["images"].shape == (12, 28, 28)


def test_without_mnist_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(pooch, "os_cache", lambda project: tmp_path / "cache")
    monkeypatch.setattr(datasets, "MIRRORS", {"mnist": ()})
    monkeypatch.delenv("MINIDL_DATA", raising=False)
    with pytest.raises(SystemExit, match=r"trains on real MNIST, which is not there.*put the four files"):
        training.main(["--folder", str(tmp_path)])
    assert list(tmp_path.iterdir()) == []
