"""What `setup` walks through."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, assert_never

from bot.chat import Place, Refused, say
from bot.commands import _meeting_step, _rota_step, _zone
from bot.commands._listing import add, decline, may_be_added, read
from bot.commands._support import ON_OFF, covered, switch
from bot.commands._walk import LONGEST_SHOWN, Question, Step, Walk
from bot.commands.agreements_set import LONGEST
from bot.commands.resources_add import EXAMPLE
from bot.domain import settings, words, zones
from bot.domain.settings import Setting
from bot.storage.resources import CHANGED as RESOURCES
from bot.storage.support import SWITCH
from bot.storage.texts import AGREEMENTS

NONE: Final = "none"
"""Is kept of the places where the group has none on purpose; a line that spells one has commas."""


# -------------------------------------------------------------------------- settings


def _sets(setting: Setting[settings.Value]) -> Callable[[Walk, str], None]:
    def does(walk: Walk, kept: str) -> None:
        walk.tx.settings.put(walk.group, setting, setting.parse(kept), walk.ask.sender, walk.ask.now)

    return does


def _shows(setting: Setting[settings.Value]) -> Callable[[Walk, str], Mapping[str, object]]:
    def shows(walk: Walk, kept: str) -> Mapping[str, object]:
        return {"name": setting.name, "new": kept, "old": walk.tx.settings.shown(walk.group, setting.name)}

    return shows


def _asks_zone(walk: Walk) -> Question:
    zone = walk.tx.settings.get(walk.group, settings.TIMEZONE)
    return Question(say("zone", group=walk.group.name, zone=zone), ("keep it",), free=True)


def _reads_zone(walk: Walk, choice: int, typed: str) -> str | Question | None:
    if choice:
        return _other_zone(walk, walk.about["zones"].split()[choice - 1]) if "zones" in walk.about else None
    text = words.quoted(typed).rstrip(".!?")
    match zones.read(text, walk.ask.said, _zone.usual(walk.ask, walk.tx, walk.group)):
        case zones.Meant(zone):
            return _other_zone(walk, zone)
        case zones.Several(found):
            question = say("zone_several", zones=found, group=walk.group.name)
            return Question(question, found, free=True, about={"zones": " ".join(found)})
        case zones.Unclear(why):
            question = say("zone_unclear", typed=text[:LONGEST_SHOWN], why=why)
            return Question(question, ("keep it",), free=True)
        case never:
            assert_never(never)


def _other_zone(walk: Walk, zone: str) -> str | None:
    return None if zone == walk.tx.settings.get(walk.group, settings.TIMEZONE) else zone


def _asks_welcome(walk: Walk) -> Question | None:
    is_on = walk.tx.settings.get(walk.group, settings.WELCOME)
    return None if is_on else Question(say("newcomers", group=walk.group.name), ("yes",))


def _reads_welcome(walk: Walk, choice: int, typed: str) -> str:
    return settings.WELCOME.show(value=True)


# ----------------------------------------------------------------- places to turn to


def _asks_places(walk: Walk) -> Question:
    count, declined = len(walk.tx.resources.of(walk.group)), walk.tx.resources.declined(walk.group)
    question = say("places", group=walk.group.name, count=count, declined=declined, example=EXAMPLE)
    # A list that has places is not thrown away by a word, and what is so already is no choice.
    offered = ("add one now",) if count or declined else ("add one now", "none")
    return Question(question, offered, free=True)


def _reads_places(walk: Walk, choice: int, typed: str) -> str | Question:
    match choice:
        case 0:
            may_be_added(walk.tx, walk.group, read(typed, EXAMPLE))
            return typed
        case 1:
            return Question(say("place", group=walk.group.name, example=EXAMPLE), (), free=True)
        case _:
            return NONE


def _does_places(walk: Walk, kept: str) -> None:
    ask, tx = walk.ask, walk.tx
    if kept == NONE:
        decline(tx, walk.group, ask.sender, ask.now)
    else:
        add(tx, walk.group, read(kept, EXAMPLE), ask.sender, ask.now)


def _shows_places(walk: Walk, kept: str) -> Mapping[str, object]:
    place: Place | str = "" if kept == NONE else read(kept, EXAMPLE)
    return {"name": RESOURCES, "place": place}


# --------------------------------------------------------------------------- support


def _asks_support(walk: Walk) -> Question | None:
    tx, group = walk.tx, walk.group
    places = RESOURCES in walk.about or tx.resources.settled(group)
    if tx.support.is_on(group) or not places:  # without them it can't be switched on (N18)
        return None
    return Question(say("support", group=group.name), ("yes",))


def _reads_support(walk: Walk, choice: int, typed: str) -> str:
    return ON_OFF[True]


def _does_support(walk: Walk, kept: str) -> None:
    if not walk.tx.resources.settled(walk.group):  # they are gone by now
        raise Refused("places_first", template="support_on", group=walk.group.name)
    switch(walk.ask, walk.tx, walk.group, on=True)


def _shows_support(walk: Walk, kept: str) -> Mapping[str, object]:
    return {"name": SWITCH, **covered(walk.tx, walk.group)}


# ------------------------------------------------------------------------ agreements


def _start(walk: Walk) -> str:
    """Return agreements for a group that has none and wants some at once, in its language."""
    return walk.tx.letters.words_in(walk.group, say("start"))


def _asks_agreements(walk: Walk) -> Question:
    if walk.tx.texts.get(walk.group, AGREEMENTS) is None:
        question = say("agreements_first", group=walk.group.name, start=_start(walk))
        return Question(question, ("these",), free=True)
    return Question(say("agreements_again", group=walk.group.name), ("keep them",), free=True)


def _reads_agreements(walk: Walk, choice: int, typed: str) -> str | Question | None:
    before = walk.tx.texts.get(walk.group, AGREEMENTS)
    if choice:
        return _start(walk) if before is None else None
    text = words.quoted(typed)
    if len(text) > LONGEST:
        start = "" if before else _start(walk)
        offered = ("keep them",) if before else ("these",)
        return Question(say("agreements_long", length=len(text), longest=LONGEST, start=start), offered, free=True)
    return None if not text or text == before else text


def _does_agreements(walk: Walk, kept: str) -> None:
    walk.tx.texts.put(walk.group, AGREEMENTS, kept, walk.ask.sender, walk.ask.now)


def _shows_agreements(walk: Walk, kept: str) -> Mapping[str, object]:
    return {"name": AGREEMENTS, "text": kept}


STEPS: Final = (
    Step(settings.TIMEZONE.name, _asks_zone, _reads_zone, _sets(settings.TIMEZONE), _shows(settings.TIMEZONE)),
    Step(RESOURCES, _asks_places, _reads_places, _does_places, _shows_places),
    _meeting_step.STEP,
    _rota_step.STEP,
    Step(SWITCH, _asks_support, _reads_support, _does_support, _shows_support),
    Step(AGREEMENTS, _asks_agreements, _reads_agreements, _does_agreements, _shows_agreements),
    Step(settings.WELCOME.name, _asks_welcome, _reads_welcome, _sets(settings.WELCOME), _shows(settings.WELCOME)),
)
"""What is walked through, in this order. A step of its own kind joins here, with its blocks in the template `setup`."""
