"""Giving up the device that Kith was: what a restore does, since the letters' keys begin anew with it."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.matrix import identity


def retire(data_dir: Path) -> None:
    """Never be that device again: list it, and forget its token and its keys.

    The next start logs in as a new one, or says that a token of the old one can't be used.
    """
    kept = identity.read(data_dir / "identity")
    if kept is not None:
        identity.retire(data_dir / "identity", kept.device_id)
        shutil.rmtree(data_dir / "crypto", ignore_errors=True)
