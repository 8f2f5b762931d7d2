"""What the notebooks ask: complete, and in an order that gives nothing away."""

import pytest

from minidl.teach import exit_ticket, predict, reveal
from minidl.teach.questions import find_prediction, find_ticket, nb11, nb12

PREDICTIONS = [*nb11.PREDICTIONS, *nb12.PREDICTIONS]


@pytest.fixture(autouse=True)
def empty_answers(tmp_path, monkeypatch):
    monkeypatch.setenv("MINIDL_ANSWERS", str(tmp_path))


@pytest.mark.parametrize("prediction", PREDICTIONS, ids=lambda prediction: prediction.id)
def test_every_prediction_can_be_asked_and_answered(prediction, capsys):
    asked = predict(prediction.id)
    assert asked.question == prediction.question
    assert prediction.number or len(asked.options) >= 3
    reveal(prediction.id)  # raises if an option has no sentence
    for sentence in [prediction.because, *prediction.wrong.values()]:
        assert len(sentence) > 20 and sentence.endswith(".")


@pytest.mark.parametrize("notebook", ["11", "12"])
def test_exit_tickets_are_complete(notebook):
    assert len(find_ticket(notebook)) == 3
    assert len(exit_ticket(notebook).children) == 3


def test_options_are_in_an_order_of_their_own():
    assert find_prediction("11.a").options == ["2", "2.33", "3", "5", "none: it does not fit"]
    assert find_prediction("11.b").options == ["250", "750", "760", "10,240", "768,000"]


def test_what_there_is_not():
    with pytest.raises(KeyError, match=r"no prediction '11.z'; notebook 11 has \['11.a', '11.b', '11.c'\]"):
        predict("11.z")
    with pytest.raises(KeyError, match="notebook 99 has none"):
        reveal("99.a")
    with pytest.raises(KeyError, match="notebook 99 has no exit ticket"):
        exit_ticket("99")
