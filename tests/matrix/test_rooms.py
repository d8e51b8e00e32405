"""Words in and out of rooms on a real homeserver, plain and encrypted."""

from __future__ import annotations

import asyncio

from bot.chat import Ask, Echo, Erased, Gone, Invited, Join, Leave, Mark, RoomNow, Undeliverable, Under, Words
from tests.matrix.conftest import World
from tests.matrix.meeting import in_a_room


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


async def test_after_a_removal_and_a_return_only_what_was_said_inside_is_heard(world: World) -> None:
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

    assert "!ping outside" not in [ask.text for ask in kith.of(Ask)]
    assert [ask.text for ask in kith.of(Ask)][-2:] == ["!ping between", "!ping back"]
