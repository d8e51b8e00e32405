"""How people type: curly quotes, long dashes, capitals and a final full stop mean nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_PLAIN = str.maketrans(
    {
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{DOUBLE LOW-9 QUOTATION MARK}": '"',
        "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
        "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}": '"',
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{MINUS SIGN}": "-",
        "\N{NO-BREAK SPACE}": " ",
    }
)
# What people type for a choice that is called by any of these words, in every language that Kith speaks.
_VARIANTS = (
    frozenset(
        {"yes", "y", "ok", "okay", "sure", "yep", "yeah", "yes please", "\N{THUMBS UP SIGN}", "\N{OK HAND SIGN}"}
        | {"ja", "j", "jo", "jep", "klar", "gern", "gerne", "ja bitte"}
    ),
    frozenset(
        {"no", "n", "nope", "no thanks", "no thank you", "\N{THUMBS DOWN SIGN}"}
        | {"nein", "nee", "n\u00f6", "nein danke"}
    ),
    frozenset({"not now", "jetzt nicht", "nicht jetzt", "gerade nicht"}),
    frozenset({"skip", "\u00fcberspringen"}),
    frozenset({"someone else", "somebody else", "jemand anders", "jemand anderes", "jemand anderen"}),
    frozenset({"pass", "i pass", "passe", "passen", "ich passe"}),
    frozenset({"swap", "tauschen", "tausche"}),
    frozenset({"now", "right now", "jetzt", "sofort"}),
    frozenset({"today", "tonight", "heute", "heute abend"}),
    frozenset({"this week", "week", "diese woche", "woche"}),
    frozenset({"none", "keine"}),
    frozenset({"never mind", "doch nicht"}),
    frozenset({"all", "alle", "both", "beide"}),
    frozenset({"share", "share it", "teilen", "teile es"}),
    # The third of three ways; where there are two its number means nothing else.
    frozenset({"let it go", "let go", "loslassen", "lass los", "3"}),
)
_YES, _NO, _NOT_NOW, _SKIP, _SOMEONE_ELSE, _PASS, *_, _SHARE, _LET_GO = _VARIANTS
_OFF = frozenset({"off", "none", "nothing", "aus", "kein", "keine", "keiner", "keinen", "keins", "nichts"})
_TWO = 2  # of three choices a plain no says too little
_BESIDE_EMOJI = frozenset({"\N{VARIATION SELECTOR-16}", "\N{ZERO WIDTH JOINER}", "\N{FEMALE SIGN}", "\N{MALE SIGN}"})
_SKIN = dict.fromkeys(range(0x1F3FB, 0x1F400))
_SET_MY = re.compile(r"\s*(?:set|change)\s+my\s+(?=(?:time[ -]?zone|quiet|discreet|language)\b)", re.IGNORECASE)
_TWO_OF_ONE = re.compile(r"\s*(?P<first>check|time)[ -](?P<second>in|zone)(?!\w)", re.IGNORECASE)
_TO = re.compile(r"(?P<what>timezone|quiet|discreet|language)(?:\s+hours)?(?:\s+to)?(?=\s)", re.IGNORECASE)
_FINAL = ".!?\N{HORIZONTAL ELLIPSIS} "  # phones make one sign of three dots
_NUMBER = re.compile(r"(\d)\N{VARIATION SELECTOR-16}?\N{COMBINING ENCLOSING KEYCAP}?\.?")


def plainly(text: str) -> str:
    """Return the text with plain quotes, dashes and spaces; its length in characters stays."""
    return text.translate(_PLAIN).strip()


def quoted(text: str) -> str:
    """Return a text without the quotes around the whole of it; its lines stay."""
    text = text.strip()
    inner = text[1:-1]
    return inner.strip() if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in inner else text


def whole(text: str) -> str:
    """Return a whole message as it is compared: plain, in lower case, without final ``.``, ``!`` or ``?``."""
    return " ".join(plainly(text).rstrip(_FINAL).casefold().split())


def is_off(text: str) -> bool:
    """Return whether a whole text says that something is to be no more, or that there is to be none of it."""
    return whole(text) in _OFF


def bare(text: str) -> str:
    """Return a whole message without what phones add and leave out: emoji at its end, apostrophes and commas."""
    words = whole(text)
    while words and (words[-1] in _BESIDE_EMOJI or unicodedata.category(words[-1]) in {"So", "Sk"}):
        words = words[:-1].rstrip(_FINAL)
    return " ".join(words.replace("'", "").replace(",", " ").split())


def as_command(text: str) -> str:
    """Return the text with its beginning as the command is written.

    Of "checkin" and "timezone" phones make two words or a hyphen, and people say "set my timezone to" for the latter.
    """
    if own := _SET_MY.match(text):
        text = text[own.end() :]
    if two := _TWO_OF_ONE.match(text):
        text = f"{two['first']}{two['second']}".lower() + text[two.end() :]
    if (to := _TO.match(text)) and text[to.end() :].strip():
        text = to["what"] + text[to.end() :]
    return text


@dataclass(frozen=True, slots=True)
class Found:
    """A command found at the start of a text: its name and the words after it, as they were typed."""

    name: str
    words: str


def command(text: str, names: Sequence[str]) -> Found | None:
    """Return the command that the text begins with; of several the one with most words."""
    typed = plainly(text)
    for name in sorted(names, key=lambda name: -name.count(" ")):
        pattern = r"\s+".join(re.escape(word) for word in name.split())
        found = re.match(rf"{pattern}(?P<end>[{re.escape(_FINAL.strip())}]*)(?:\s+|$)", typed, re.IGNORECASE)
        if found and (not found["end"] or found.end() == len(typed)):
            return Found(name, typed[found.end() :].strip())
    return None


def choice(text: str, choices: Sequence[str]) -> int | None:
    """Return which choice, counted from 1, an answer means: its number, its words, or another word for it.

    Where there are two choices, a plain no is "skip", or "not now" or "someone else" beside a yes.
    """
    answer = whole(text)
    if (number := _NUMBER.fullmatch(answer)) and 1 <= int(number[1]) <= len(choices):
        return int(number[1])
    called = [whole(words) for words in choices]
    if answer in called:
        return called.index(answer) + 1
    plain = bare(text) or answer.translate(_SKIN)
    meant = next((words for words in _VARIANTS if plain in words), frozenset[str]())
    if meant is _NO and len(called) == _TWO:
        meant = _NO | _SKIP | _LET_GO | (_NOT_NOW | _SOMEONE_ELSE if called[0] in _YES else _NO)
    meant = {_YES: _YES | _SHARE, _NOT_NOW: _NOT_NOW | _LET_GO, _PASS: _PASS | _LET_GO}.get(meant, meant)
    return next((n for n, words in enumerate(called, 1) if words in meant), None)


def is_number(text: str) -> bool:
    """Return whether a text is one digit, as the number of a choice is typed or tapped."""
    return _NUMBER.fullmatch(whole(text)) is not None


def one_edit(typed: str, word: str) -> bool:
    """Return whether one letter more, less, other or swapped with its neighbour makes them the same."""
    if typed == word or abs(len(typed) - len(word)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b), min(len(typed), len(word)))
    a, b = typed[start:], word[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
