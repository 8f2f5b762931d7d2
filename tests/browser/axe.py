"""axe-core in a page: which rules of WCAG 2.2 AA (and of all levels before it) are broken, and where."""

from importlib.resources import files

from tests.browser.pages import settled

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = (320, 768, 1280)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Code is coloured by the kind of each word. So one block for each kind will do: axe is slow on thousands of words.
RUN = """async ([within, only]) => {
    const kinds = new Set();
    const known = [...document.querySelectorAll('.highlight')].filter(block => {
        const seen = kinds.size;
        block.querySelectorAll('span').forEach(word => kinds.add(word.className));
        return kinds.size === seen;
    });
    const { violations } = await axe.run(
        { include: within ? [[within]] : [document], exclude: known },
        { runOnly: only, resultTypes: ['violations'], elementRef: false });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, html, failureSummary }) =>
        `${id} at ${target.join(' ')}: ${html.slice(0, 160)} ${failureSummary.replace(/\\s+/g, ' ').slice(0, 240)}`));
}"""


def violations(page, within="", rules=None):
    """What axe complains about in the whole page, or in all elements that the selector `within` names."""
    if within and not page.locator(within).count():
        return []
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    return page.evaluate(RUN, [within, only])


def violations_in_both_themes(page, width):
    """The same for a page of `make html`, which is that wide."""
    page.set_viewport_size({"width": width, "height": 800})
    found = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        settled(page)
        # Only colours differ between the themes; so the other rules are asked once.
        rules = ["color-contrast"] if theme == "dark" else None
        found += [f"{theme}: {one}" for one in violations(page, rules=rules)]
    return found
