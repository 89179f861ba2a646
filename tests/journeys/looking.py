"""What every page must be, whoever looks at it and however."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

LOADED = "typeof window.axe?.run === 'function'"
# All that axe found in order, some hundred rules a page, takes longer to bring over than to find.
FAULTS = "async () => (await axe.run({resultTypes: ['violations']})).violations"


def assert_accessible(page: Page) -> None:
    """axe finds nothing, and nothing sticks out at the side of the screen."""
    page.wait_for_load_state()  # a key that is pressed leads on as well, and nobody waits for it
    if not page.evaluate(LOADED):
        page.evaluate(AXE_SCRIPT)
    results = AxeResults({"violations": page.evaluate(FAULTS)})
    where = f"{page.url} at {(page.viewport_size or {}).get('width')} px"
    assert results.violations_count == 0, f"{where}\n{results.generate_report()}"
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{where} is {wider} px wider than the screen"


def tab_to(page: Page, selector: str, most: int = 90) -> None:
    """Press Tab until the focus is there, as a person without a mouse does."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")
