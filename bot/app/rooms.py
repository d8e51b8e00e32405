"""Where Kith is and with whom: invitations, private chats, groups, upgrades, leaving."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.app.meaning import FIXED
from bot.chat import Gone, Group, House, Invited, RoomNow, Say, Sealed
from bot.commands._facilitating import ask_for_more, facilitators
from bot.domain import patterns, settings
from bot.jobs import unread
from bot.storage.erasure import unlisted
from bot.storage.people import PrivateChat
from bot.storage.tx import Tx

UNREAD_AFTER = timedelta(minutes=1)
"""A key may come later than its message, by as much as federation takes."""

AWAY = timedelta(hours=1)
"""After so long without news whoever came meanwhile is not new any more (N12)."""


def _server(person: str) -> str:
    return person.partition(":")[2]


def ignored(house: House, person: str) -> bool:
    """Return whether nothing of this account is heard: it is Kith itself or in the operator's ``ignore``."""
    return person == house.me or patterns.matches(person, house.ignore)


def invited(tx: Tx, invitation: Invited) -> None:
    """Accept what the operator allows and private chats of members (N25); decline the rest."""
    room, sender = invitation.room, invitation.sender
    tx.letters.cause = f"invitation {room} {invitation.now.isoformat()}"
    tx.letters.template = FIXED
    known = tx.members.somewhere(sender) or tx.forgotten.everywhere(sender)
    welcome = patterns.matches(sender, tx.house.allow) or (invitation.direct and known)
    if not welcome and tx.groups.coming_to(room) is not None:
        # A group's own room named it as its next one; whether it really is, it says itself when Kith is in it.
        tx.letters.cause = f"upgrade {room} {invitation.now.isoformat()}"
        welcome = True
    if ignored(tx.house, sender) or not welcome:
        tx.letters.leave(room, tx.letters.words(Say("declined", template=FIXED), sender).plain, _server(sender))
        return
    if invitation.direct:
        back(tx, sender, None)
    if invitation.direct and tx.chats.in_room(room) is None:
        tx.chats.invited(room, sender, invitation.now)
    tx.letters.join(room, _server(sender))


def sealed(tx: Tx, event: Sealed) -> None:
    """Keep a message whose key has not come yet, where somebody may be talking to Kith; they hear of it in a minute.

    What was written in a group before Kith was there was for others, and no key of it comes.
    """
    group, chat = tx.groups.in_room(event.room), tx.chats.in_room(event.room)
    if ignored(tx.house, event.sender) or not (group or chat):
        return
    if group and tx.forgotten.among((event.sender,), group):
        return  # whether it turned to Kith can't be known, and nothing of them is stored until they do
    tx.undecrypted.keep(event)
    if chat or not event.before_join:
        tx.jobs.at(event.now + UNREAD_AFTER, unread.KIND, event.event, group.id if group else None)


def now(tx: Tx, room: RoomNow) -> None:
    """Bring what is known of a room up to what it is; everything in here can be told again without harm."""
    tx.letters.template = FIXED
    others = (room.joined | room.invited) - {tx.house.me}
    chat = tx.chats.in_room(room.room, others)
    if chat is not None and chat.state in {"open", "silent"}:
        _private(tx, room, chat, others)
    elif group := tx.groups.in_room(room.room):
        members, leading = tx.members.of(group), len(facilitators(tx, group))
        _group(tx, room, group, others)
        if others and room.successor is None:
            tx.letters.cause = f"members {room.room} {room.now.isoformat()}"
            ask_for_more(tx, group, leading)
            _welcome(tx, group, members)
    else:
        if chat is not None and chat.state == "closed" and others != {chat.person}:
            # Once private, never a group, and nobody else's: there is nothing here for Kith to do.
            tx.letters.cause = f"closed {room.room} {room.now.isoformat()}"
            tx.letters.leave(room.room)
            return
        # That an invitation was direct is known from it, also after a restart between it and joining.
        _new(tx, room, others, chat)


def back(tx: Tx, person: str, group: Group | None) -> None:
    """Let somebody who was forgotten and turns to Kith count again, in the groups that they are in."""
    if tx.forgotten.back(person, group):
        for room in tx.rooms.values():
            if person in room.joined and (theirs := tx.groups.in_room(room.room)):
                _learn(tx, theirs, replace(room, now=tx.now))


def _new(tx: Tx, room: RoomNow, others: frozenset[str], chat: PrivateChat | None) -> None:
    """Decide once what a room is: direct and two people make it private, for ever.

    An upgrade needs both rooms to say so, the old one's tombstone and the new one's
    creation: either alone could name any room (N22).
    """
    again = (chat is not None and chat.state == "closed") or tx.groups.knows(room.room)
    tx.letters.cause = f"joined {room.room}{f' again {room.now.isoformat()}' if again else ''}"
    direct = room.direct or chat is not None
    named = None if tx.groups.knows(room.room) else tx.groups.coming_to(room.room)
    if named is not None and room.predecessor == named.room:
        tx.groups.moved(named, room.room, room.now)
        tx.resources.owe_asking(named)
        tx.meetings.owe(named)
        tx.repeats.owe(named)
        tx.letters.leave(named.room)
        here = Group(named.id, room.room, named.name)
        _group(tx, room, here, others, moving=True)
        tx.rota.owe(here)
    elif not others or room.successor is not None or (named is not None and not tx.outbox.accepted_to(room.room)):
        tx.letters.leave(room.room)
    elif direct and chat is not None and len(others) == 1 and chat.person not in others:
        # Whoever invited has gone: with somebody else this would be a room that a third made for the two of us.
        tx.letters.leave(room.room)
    elif direct and len(others) == 1 and not tx.groups.knows(room.room):
        (person,) = others
        opened_by_kith = tx.chats.of(person)
        tx.chats.is_open(room.room, person, room.now)
        if opened_by_kith is None or opened_by_kith.state != "opening":
            tx.letters.reply(room.room, Say("first_contact", rings=True), person=person)
    else:
        tx.chats.was_none(room.room)  # the invitation said direct, and more than two are here
        group = tx.groups.joined(room.room, room.name, room.now)
        tx.resources.owe_asking(group)
        tx.meetings.owe(group)
        tx.repeats.owe(group)
        _learn(tx, group, room)
        tx.listeners.absent(group)  # whoever left while Kith was out
        tx.rota.absent(group)
        tx.rota.owe(group)
        tx.letters.to_group(group, Say("group_joined"))


def _private(tx: Tx, room: RoomNow, chat: PrivateChat, others: frozenset[str]) -> None:
    if chat.state == "silent":
        return
    tx.letters.cause = f"moved {room.room} {room.now.isoformat()}"
    if room.successor is not None:
        # What a private chat names as its next room may be anybody's: Kith writes next in a chat of its own.
        tx.chats.ended(room.room, "closed")
        tx.outbox.to_person_instead(room.room, chat.person)
        tx.letters.leave(room.room)
    elif chat.person not in others:
        tx.chats.ended(room.room, "closed")
        tx.outbox.stop(room.room, tx.now)
        tx.letters.leave(room.room)
    elif len(others) > 1:
        tx.chats.ended(room.room, "silent")
        tx.outbox.to_person_instead(room.room, chat.person)
        if chat.seal is None:  # else nothing that was not asked for reaches them (N13)
            tx.letters.to_person(chat.person, Say("chat_moved", rings=True), at_once=True)


def _group(tx: Tx, room: RoomNow, group: Group, others: frozenset[str], *, moving: bool = False) -> None:
    if room.successor is not None and not tx.groups.knows(room.successor) and not tx.chats.in_room(room.successor):
        tx.groups.goes_to(group, room.successor)
        tx.letters.cause = f"upgrade {room.room} {room.successor}"
        tx.letters.join(room.successor, room.successor_via)
    elif not others:
        tx.letters.cause = f"alone {room.room} {room.now.isoformat()}"
        tx.letters.leave(room.room)
    _learn(tx, group, room, moving=moving or room.successor is not None)


def _learn(tx: Tx, group: Group, room: RoomNow, *, moving: bool = False) -> None:
    """Keep who is in a group, and what its room is like; of whoever asked to be forgotten, nothing."""
    forgotten = tx.forgotten.among(room.joined, group)
    called = [room.names.get(person, "") or person for person in forgotten]
    tx.groups.looks(group, replace(room, name=unlisted(room.name, called)) if called else room)
    names = {person: room.names.get(person, "") for person in room.joined - forgotten - {tx.house.me}}
    came = frozenset(names) - tx.members.of(group)
    left = tx.members.are(group, names, room.powers, room.now, moving=moving)
    if came & tx.roles.people(group):  # they followed the group, and may be asked again
        tx.letters.cause = f"came {room.room} {room.now.isoformat()}"
        tx.rota.look(group)
    for person in left:
        tx.outbox.stop_unasked(person, group, tx.now)
    if came:  # in the group's next room, or now that Kith is back, what they want holds again
        tx.jobs.look_at_meetings(group.id)
        tx.jobs.look_at_nudges(group.id)
    if not moving:  # else whoever has not come yet is on their way
        tx.letters.cause = f"left {room.room} {room.now.isoformat()}"
        for person in sorted(left):
            tx.support.left(person, group, "left_group")
            tx.rota.left(person, group)


def _welcome(tx: Tx, group: Group, before: frozenset[str]) -> None:
    """Welcome whoever came, where the group wants that: by no name, once an hour, and not after a time without news."""
    if not tx.settings.get(group, settings.WELCOME):
        return
    after = tx.members.of(group)
    seals = {person: tx.meta.seal("left", group.room, person) for person in before ^ after}
    tx.members.left(group, [seals[person] for person in before - after], tx.now)
    new = [
        person
        for person in after - before
        if not ignored(tx.house, person) and not tx.members.came_back(group, seals[person], tx.now)
    ]
    if new and tx.meta.away(tx.now) < AWAY and tx.groups.may_welcome(group, tx.now):
        tx.letters.to_group(group, Say("welcome", template=FIXED))


def gone(tx: Tx, room: Gone) -> None:
    """Stop everything of a room that Kith is no longer in."""
    tx.outbox.stop(room.room, tx.now)
    tx.undecrypted.leave(room.room)
    tx.chats.was_none(room.room)
    tx.chats.ended(room.room, "closed")
    if group := tx.groups.in_room(room.room):
        tx.rounds.close_of(group, tx.now)
        tx.jobs.cancel_of(group.id)
        members = tx.members.of(group)
        for person in members:
            tx.outbox.stop_unasked(person, group, tx.now)
        tx.letters.cause = f"gone {room.room} {room.now.isoformat()}"
        tx.support.end_all("left_group", group)
        tx.groups.left(group, tx.now)
