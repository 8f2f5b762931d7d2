"""`make html`: the pages open from a file, with no network, and their pictures move with no Python."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from minidl.teach.site import __main__ as site
from tests.browser.axe import WIDTHS, violations_in_both_themes
from tests.browser.built import NAMES, OPEN_ALL, built_once, make_html
from tests.browser.pages import (
    CLIPPED,
    FAINT,
    SMALL,
    a_key_changes,
    complaints,
    drawn,
    open_page,
    pictures,
    settled,
    write_small_notebook,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return built_once(tmp_path_factory)


@pytest.fixture(scope="module", params=NAMES)
def page(request, chromium, folder):
    """The page of a notebook, opened by its file, with all its questions answered: once for all the tests below."""
    with open_page(chromium, (folder / "index.html").as_uri(), only_files=True) as page:
        page.locator(f"a:not(.picture)[href='{request.param}.html']").click()
        page.wait_for_load_state()
        drawn(page)
        page.evaluate("document.querySelectorAll('[data-opens] button').forEach(button => button.click())")
        drawn(page)
        page.small = request.param == "small"
        yield page


def test_opens_without_network_and_without_complaint(page):
    assert page.problems == []
    assert "pictures here move by themselves" in page.locator("header").inner_text()
    assert complaints(page) == []
    assert not page.evaluate("[...document.images].filter(i => !i.complete || !i.naturalWidth).length")


def test_each_widget_stands_in_place_of_its_text(page):
    assert page.evaluate("[...document.querySelectorAll('.widget > pre')].map(e => e.textContent)") == []
    if page.small:
        assert page.locator(".minidl-sentence").all_inner_texts() == [
            "A square with side 4.",  # what Python set last
            "A square with side 2.",
            "A square with side 7.",
        ]


def test_a_key_press_changes_each_picture(page):
    for picture in pictures(page):
        assert a_key_changes(picture, python=False), picture.aria_snapshot()
    if page.small:
        assert page.locator(".minidl-sentence").first.inner_text() == "A square with side 5."
        assert page.locator(".minidl-sentence").last.inner_text() == "A square with side 8."
    assert page.problems == []


def test_formulas_are_drawn(page):
    formulas = page.locator("math").all()
    assert len(formulas) >= 2 or not page.small
    for formula in formulas:
        if formula.is_visible():  # not in a closed fold
            box = formula.bounding_box()
            assert box["width"] > 4 and box["height"] > 8
    left = """() => { const c = document.querySelector('main').cloneNode(true);
        c.querySelectorAll('pre, code, script, .widget').forEach(e => e.remove());
        return c.textContent.match(/\\$[^$\\n]+\\$|\\\\(frac|text|begin)/g) || []; }"""
    assert page.evaluate(left) == []


def test_text_can_be_read_and_nothing_is_clipped(page):
    for picture in pictures(page):
        assert picture.evaluate(SMALL) == []
        assert picture.evaluate(CLIPPED) == ""


@pytest.mark.parametrize("theme", ["dark", "light"])  # the last one stays
def test_text_stands_out_from_its_background(page, theme):
    page.emulate_media(color_scheme=theme)
    settled(page)
    assert page.locator("body").evaluate(FAINT) == []


# What is wider than the page. Scrolled in a box of its own, it does no harm.
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1
        && !e.closest('.wide, pre, .widget, .minidl-q-title'))
    .map(e => e.outerHTML.slice(0, 120))"""


def test_the_page_never_scrolls_sideways(page):
    page.evaluate(OPEN_ALL)
    try:
        for width in (320, 390, 768, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            settled(page)
            assert page.locator("html").evaluate(CLIPPED) == "", (width, page.evaluate(TOO_WIDE)[:5])
    finally:
        page.set_viewport_size({"width": 1280, "height": 800})


def test_what_scrolls_by_itself_is_reached_by_keyboard(page):
    page.set_viewport_size({"width": 390, "height": 800})
    settled(page)
    unreachable = """[...document.querySelectorAll('.wide, .highlight pre')]
        .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth && e.tabIndex < 0).map(e => e.outerHTML)"""
    assert page.evaluate(unreachable) == []
    if page.small:
        assert page.locator(".wide[tabindex='0'], pre[tabindex='0']").count() >= 2
    page.set_viewport_size({"width": 1280, "height": 800})


# What is cut at a sheet's right edge (A4 less its margins), scrolls, or may be torn in two.
ON_PAPER = """() => [...document.querySelectorAll('pre, img, svg, table, h2, h3, .widget, button')]
    .filter(e => e.checkVisibility()).flatMap(e => {
        const style = getComputedStyle(e), name = e.localName + '.' + (e.className.baseVal ?? e.className);
        if (e.localName === 'button') return `${name} "${e.textContent}" is printed`;
        if (/^h/.test(e.localName)) return style.breakAfter === 'avoid' ? [] : `${name} may end a sheet`;
        const found = [];
        if (e.localName === 'pre' && style.whiteSpace !== 'pre-wrap') found.push(`${name} is ${style.whiteSpace}`);
        if (e.localName === 'pre' && e.scrollWidth > e.clientWidth + 1) found.push(`${name} is cut`);
        if (e.matches('img, table, .widget') && style.breakInside !== 'avoid') found.push(`${name} may be torn`);
        return found;
    })"""


def test_a_printed_page_tears_and_cuts_nothing_and_has_no_buttons(page):
    page.set_viewport_size({"width": 700, "height": 1000})
    page.emulate_media(media="print")
    try:
        assert page.evaluate(ON_PAPER) == []
    finally:
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 1280, "height": 800})


# The narrowest and the projector's; the small page is tested at the width between them, too: test_accessibility.py.
@pytest.mark.parametrize("width", (WIDTHS[0], WIDTHS[-1]))
def test_a_page_breaks_no_rule_of_accessibility(page, width):
    page.evaluate(OPEN_ALL)
    assert violations_in_both_themes(page, width) == []


# --- the index ---


def test_the_index_tells_each_lesson_s_title_question_and_minutes(chromium, folder):
    with open_page(chromium, (folder / "index.html").as_uri(), only_files=True) as page:
        lessons = page.locator(".lessons > li")
        assert lessons.count() == len(NAMES)
        for item in lessons.all():
            if "A small notebook" in item.inner_text():
                assert "core" not in item.inner_text()
                continue
            title, question, minutes, done = filter(None, item.inner_text().split("\n"))
            assert "·" in title and "?" in question and "minutes" in minutes
            assert done.strip() == "not begun here"
            if title.startswith("00"):
                continue
            picture = item.locator("img")
            picture.scroll_into_view_if_needed()
            assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
        assert page.get_by_role("link", name="Download for the stick").count() == 1
        assert page.locator("li .core").count() == sum(name[:2] in site.CORE for name in NAMES)
        for width in (320, 390, 768, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.locator("html").evaluate(CLIPPED) == ""
        assert page.problems == []


# --- no answer before its question ---


def test_what_follows_a_question_opens_when_it_is_answered(chromium, folder):
    with open_page(chromium, (folder / "small.html").as_uri(), only_files=True) as page:
        drawn(page)
        answers = ["Play with it", "The code of this cell", "plumbed", "One too few."]
        shown = page.locator("main").inner_text()
        assert not any(text in shown for text in answers), "shown before the question is answered"
        assert "The formula" in shown and page.locator(".minidl-picture:visible").count() == 2
        question = page.locator("[data-question-id='77.a']")
        question.get_by_label("3").press("Space")
        question.get_by_role("button").press("Enter")
        drawn(page)
        shown = page.locator("main").inner_text()
        assert all(text in shown for text in answers)
        assert "none yet" not in shown
        assert not page.get_by_role("button", name="Show anyway").is_visible()
        last = page.locator(".minidl-picture").last
        last.get_by_label("side").press("ArrowUp")
        assert last.locator("p").inner_text() == "A square with side 8."
        assert page.locator("details.plumbing").get_attribute("open") is None
        assert page.problems == []


def test_what_follows_a_question_opens_by_show_anyway(chromium, folder):
    with open_page(chromium, (folder / "small.html").as_uri(), only_files=True) as page:
        drawn(page)
        page.get_by_role("button", name="Show anyway").press("Enter")
        drawn(page)
        assert "Play with it" in page.evaluate("document.activeElement.innerText")
        assert "One too few." in page.locator("main").inner_text()
        assert page.locator(".minidl-picture:visible").count() == 3


def test_without_scripts_everything_is_shown(chromium, folder):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "small.html").as_uri())
    shown = page.locator("main").inner_text()
    assert "Play with it" in shown and "One too few." in shown and "A square with side 7" not in shown
    assert not page.get_by_role("button").is_visible()
    assert "only for the tests" not in page.content()
    context.close()


# --- what cannot become a page ---


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("1 / 0", "ZeroDivisionError"),
        (
            "from IPython.display import Markdown\nMarkdown(r'$\\nosuchthing{x}$')",
            r"'\\nosuchthing' is not known in the formula \nosuchthing{x}",
        ),
    ],
    ids=["error", "formula"],
)
def test_what_cannot_become_a_page_stops_the_build_and_is_named(cell, words, tmp_path):
    write_small_notebook(tmp_path / "small.ipynb", extra=cell)
    result = make_html(tmp_path / "site", tmp_path / "small.ipynb")
    assert result.returncode == 1
    assert "small.ipynb: " in result.stderr and words in result.stderr
    assert not (tmp_path / "site" / "small.html").exists()


# --- no text of a page runs as a script ---

RAW = [
    "<script>fire()</script>",
    "<SCRIPT/x>fire()</SCRIPT>",
    "<img src=x onerror=fire()>",
    "<img src=x OnErRoR='fire()'>",
    "<svg/onload=fire()>",
    "<svg><script>fire()</script></svg>",
    "<svg><animate onbegin=fire() attributeName=x dur=1s></svg>",
    "<svg><set onbegin=fire() attributeName=x to=1></svg>",
    "<svg><foreignObject><img src=x onerror=fire()></foreignObject></svg>",
    "<svg><a xlink:href=javascript:fire()><text y=20>x</text></a></svg>",
    "<details open ontoggle=fire()><summary>x</summary></details>",
    "<iframe srcdoc='<script>parent.fire()</script>'></iframe>",
    "<iframe src=javascript:parent.fire()></iframe>",
    "<object data=javascript:parent.fire()></object><embed src=javascript:parent.fire()>",
    "<a href=javascript:fire()>x</a>",
    "<a href='java&#9;script:fire()'>x</a>",
    "<a href='&#1;JavaScript:fire()'>x</a>",
    "<math><mi href=javascript:fire()>x</mi></math>",
    "<form action=javascript:fire()><button>x</button></form>",
    "<button formaction=javascript:fire() form=f>x</button><form id=f></form>",
    "<input autofocus onfocus=fire()>",
    "<p tabindex=0 onfocus=fire() autofocus>x</p>",
    "<video><source onerror=fire()></video><audio src=x onerror=fire()></audio>",
    "<marquee onstart=fire()>x</marquee>",
    "<style onload=fire()></style><link rel=stylesheet href=x onerror=fire()>",
    "<meta http-equiv=refresh content='0;url=javascript:fire()'>",
    "<p style='animation: x 1s' onanimationstart=fire()>x</p>",
    # Those that follow fool one parser or another, and swallow what comes behind them.
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=fire()&gt;"></table>',
    '<noscript><p title="</noscript><img src=x onerror=fire()>">',
    '<svg></p><style><a id="</style><img src=x onerror=fire()>">',
    "<!--><img src=x onerror=fire()>-->",
    "<!--x--!><img src=x onerror=fire()>",
    "<![CDATA[><img src=x onerror=fire()>]]>",
    "<?x><img src=x onerror=fire()>",
    '<textarea><p title="</textarea><img src=x onerror=fire()>">',
    '<title><p title="</title><img src=x onerror=fire()>">',
    "<xmp><p title='</xmp><img src=x onerror=fire()>'></xmp>",
    "<template><img src=x onerror=fire()></template>",
    "<div id=widget-state>{}</div><p class=widget data-model=nothing>x</p>",
    "</script><script>fire()</script>",
    "--></style></pre></main><img src=x onerror=fire()>",
]
FORMULAS = [
    *(rf"$\text{{{raw}}}$" for raw in RAW if "$" not in raw),
    r"$\href{javascript:fire()}{x}$",
    r"$\text{&lt;img src=x onerror=fire()&gt;}$",
    r"$\text{&amp;lt;img src=x onerror=fire()&amp;gt;}$",
    r"$$\mathrm{<svg/onload=fire()>}$$",
    r"$x < y <svg/onload=fire()>$",
]


def injected(texts=(*RAW, *FORMULAS)):
    """A notebook that was run, with each text at each place where one comes from outside."""
    cells = []
    for text in texts:
        html = new_output("display_data", {"text/html": text})
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        kept = new_output("display_data", {"text/html": f"<p>You predicted: {escaped}</p>"})
        markdown = new_output("display_data", {"text/markdown": text})
        plain = new_output("execute_result", {"text/plain": text})
        said = [new_output("stream", name=name, text=text) for name in ("stdout", "stderr")]
        error = new_output("error", ename=text, evalue=text, traceback=[text])
        view = {"application/vnd.jupyter.widget-view+json": {"model_id": "inner"}, "text/plain": text}
        drawn = new_output("display_data", view)
        outputs = [html, kept, markdown, plain, *said, error, drawn]
        cells += [
            new_markdown_cell(f"# {text}\n\n{text}\n\n- `{text}`"),
            new_code_cell(f"# {text}", outputs=outputs),
        ]
    text = " ".join(texts)
    inner = {"model_name": "HTMLModel", "state": {"_view_name": "HTMLView", "value": text}}
    notebook = new_notebook(cells=cells)
    notebook.metadata["widgets"] = {site.STATE: {"state": {"inner": inner, text: {"state": {}}}}}
    return nbformat.from_dict(notebook)


TRIGGER = """() => {
    document.querySelectorAll('a, mi, button').forEach(e => { try { e.click() } catch {} });
    document.querySelectorAll('a, mi').forEach(e => e.dispatchEvent(new MouseEvent('click', { bubbles: true })));
    document.querySelectorAll('p, input').forEach(e => e.focus());
}"""
ARMED = """() => [...document.querySelectorAll('body *:not(body > script, #here *)')].filter(e =>
    /^(script|style|iframe|object|embed|form|input|meta|base|link|template|noscript|animate|set)$/i.test(e.localName)
    || [...e.attributes].some(a => /^on/i.test(a.name) || /^[^/?#]*script:/i.test(a.value.replace(/[^\\x21-\\x7e]/g, ''))))
    .map(e => e.outerHTML.slice(0, 200))"""


def fired(chromium, text, path):
    """How often a text ran as a script in the page `text`, what armed elements it holds, and its console's words."""
    path.write_text(text, encoding="utf-8")
    context = chromium.new_context()
    page = context.new_page()
    lines, times = [], []
    page.expose_function("fire", lambda: times.append(1))
    page.on("console", lambda line: lines.append(line.text))
    page.goto(path.as_uri())
    page.wait_for_timeout(700)
    armed = page.evaluate(ARMED)
    page.evaluate(TRIGGER)
    page.wait_for_timeout(700)
    context.close()
    return len(times), armed, " ".join(lines)


def test_no_text_of_a_page_can_run_as_a_script(chromium, tmp_path):
    times, armed, _ = fired(chromium, site.page(injected(), "x"), tmp_path / "page.html")
    assert times == 0 and armed == []


def test_each_of_the_two_walls_holds_alone(chromium, tmp_path, monkeypatch):
    """Without the list of elements the browser refuses; without the browser's rule nothing is there to refuse."""
    texts = RAW[: RAW.index("<p style='animation: x 1s' onanimationstart=fire()>x</p>")]
    rule = 'http-equiv="Content-Security-Policy"'
    safe = site.page(injected(), "x")
    assert rule in safe
    assert fired(chromium, safe.replace(rule, ""), tmp_path / "list.html")[0] == 0
    monkeypatch.setattr(site, "disarm", lambda soup: None)
    bare = site.page(injected(texts), "x")
    times, armed, said = fired(chromium, bare, tmp_path / "rule.html")
    assert times == 0 and len(armed) > 50 and "Content Security Policy" in said
    # The texts are real ones: with neither wall they run.
    assert fired(chromium, bare.replace(rule, ""), tmp_path / "none.html")[0] > 20


def test_names_of_a_page_are_no_markup(chromium, tmp_path):
    notebook = new_notebook(
        cells=[
            new_markdown_cell(
                '# a <b>c</b> &lt;/title&gt;&lt;script&gt;fire()&lt;/script&gt;\n\n**why "d"?**'
            )
        ]
    )
    text = site.page(notebook, "x")
    (tmp_path / "site").mkdir()
    assert fired(chromium, text, tmp_path / "site" / "x.html")[0] == 0
    assert fired(chromium, site.index(tmp_path / "site"), tmp_path / "index.html")[0] == 0
