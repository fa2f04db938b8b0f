"""The scripts that customers' pages load."""

import gzip
import re

from helpdesk.widget import assets
from tenants.brand.models import Brand
from tests.cast import Company


def test_the_loader_carries_its_companys_brand(acme: Company, globex: Company) -> None:
    for company in (acme, globex):
        answer = company.client().get("/widget/embed.js")
        assert answer.status_code == 200
        text = answer.content.decode()
        assert f'"name": "{company.tenant.name}"' in text
        assert "__HANDRAIL" not in text
        assert answer["Content-Type"].startswith("text/javascript")
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "max-age=60" in answer["Cache-Control"]


def test_a_brand_name_cannot_become_script(acme: Company) -> None:
    with acme.bound():
        brand = Brand.current()
        brand.name = '"; alert(1); "\u2028</script>'
        brand.save()
    text = acme.client().get("/widget/embed.js").content.decode()
    assert '\\"; alert(1); \\"\\u2028</script>' in text


def test_every_module_that_is_imported_is_served_and_kept(acme: Company) -> None:
    client, seen, queue = acme.client(), set(), ["app.js"]
    while queue:
        name = queue.pop()
        seen.add(name)
        answer = client.get(f"/widget/app/{assets.version()}/{name}")
        assert answer.status_code == 200, name
        assert "immutable" in answer["Cache-Control"]
        assert answer["Access-Control-Allow-Origin"] == "*"
        queue += set(re.findall(r'from "\./(\w+\.js)"', answer.content.decode())) - seen
    assert len(seen) > 15


def test_an_old_address_serves_what_is_current_and_is_not_kept(acme: Company) -> None:
    answer = acme.client().get("/widget/app/0123456789ab/app.js")
    assert (answer.status_code, "no-cache" in answer["Cache-Control"]) == (200, True)


def test_nothing_but_modules_is_served(acme: Company) -> None:
    for name in ("embed.js", "models.py", "..%2fmodels.py", "nothing.js"):
        assert acme.client().get(f"/widget/app/{assets.version()}/{name}").status_code == 404


def test_the_loader_and_the_whole_stay_light() -> None:
    served = {
        path.name: assets.slim(path.name, path.read_text()) for path in assets.FOLDER.glob("*.js")
    }
    sizes = {name: len(gzip.compress(text.encode())) for name, text in served.items()}
    assert sizes["embed.js"] <= 5 * 1024
    assert sum(sizes.values()) <= 40 * 1024


def test_what_is_served_is_the_script_without_its_comments(acme: Company) -> None:
    served = acme.client().get(f"/widget/app/{assets.version()}/tray.js").content.decode()
    source = (assets.FOLDER / "tray.js").read_text()
    assert served == assets.slim("tray.js", source)
    assert "// " in source
    assert not [line for line in served.split("\n") if line.startswith(("//", " "))]
    assert "export class Tray {" in served


def test_a_style_sheet_loses_spare_spaces_and_no_other() -> None:
    source = ".a :hover, b { color: red; margin: calc(1px + 2px) 0; }"
    assert assets.slim("styles.js", source) == ".a :hover,b{color:red;margin:calc(1px + 2px) 0;}"
    assert assets.slim("tray.js", source) == source
