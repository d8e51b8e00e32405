"""Giving up the device that Kith was: what a restore does, since the letters' keys begin anew with it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from bot.matrix import identity


def retire(data_dir: Path) -> None:
    """Never be that device again: list it, and forget its token and its keys.

    The next start logs in as a new one, or says that a token of the old one can't be used.
    """
    folder = data_dir / "identity"
    kept = identity.read(folder)
    if kept is None:
        return
    listed = sorted(identity.retired(folder) | {kept.device_id})
    beside = folder / "retired.json.new"
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(listed, file)
    beside.replace(folder / "retired.json")
    shutil.rmtree(data_dir / "crypto", ignore_errors=True)
    (folder / "device.json").unlink()
