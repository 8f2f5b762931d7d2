"""The confusion matrix whose cells open: its counts, its sentence, and the images behind a cell."""

import re

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix
from traitlets import TraitError

from minidl.teach import ConfusionPicture
from tests.teach import javascript


def guesses(labels, classes, skill, seed):
    logits = np.random.default_rng(seed).normal(size=(len(labels), classes))
    logits[np.arange(len(labels)), labels] += skill
    p = np.exp(logits)
    return p / p.sum(axis=1, keepdims=True)


@pytest.fixture(scope="module")
def made():
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 5, 200)
    predictions = {"good": guesses(labels, 5, 3, 1), "poor": guesses(labels, 5, 1, 2)}
    images = draw.random((200, 1, 3, 4))
    return ConfusionPicture(images, labels, predictions, list("abcde")), labels, predictions


def test_the_sentence_counts_its_cell_and_what_is_right(made):
    picture, labels, predictions = made
    right = (predictions["poor"].argmax(axis=1) == labels).sum()
    said = set()
    for true_class in range(5):
        for answer in range(5):
            picture.set(network=1, true_class=true_class, answer=answer)
            said.add(sentence := picture.describe())
            table = picture.counts()
            many = table[true_class, answer] or "none"
            start = f"poor: {many} of {table[true_class].sum()} images of class {'abcde'[true_class]} got"
            verdict = "right" if true_class == answer else "wrong"
            assert sentence.startswith(f"{start} the answer {'abcde'[answer]}, which is {verdict}")
            least = (
                f" (least sure: {picture._data['sure'][1][picture.behind()[0]]} %);"
                if many != "none"
                else ";"
            )
            assert sentence.endswith(f"{least} in all {right} of 200 images got the right one.")
    assert len(said) == 25
    picture.reset()


def test_rows_are_true_classes_and_columns_answers(made, tmp_path):
    picture, _, _ = made
    picture.set(network=1, true_class=3, answer=1)
    [svg] = javascript.run(
        ConfusionPicture,
        "([state, data]) => matrix(state, data)",
        [[picture.state(), picture._data]],
        tmp_path,
    )
    frame = re.search(r'<rect x="([\d.]+)" y="([\d.]+)" width="58" height="58" class="mp-frame"', svg)
    assert (float(frame[1]), float(frame[2])) == (36 + 58, 42 + 3 * 58)
    count = picture.counts()[3, 1]
    assert (
        f'<text x="{36 + 1.5 * 58:.0f}" y="{42 + 3.5 * 58 + 5:.0f}" class="mp-key mp-middle mp-strong mp-halo" >{count}<'
        in svg
    )
    assert picture.counts()[1, 3] != count
    picture.reset()


def test_the_counts_are_scikit_learns(made):
    picture, labels, predictions = made
    for number, p in enumerate(predictions.values()):
        assert (picture.counts(number) == confusion_matrix(labels, p.argmax(axis=1))).all()


def test_the_images_behind_a_cell_have_its_label_and_answer(made):
    picture, labels, predictions = made
    p, seen = predictions["poor"], 0
    for true_class in range(5):
        for answer in range(5):
            picture.set(network=1, true_class=true_class, answer=answer)
            found = picture.behind()
            assert all(labels[i] == true_class and p[i].argmax() == answer for i in found)
            sure = [round(100 * p[i].max()) for i in found]
            assert sure == sorted(sure)
            seen += len(found)
    assert seen == 200
    picture.reset()


def test_the_presets_lead_to_the_most_frequent_mistakes(made):
    picture, _, _ = made
    picture.preset("poor: a frequent mistake")
    table = picture.counts()
    np.fill_diagonal(table, 0)
    assert table[picture.true_class, picture.answer] == table.max() > 0
    assert "which is wrong" in picture.describe()
    picture.preset("good: a frequent mistake")
    assert picture.describe().startswith("good: ")
    picture.reset()
    assert picture.describe().startswith("good: ") and "which is right" in picture.describe()


def test_the_first_state_may_be_chosen(made):
    _, labels, predictions = made
    picture = ConfusionPicture(np.zeros((200, 2, 2)), labels, predictions, true_class=2, answer=4)
    picture.preset("poor: a frequent mistake")
    picture.reset()
    assert (picture.network, picture.true_class, picture.answer) == (0, 2, 4)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"images": np.zeros((3, 2, 2))}, "a row of probabilities for each image: 3 images, 200 labels"),
        ({"predictions": {}}, "1 to 10 classifiers, got 0"),
        ({"predictions": {"one": np.ones((200, 1))}}, "2 to 12 classes, got 1"),
    ],
)
def test_wrong_arguments_are_named(made, change, words):
    _, labels, predictions = made
    arguments = {"images": np.zeros((200, 2, 2)), "labels": labels, "predictions": predictions} | change
    with pytest.raises(ValueError, match=words):
        ConfusionPicture(**arguments)


def test_a_cell_beyond_the_matrix_is_refused(made):
    picture, _, _ = made
    with pytest.raises(TraitError, match="answer must be a whole number from 0 to 4, got 5"):
        picture.answer = 5
    with pytest.raises(TraitError, match="network must be a whole number from 0 to 1, got 2"):
        picture.network = 2
