"""listen on: you may be asked when somebody in your group would like a person; your clock and your phone come first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.chat import Ask, Asking, Group, Refused, Say, say
from bot.commands import CONSENT
from bot.commands._facilitating import group_of
from bot.domain import zones
from bot.storage.listeners import PROOF_SLOT, PROOF_WAITS, RINGS
from bot.storage.people import Own
from bot.storage.tx import Tx

NAME = "listen on"
USAGE = ""
EXAMPLE = "listen on"
WHERE = CONSENT

CLOCK, WHEREABOUTS, WHICH, PROOF = "clock", "whereabouts", "which", "proof"
"""What is asked: whether this is their time, where they are, in which of some zones, and whether the note rang."""
LONGEST_PLACE: Final = 4
"""Words of a place; what is longer is no answer, but what somebody has to say."""
YES: Final = 1


def run(ask: Ask, tx: Tx) -> Say | Asking:
    """Ask for the clock; whoever listens already is told so, and a pause is over."""
    group = group_of(ask)
    one = tx.listeners.one(ask.sender, group)
    if one is None or one.proven_at is None:
        # Else a bare "1" would be for two questions, and for none (N28).
        if (before := tx.questions.in_slot(ask.sender, PROOF_SLOT, ask.now)) is not None:
            tx.questions.close(before)
            tx.outbox.dropped(before.letter, ask.now)
        zone, off = tx.people.zone(ask.sender, group), tx.listeners.support_since(group) is None
        question = say("clock", group=group.name, zone=zone, now=ask.now, off=off)
        return _asking(question, ("yes", "no"), group, CLOCK)
    if one.paused_until is None:
        return say("already", group=group.name)
    tx.listeners.pause(ask.sender, group, None)
    return say("again", group=group.name)


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Say | Asking:
    """Go on to the next question, to the proof note and then to listening; `RINGS` is asked again and again."""
    if about["step"] == RINGS:
        return _still_rings(ask, tx)
    group = tx.groups.by_id(int(about["group"]))
    if group is None or ask.sender not in tx.members.of(group):
        raise Refused("gone_group", template="fixed")
    if choice == 0:
        return _read(ask, tx, group)
    return _next(ask, tx, group, about, choice)


def _next(ask: Ask, tx: Tx, group: Group, about: Mapping[str, str], choice: int) -> Say | Asking:
    step, yes = about["step"], choice == YES
    if step == CLOCK and not yes:
        return _asking(say("whereabouts"), ("not now",), group, WHEREABOUTS)
    if step == CLOCK:
        return _proof(ask, tx, group, tx.people.zone(ask.sender, group))
    if step == WHICH:
        return _proof(ask, tx, group, about["zones"].split()[choice - 1])
    if step == WHEREABOUTS:
        return say("not_now", group=group.name)
    tx.listeners.on(ask.sender, group)
    return _on(ask, tx, group)


def _asking(question: Say, choices: tuple[str, ...], group: Group, step: str, **more: str) -> Asking:
    about = {"group": str(group.id), "step": step, **more}
    return Asking(question, choices, NAME, about, free=True)


def _read(ask: Ask, tx: Tx, group: Group) -> Asking:
    """Take a clock time, a city or a zone for where they are; ask again where it can't be read."""
    typed, groups = ask.words.strip().strip('"'), tx.people.zone_of_group(ask.sender, group)
    match zones.read(typed, ask.said, (groups, tx.people.zone(ask.sender, group))):
        case zones.Meant(zone):
            return _proof(ask, tx, group, zone)
        case zones.Several(found):
            return _asking(say("which", zones=found), found, group, WHICH, zones=" ".join(found))
        case zones.Unclear() if len(typed.split()) > LONGEST_PLACE:
            raise Refused("not_understood", template="fixed", rings=True)
        case zones.Unclear():
            return _asking(say("unclear", typed=typed), ("not now",), group, WHEREABOUTS)


def _proof(ask: Ask, tx: Tx, group: Group, zone: str) -> Asking:
    """Keep the zone, in which their hours are meant from now on, and send the note that is to ring."""
    tx.people.sets(ask.sender, Own(zone=zone))
    tx.touched(ask.sender)
    about = {"group": str(group.id), "step": PROOF}
    question = say("proof", group=group.name, zone=zone, now=ask.now)
    return Asking(question, ("yes",), NAME, about, PROOF_WAITS, slot=PROOF_SLOT)


def _on(ask: Ask, tx: Tx, group: Group) -> Say:
    one = tx.listeners.one(ask.sender, group)
    assert one is not None, "they said so and are in the group"
    return say(
        "on",
        group=group.name,
        off=tx.listeners.support_since(group) is None,
        ready=max(one.settled_at, ask.now),
        settled=one.settled_at <= ask.now,
        never=1 not in one.open,
        zone=one.zone,
        now=ask.now,
    )


def _still_rings(ask: Ask, tx: Tx) -> Say:
    groups = tx.listeners.groups(ask.sender)
    if not groups:
        return Say("nowhere", template="listen")
    tx.listeners.proven(ask.sender)
    return say("rings", groups=[group.name for group in groups])
