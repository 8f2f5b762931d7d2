"""Predictions: the first answer and its reason are locked and kept, and the reveal follows them."""

import json

import pytest
import traitlets

from minidl.teach import Prediction, exit_ticket, predict, reveal, shown
from minidl.teach.kit import predictions
from minidl.teach.kit.question import marked_up
from minidl.teach.kit.values import is_number, same_number

QUESTION = "How many outputs?"
OPTIONS = ["2", "2.33", "3"]
WRONG = {"2.33": "You kept the fraction.", "3": "You let a window hang over."}


def answer(question, value, reason=None):
    """As the page does: one trait at a time."""
    question.set_state({"value": value, "answers": [*question.answers, value]})
    if reason is not None:
        question.set_state({"reasons": [*question.reasons, reason]})


def test_each_answer_is_kept_and_the_first_stays_first(restart):
    question = predict("11.1", QUESTION, options=OPTIONS)
    assert (question.answers, question.kept) == ([], 0)
    answer(question, "2.33")
    answer(question, "2")
    assert question.kept == 2
    restart()
    again = predict("11.1", QUESTION, options=OPTIONS)
    assert (again.answers, again.kept) == (["2.33", "2"], 2)
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


KEPT = Prediction(
    id="11.r",
    question=QUESTION,
    answer="2",
    because="Two windows fit.",
    wrong=WRONG,
    reason="the third window hangs over",
    wrong_reasons={"7/3 is rounded": "Nothing is rounded.", "one per input": "Not with stride 3."},
)
RIGHT_REASON, WRONG_REASON, OTHER = KEPT.reason, *KEPT.wrong_reasons


@pytest.fixture
def with_reasons(monkeypatch):
    monkeypatch.setattr(predictions, "find_prediction", lambda id: KEPT)


def test_the_reveal_waits_for_the_reason(displayed, with_reasons):
    question = predict("11.r")
    assert sorted(question.because) == sorted([RIGHT_REASON, WRONG_REASON, OTHER])
    reveal("11.r")
    answer(question, "3")
    assert text(displayed)[0].startswith("Prediction 11.r: your answer is locked") and not question.revealed
    question.set_state({"reasons": [WRONG_REASON]})
    assert question.revealed
    assert text(displayed) == [
        "You predicted: 3, because “7/3 is rounded”.",
        "What happened: 2. Two windows fit.",
        "3: You let a window hang over.",
        "Because 7/3 is rounded: Nothing is rounded.",
    ]


def test_a_right_answer_for_a_wrong_reason_is_noticed(displayed, with_reasons, restart):
    answer(predict("11.r"), "2", WRONG_REASON)
    reveal("11.r")
    assert text(displayed)[-1] == (
        "Because 7/3 is rounded: Your answer is right, but this is not why. Nothing is rounded."
    )
    restart()
    again = predict("11.r")
    assert (again.answers, again.reasons, again.kept) == (["2"], [WRONG_REASON], 2)
    answer(again, "2", RIGHT_REASON)
    displayed.clear()
    reveal("11.r")
    assert text(displayed)[0] == (
        "You predicted: 2, because “7/3 is rounded”, then 2, because “the third window hangs over”."
    )
    assert text(displayed)[-1] == "Because the third window hangs over: yes."


def test_a_right_reason_for_a_wrong_answer_is_noticed(displayed, with_reasons):
    answer(predict("11.r"), "3", RIGHT_REASON)
    reveal("11.r")
    assert text(displayed)[-1] == "Because the third window hangs over: yes, and it leads to 2."


def test_old_answers_without_reasons_still_load(displayed, with_reasons, folder):
    folder.mkdir()
    (folder / "11.json").write_text('{"11.r": {"answers": ["3", "2"]}}')
    reveal("11.r")  # with the cell of the question not run
    assert text(displayed)[0] == "You predicted: 3, then 2."
    question = predict("11.r")
    assert (question.answers, question.reasons) == (["3", "2"], [""])
    question.set_state({"reasons": ["", OTHER]})
    assert text(displayed)[0] == "You predicted: 3, then 2, because “one per input”."
    assert json.loads((folder / "11.json").read_text())["11.r"]["reasons"] == ["", OTHER]


def test_before_a_prediction_the_fold_refutes_the_reasons_too(displayed, with_reasons):
    reveal("11.r")
    (bundle,) = displayed.values()
    for sentence in KEPT.wrong_reasons.values():
        assert sentence in bundle["text/html"].split("<details>")[1]
        assert sentence not in bundle["text/plain"]


def test_the_order_of_the_mechanisms_is_fixed_and_does_not_tell():
    places = set()
    for number in range(30):
        reasons = [f"{word} {number}" for word in ("right", "wrong", "other")]
        one = Prediction(
            "9.a", "?", "1", ".", reason=reasons[0], wrong_reasons=dict.fromkeys(reasons[1:], ".")
        )
        assert sorted(one.mechanisms) == sorted(reasons) and one.mechanisms == one.mechanisms
        places.add(one.mechanisms.index(reasons[0]))
    assert places == {0, 1, 2}


@pytest.mark.parametrize("options", [OPTIONS, None])
def test_a_reveal_needs_no_misconceptions(displayed, options):
    question = predict("11.1", QUESTION, options=options, number=options is None)
    reveal("11.1", answer="2" if options else 2, because="Two windows fit.")
    assert text(displayed)[0].startswith("Prediction 11.1: none yet")
    answer(question, "2" if options else 2)
    answer(question, "3" if options else 3)
    assert [line.split(":")[0] for line in text(displayed)] == ["You predicted", "What happened", "2", "3"]
    assert text(displayed)[2:] == [
        "2: right, that is what happened.",
        "3: not what happened. Which step of the explanation differs from yours?",
    ]


@pytest.mark.parametrize(
    ("guess", "wanted", "same"),
    [
        (2.3, 7 / 3, True),
        (2.33, 7 / 3, True),
        (2.25, 7 / 3, False),
        (2.6, 7 / 3, False),
        (-2.3, -7 / 3, True),
        (2.3, -7 / 3, False),
        (1000, 1000.0, True),
        (1001, 1000, False),
        (0.1, 0, False),
        (10**300, 2.5, False),
    ],
)
def test_numbers_that_count_as_the_same(guess, wanted, same):
    assert same_number(guess, wanted) is same


@pytest.mark.parametrize("value", [True, None, "7", float("nan"), float("inf"), -(10**400), 10**400, [1], 1j])
def test_what_is_no_number(value):
    assert not is_number(value)
    assert is_number(7) and is_number(-2.5) and is_number(10**300)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a *b* **c** `d`", "a <i>b</i> <b>c</b> <code>d</code>"),
        ("27*C*C and a ** b", "27*C*C and a ** b"),
        ("**a *b* `*c*`**", "<b>a <i>b</i> <code>*c*</code></b>"),
        ("<script> & *<b>*", "&lt;script&gt; &amp; <i>&lt;b&gt;</i>"),
    ],
)
def test_markdown_in_a_sentence(text, html):
    assert marked_up(text) == html


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
        "options": {"3.5": "Rounds down.", "3": "Yes.", "4": "Too many."},
    },
    {"question": "Filters?", "right": "more", "options": {"more": "Yes.", "fewer": "No, more."}},
]


def test_the_exit_ticket_answers_every_option_and_keeps_them(restart):
    first, second = exit_ticket("11", PROBES).children
    assert (first.right, first.feedback["3.5"]) == ("3", "Rounds down.")
    answer(first, "3.5")
    answer(first, "3")
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
    assert widget.error.startswith("ZeroDivisionError: ") and "line " in widget.error
