"""axe-core in a page: which rules of WCAG 2.2 AA (and of all levels before it) are broken, and where."""

from importlib.resources import files

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async ([within, tags]) => {
    const { violations } = await axe.run(within ? { include: [[within]] } : document,
        { runOnly: tags, resultTypes: ['violations'], elementRef: false });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, html, failureSummary }) =>
        `${id} at ${target.join(' ')}: ${html.slice(0, 160)} ${failureSummary.replace(/\\s+/g, ' ').slice(0, 240)}`));
}"""


def violations(page, within=""):
    """What axe complains about in the whole page, or in all elements that the selector `within` names."""
    if within and not page.locator(within).count():
        return []
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(RUN, [within, TAGS])
