"""What commands of listeners share: who is one, and whom somebody means by a name."""

from __future__ import annotations

from bot.chat import Ask, Group, Refused
from bot.commands._facilitating import group_of
from bot.domain import naming
from bot.domain.listening import Listener
from bot.storage.tx import Tx


def listener(ask: Ask, tx: Tx) -> tuple[Group, Listener]:
    """Return the group that is meant, and its sender as a listener in it; else refuse, and say how to become one."""
    group = group_of(ask)
    one = tx.listeners.one(ask.sender, group)
    if one is None:
        raise Refused("not_here", template="listen", group=group.name)
    return group, one


def members(tx: Tx, person: str) -> dict[str, str]:
    """Return who else is in a group with this person, by name in the first of those groups."""
    found: dict[str, str] = {}
    for group in tx.groups.of(person):
        for one in tx.members.all_in(group):
            found.setdefault(one.person, one.name)
    return {other: name for other, name in found.items() if other != person}


def whom(ask: Ask, tx: Tx) -> tuple[str, str, bool]:
    """Return whom its words mean: their ID, what they are called, and whether they are in a group with its sender.

    By a pill or a whole ID it may be anybody.
    """
    typed = ask.words.strip().strip('"').rstrip(".!?, ")
    called = [{one.person: one.name for one in tx.members.all_in(group)} for group in tx.groups.of(ask.sender)]
    found = [naming.who(typed, ask.pills, names) for names in (*called, {tx.house.me: tx.house.name})]
    meant = {one.person for one in found if isinstance(one, naming.Meant)}
    several = len(meant) > 1 or any(isinstance(one, naming.Unclear) and one.several for one in found)
    if several or not meant:
        raise Refused("several" if several else "nobody", template="not_with", typed=typed)
    (person,), known = meant, members(tx, ask.sender)
    # What is typed by hand differs in its capitals; a seal would then be another's.
    person = next((one for one in (ask.sender, tx.house.me, *known) if one.casefold() == person.casefold()), person)
    if person in {ask.sender, tx.house.me}:
        raise Refused("yourself" if person == ask.sender else "kith", template="not_with")
    return person, known.get(person, person), person in known
