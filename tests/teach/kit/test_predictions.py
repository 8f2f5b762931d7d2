"""Predictions: the first answer is locked and kept, and the reveal follows it."""

import pytest
import traitlets

from minidl.teach import exit_ticket, predict, reveal, shown

QUESTION = "How many outputs?"
OPTIONS = ["2", "2.33", "3"]
WRONG = {"2.33": "You kept the fraction.", "3": "You let a window hang over."}


def answer(question, value):
    question.value = value
    question.click()


def test_each_answer_is_kept_and_the_first_stays_first(restart):
    question = predict("11.1", QUESTION, options=OPTIONS)
    assert (question.answers, question.describe()) == ([], "Predict 11.1: not answered yet.")
    answer(question, "2.33")
    answer(question, "2")
    assert question.describe() == "Predict 11.1: you answered 2.33, then 2."
    restart()
    again = predict("11.1", QUESTION, options=OPTIONS)
    assert again.answers == ["2.33", "2"]
    answer(again, "3")
    restart()
    assert predict("11.1", QUESTION, options=OPTIONS).answers == ["2.33", "2", "3"]


def test_what_the_page_hands_in_is_kept(restart):
    """The page sets the trait itself; nothing else tells Python."""
    predict("11.1", QUESTION, options=OPTIONS).set_state({"value": "3", "answers": ["3"]})
    restart()
    assert predict("11.1", QUESTION, options=OPTIONS).answers == ["3"]


def test_numbers_are_kept_as_numbers(restart):
    question = predict("11.1", QUESTION, number=True)
    answer(question, 55)
    answer(question, 54.25)
    restart()
    assert predict("11.1", QUESTION, number=True).answers == [55, 54.25]


def test_the_text_is_the_question_whatever_was_answered():
    question = predict("11.1", QUESTION, options=OPTIONS)
    before = question._repr_mimebundle_()[0]
    answer(question, "2")
    after = question._repr_mimebundle_()[0]
    assert before["text/plain"] == after["text/plain"]
    assert before["text/plain"] == "Predict 11.1: How many outputs?\n  ○ 2\n  ○ 2.33\n  ○ 3"
    assert "application/vnd.jupyter.widget-view+json" in before


@pytest.mark.parametrize("value", [None, "7", 2, ""])
def test_only_an_option_can_be_handed_in(value):
    question = predict("11.1", QUESTION, options=OPTIONS)
    with pytest.raises(ValueError, match="choose one of"):
        answer(question, value)
    assert question.answers == []


@pytest.mark.parametrize("value", [None, "7", True, float("nan"), float("inf")])
def test_only_a_number_can_be_handed_in(value):
    question = predict("11.1", QUESTION, number=True)
    with pytest.raises(ValueError, match="the answer is a number"):
        answer(question, value)


@pytest.mark.parametrize("wrong", [{}, {"options": OPTIONS, "number": True}, {"options": ["2", "2"]}])
def test_a_question_without_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"11\.1"):
        predict("11.1", QUESTION, **wrong)


def test_an_unwritable_folder_is_said_in_the_widget(folder):
    folder.write_text("a file where the folder should be")
    question = predict("11.1", QUESTION, options=OPTIONS)
    answer(question, "2")
    assert "cannot be kept" in question.error
    assert question.answers == ["2"]


# --- the reveal ---


def text(displayed):
    (bundle,) = displayed.values()
    return bundle["text/plain"].splitlines()


def test_before_a_prediction_the_answer_stands_in_a_closed_fold(displayed):
    predict("11.1", QUESTION, options=OPTIONS)
    reveal("11.1", "2", "Two windows fit.", WRONG)
    (line,) = text(displayed)
    assert line.startswith("Prediction 11.1: none yet.")
    (html,) = (bundle["text/html"] for bundle in displayed.values())
    before, fold = html.split("<details>")
    assert "Two windows fit" not in before
    for sentence in ("Two windows fit.", *WRONG.values()):
        assert sentence in fold


def test_the_reveal_follows_the_prediction_and_names_the_misconception(displayed, restart):
    question = predict("11.1", QUESTION, options=OPTIONS)
    reveal("11.1", "2", "Two windows fit.", WRONG)
    answer(question, "2.33")
    expected = ["You predicted: 2.33.", "What happened: 2. Two windows fit.", "2.33: You kept the fraction."]
    assert text(displayed) == expected
    answer(question, "2")
    assert text(displayed) == [
        "You predicted: 2.33, then 2.",
        *expected[1:],
        "2: right, that is what happened.",
    ]
    restart()
    displayed.clear()
    reveal("11.1", "2", "Two windows fit.", WRONG)  # with the cell of the question not run
    assert len(text(displayed)) == 4


def test_a_reveal_that_is_run_again_is_the_one_that_follows(displayed):
    question = predict("11.1", QUESTION, options=OPTIONS)
    reveal("11.1", "2", "Two windows fit.", WRONG)
    reveal("11.1", "2", "Two windows fit.", WRONG)
    answer(question, "3")
    assert [b["text/plain"].splitlines()[0][:13] for b in displayed.values()] == [
        "Prediction 11",
        "You predicted",
    ]


@pytest.mark.parametrize(
    ("guess", "said"),
    [
        (2, "right, that is what happened."),
        (2.0, "right, that is what happened."),
        (2.33, "You kept the fraction."),
        (2.3, "You kept the fraction."),
        (3, "You rounded up."),
        (17, "not what happened. Which step of the explanation differs from yours?"),
    ],
)
def test_numbers_are_matched(displayed, guess, said):
    question = predict("11.1", QUESTION, number=True)
    reveal("11.1", 2, "Two windows fit.", {7 / 3: "You kept the fraction.", 3: "You rounded up."})
    answer(question, guess)
    assert text(displayed)[-1].split(": ", 1)[1] == said


def test_whole_numbers_are_matched_exactly(displayed):
    question = predict("11.1", QUESTION, number=True)
    reveal("11.1", 1000, "So.", {1001: "One too many."})
    answer(question, 1002)
    assert text(displayed)[-1].startswith("1002: not what happened")


@pytest.mark.parametrize(
    ("right", "wrong"), [("2", {"3": "..."}), ("5", {**WRONG, "2": "..."}), ("2", {**WRONG, "4": "..."})]
)
def test_every_option_needs_its_sentence(displayed, right, wrong):
    predict("11.1", QUESTION, options=OPTIONS)
    with pytest.raises(ValueError, match="both sides"):
        reveal("11.1", right, "Two windows fit.", wrong)


def test_markup_in_a_sentence_is_shown_not_obeyed(displayed):
    reveal("11.1", "a<b", "So `x < y`.", {})
    (bundle,) = displayed.values()
    assert "a&lt;b" in bundle["text/html"]
    assert "<code>x &lt; y</code>" in bundle["text/html"]


# --- the exit ticket ---

PROBES = [
    {
        "question": "Stride 2?",
        "right": "3",
        "options": {"3": "Yes.", "3.5": "Rounds down.", "4": "Too many."},
    },
    {"question": "Filters?", "right": "more", "options": {"more": "Yes.", "fewer": "No, more."}},
]


def test_the_exit_ticket_answers_every_option_and_keeps_them(restart):
    first, second = exit_ticket("11", PROBES).children
    assert first.describe() == "Exit ticket, question 1: not answered yet."
    answer(first, "3.5")
    assert first.describe() == "Exit ticket, question 1: you answered 3.5, which is not right. Rounds down."
    answer(first, "3")
    assert first.describe() == "Exit ticket, question 1: you answered 3, which is right. Yes."
    restart()
    first, second = exit_ticket("11", PROBES).children
    assert (first.answers, second.answers) == (["3.5", "3"], [])


def test_on_paper_the_answers_stand_in_a_closed_fold():
    ticket = exit_ticket("11", PROBES)
    bundle = ticket._repr_mimebundle_()
    before, fold = bundle["text/html"].split("<details>")
    assert "Stride 2?" in before and "3.5" in before and "Yes" not in before
    assert "<b>3</b>: Yes." in fold and "<b>more</b>: Yes." in fold
    assert bundle["text/plain"].startswith("Exit ticket, question 1: Stride 2?\n  ○ 3\n")
    answer(ticket.children[0], "4")
    assert ticket._repr_mimebundle_()["text/plain"] == bundle["text/plain"]


@pytest.mark.parametrize(
    "probe",
    [
        {"question": "?", "right": "a", "options": {"b": "No.", "c": "No."}},
        {"question": "?", "right": "a", "options": {"a": "Yes.", "b": " "}},
        {"question": "?", "right": "a", "options": {"a": "Yes."}},
    ],
)
def test_a_ticket_without_feedback_is_refused(probe):
    with pytest.raises(ValueError, match="question 2"):
        exit_ticket("11", [PROBES[0], probe])


# --- errors in callbacks ---


def test_errors_in_callbacks_are_shown_in_the_widget():
    class Widget(traitlets.HasTraits):
        value = traitlets.Int()
        error = traitlets.Unicode()

    widget = Widget()
    seen = []

    def callback(change):
        seen.append(10 // change["new"])

    widget.observe(shown(widget, callback), "value")
    widget.value = 5
    assert (seen, widget.error) == ([2], "")
    widget.value = 0
    assert widget.error.startswith("ZeroDivisionError: ") and "(in callback, line " in widget.error
