"""The brand a new tenant begins with."""

from tenants.brand.models import Brand
from tenants.provisioning import Opening


def brand(opening: Opening) -> None:
    Brand.objects.create(id=1, name=opening.name)
