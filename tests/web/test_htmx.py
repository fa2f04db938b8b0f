"""Pages that load htmx tell it to write no style of its own, which their policy would refuse."""

import re
from pathlib import Path

from django.conf import settings

CALM = '"includeIndicatorStyles": false'


def test_every_page_that_loads_htmx_keeps_it_from_writing_styles() -> None:
    templates = Path(settings.BASE_DIR, "templates")
    texts = {str(one.relative_to(templates)): one.read_text() for one in templates.rglob("*.html")}
    loading = {
        name for name, text in texts.items() if re.search(r"htmx_script|htmx[\w.-]*\.js", text)
    }

    assert {"inbox/desk.html", "inbox/queue.html", "knowledge/base.html"} <= loading
    assert [name for name in loading if CALM not in texts[name]] == []
