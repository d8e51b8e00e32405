"""forget me here: erase what Kith holds about its sender in one group; sent twice, so that it is meant."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat import Ask, Asking, Group, Refused, Say, say
from bot.commands import PRIVATE
from bot.commands.forget_me import HOLDS
from bot.storage.erasure import erase_in
from bot.storage.tx import Tx

NAME = "forget me here"
USAGE = ""
EXAMPLE = "forget me here"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say | Asking:
    """Erase in the group that was asked about; else ask to have it sent again, and first which group is meant."""
    groups = tx.groups.of(ask.sender)
    asked = tx.questions.of_kind(ask.sender, NAME, ask.now)
    meant = ask.group
    if meant is None and asked is not None and "group" in asked.about:
        meant = next((group for group in groups if str(group.id) == asked.about["group"]), None)
    if meant is not None and meant not in groups:
        return say("already", group=meant.name)
    if meant is None and len(groups) == 1:
        (meant,) = groups
    if meant is None:
        if not groups:
            raise Refused("no_group", template="fixed", name=NAME)
        about = {"groups": " ".join(str(group.id) for group in groups)}
        return Asking(
            say("which", groups=[each.name for each in groups]), tuple(each.name for each in groups), NAME, about
        )
    if asked is None or asked.about.get("group") != str(meant.id):
        return _to_confirm(ask, tx, meant)
    tx.support.left(ask.sender, meant)
    tx.rota.left(ask.sender, meant)
    erase_in(tx.db, ask.sender, meant, ask.now)
    return say("forgotten", group=meant.name)


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Say:
    """Ask to have it sent again, for the group that was chosen."""
    number = int(about["groups"].split()[choice - 1])
    group = tx.groups.by_id(number)
    if group is None or ask.sender not in tx.members.of(group):
        raise Refused("gone_group", template="fixed")
    return _to_confirm(ask, tx, group)


def _to_confirm(ask: Ask, tx: Tx, group: Group) -> Say:
    about = {"group": str(group.id)}
    tx.questions.ask(ask.sender, NAME, (), about, letter="", title="", until=ask.now + HOLDS, slot=NAME)
    return say("confirm", group=group.name)
