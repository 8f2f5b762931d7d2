"""axe-core (WCAG 2.2 AA) finds what it must find, and nothing in the index and while answers are closed.

The pages of the notebooks are tested with the same rules in test_site.py, and what JupyterLab shows as outputs
in test_lab.py.
"""

import pytest

from tests.browser.axe import WIDTHS, violations, violations_in_both_themes
from tests.browser.built import OPEN_ALL, built_once
from tests.browser.pages import drawn, open_page


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return built_once(tmp_path_factory)


def test_the_index_breaks_no_rule(chromium, folder):
    with open_page(chromium, (folder / "index.html").as_uri(), only_files=True) as page:
        for width in WIDTHS:
            assert violations_in_both_themes(page, width) == []


def test_closed_answers_break_no_rule_either(chromium, folder):
    with open_page(chromium, (folder / "small.html").as_uri(), only_files=True) as page:
        drawn(page)
        assert page.get_by_role("button", name="Show anyway").is_visible()
        assert violations(page) == []


def test_opened_answers_break_no_rule_at_any_width(chromium, folder):
    with open_page(chromium, (folder / "small.html").as_uri(), only_files=True) as page:
        drawn(page)
        page.evaluate(OPEN_ALL)
        drawn(page)
        for width in WIDTHS:
            assert violations_in_both_themes(page, width) == []


SPOIL = {
    "a control loses its label": ("label", "const l = q('.minidl-picture label'); l.replaceWith(l.querySelector('input'))"),
    "image-alt": ("image-alt", "q('img').removeAttribute('alt')"),
    "a button is empty": ("button-name", "q('button').textContent = ''"),
    "faint text": ("color-contrast", "q('main p').style.color = '#999'"),
    "faint code": ("color-contrast", "q('.highlight .nn').style.color = '#bbb'"),
    "no language": ("html-has-lang", "document.documentElement.removeAttribute('lang')"),
    "no title": ("document-title", "document.title = ''"),
    "a small target": ("target-size", "q('[data-opens]').innerHTML = '<button style=\"all: revert; font-size: 8px; "
                       "min-height: 0; padding: 0; border: 0\">i</button>'.repeat(2)"),
    "out of the keyboard's reach": ("scrollable-region-focusable", "document.querySelectorAll('.wide, pre').forEach(e => e.tabIndex = -1)"),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "script"), SPOIL.values(), ids=SPOIL)
def test_what_is_spoilt_is_found(chromium, folder, rule, script):
    """Else the tests above would prove nothing."""
    with open_page(chromium, (folder / "small.html").as_uri(), only_files=True) as page:
        page.set_viewport_size({"width": 390, "height": 800})
        drawn(page)
        page.evaluate(f"() => {{ const q = selector => document.querySelector(selector); {script} }}")
        assert rule in [one.split(" at ")[0] for one in violations(page)]
