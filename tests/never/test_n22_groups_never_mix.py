"""N22: data of one group never appears in another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import File, Gone, Invited, Join, Leave
from bot.domain import settings
from bot.domain.listening import ALL_KINDS
from tests.conftest import Room, at
from tests.listening import supports, told

LAKE = "!lake:example.org"


@pytest.fixture
async def both(room: Room) -> Room:
    """River Circle with Ana to Dee, and Lake Circle with Ana and Eve."""
    await room.has("ana", "eve", room=LAKE, name="Lake Circle")
    room.network.sent.clear()
    return room


async def test_a_round_of_one_group_is_none_of_anothers(both: Room) -> None:
    await both.says("eve", '!checkin open "kingfisher"', room=LAKE)

    assert await both.says("ben", "!checkin close") == ["No check-in round is open. To open one: `!checkin open`"]
    assert await both.says("ben", "pass") == []
    assert both.marks(both.room) == []
    assert "kingfisher" not in str(both.words(both.room))


async def test_a_round_closes_in_the_room_where_it_was_opened(both: Room) -> None:
    await both.says("eve", "!checkin open for 1h", room=LAKE)
    await both.says("ben", "!checkin open for 3h")
    before = len(both.words(both.room))

    await both.until(timedelta(hours=2))

    assert both.words(LAKE)[-1].plain.startswith("The check-in is closed.")
    assert len(both.words(both.room)) == before


async def test_an_opening_has_the_words_and_the_practice_of_its_own_group(both: Room) -> None:
    for room, bird in ((LAKE, "kingfisher"), (both.room, "wagtail")):
        await both.says("ana", f"!meeting add daily 19:00 UTC where {bird} street", room=room)
        await both.says("ana", f"!agreements set The {bird} listens.", room=room)
        await both.says("ana", f'!practice add "What does the {bird} see?" "The {bird} again?"', room=room)
    both.network.sent.clear()

    await both.until(timedelta(days=2))

    for room, own, other in ((LAKE, "kingfisher", "wagtail"), (both.room, "wagtail", "kingfisher")):
        told = [words.plain for words in both.words(room) if words.plain.startswith("It's time")]
        assert len(told) == 2
        assert f"What does the {own} see?" in told[0]
        assert f"The {own} again?" in told[1]
        assert other not in str(both.words(room))


async def test_practices_are_their_groups_own_to_see_change_and_take_back(both: Room) -> None:
    await both.says("ana", '!practice add "kingfisher"', room=LAKE)

    seen = [await both.says("ana", f"!practice{typed}") for typed in ("", " list", " remove 1")]
    undone = await both.says("ana", "!undo")

    assert "kingfisher" not in str(seen)
    assert undone[0].startswith("In the last day nothing was changed")
    assert "kingfisher" in (await both.says("eve", "!practice", room=LAKE))[0]


async def test_whoever_is_in_one_group_reaches_no_other_from_private(both: Room) -> None:
    await both.says("ana", "!checkin open", room=LAKE)

    answer = await both.private("ben", "checkin close")

    assert answer.startswith("No check-in round is open in River Circle.")
    assert "Lake" not in str(both.words(await both.chat_of("ben")))


async def test_a_group_is_named_to_its_members_alone(both: Room) -> None:
    asked = await both.private("ana", "checkin open")
    alone = await both.private("ben", "checkin open")
    stranger = await both.private("fay", "checkin open")

    assert "Lake Circle" in asked
    assert "River Circle" in asked
    assert "Lake Circle" not in alone
    assert "Circle" not in stranger


async def test_whoever_left_a_group_reaches_it_no_more_by_an_older_question(both: Room) -> None:
    await both.private("ana", "checkin open")
    await both.has("eve", room=LAKE, name="Lake Circle")

    answer = await both.private("ana", "Lake Circle")

    assert answer.startswith("I'm no longer in that group with you")
    assert [words.plain for words in both.words(LAKE) if words.plain.startswith("Check-in")] == []


async def test_whoever_left_a_group_reaches_it_no_more_by_an_older_choice(both: Room) -> None:
    await both.has("ana", "fay", room="!hill:example.org", name="Hill Circle")
    await both.private("ana", "checkin open")
    await both.private("ana", "Lake Circle")
    await both.has("eve", room=LAKE, name="Lake Circle")

    answer = await both.private("ana", "checkin close")

    assert answer.startswith("Which group do you mean?")
    assert "Lake" not in answer


async def test_settings_of_one_group_hold_there_alone(both: Room) -> None:
    lake = await both.read(lambda tx: tx.groups.in_room(LAKE))
    assert lake is not None
    await both.read(lambda tx: tx.settings.put(lake, settings.TIMEZONE, "Asia/Tokyo", at("eve"), both.now))

    (at_the_lake,) = await both.says("eve", "!checkin open", room=LAKE)
    (at_the_river,) = await both.says("ben", "!checkin open")

    assert "(Asia/Tokyo)" in at_the_lake
    assert "(UTC)" in at_the_river


async def test_a_room_that_merely_claims_to_replace_a_group_gets_nothing(both: Room) -> None:
    await both.says("ben", "!checkin open")

    claims = both.room_now("eve", "fay", room="!claims:example.org", name="New River", predecessor=both.room)
    await both.hears(claims)

    assert await both.says("eve", "!checkin close", room="!claims:example.org") == [
        "No check-in round is open. To open one: `!checkin open`"
    ]
    assert await both.says("ben", "!checkin close") == [
        "The check-in is closed. Thank you all, for words and for quiet alike."
    ]


async def test_a_room_that_a_group_merely_names_gets_nothing(both: Room) -> None:
    """Whoever sets a tombstone may name any room; its people did not ask for it."""
    await both.says("eve", "!checkin open", room=LAKE)
    await both.hears(both.room_now("ana", "eve", room=LAKE, name="Lake Circle", successor="!named:example.org"))

    await both.hears(
        both.room_now("fay", "guy", room="!named:example.org", name="Others", predecessor="!old:example.org")
    )

    assert await both.read(lambda tx: tx.groups.in_room("!named:example.org")) is None
    assert (await both.says("eve", "!checkin close", room=LAKE))[0].startswith("The check-in is closed.")


async def test_a_group_cannot_name_another_group_or_a_private_chat_as_its_successor(both: Room) -> None:
    chat = await both.opens_chat("ben")
    await both.says("ben", "!checkin open")

    for taken in (both.room, chat):
        await both.hears(both.room_now("eve", room=LAKE, name="Lake Circle", successor=taken))
        joined = {both.room: ("ana", "ben", "cleo", "dee"), chat: ("ben",)}[taken]
        await both.hears(both.room_now(*joined, room=taken, direct=taken == chat))

    assert (await both.says("ben", "!checkin close"))[0].startswith("The check-in is closed.")
    assert await both.private("ben", "ping heron") == "heron: I'm here."
    assert await both.says("eve", "!ping heron", room=LAKE) == ["heron: I'm here."]


async def test_a_group_that_moves_takes_what_is_its_own_along(both: Room) -> None:
    await both.says("ben", "!checkin open for 1h")
    await both.hears(both.room_now("ana", "ben", successor="!new:example.org", successor_via="example.org"))
    assert [arrived.room for arrived in both.network.of(Join)] == ["!new:example.org"]

    await both.hears(both.room_now("ana", "ben", room="!new:example.org", predecessor=both.room))
    await both.until(timedelta(hours=2))

    assert [arrived.room for arrived in both.network.of(Leave)] == [both.room]
    (thanks,) = both.words("!new:example.org")
    assert thanks.plain.startswith("The check-in is closed.")
    assert (await both.says("eve", "!checkin close", room=LAKE))[0].startswith("No check-in round is open.")


async def test_an_invitation_into_the_room_that_a_group_named_is_accepted(both: Room) -> None:
    await both.hears(both.room_now("ana", "ben", successor="!new:example.net"))

    await both.hears(Invited("!new:example.net", "@admin:example.net", direct=False, now=both.now))

    assert both.network.of(Leave) == []


async def test_nothing_of_a_group_that_kith_left_can_be_reached(both: Room) -> None:
    await both.says("ben", "!checkin open")

    await both.hears(Gone(both.room, both.now))

    answer = await both.private("ben", "checkin close")
    assert answer.startswith("`checkin close` is about a group, and I see no group that we share.")


async def test_what_somebody_said_about_listening_in_one_group_is_none_of_anothers(both: Room) -> None:
    for text in ("in river", "listen on", "1", "1", "in lake", "listen on", "1", "1"):
        await both.private("ana", text)
    for text in ("listen hours 9-10", "listen night ok", "listen for listen", "listen limit 1", "pause", "card kite"):
        await both.private("ana", text)
    river = await both.read(lambda tx: tx.groups.in_room(both.room))
    assert river is not None

    (ana,) = await both.read(lambda tx: tx.listeners.of(river))
    await both.private("ana", "in river")

    assert (ana.hours, ana.night, ana.kinds, ana.limit, ana.paused_until) == (None, False, ALL_KINDS, 3, None)
    assert "kite" not in await both.private("ana", "card show")
    await both.private("ana", "listen off")
    assert [group.name for group in await both.read(lambda tx: tx.listeners.groups(at("ana")))] == ["Lake Circle"]


async def test_not_with_knows_nobody_of_a_group_that_its_sender_is_not_in(both: Room) -> None:
    by_name = await both.private("ben", "not with eve")
    nobody = await both.private("ben", "not with fay")
    by_id = await both.private("ben", f"not with {at('eve')}")
    stranger = await both.private("ben", f"not with {at('fay')}")

    assert by_name.replace("“eve”", "“fay”") == nobody
    assert by_id.replace("eve:", "fay:") == stranger
    assert "Eve" not in await both.private("ben", "not with list")


async def test_a_groups_meetings_appear_in_no_other_group(room: Room) -> None:
    lake = "!lake:example.org"
    await room.has("ana", "eve", room=lake, name="Lake Circle")
    await room.says("ana", '!meeting add "Kingfisher" wednesdays 19:00 where Heron Street')
    await room.says("ana", "!undo")
    await room.says("ana", '!meeting add "Kingfisher" wednesdays 19:00 where Heron Street')
    before = len(room.network.sent)

    for text in ("meetings", "meeting", "meeting boat-2", "meeting kingfisher", "meeting end boat-2", "undo"):
        await room.says("ana", f"!{text}", room=lake)
    await room.says("ana", "!meeting add daily 7:30", room=lake)
    for text in ("meetings", "meeting boat-2", "meeting skip boat-2 wed", "meeting skip wed"):
        await room.says("ana", f"!{text}", room=lake)

    assert len(room.words(lake, since=before)) == 11
    assert not any("Kingfisher" in words.plain or "Heron" in words.plain for words in room.words(lake, since=before))
    assert room.words(room.room, since=before) == []
    assert "Kingfisher (boat-2)" in (await room.says("ana", "!meetings"))[0]


# ------------------------------------------------------------------------------------------ support


@pytest.fixture
async def supporting(both: Room) -> Room:
    """Both groups have support: Ben and Cleo listen at the river, Eve and Cleo at the lake."""
    await both.has("ana", "cleo", "eve", room=LAKE, name="Lake Circle")
    await supports(both, "ben", "cleo")
    await supports(both, "eve", "cleo", where=LAKE)
    return both


async def test_a_request_of_one_group_is_for_its_listeners_alone(supporting: Room) -> None:
    await supporting.says("ana", "!support now", room=LAKE)
    await supporting.until(timedelta(hours=7))

    assert not any("Can you listen" in text for text in await told(supporting, "ben"))
    assert any("Can you listen" in text for text in await told(supporting, "eve"))
    assert "River Circle" not in str(await told(supporting, "eve"))


async def test_a_card_and_hours_of_one_group_are_none_of_anothers(supporting: Room) -> None:
    await supporting.says("ana", '!card "kingfishers help"')
    await supporting.says("cleo", "!listen hours sun 03:00-04:00")
    await supporting.says("cleo", "!listen night off")
    await supporting.says("ana", "!support now named", room=LAKE)

    await supporting.private("cleo", "yes")

    matched = (await told(supporting, "cleo"))[-1]
    assert matched.startswith("Please write to Ana first")
    assert "kingfishers" not in matched


async def test_each_group_has_its_own_request_limit_and_line_for_the_day_after(supporting: Room) -> None:
    for _ in range(3):
        await supporting.says("ana", "!support now named", room=LAKE)
        await supporting.private("eve", "yes")
        await supporting.says("ana", "!thanks", room=LAKE)
        await supporting.until(timedelta(hours=3))

    await supporting.says("ana", "!support now named", room=LAKE)
    assert "three times within a day" in (await told(supporting, "ana"))[-1]
    await supporting.says("ana", "!support now")

    assert any("Can you listen" in text for text in await told(supporting, "ben"))


async def test_whoever_is_busy_in_one_group_is_left_in_peace_by_the_other(supporting: Room) -> None:
    await supporting.says("ana", "!support now named", room=LAKE)
    await supporting.private("cleo", "yes")
    before = len(await told(supporting, "cleo"))

    await supporting.says("dee", "!support now")

    assert (await told(supporting, "cleo"))[before:] == []


async def test_a_group_that_moves_to_another_room_takes_its_open_request_along(supporting: Room) -> None:
    await supporting.says("ana", "!support now", room=supporting.room)
    await supporting.hears(supporting.room_now("ana", "ben", "cleo", "dee", successor="!new:example.org"))
    await supporting.hears(supporting.room_now("ana", "ben", room="!new:example.org", predecessor=supporting.room))

    await supporting.private("ben", "yes")
    await supporting.private("ana", "yes")

    assert any("Ben is there for you" in text for text in await told(supporting, "ana"))
    assert supporting.words("!new:example.org") == []
    assert (await supporting.private("ana", "thanks")).startswith("Good")


async def test_leaving_one_group_ends_its_request_and_leaves_the_others(supporting: Room) -> None:
    await supporting.says("ana", "!support now", room=LAKE)
    await supporting.says("ana", "!support now")

    await supporting.has("cleo", "eve", room=LAKE, name="Lake Circle")

    left = await supporting.read(lambda tx: [kept.group for kept in tx.requests.of(at("ana"))])
    river = await supporting.read(lambda tx: tx.groups.in_room(supporting.room))
    assert river is not None
    assert left == [river.id]


async def test_a_groups_calendar_file_holds_its_own_meetings_alone(both: Room) -> None:
    await both.says("ana", '!meeting add "Kingfisher evening" weekly wed 19:00 Asia/Kathmandu where Bittern house')
    await both.says("ana", '!meeting add "Lake evening" weekly fri 20:00 Europe/Berlin', room=LAKE)

    await both.says("eve", "!meeting ics", room=LAKE)
    (foreign,) = await both.says("eve", "!meeting ics Kingfisher evening", room=LAKE)

    (file,) = (arrived.letter for arrived in both.network.of(File))
    assert isinstance(file.content, File)
    assert (file.room, "Lake evening" in file.content.text) == (LAKE, True)
    for theirs in ("Kingfisher", "Kathmandu", "Bittern", "River"):
        assert theirs not in file.content.text
    assert "I find no meeting" in foreign
    assert "Bittern" not in foreign
