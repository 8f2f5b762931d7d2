"""`make html`, as far as it needs no browser: what a page holds, and what it never holds."""

import json
import os
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from minidl.teach.site import __main__ as site
from minidl.teach.site.formulas import UnknownFormula, mathml
from minidl.teach.site.safe import disarm
from tests.teach import javascript

ROOT = site.ROOT

REMEMBER = """from minidl.teach.kit import answers
answers.remember("77.a", answer="MARKED")
answers.remember("77.1", answer="MARKED", diagnosis="MARKED")"""
RECALL = """import os
from minidl.teach import predict, reveal
from minidl.teach.kit import answers
print(os.environ["MINIDL_ANSWERS"], os.environ.get("MINIDL_DATA"), answers.recall("77.a"), answers.recall("77.1"))"""


def test_kept_answers_never_reach_a_page(tmp_path, monkeypatch):
    """Whatever the environment says, and whatever stands beside the notebook."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for folder in (tmp_path / "kept", tmp_path / ".answers"):
        environment = os.environ | {"MINIDL_ANSWERS": str(folder)}
        subprocess.run([sys.executable, "-c", REMEMBER], env=environment, cwd=tmp_path, check=True)
        assert "MARKED" in (folder / "77.json").read_text(encoding="utf-8")
    options = '["3", "4"]'
    cells = [
        RECALL,
        f'predict("77.a", "2 + 2?", options={options})',
        'reveal("77.a", "4", "Count.", {"3": "No."})',
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=[*map(new_code_cell, cells)], metadata={"kernelspec": kernel})
    nbformat.write(notebook, tmp_path / "77-small.ipynb")
    monkeypatch.setenv("MINIDL_ANSWERS", str(tmp_path / "kept"))
    monkeypatch.setenv("MINIDL_DATA", str(tmp_path))
    text = site.page(site.run(tmp_path / "77-small.ipynb"), "77-small")
    assert "none None {} {}" in text and "2 + 2?" in text
    assert "MARKED" not in text


# --- cells ---


def a_page(*cells):
    return BeautifulSoup(site.page(nbformat.from_dict(new_notebook(cells=list(cells))), "x"), "html.parser")


def test_the_code_of_a_hidden_cell_is_a_closed_fold():
    hidden = new_code_cell("plumbing", metadata={"jupyter": {"source_hidden": True}})
    hidden.outputs = [new_output("stream", text="printed")]
    soup = a_page(hidden, new_code_cell("worth_reading"))
    (fold,) = soup.select("details")
    assert "plumbing" in fold.get_text() and "printed" not in fold.get_text()
    assert not fold.has_attr("open") and "worth_reading" not in fold.get_text()


CALLS = {
    "between": (["predict('1.a')", "play", "reveal('1.a')", "after"], [[], ["1.a"], ["1.a"], []]),
    "spaces and quotes": (['q = predict( "1.a", "why")', 'reveal( "1.a")'], [[], ["1.a"]]),
    "two after each other": (
        ["predict('1.a')", "reveal('1.a')", "x", "predict('1.b')", "y", "reveal('1.b')"],
        [[], ["1.a"], [], [], ["1.b"], ["1.b"]],
    ),
    "one within the other": (
        ["predict('1.a')", "predict('1.b')", "reveal('1.b')", "reveal('1.a')"],
        [[], ["1.a"], ["1.a", "1.b"], ["1.a"]],
    ),
    "interlocked": (
        ["predict('1.a')", "predict('1.b')", "reveal('1.a')", "reveal('1.b')"],
        [[], ["1.a"], ["1.a", "1.b"], ["1.b"]],
    ),
    "no reveal": (["predict('1.a')", "play"], [[], []]),
    "no question": (["play", "reveal('1.a')"], [[], []]),
    "one cell": (["predict('1.a')\nreveal('1.a')", "play"], [[], []]),
}


@pytest.mark.parametrize(("sources", "closed"), CALLS.values(), ids=CALLS)
def test_what_lies_between_a_question_and_its_reveal_waits_for_it(sources, closed):
    soup = a_page(*map(new_code_cell, sources))
    found = [cell.find_parent(attrs={"data-after": True}) for cell in soup.select(".cell")]
    assert [sorted(place["data-after"].split()) if place else [] for place in found] == closed
    ids = sorted({id for one in closed for id in one})
    assert sorted(place["data-opens"] for place in soup.select("[data-opens]")) == ids
    for place in soup.select("[data-opens]"):  # the button stands before the first closed cell
        assert place["data-opens"] in place.find_next_sibling(attrs={"data-after": True})["data-after"]


def test_words_about_a_question_close_nothing():
    soup = a_page(new_markdown_cell("`predict('1.a')` asks"), new_markdown_cell("`reveal('1.a')` tells"))
    assert soup.select("[data-after]") == []


def test_the_index_knows_question_minutes_and_core(tmp_path):
    card = '# 01 · A *title*\n\n**Why "this" & that?**\n\n| | |\n|---|---|\n| **Time** | 45 minutes, 30 at home |\n'
    for name in ("01-one", "03-three"):
        text = site.page(new_notebook(cells=[new_markdown_cell(card)]), name)
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    soup = BeautifulSoup(site.index(tmp_path), "html.parser")
    first, second = soup.select(".lessons li")
    assert [p.get_text() for p in first.select("p")][:2] == ['Why "this" & that?', "45 minutes, 30 at home"]
    assert first.a.get_text() == "01 · A title" and first.a["href"] == "01-one.html"
    assert json.loads(first.select_one("[data-asks]")["data-asks"]) == {
        "predictions": [],
        "tickets": [],
        "checks": [],
    }
    assert first.select(".core") and not second.select(".core")


# --- what a page may hold ---


def disarmed(text):
    disarm(soup := BeautifulSoup(text, "html.parser"))
    return str(soup)


@pytest.mark.parametrize(
    "text",
    [
        '<details open=""><summary>Answers</summary><p>a <code>b</code></p></details>',
        '<table><tr><th colspan="2" scope="col">a</th></tr></table>',
        '<a href="11-convolution-arithmetic.html#formula">a</a><a href="https://minidl.org/a?b=c">b</a>',
        '<img alt="a" src="pictures/a.png"/><img alt="a" src="data:image/png;base64,iVBORw0KGgo="/>',
        '<div class="a b" style="color: #fff; margin: 0 2px"><b>a</b> &lt;script&gt; &amp;amp;</div>',
        '<svg viewbox="0 0 1 1"><path d="M0 0L1 1" fill="#0072b2" stroke-width="2"></path></svg>',
        mathml(
            r"\frac{a}{b} \le \sum_{i=1}^N \mathbf{x}_i \;\text{if } x \begin{bmatrix} a & b\end{bmatrix}",
            "block",
        ),
    ],
)
def test_what_lessons_write_stays_as_it_is(text):
    assert disarmed(text) == str(BeautifulSoup(text, "html.parser"))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<p onclick=x>a</p>", "<p>a</p>"),
        ("<script>a</script><style>b</style><iframe>c</iframe>", ""),
        ("<form action=x><input><marquee>a</marquee></form>", "a"),
        ("<a href=' javascript:x'>a</a>", "<a>a</a>"),
        ("<a href='java\nscript:x'>a</a>", "<a>a</a>"),
        ("<a href='data:text/html,x'>a</a>", "<a>a</a>"),
        ("<img src=https://elsewhere/x.png><img src=//elsewhere/x.png>", "<img/><img/>"),
        ("<p style='background: URL(x)'>a</p><p style='a: \\75rl'>b</p>", "<p>a</p><p>b</p>"),
        ("<!-- a --><![CDATA[b]]>c", "c"),
        ("<math><mtext><img src=x onerror=y></mtext></math>", '<math><mtext><img src="x"/></mtext></math>'),
    ],
)
def test_what_could_run_is_taken_out(text, left):
    assert disarmed(text) == left


def test_the_text_of_a_formula_is_text():
    made = mathml(r"\text{<script>a</script> & b}", "inline")
    assert "<mtext>&lt;script&gt;a&lt;/script&gt; &amp; b</mtext>" in made.replace("\u00a0", " ")


@pytest.mark.parametrize("tex", [r"\left( a", r"\nosuch{a}"])
def test_a_wrong_formula_is_named(tex):
    with pytest.raises(UnknownFormula, match="in the formula"):
        mathml(tex, "inline")


# --- widgets.js: what an anywidget's script sees of its state ---


class Widgets:
    """The page's script beside the least of a page that it asks for."""

    _esm = """
globalThis.document = { querySelector: () => ({ textContent: '{"state": {}, "texts": []}' }), querySelectorAll: () => [],
    addEventListener() {}, documentElement: { classList: { add() {} } } };
globalThis.ResizeObserver = class { observe() {} };
""" + (site.HERE / "widgets.js").read_text(encoding="utf-8")


def test_a_widget_without_python_keeps_its_state_and_tells_its_listeners(tmp_path):
    play = """() => {
        const heard = [];
        const model = new Model({ side: 3, list: [1], name: "a" });
        const listener = (who, value) => heard.push(["side", who === model, value, model.get("side")]);
        model.on("change:side change:name", listener);
        model.on("change", () => heard.push("any"));
        model.set("side", 4);
        model.set("side", 4);
        model.set({ list: [1], name: "b" });
        model.off("change:name", listener);
        model.set("name", "c");
        model.save_changes();
        return [model.get("side"), model.get("name"), heard];
    }"""
    ((side, name, heard),) = javascript.run(Widgets, play, [0], tmp_path)
    assert (side, name) == (4, "c")
    assert heard == [["side", True, 4, 4], "any", ["side", True, "b", 4], "any", "any"]


def test_bytes_of_a_widget_are_read(tmp_path):
    play = """(buffers) => {
        stored.one = { state: { stored: { a: {} } }, buffers };
        return [...new Uint8Array(modelOf("IPY_MODEL_one").get("stored").a.png.buffer)];
    }"""
    buffers = [{"path": ["stored", "a", "png"], "encoding": "base64", "data": "AAEC/w=="}]
    assert javascript.run(Widgets, play, [buffers], tmp_path) == [[0, 1, 2, 255]]


def test_a_widget_with_python_tells_it_what_changed_and_waits_till_it_has_read_that(tmp_path):
    play = """() => {
        const sent = [];
        const model = new Model({ side: 3, name: "a" }, (message, buffers) => sent.push([message, buffers.length]));
        model.set({ side: 4, name: "a" });
        model.save_changes();
        for (const side of [5, 6, 7]) { model.set("side", side); model.save_changes(); }
        model.heard();
        model.heard();
        model.set("picture", new DataView(new ArrayBuffer(3)));
        model.save_changes();
        model.send({ do: "start" });
        model.take({ name: "from Python" });
        model.heard();
        return sent;
    }"""
    (sent,) = javascript.run(Widgets, play, [0], tmp_path)
    update = lambda state, *paths: {"method": "update", "state": state, "buffer_paths": list(paths)}
    assert sent == [
        [update({"side": 4}), 0],
        [update({"side": 7}), 0],
        [update({}, ["picture"]), 1],
        [{"method": "custom", "content": {"do": "start"}}, 0],
    ]


def test_a_state_cannot_end_its_script():
    notebook = new_notebook()
    notebook.metadata["widgets"] = {
        site.STATE: {"state": {"a": {"state": {"text": "</script><script>x</script><!--"}}}}
    }
    text = site.page(nbformat.from_dict(notebook), "x")
    kept = BeautifulSoup(text, "html.parser").find(id="widget-state")
    assert json.loads(kept.string)["state"]["a"]["state"]["text"] == "</script><script>x</script><!--"
    assert text.count("<script") == 2


def test_scripts_and_styles_are_stored_once_and_in_one_order():
    models = {
        id: {"state": {"_css": f"style {kind}", "_esm": f"script {kind}"}}
        for id, kind in (("a", 1), ("b", 2), ("c", 1))
    }
    page = site.rendered(
        "small", "", {"state": models}, {"title": "", "question": "", "minutes": "", "before": ""}, {}
    )
    stored = json.loads(BeautifulSoup(page, "html.parser").find(id="widget-state").string)
    assert stored["texts"] == ["script 1", "style 1", "script 2", "style 2"]
    assert [stored["state"][id]["state"] for id in "abc"] == [
        {"_css": 1, "_esm": 0},
        {"_css": 3, "_esm": 2},
    ] + [{"_css": 1, "_esm": 0}]
