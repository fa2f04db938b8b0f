"""Say how soon the inbox paints, warm: ``.venv/bin/python docs/images/paint.py PORT`` of a demo.

For each page the median and the worst of ten, in milliseconds from the click: the first paint with
content, and the largest.
"""

import os
import shutil
import statistics
import sys

from playwright.sync_api import Page, sync_playwright
from take import AGENT, DESKTOP, log_in

WARM_AFTER, TIMES = 2, 10
SETTLED_MS = 700
# The largest is told as it grows, and only to who listens.
LISTEN = """
    window.largest = 0;
    new PerformanceObserver((list) => { largest = list.getEntries().at(-1).startTime; })
      .observe({ type: "largest-contentful-paint", buffered: true });
"""
READ = "[performance.getEntriesByName('first-contentful-paint')[0].startTime, largest]"


def main(port: str) -> None:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    address = f"http://acme.localhost:{port}/inbox/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_context(viewport=DESKTOP).new_page()
        page.add_init_script(LISTEN)
        log_in(page, f"{address}?view=waiting", AGENT)
        thread = page.locator("#list a[href*='/inbox/c/']").first.get_attribute("href") or ""
        pages = {"list": "?view=all", "thread": thread.removeprefix("/inbox/")}
        for name, path in {**pages, "queue": "queue/", "settings": "notifications/"}.items():
            print(name, *painted(page, f"{address}{path}"))  # noqa: T201
        browser.close()


def painted(page: Page, address: str) -> tuple[str, str]:
    """The first paint and the largest."""
    times: list[list[float]] = []
    for _ in range(WARM_AFTER + TIMES):
        page.goto(address)
        page.wait_for_timeout(SETTLED_MS)
        times.append(page.evaluate(READ))
    first, largest = zip(*times[WARM_AFTER:], strict=True)
    return _in_words("first", first), _in_words("largest", largest)


def _in_words(name: str, times: tuple[float, ...]) -> str:
    return f"{name} {statistics.median(times):.0f} (worst {max(times):.0f}) ms"


if __name__ == "__main__":
    main(sys.argv[1])
