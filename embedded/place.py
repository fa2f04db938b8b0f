"""Where the servers' files lie: in ``.data``, or outside a checkout their account cannot reach."""

import os
import shutil
import tempfile
from pathlib import Path

from embedded.account import Account
from embedded.problem import Problem

# Kept over reboots and not swept by age, unlike /tmp; the second is for a read-only first.
OUTSIDE = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108 - mkdtemp makes names nobody guesses


def servers_place(data: Path, account: Account) -> Path:
    """The directory for databases; a link in ``data`` remembers one that lies outside."""
    link = data / "servers"
    if not link.exists():
        link.unlink(missing_ok=True)
        if account.can_use(data):
            link.mkdir()
        else:
            link.symlink_to(_outside(data))
        link.chmod(0o711)
    if not account.can_use(link.resolve()):
        raise Problem(
            f"The servers' account cannot reach {link.resolve()} any more.",
            "give back the right to pass its parent directories, or start over: make demo-reset",
        )
    return link.resolve()


def remove_place(data: Path) -> None:
    link = data / "servers"
    if link.exists():
        shutil.rmtree(link.resolve())
    link.unlink(missing_ok=True)


def reachable_copy(tree: list[Path], proof: Path, account: Account, place: Path) -> Path:
    """The parent of the directories in ``tree``, or of a copy the account can reach and run.

    ``proof`` is the executable, below that parent, which the account must be able to run.
    """
    parent = tree[0].parent
    if account.can_use(proof):
        return parent
    # Named after the original's time stamp: another release gets another copy.
    copy = place / f"programs-{tree[0].name}-{proof.stat().st_mtime_ns}"
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(prefix="programs-", dir=place))
        for directory in tree:
            shutil.copytree(directory, draft / directory.name, symlinks=True)
        _open_for_reading(draft)
        draft.rename(copy)
    return copy


def _outside(data: Path) -> Path:
    for directory in OUTSIDE:
        if os.access(directory, os.W_OK | os.X_OK):
            made = Path(tempfile.mkdtemp(prefix="handrail-", dir=directory))
            (made / "belongs-to").write_text(f"{data.parent}\n")
            return made
    raise Problem(
        f"The servers' account cannot reach {data}, and {OUTSIDE[0]} cannot be written.",
        "clone to a directory that others may pass, such as /srv, or run as an ordinary user",
    )


def _open_for_reading(top: Path) -> None:
    """Programs can be run as well, though the installer of a wheel may forget that."""
    for path in (top, *top.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.parent.name == "bin" or os.access(path, os.X_OK)
            path.chmod(0o755 if runs else 0o644)
