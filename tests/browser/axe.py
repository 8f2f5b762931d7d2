"""axe-core in a page: which rules of WCAG 2.2 AA (and of all levels before it) are broken, and where."""

from importlib.resources import files

from tests.browser.pages import settled

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = (320, 768, 1280)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# axe is slow on thousands of words. So of code, which is coloured by the kind of each word, it gets one block for
# each kind; and for contrast, of all texts with the same ink, size and background, the first, the middle and the last.
# Texts in an SVG are left to FAINT in pages.py: axe takes time over them, and lets them all pass.
RUN = """async ([within, only]) => {
    const kinds = new Set();
    const known = [...document.querySelectorAll('.highlight')].filter(block => {
        const seen = kinds.size;
        block.querySelectorAll('span').forEach(word => kinds.add(word.className));
        return kinds.size === seen;
    });
    const grounds = new Map([[null, '']]);
    let places = 0;
    const ground = element => {
        if (!grounds.has(element)) {
            const s = getComputedStyle(element);
            const own = [s.backgroundColor, s.backgroundImage, s.opacity, s.filter, s.mixBlendMode].join();
            const place = /static|relative/.test(s.position) ? '' : ++places;
            const plain = own === 'rgba(0, 0, 0, 0),none,1,none,normal' && !place;
            grounds.set(element, ground(element.parentElement) + (plain ? '' : `/${own},${place}`));
        }
        return grounds.get(element);
    };
    const texts = new Map();
    const chosen = [];
    for (const e of document.querySelectorAll(within ? `:is(${within}), :is(${within}) *` : 'body, body *')) {
        const control = e.matches('input, select, textarea, button');
        if (!control && ![...e.childNodes].some(child => child.nodeType === 3 && child.data.trim())) continue;
        if (e.ownerSVGElement || e.closest('script, style') || !e.checkVisibility({ visibilityProperty: true })) continue;
        const { width, height } = e.getBoundingClientRect();
        if (control || width < 3 || height < 3) {
            chosen.push(e);
            continue;
        }
        const s = getComputedStyle(e);
        const kind = [e.localName, s.color, s.fontSize, s.fontWeight, s.textShadow, !!e.closest(':disabled, [aria-disabled=true]'), ground(e)].join();
        if (!texts.has(kind)) texts.set(kind, []);
        texts.get(kind).push(e);
    }
    for (const alike of texts.values())
        chosen.push(...new Set([alike[0], alike[alike.length >> 1], alike[alike.length - 1]]));
    const contrast = only.type === 'tag' || only.values.includes('color-contrast');
    const others = only.type === 'tag' ? { runOnly: only, rules: { 'color-contrast': { enabled: false } } }
        : { runOnly: { type: 'rule', values: only.values.filter(rule => rule !== 'color-contrast') } };
    const options = { resultTypes: ['violations'], elementRef: false };
    const found = [];
    if (only.type === 'tag' || others.runOnly.values.length)
        found.push(await axe.run({ include: within ? [[within]] : [document], exclude: known }, { ...options, ...others }));
    if (contrast && chosen.length)
        found.push(await axe.run({ include: chosen }, { ...options, runOnly: { type: 'rule', values: ['color-contrast'] } }));
    return found.flatMap(({ violations }) => violations).flatMap(({ id, nodes }) => nodes.map(({ target, html, failureSummary }) =>
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
