"""meeting ics: the group's meetings, or that of one name, as a file for calendar programs; for anybody to take."""

from __future__ import annotations

from bot import ics
from bot.chat import Ask, File, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import group_of, seen
from bot.commands._private import send
from bot.commands._which_meeting import called, no_such, one_of
from bot.storage.tx import Tx

NAME = "meeting ics"
USAGE = "[<name>]"
EXAMPLE = "meeting ics"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say:
    """Send the file to where it was asked for, beside what says how to use it."""
    group, words = group_of(ask), ask.words.strip(" .!?")
    those = tx.meetings.of(group)
    if not those:
        raise Refused("none", template="meeting", group=group.name)
    one = None
    if words:
        found, rest = called(words, those) or ((), words)
        if not found:
            raise no_such(ask, group, rest, NAME, those)
        if rest:
            raise Refused("behind", template="meeting", begun=f"{NAME} {found[0].name}", rest=rest, group=group.name)
        if len(found) > 1:
            raise one_of(ask, group, NAME, found)
        those, one = found, found[0]
    called_here = ics.name_of(group.name, seen(tx, group).values())
    name = ics.file_name(called_here, one)
    file = File(name, ics.KIND, ics.calendar(called_here, those, ask.now))
    if ask.private:
        send(ask, tx, file)
    else:
        tx.letters.file(file, room=ask.room)
    return say("sent", file=name, meeting=one or "", group=group.name)
