"""What the keys of ``config.yaml`` take: each a type that reads a text, or says what is allowed instead."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, SecretStr, ValidationInfo, create_model

from bot.config_takes import Taken, said
from bot.domain import places
from bot.domain.settings import LENGTH, ON_OFF, SETTINGS, Value

T = TypeVar("T")

OTHERS: Final = 0o077  # the bits of a file's mode that let group and others do anything

_SERVER: Final = r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
_USER: Final = rf"@[!-9;-~]+:{_SERVER}"
_PATTERN: Final = r"(?:@[!-9;-~]+|\*):[A-Za-z0-9.*:\[\]-]+"
_LONGEST_ID: Final = 255  # Matrix specification, appendices, "Common Identifier Format"
_LONGEST_PREFIX: Final = 3


class Wrong(ValueError):
    """A value that is wrong for a reason that the value itself doesn't show."""

    def __init__(self, found: str, allowed: str) -> None:
        """Keep what was found and what is allowed; neither repeats a secret."""
        super().__init__(allowed)
        self.found = found


def _matching(allowed: str, pattern: str, longest: int) -> Taken[str]:
    def parse(text: str) -> str:
        if len(text) > longest or re.fullmatch(pattern, text) is None:
            raise ValueError
        return text

    return Taken(allowed, parse)


def _line(longest: int) -> Taken[str]:
    def parse(text: str) -> str:
        if not 1 <= len(text) <= longest or not text.isprintable():
            raise ValueError
        return text

    return Taken(f"text in one line, up to {longest} characters", parse)


def _choice(*words: str) -> Taken[str]:
    def parse(text: str) -> str:
        if text.lower() not in words:
            raise ValueError
        return text.lower()

    return Taken(", ".join(words), parse)


def _homeserver(text: str) -> str:
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.hostname or not text.isprintable() or " " in text:
        raise ValueError
    if url.port == 0 or "@" in url.netloc or "?" in text or "#" in text:
        raise ValueError
    return text.rstrip("/")


def _prefix(text: str) -> str:
    # Clients keep a message that begins with / for themselves, and @ begins everybody's ID.
    if not 1 <= len(text) <= _LONGEST_PREFIX or not text.isprintable() or text[0] in "/@":
        raise ValueError
    if any(character.isalnum() or character.isspace() for character in text):
        raise ValueError
    return text


def _police(text: str) -> str:
    words = {"yes": "yes", "true": "yes", "on": "yes", "no": "no", "false": "no", "off": "no", "unknown": "unknown"}
    if text.lower() not in words:
        raise ValueError
    return words[text.lower()]


def _place(line: str) -> dict[str, str]:
    match places.read(line):
        case places.Unclear(why) if why != "police":
            raise ValueError
        case places.Unclear(_, place) | (places.Written() as place):
            return asdict(place)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a listener of Kith's own is bound to."""

    host: str
    port: int


def _listen(text: str) -> Address | None:
    if text.lower() in ("off", "false", "no"):
        return None
    url = urlsplit(f"//{text}")
    if not url.hostname or not url.port or text != url.netloc or "@" in text:
        raise ValueError
    return Address(host=url.hostname, port=url.port)


_PATH: Final = _line(1000)


def _beside(raw: object, info: ValidationInfo[Mapping[str, Path]]) -> Path:
    """Return the path, which counts from the configuration's folder."""
    text = _PATH.parse(raw)
    if text.startswith("~"):
        raise ValueError("a path from / on or from the folder of this file; ~ is not read")
    return info.context["folder"] / text


def _folder(raw: object, info: ValidationInfo[Mapping[str, Path]]) -> Path:
    path = _beside(raw, info)
    try:
        found = path.is_dir()
    except OSError as error:
        raise Wrong(f"the folder can't be read ({error.strerror})", "a folder that exists") from None
    if not found:
        raise Wrong("there is no such folder", "a folder that exists")
    return path


def _secret_file(raw: object, info: ValidationInfo[Mapping[str, Path]]) -> SecretStr:
    """Return what stands in a file that nobody but its owner may read, without one newline at its end."""
    path = _beside(raw, info)
    allowed = "a file with the secret in one line that nobody else may read"
    try:
        # The mistake does not repeat the path here: somebody may have written the secret where its file belongs.
        if not path.is_file():
            raise Wrong("there is no such file", allowed)
        mode = path.stat().st_mode & 0o777
        if mode & OTHERS:
            raise Wrong(f"others may use this file (mode {mode:04o})", f"0600: chmod 600 {shlex.quote(str(path))}")
        secret = path.read_bytes().decode()
    except OSError as error:
        raise Wrong(f"the file can't be read ({error.strerror})", allowed) from None
    except UnicodeDecodeError:
        raise Wrong("the file is not UTF-8", allowed) from None
    secret = secret.removesuffix("\n").removesuffix("\r")
    if not secret.strip():
        raise Wrong("the file is empty", allowed)
    if len(secret.splitlines()) > 1:
        raise Wrong("the file has several lines", allowed)
    return SecretStr(secret)


def _password(raw: object) -> SecretStr:
    match raw:
        case str() if raw.strip():
            return SecretStr(raw)
        case _:
            raise ValueError("a password in quotes")


def _as(kind: Taken[T]) -> PlainValidator:
    return PlainValidator(kind.parse)


def _settings(raw: object) -> Mapping[str, Value]:
    """Return every setting of a group by name, the given ones as they are read; others are mistakes."""
    # pydantic takes over the mistakes of an inner model with their places.
    return MappingProxyType(_Settings.model_validate(raw).model_dump(by_alias=True))


class Part(BaseModel):
    """Keys that stand together; one that is not named here is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


_FIELDS: Final[dict[str, Any]] = {
    name.replace(".", "_"): (Annotated[object, _as(said(setting.kind))], Field(setting.default, alias=name))
    for name, setting in SETTINGS.items()
}
_Settings: Final = create_model("_Settings", __base__=Part, **_FIELDS)

Length = Annotated[timedelta, _as(said(LENGTH))]
OnOff = Annotated[bool, _as(said(ON_OFF))]
Name = Annotated[str, _as(_line(100))]
Line = Annotated[str, _as(_line(300))]
Operator = Annotated[str | None, _as(_line(300))]
PERSON: Final = _matching('a whole Matrix ID in quotes, like "@kith:example.org"', _USER, _LONGEST_ID)
Person = Annotated[str, _as(PERSON)]
People = Annotated[str, _as(_matching('"*:example.org" or "@ana:example.net", in quotes', _PATTERN, _LONGEST_ID))]
Homeserver = Annotated[str, _as(Taken("an address like https://matrix.example.org", _homeserver))]
Prefix = Annotated[
    str,
    _as(Taken('1 to 3 signs in quotes, no letter, digit or space, not / or @ first, like "!"', _prefix)),
]
Listen = Annotated[Address | None, _as(Taken("off, or host:port like 127.0.0.1:9100", _listen))]
Beside = Annotated[Path, PlainValidator(_beside)]
Folder = Annotated[Path | None, PlainValidator(_folder)]
Password = Annotated[SecretStr | None, PlainValidator(_password)]
SecretFile = Annotated[SecretStr | None, PlainValidator(_secret_file)]
Level = Annotated[Literal["debug", "info", "warning", "error"], _as(_choice("debug", "info", "warning", "error"))]
Format = Annotated[Literal["text", "json"], _as(_choice("text", "json"))]
Police = Annotated[Literal["yes", "no", "unknown"], _as(Taken("yes, no, unknown", _police))]
PLACE: Final = Taken("Name, number or link, hours[, police yes|no|unknown]", _place)
Defaults = Annotated[Mapping[str, Value], PlainValidator(_settings)]
