"""``config.yaml``: every key that it may hold, typed; what is wrong in it is told at once, with file, line and key."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final, get_args

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails

from bot import config_kinds as kinds
from bot.config_file import ConfigMistakes, Mistake, Page, Steps, dotted, read, shown
from bot.config_kinds import OTHERS, PLACE, Address, Part, Wrong
from bot.domain.settings import SETTINGS, nearest

__all__ = ["Address", "Config", "ConfigMistakes", "Mistake", "Place", "keys", "load"]

ACCOUNT: Final = ("password", "password_file", "access_token_file")
SECRETS: Final = frozenset({*ACCOUNT, "recovery_key_file"})
EXAMPLES: Final = {
    "homeserver": "https://matrix.example.org",
    "user_id": '"@kith:example.org"',
    "resources.name": "Night line",
    "resources.contact": "0800 111 0 111",
    "resources.hours": "always",
}


class Invites(Part):
    """Whose invitations are accepted, as patterns of Matrix IDs; none stands for Kith's own server."""

    allow: tuple[kinds.People, ...] = ()


class Place(Part):
    """A place to turn to outside the group; ``police`` says whether it may call them."""

    name: kinds.Name
    contact: kinds.Line
    hours: kinds.Line
    police: kinds.Police = "unknown"

    @model_validator(mode="before")
    @classmethod
    def _from_a_line(cls, raw: object) -> object:
        return raw if isinstance(raw, dict) else PLACE.parse(raw)


class Log(Part):
    """What the log says, and how."""

    level: kinds.Level = "info"
    format: kinds.Format = "text"


class Metrics(Part):
    """Where figures about Kith's own work are served; None serves none."""

    listen: kinds.Listen = None


class Keep(Part):
    """How long what is no longer needed is kept."""

    inbox: kinds.Length = timedelta(days=30)
    letters: kinds.Length = timedelta(days=7)
    undecrypted: kinds.Length = timedelta(days=7)
    left_groups: kinds.Length = timedelta(days=30)


class Keys(Part):
    """What the file says, secrets apart. Paths in it count from its folder."""

    homeserver: kinds.Homeserver
    user_id: kinds.Person
    device_name: kinds.Name = "Kith"
    data_dir: kinds.Beside = Field("data", validate_default=True)
    command_prefix: kinds.Prefix = "!"
    display_name: kinds.Name = "Kith"
    invites: Invites = Invites()
    ignore: tuple[kinds.People, ...] = ()
    encryption: kinds.OnOff = True
    templates_dir: kinds.Folder = None
    operator: kinds.Operator = None
    resources: tuple[Place, ...] = ()
    log: Log = Log()
    metrics: Metrics = Metrics()
    keep: Keep = Keep()
    defaults: kinds.Defaults = Field({}, validate_default=True)


class File(Keys):
    """The file as it is written: a secret, or where it stands; both are read as the secret."""

    password: kinds.Password = None
    password_file: kinds.SecretFile = None
    access_token_file: kinds.SecretFile = None
    recovery_key_file: kinds.SecretFile = None


class Config(Keys):
    """What Kith runs with.

    There is a password or an access token or both. ``recovery_key`` opens an identity that a person made.
    ``defaults`` holds every setting of a group by name, ``warnings`` one line each for what is no mistake.
    """

    password: SecretStr | None
    access_token: SecretStr | None
    recovery_key: SecretStr | None
    warnings: tuple[str, ...]


def load(path: Path, environ: Mapping[str, str]) -> Config:
    """Return what the file says, with the secrets of ``KITH_PASSWORD`` and ``KITH_ACCESS_TOKEN`` before its own.

    Where the environment has one of them, the file's password or token is not looked at. Raises ConfigMistakes
    with everything that is wrong.
    """
    page = read(path)
    warnings = tuple(_warnings(path, page))
    password, token = (SecretStr(environ.get(name, "")) or None for name in ("KITH_PASSWORD", "KITH_ACCESS_TOKEN"))
    _check_account(page, needed=not (password or token))
    if password or token:
        page.tree = {key: value for key, value in page.tree.items() if key not in ACCOUNT}
    try:
        file = File.model_validate(page.tree, context={"folder": path.absolute().parent})
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False):
            _note(page, detail)
        raise ConfigMistakes(page.mistakes.values()) from None
    if page.mistakes:
        raise ConfigMistakes(page.mistakes.values())
    invites = file.invites
    if "allow" not in invites.model_fields_set:
        invites = Invites.model_construct(allow=(f"*:{file.user_id.partition(':')[2]}",))
    return Config.model_construct(
        **{name: getattr(file, name) for name in Keys.model_fields if name != "invites"},
        invites=invites,
        password=password or file.password or file.password_file,
        access_token=token or file.access_token_file,
        recovery_key=file.recovery_key_file,
        warnings=warnings,
    )


def keys(part: type[Part] = File, before: str = "") -> Iterator[str]:
    """Yield every key that the file may hold, as in ``log.level``; those that hold others (``log``) too."""
    for name, field in part.model_fields.items():
        yield before + name
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, Part):
                yield from keys(inner, f"{before}{name}.")


def _check_account(page: Page, *, needed: bool) -> None:
    """Note a way to log in that is missing, or given twice."""
    given = [key for key in ACCOUNT if key in page.tree]
    one = f"one of {', '.join(ACCOUNT)}"
    if needed and not given:
        page.wrong(("password",), "missing", f"{one}; a line like: password_file: password.txt")
    for key in given[1:]:
        page.wrong((key,), f"found beside {given[0]} (line {page.lines[(given[0],)]})", one)


def _warnings(path: Path, page: Page) -> Iterator[str]:
    mode = path.stat().st_mode & 0o777
    if "password" in page.tree and mode & OTHERS:
        yield f"{path} holds a password and others may use it (mode {mode:04o}): chmod 600 {shlex.quote(str(path))}"


def _note(page: Page, detail: ErrorDetails) -> None:
    """Note what pydantic found, in words that name the line and never repeat a secret."""
    steps, key = detail["loc"], dotted(detail["loc"])
    match detail["type"]:
        case "missing":
            page.wrong(steps, "missing", f"a line like: {steps[-1]}: {EXAMPLES[key]}")
        case "extra_forbidden":
            _note_unknown(page, steps, key)
        case "tuple_type":
            page.wrong(steps, _found(page, steps), "a list")
        case "model_type":
            page.wrong(steps, _found(page, steps), "keys, in lines of their own under it")
        case _:
            reason = detail["ctx"]["error"]
            found = reason.found if isinstance(reason, Wrong) else _found(page, steps)
            page.wrong(steps, found, str(reason))


def _note_unknown(page: Page, steps: Steps, key: str) -> None:
    known = {*keys(), *(f"defaults.{name}" for name in SETTINGS)}
    if key in known:
        outer, _, inner = key.partition(".")
        page.wrong(steps, "unknown key", f'a dot means nesting: "{outer}:" and under it "{inner}:"')
    elif steps[0] == "defaults" and isinstance(page.at(steps), dict):
        page.wrong(steps, "unknown key", "settings are not nested but like: support.wave: 3")
    else:
        page.wrong(steps, "unknown key", nearest=nearest(key, known))


def _found(page: Page, steps: Steps) -> str:
    match page.at(steps):
        case None | "":
            return "found nothing"
        case list():
            return "found a list"
        case dict():
            return "found a map"
        case text:
            # An address may hold a password as well: https://name:password@server.
            secret = steps[0] in SECRETS or (steps[0] == "homeserver" and "@" in text)
            return "found ***" if secret else f'found "{shown(text)}"'
