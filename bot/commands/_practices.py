"""What the commands about a group's practices share: reading one, and which of them is meant."""

from __future__ import annotations

from bot.chat import Ask, Group, Refused
from bot.commands.agreements_set import LONGEST
from bot.domain import practice
from bot.domain.practice import Practices, Unclear


def read(typed: str, those: Practices, group: Group, begun: str) -> tuple[str, ...]:
    """Return the new practices that a text spells, or refuse: what was understood, what was not, and what works."""
    match practice.read(typed):
        case Unclear(why, words):
            raise Refused("unclear", template="practice", why=why, words=words, begun=begun, group=group.name)
        case texts:
            pass
    for text in texts:
        if len(text) > LONGEST:
            raise Refused("long", template="practice", length=len(text), longest=LONGEST, begun=begun, group=group.name)
    if twice := next((text for n, text in enumerate(texts) if text in (*those.texts, *texts[:n])), None):
        raise Refused("already", template="practice", text=twice, group=group.name)
    return texts


def number_of(typed: str, those: Practices, group: Group, begun: str, rest: str = "") -> int:
    """Return the number of the practice that is meant, or refuse, and tell how many there are."""
    need_some(those, group)
    number = practice.numbered(typed, those)
    if number is None:
        count = len(those.texts)
        raise Refused("which", template="practice", typed=typed, count=count, begun=begun, rest=rest, group=group.name)
    return number


def need_some(those: Practices, group: Group) -> None:
    """Refuse where the group has no practices."""
    if not those.texts:
        raise Refused("none", template="practice", group=group.name)


def parted(ask: Ask) -> tuple[str, str]:
    """Return the first word, which is to be a number, and the text behind it with its lines."""
    typed, *rest = ask.words.split(maxsplit=1) or [""]
    return typed, rest[0] if rest else ""
