"""support: ask whoever is willing to be there. At most one question is asked back, and no answer to it is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.chat import Ask, Asking, Group, Refused, Say, say
from bot.commands import PRIVATE
from bot.commands._requests import end_open, groups_with_support, seen
from bot.domain import asking
from bot.domain.request_events import Agreed, AskedAgain, InTouch, NotNow, SomeoneElse, Yes
from bot.domain.requests import MODES
from bot.storage.beginnings import HOLDS, UNANSWERED, WAITS, WHICH, begin, off, when_in
from bot.storage.following import DRAFT, HELD, HELD_LINE, LINE, Answer
from bot.storage.people import CHOICE_HOLDS
from bot.storage.tx import Tx

NAME = "support"
USAGE = "[now|today|week] [listen|company|practical|distract|witness] [named|quiet] [<note>]"
EXAMPLE = "support now company"
WHERE = PRIVATE

WHENS = ("now", "today", "this week")


def run(ask: Ask, tx: Tx) -> Answer:
    """Open a request in the only group there is or the one chosen; else ask which, or when, and nothing besides."""
    wish, groups = asking.read(ask.words), groups_with_support(ask, tx)
    tx.questions.drop(ask.sender, WHICH)
    if not groups:
        return seen(off(tx, ask.sender), ask)
    group = _meant(ask, tx, groups)
    if group is not None:
        tx.questions.drop(ask.sender, when_in(group))
    name = tx.support.name(ask)
    if group is None:
        return _which(ask, tx, groups, name)
    if wish.mode is None and not tx.requests.of(ask.sender, group):
        return _when(ask, tx, group, name)
    return seen(begin(tx, ask.sender, group, wish, name, teller=ask.sender), ask)


def _meant(ask: Ask, tx: Tx, groups: list[Group]) -> Group | None:
    if len(groups) == 1:
        return groups[0]
    chosen = tx.people.chosen(ask.sender, ask.now)
    open_in = [kept.group for kept in tx.requests.of(ask.sender)]
    meant = chosen if chosen is not None else open_in[0] if len(open_in) == 1 else None
    return next((group for group in groups if group.id == meant), None)


def _which(ask: Ask, tx: Tx, groups: list[Group], name: str) -> Asking:
    names = tuple(group.name for group in groups)
    numbers = " ".join(str(group.id) for group in groups)
    about = {"of": "which", DRAFT: name, "words": ask.words, "groups": numbers}
    tx.jobs.at(ask.now + WAITS, UNANSWERED, name)
    question = say("which", groups=names, places=tx.resources.some_of(tx.groups.of(ask.sender), tx.house), seen=False)
    return Asking(question, names, NAME, about, HOLDS, slot=WHICH)


def _when(ask: Ask, tx: Tx, group: Group, name: str) -> Asking:
    about = {"of": "when", DRAFT: name, "words": ask.words, "group": str(group.id)}
    tx.jobs.at(ask.now + WAITS, UNANSWERED, name, group.id)
    places = tx.resources.some(group, tx.house)
    question = say("when", group=group.name, places=places, seen=ask.group is not None)
    return Asking(question, WHENS, NAME, about, HOLDS, slot=when_in(group))


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Answer:
    """Go on with what was said: which group, when, yes or not now, this person or somebody else, in touch or not."""
    first = choice == 1
    match about["of"]:
        case "which" | "when":
            return _answered_back(ask, tx, about, choice)
        case "ping":
            tx.listeners.proven(ask.sender)
            told = tx.support.hears(about["request"], Yes(ask.sender) if first else NotNow(ask.sender), ask.sender)
            told = told or say(_afterwards(about) if first else "not_now", rings=True)
            return None if _answered_already(ask, tx, about, told) else told
        case "offer":
            agreed = Agreed(about["person"]) if first else SomeoneElse(about["person"])
            return tx.support.hears(about["request"], agreed, ask.sender) or say("nothing_open", rings=True)
        case "touch":
            said = InTouch(about["person"], yes=first)
            return tx.support.hears(about["request"], said, ask.sender) or say("nothing_open", rings=True)
        case of:
            raise AssertionError(of)


def _afterwards(about: Mapping[str, str]) -> str:
    """Return what a yes hears to a request that is no longer open."""
    return HELD_LINE if about.get("went") == HELD else "let_go"


def _answered_already(ask: Ask, tx: Tx, about: Mapping[str, str], told: Answer) -> bool:
    """Return whether a yes crossed with the line that it would be answered with: many may say yes at one moment."""
    line = about.get(LINE)
    return (
        isinstance(told, Say) and told.outcome == HELD_LINE and line is not None and tx.outbox.follows(line, ask.said)
    )


def _answered_back(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Answer:
    wish = asking.read(about["words"])
    if about["of"] == "which":
        number = int(about["groups"].split()[choice - 1])
    else:
        number, wish = int(about["group"]), replace(wish, mode=MODES[choice - 1])
    group = next((group for group in tx.groups.of(ask.sender) if group.id == number), None)
    if group is None:
        raise Refused("gone_group", template="fixed")
    if about["of"] == "which":
        tx.people.chose(ask.sender, group, ask.now + CHOICE_HOLDS)
    name = about.get("request", about[DRAFT])
    kept = tx.requests.named(name)
    if kept is not None and kept.request.mode == wish.mode:
        return say("as_you_say", group=group.name)  # it was taken as this a moment ago
    if kept is not None:
        return tx.support.hears(name, AskedAgain(wish.mode), ask.sender)
    return begin(tx, ask.sender, group, wish, name, teller=ask.sender)


def ends(person: str, tx: Tx) -> Say | None:
    """End this person's own open requests, in every group."""
    return say("stopped") if end_open(person, tx) else None
