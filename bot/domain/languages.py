"""The languages that Kith speaks: each has a folder in ``bot/templates``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.domain import words

LANGUAGES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"de": ("deutsch", "german", "ger", "deu"), "en": ("english", "englisch", "eng")}
)
"""Every language by its tag, with other words by which people call it."""
ENGLISH: Final = "en"


def read(typed: str) -> str:
    """Return the tag of the language that is meant: by tag, with a region or without, or by name; else ValueError."""
    text = words.whole(typed).strip("\"' ")
    tag = text.replace("_", "-").partition("-")[0]
    for language, names in LANGUAGES.items():
        if tag == language or text in names:
            return language
    raise ValueError(typed)
