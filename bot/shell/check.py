"""kith check: what is needed to run, a line each."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from bot.config import Config, ConfigMistakes, load
from bot.matrix import CannotStart, Session, fingerprint
from bot.shell.folder import Stopped, held, is_held
from bot.shell.house import account
from bot.shell.run import skewed
from bot.storage.database import FILE, migrations, what_ails


async def check(path: Path, environ: Mapping[str, str]) -> int:
    """Print a line for each thing that `run` needs; return 0 when all are well, else 1 (2 for the configuration)."""
    try:
        config = load(path, environ)
    except ConfigMistakes as mistakes:
        _print("configuration", ok=False, says=str(mistakes))
        return 2
    _print("configuration", ok=True, says="; ".join([str(path), *config.warnings]))
    database = _database(config.data_dir / FILE)
    session = await _session(config)
    return 0 if database and session else 1


def _print(what: str, *, ok: bool, says: str) -> None:
    print(f"{'ok ' if ok else 'NOT'} {what}: {says}")


def _database(path: Path) -> bool:
    if not path.is_file():
        _print("database", ok=True, says=f"{path} will be made by kith run")
        return True
    newest = migrations()[-1][0]
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        _print("database", ok=False, says=what_ails(path, error))
        return False
    well = bool(verdict == "ok" and version <= newest)
    says = f"{path}, whole, schema {version}" if verdict == "ok" else f"{path} is damaged: kith restore FILE"
    if version > newest:
        says = f"{path} was written by a newer Kith (schema {version}, this one knows {newest})"
    _print("database", ok=well, says=says)
    return well


async def _session(config: Config) -> bool:
    """Log in as `run` would. Beside a running Kith the device is in use, so what it says of itself has to do."""
    if is_held(config.data_dir):
        _print("login", ok=True, says="kith run is using this data_dir now, so it is logged in")
        try:
            shown = fingerprint(config.data_dir)
        except CannotStart as broken:
            _print("identity", ok=False, says=str(broken))
            return False
        if shown:
            _print("identity", ok=True, says=shown)
        return True
    try:
        again = (config.data_dir / "identity" / "device.json").exists()
        with held(config.data_dir):
            session = await Session.connect(account(config), config.data_dir, may_replace=False)
    except (CannotStart, Stopped) as stopped:
        _print("homeserver, login and identity", ok=False, says=str(stopped))
        return False
    try:
        off = skewed(session.clock_skew)
        _print("homeserver", ok=True, says=str(config.homeserver))
        way = "with the token of last time; a password is tried only for a new login" if again else "as a new device"
        _print("login", ok=True, says=f"{session.user_id}, {way}")
        _print("encryption", ok=True, says="on, with keys in crypto/" if config.encryption else "off")
        trusted = not config.encryption or _identity(config, session)
        _print("clock", ok=off is None, says=off or "agrees with the homeserver's")
    finally:
        await session.close()
    return trusted and off is None


def _identity(config: Config, session: Session) -> bool:
    """Say whether strict clients take Kith for itself, and what a person compares with what their client shows."""
    signed, unsigned = "Kith's device is signed by its identity", "Kith's device is not signed yet; try again"
    _print("cross-signing", ok=session.is_trusted, says=signed if session.is_trusted else unsigned)
    _print("identity", ok=True, says=fingerprint(config.data_dir) or "none yet")
    return session.is_trusted
