"""Where the demo is served, and the table of log-ins that the terminal shows."""

from dataclasses import dataclass

from django.conf import settings

from helpdesk.demo import cast
from helpdesk.demo.cast import Company


@dataclass(frozen=True, slots=True)
class Place:
    """A company's addresses."""

    company: Company
    site: str

    @property
    def help_centre(self) -> str:
        return f"{self.site}help/"

    @property
    def inbox(self) -> str:
        return f"{self.site}inbox/"

    @property
    def admin(self) -> str:
        return f"{self.site}admin/"


def places(port: str = "") -> list[Place]:
    """Every company with its addresses on ``port``; empty: the scheme's own port."""
    suffix = f":{port}" if port else ""
    scheme, domain = settings.PUBLIC_SCHEME, settings.TENANT_DOMAIN
    return [
        Place(company, f"{scheme}://{company.slug}.{domain}{suffix}/")
        for company in cast.companies()
    ]


def platform(port: str = "") -> str:
    """The platform's own front page."""
    suffix = f":{port}" if port else ""
    return f"{settings.PUBLIC_SCHEME}://{settings.PLATFORM_HOSTS[0]}{suffix}/"


def table(port: str = "") -> str:
    """Addresses and log-ins as aligned lines of text."""
    lines = []
    for place in places(port):
        lines += [f"{place.company.name}  {place.site}  (inbox/  help/  admin/)"]
        lines += [
            f"  {person.email:<24} {person.name:<18} {person.role}"
            for person in place.company.people
        ]
    lines += [f"Password of everybody: {cast.password()}"]
    return "\n".join(lines)
