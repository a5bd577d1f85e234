"""What keeps somebody from using a page: what axe finds, and what does not fit the width of the window."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules among them that judge colours: all that another theme can break."""


def faults(page: Page, rules: tuple[str, ...] = RULES) -> list[str]:
    """Gives all that is wrong with a page as it is now; without rules only whether it fits the width."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [f"scrolls sideways by {wide} px"] if wide > 0 else []
    if not rules:
        return found
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    # What passes is not asked for: it would be most of the work.
    options = {"runOnly": list(rules), "resultTypes": ["violations"]}
    for violation in page.evaluate("options => axe.run(options).then(({ violations }) => violations)", options):
        nodes = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
        found.append(f"{violation['id']}: {violation['help']} at {nodes}")
    return found
