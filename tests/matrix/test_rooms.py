"""Words in and out of rooms on a real homeserver, plain and encrypted."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.chat import (
    ALMIGHTY,
    Ask,
    Echo,
    Erased,
    Gone,
    Invited,
    Join,
    Leave,
    Mark,
    RoomNow,
    Undeliverable,
    Under,
    Words,
)
from bot.matrix.rooms import Room
from tests.matrix.conftest import World
from tests.matrix.meeting import in_a_room

KITH, ANA, BEN, CLEO = "@kith:example.org", "@ana:example.org", "@ben:example.org", "@cleo:example.org"
POWER, RULES, HISTORY = "m.room.power_levels", "m.room.join_rules", "m.room.history_visibility"


async def test_an_invitation_is_told_and_joining_it_tells_the_room(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")

    room = await ana.creates(kith.me, name="River Circle", encrypted=True)
    invited = await kith.until(Invited)
    await kith.sent(Join(), room)

    now = await kith.until(RoomNow)
    assert (invited.room, invited.sender, invited.direct) == (room, ana.id, False)
    assert (now.room, now.name, now.encrypted, now.direct) == (room, "River Circle", True, False)
    assert now.joined == {ana.id, kith.me}
    assert not now.invited


async def test_an_encrypted_command_is_heard_and_its_answer_read(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana, encrypted=True)

    asked = await ana.says(room, "!ping heron")
    ask = await kith.until(Ask)
    sent = await kith.says("heron", room, key="answer", thread=asked, reply_to=asked)

    await ana.reads(room, "heron")
    assert (ask.event, ask.room, ask.sender, ask.text) == (asked, room, ana.id, "!ping heron")
    assert ask.said <= ask.now
    assert await kith.until(Echo) == Echo(sent, room, "answer")


async def test_a_person_goes_on_listening_when_there_is_nothing_left_to_ask_for(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana)
    assert ana.client.olm

    asking = asyncio.create_task(ana.client.keys_query())  # as nio's own loop does, which ends at an error
    ana.client.olm.users_for_key_query.clear()

    await asking
    await kith.says("still there", room)
    await ana.reads(room, "still there")


async def test_a_message_has_explicit_mentions_and_its_place_in_the_thread(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana)
    asked = await ana.says(room, "!help")

    quiet = await kith.sent(Words("help", "<b>help</b>", thread=asked), room)
    ringing = await kith.sent(Words("ana", "ana", rings=True, mentions=(ana.id,), reply_to=asked), room)

    content = (await ana.raw("GET", f"rooms/{room}/event/{quiet.event}"))["content"]
    assert content == {
        "msgtype": "m.notice",
        "body": "help",
        "format": "org.matrix.custom.html",
        "formatted_body": "<b>help</b>",
        "m.mentions": {},
        "m.relates_to": {
            "rel_type": "m.thread",
            "event_id": asked,
            "is_falling_back": True,
            "m.in_reply_to": {"event_id": asked},
        },
    }
    content = (await ana.raw("GET", f"rooms/{room}/event/{ringing.event}"))["content"]
    assert (content["msgtype"], content["m.mentions"]) == ("m.text", {"user_ids": [ana.id]})
    assert content["m.relates_to"] == {"m.in_reply_to": {"event_id": asked}}


async def test_marks_and_removals_are_heard_and_a_mark_of_kiths_is_put(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana, encrypted=True)
    sent = await kith.says("here?", room)

    mark = (await kith.sent(Under(sent, "🌱"), room, key="mark")).event
    theirs = await ana.sends(
        room, {"m.relates_to": {"rel_type": "m.annotation", "event_id": sent, "key": "🌱"}}, "m.reaction"
    )
    heard = await kith.until(Mark)
    await ana.client.room_redact(room, theirs)
    erased = await kith.until(Erased)

    assert (heard.event, heard.sender, heard.on, heard.key) == (theirs, ana.id, sent, "🌱")
    assert (erased.target, erased.sender) == (theirs, ana.id)
    assert (await kith.until(Echo, lambda echo: echo.key == "mark")).event == mark
    assert kith.of(Mark) == [heard]


async def test_the_same_letter_twice_is_one_event_also_after_a_restart(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana, encrypted=True)

    first = await kith.sent(Words("once", "once"), room, key="once")
    again = await kith.sent(Words("once", "once"), room, key="once")
    await kith.restart()
    restarted = await kith.sent(Words("once", "once"), room, key="once")

    assert first == again == restarted


async def test_a_kick_is_told_and_nothing_is_sent_there_any_more(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana)

    await ana.client.room_kick(room, kith.me)
    gone = await kith.until(Gone)

    assert gone.room == room
    assert await kith.send(Words("hello", "hello"), room) == Undeliverable("not_joined")


async def test_a_ban_while_down_is_told_at_the_next_start(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana)
    await kith.stop()

    await ana.client.room_ban(room, kith.me)
    await kith.start()

    assert (await kith.until(Gone)).room == room


async def test_an_invitation_is_declined_with_a_reason(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await ana.creates(kith.me)
    await kith.until(Invited)

    await kith.sent(Leave("I am here for one group alone."), room)

    state = await ana.raw("GET", f"rooms/{room}/state/m.room.member/{kith.me}")
    assert (state["membership"], state["reason"]) == ("leave", "I am here for one group alone.")


async def test_an_upgraded_room_names_its_successor_and_the_successor_its_predecessor(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana)

    successor = (await ana.raw("POST", f"rooms/{room}/upgrade", {"new_version": "11"}))["replacement_room"]
    old = await kith.until(RoomNow, lambda now: now.successor is not None)
    await ana.client.room_invite(successor, kith.me)
    await kith.until(Invited, lambda invited: invited.room == successor)
    await kith.sent(Join(via=old.successor_via), successor)
    new = await kith.until(RoomNow, lambda now: now.room == successor)

    assert (old.successor, old.successor_via) == (successor, "localhost")
    assert new.predecessor == room


async def test_a_message_that_was_written_before_the_invitation_is_not_heard(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await ana.creates()
    for count in range(3):
        await ana.says(room, f"!ping before {count}")

    await ana.client.room_invite(room, kith.me)
    await kith.until(Invited)
    await ana.says(room, "!ping between")
    await kith.sent(Join(), room)
    await ana.says(room, "!ping after")
    await kith.until(Ask, lambda ask: ask.text == "!ping after")

    assert [(ask.text, ask.before_join) for ask in kith.of(Ask)] == [("!ping between", True), ("!ping after", False)]


async def test_the_invitation_is_looked_for_where_the_timeline_does_not_reach_it(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await ana.creates()
    await ana.says(room, "!ping before")
    await ana.client.room_invite(room, kith.me)
    await kith.until(Invited)
    for count in range(130):
        await ana.says(room, f"!ping {count}")

    await kith.sent(Join(), room)
    await ana.says(room, "!ping last")
    await kith.until(Ask, lambda ask: ask.text == "!ping last")

    assert [ask.text for ask in kith.of(Ask)] == [*(f"!ping {count}" for count in range(130)), "!ping last"]
    assert all(ask.before_join for ask in kith.of(Ask)[:-1])


async def test_on_the_very_first_start_what_was_written_earlier_is_not_heard(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana)
    await ana.says(room, "!ping old")
    await kith.until(Ask)
    await kith.stop()
    kith.since, kith.known, kith.heard = None, set(), []

    await kith.start()
    await kith.until(RoomNow)
    await ana.says(room, "!ping new")
    await kith.until(Ask)

    assert [ask.text for ask in kith.of(Ask)] == ["!ping new"]


async def test_after_a_removal_and_a_return_nothing_of_the_earlier_stay_is_heard(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana)
    await kith.stop()

    await ana.says(room, "!ping first")
    await ana.client.room_kick(room, kith.me)
    await ana.says(room, "!ping outside")
    await ana.client.room_invite(room, kith.me)
    await ana.says(room, "!ping between")
    await kith.start()
    await kith.until(Invited, lambda invited: invited.room == room and kith.since is not None)
    await kith.sent(Join(), room)
    await ana.says(room, "!ping back")
    await kith.until(Ask, lambda ask: ask.text == "!ping back")

    assert [ask.text for ask in kith.of(Ask)] == ["!ping between", "!ping back"]


# ------------------------------------------------------------------- what a room's state says


def _state(kind: str, content: dict[str, Any], *, key: str = "", sender: str = ANA) -> dict[str, Any]:
    return {"type": kind, "state_key": key, "sender": sender, "content": content}


def _room(*events: dict[str, Any]) -> Room:
    room = Room("!circle:example.org", KITH)
    for event in events:
        room.take(event)
    return room


def _created(version: str | None, *others: str) -> dict[str, Any]:
    content: dict[str, Any] = {} if version is None else {"room_version": version}
    return _state("m.room.create", {**content, **({"additional_creators": list(others)} if others else {})})


@pytest.mark.parametrize(
    ("events", "powers"),
    [
        ([_created("11")], {ANA: 100, BEN: 0}),  # as long as no event says otherwise
        ([_created("11"), _state(POWER, {})], {ANA: 0, BEN: 0}),
        ([_created("11"), _state(POWER, {"users": {ANA: 100, BEN: 50}})], {ANA: 100, BEN: 50, CLEO: 0}),
        ([_created("11"), _state(POWER, {"users": {ANA: 100}, "users_default": 50})], {ANA: 100, BEN: 50}),
        ([_created("11"), _state(POWER, {"users": {BEN: -1}})], {BEN: -1}),
        ([_created("9"), _state(POWER, {"users": {ANA: "100", BEN: " 50 "}})], {ANA: 100, BEN: 50}),
        ([_created("9"), _state(POWER, {"users": {CLEO: "much"}})], {CLEO: 0}),
        ([_created("11"), _state(POWER, {"users": {ANA: True, BEN: None, CLEO: [50]}})], {ANA: 0, BEN: 0, CLEO: 0}),
        ([_created("11"), _state(POWER, {"users": "all", "users_default": "x"})], {ANA: 0}),
        ([_created("11", BEN), _state(POWER, {})], {ANA: 0, BEN: 0}),  # older rooms have one creator, without rights
        ([_created("12")], {ANA: ALMIGHTY, BEN: 0}),
        ([_created("12", BEN), _state(POWER, {"users": {CLEO: 50}})], {ANA: ALMIGHTY, BEN: ALMIGHTY, CLEO: 50}),
        ([_created("13"), _state(POWER, {})], {ANA: ALMIGHTY}),
        ([_created("org.example.12"), _state(POWER, {})], {ANA: 0}),
        ([_created("\u00b9\u00b2"), _state(POWER, {})], {ANA: 0}),
        ([_created(None), _state(POWER, {})], {ANA: 0}),
    ],
)  # fmt: skip
def test_power_is_what_the_state_gives_and_all_of_it_for_creators_of_newer_rooms(
    events: list[dict[str, Any]], powers: dict[str, int]
) -> None:
    room = _room(*events)

    assert {person: room.power(person) for person in powers} == powers


def test_newer_state_replaces_older_and_taking_it_back_takes_the_power() -> None:
    room = _room(_created("11"), _state(POWER, {"users": {BEN: 50}}))

    room.take(_state(POWER, {"users": {ANA: 100}}))

    assert (room.power(ANA), room.power(BEN)) == (100, 0)


@pytest.mark.parametrize(
    ("events", "rule", "history"),
    [
        ([], "invite", "shared"),
        ([_state(RULES, {"join_rule": "public"})], "public", "shared"),
        ([_state(RULES, {"join_rule": "knock"}), _state(RULES, {"join_rule": "invite"})], "invite", "shared"),
        ([_state(HISTORY, {"history_visibility": "joined"})], "invite", "joined"),
        ([_state(HISTORY, {"history_visibility": 7}), _state(RULES, {"join_rule": None})], "invite", "shared"),
        ([_state(RULES, {"join_rule": "public"}, key="x")], "invite", "shared"),
    ],
)
def test_join_rule_and_history_are_the_words_of_the_state(
    events: list[dict[str, Any]], rule: str, history: str
) -> None:
    now = _room(*events).now(datetime(2026, 11, 24, tzinfo=UTC), direct=False)

    assert (now.join_rule, now.history) == (rule, history)


async def test_power_join_rule_and_history_are_told_as_they_change(world: World) -> None:
    kith, ana, ben = await world.kith(), await world.person("ana"), await world.person("ben")
    room = await in_a_room(kith, ana, ben)
    powers = await ana.raw("GET", f"rooms/{room}/state/m.room.power_levels/")

    await ana.raw(
        "PUT", f"rooms/{room}/state/m.room.power_levels/", {**powers, "users": {**powers["users"], ben.id: 50}}
    )
    raised = await kith.until(RoomNow, lambda now: now.powers.get(ben.id) == 50)
    await ana.raw("PUT", f"rooms/{room}/state/{RULES}/", {"join_rule": "public"})
    await kith.until(RoomNow, lambda now: now.join_rule == "public")
    await ana.raw("PUT", f"rooms/{room}/state/{HISTORY}/", {"history_visibility": "joined"})

    assert raised.powers[ana.id] in {100, ALMIGHTY}
    assert raised.powers[kith.me] == 0
    await kith.until(RoomNow, lambda now: now.history == "joined")


async def test_the_creator_of_a_room_of_version_twelve_has_all_power(world: World) -> None:
    kith, ana, ben = await world.kith(), await world.person("ana"), await world.person("ben")
    room = await ana.creates(kith.me, room_version="12")
    await kith.until(Invited)

    await kith.sent(Join(), room)

    now = await kith.until(RoomNow, lambda now: now.room == room)
    assert (now.powers[ana.id], now.powers[kith.me]) == (ALMIGHTY, 0)
    assert ben.id not in now.powers
