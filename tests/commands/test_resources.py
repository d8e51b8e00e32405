"""resources: a group's places, who may change them, and what the room hears."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import House, Place
from bot.domain.places import MOST
from tests.conftest import Room
from tests.network import KITH

LAKE = "!lake:example.org"
NONE = "I hold no list of places to turn to yet. In danger now, your local emergency number"
HEAD = "Places to turn to; I contact nobody myself:"


async def _add(room: Room, line: str, *, where: str | None = None) -> list[str]:
    return await room.says("ana", f"!resources add {line}", room=where)


# ------------------------------------------------------------------------------ shown


async def test_a_room_shows_its_groups_list_numbered_and_in_order(room: Room) -> None:
    await _add(room, "Night line, 0800 1, always, police no")
    await _add(room, "Crisis centre, https://example.org/a,b, Mon-Fri, 10:00-16:00, police yes")

    (answer,) = await room.says("dee", "!resources")

    assert answer.splitlines() == [
        HEAD,
        "1. Night line: 0800 1, always (sends no police)",
        "2. Crisis centre: https://example.org/a,b, Mon-Fri, 10:00-16:00 (may send the police)",
    ]


async def test_private_shows_all_lists_that_the_person_shares_each_place_once(room: Room) -> None:
    await room.has("ana", "ben", room=LAKE, name="Lake Circle")
    await _add(room, "Night line, 0800 1, always")
    await _add(room, "Night Line, 08001, always", where=LAKE)
    await _add(room, "Drop-in, Mill Lane 2, Sundays", where=LAKE)

    answer = await room.private("ben", "resources")

    assert answer.splitlines() == [HEAD, "1. Night Line: 08001, always", "2. Drop-in: Mill Lane 2, Sundays"]


async def test_private_names_groups_where_there_are_several_lists(room: Room) -> None:
    await room.has("ana", "ben", room=LAKE, name="Lake Circle")
    await _add(room, "Night line, 0800 1, always")
    await _add(room, "Drop-in, Mill Lane 2, Sundays", where=LAKE)

    assert (await room.private("ben", "resources")).splitlines() == [
        HEAD,
        "In Lake Circle:",
        "Drop-in: Mill Lane 2, Sundays",
        "In River Circle:",
        "Night line: 0800 1, always",
    ]
    assert (await room.private("dee", "resources")).splitlines() == [HEAD, "1. Night line: 0800 1, always"]


async def test_no_room_and_no_stranger_gets_another_groups_list(room: Room) -> None:
    await room.has("ana", "ben", room=LAKE, name="Lake Circle")
    await _add(room, "Drop-in, Mill Lane 2, Sundays", where=LAKE)

    (in_the_room,) = await room.says("ana", "!resources")

    assert in_the_room.startswith(NONE)
    assert (await room.private("dee", "resources")).startswith(NONE)


@pytest.mark.parametrize("text", ["crisis", "112", "resources please", "Resources!", "resources none of these answer"])
async def test_whatever_follows_them_the_places_are_shown(room: Room, text: str) -> None:
    await _add(room, "Night line, 0800 1, always")

    assert "Night line: 0800 1" in await room.private("dee", text)


async def test_support_names_the_first_places_of_the_group(room: Room) -> None:
    for number in range(1, 6):
        await _add(room, f"Line {number}, 0800 {number}, always")

    answer = await room.private("dee", "support")

    assert "Places to turn to now: Line 1, 0800 1; Line 2, 0800 2; Line 3, 0800 3. All I know: `resources`" in answer


async def test_support_stays_short_where_places_are_long(room: Room) -> None:
    for number in range(1, 4):
        await _add(room, f"Line {number}, {'0800 ' * 30}{number}, always")

    answer = await room.private("dee", "support")

    assert "Line 1" in answer
    assert "Line 2" not in answer


async def test_a_list_that_does_not_fit_one_message_says_so(room: Room) -> None:
    for number in range(MOST):
        emoji = "🌱" * 100
        await _add(room, f"{number} {emoji[:50]}, {emoji}{emoji[:90]}, {emoji[:90]}")

    (answer,) = await room.says("dee", "!resources")

    assert answer.splitlines()[-1].startswith("There are ")
    assert len(answer.encode()) < 16_000


class TestWithAnOperatorsList:
    @pytest.fixture
    def house(self) -> House:
        return House(me=KITH, allow=("*:example.org",), resources=(Place("Helpline", "0800 9", "always"),))

    async def test_it_is_shown_where_the_group_has_none(self, room: Room) -> None:
        (in_the_room,) = await room.says("ana", "!resources")

        assert in_the_room.splitlines() == [HEAD, "Helpline: 0800 9, always"]
        await room.says("ana", "!resources none")
        assert "Helpline: 0800 9" in await room.private("ana", "resources")

    async def test_a_groups_own_list_stands_in_its_stead(self, room: Room) -> None:
        await _add(room, "Night line, 0800 1, always")

        for answer in (*(await room.says("ana", "!resources")), await room.private("ana", "resources")):
            assert "Helpline" not in answer
            assert "Night line" in answer

    async def test_somebody_in_no_group_gets_it(self, room: Room) -> None:
        await _add(room, "Night line, 0800 1, always")

        assert (await room.private("fay", "resources")).splitlines() == [HEAD, "Helpline: 0800 9, always"]


# ---------------------------------------------------------------------------- changed


async def test_every_change_is_announced_in_the_room_with_who_did_it(room: Room) -> None:
    said = [
        *await _add(room, "Night line, 0800 1, always, police no"),
        *await room.says("ana", "!resources edit 1 Night line, 0800 2, 20:00-06:00"),
        *await room.says("ana", "!resources checked"),
        *await room.says("ana", "!resources remove night line"),
        *await room.says("ana", "!resources none"),
    ]

    assert [text.splitlines()[0] for text in said] == [
        "New on the list of places to turn to: Night line, 0800 1, always (sends no police). Ana added it.",
        "On the list of places to turn to: Night line, 0800 2, 20:00-06:00.",
        "Ana checked the list of places to turn to: it is right. I ask again in 90 days. To see it: `!resources`",
        "Off the list of places to turn to: Night line, 0800 2. Ana took it off. The list is empty now.",
        "This group keeps no list of places of its own, on purpose; Ana said so. `!resources` answers all the same.",
    ]
    assert "It was: Night line, 0800 1, always (sends no police). Ana changed it." in said[1]


async def test_a_change_in_private_is_announced_in_the_room_all_the_same(room: Room) -> None:
    before = len(room.network.sent)

    answer = await room.private("ana", "resources add Night line, 0800 1, always")

    (announced,) = room.words(room.room, since=before)
    assert announced.plain.startswith("New on the list of places to turn to: Night line")
    assert answer.startswith("New on the list of places to turn to in River Circle: Night line")


@pytest.mark.parametrize(
    "text", ["add Night line, 0800 2, always", "edit 1 A, 1, always", "remove 1", "none", "checked", "add"]
)
async def test_who_is_no_facilitator_changes_nothing(room: Room, text: str) -> None:
    await _add(room, "Night line, 0800 1, always")

    (answer,) = await room.says("dee", f"!resources {text}")

    assert answer == "That is for facilitators, so nothing was done. In River Circle: Ana."
    assert "1. Night line: 0800 1, always" in (await room.says("dee", "!resources"))[0]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("add", "I understood no name; I see no number or link after it. Nothing was changed."),
        ("add Otter 0800", "I understood the name “Otter 0800”; I see no number or link after it."),
        ("add Otter, 1", "I understood the name “Otter”, the number or link “1”; I see no hours after that."),
        ("add Otter, 1, always, police maybe", "the hours “always”; whether they may send the police is yes, no or"),
        ("add A, 1, always\nB, 2, always", "I read several places there, and take one at a time"),
        (f"add {'o' * 61}, 1, always", "The name has 61 characters, and I keep 60 at most"),
        ("add NIGHT LINE, 08001, never", "NIGHT LINE is on the list of River Circle already"),
        ("edit", "It takes the number of a place on the list of River Circle, so nothing was changed. There: 1 Night"),
        ("edit 2 Otter, 1, always", "I find no place “2”, or more than one, on the list of River Circle"),
        ("edit 1 Otter", "I understood the name “Otter”; I see no number or link after it."),
        ("edit 1 Night line, 0800 1, always", "Night line stands there like that already"),
        ("remove otter", "I find no place “otter”, or more than one, on the list of River Circle"),
        ("none", "River Circle has 1 place on its list, so nothing was changed."),
    ],
)
async def test_what_cant_be_done_says_why_and_changes_nothing(room: Room, text: str, answer: str) -> None:
    await _add(room, "Night line, 0800 1, always")
    before = await room.says("dee", "!resources")

    (refused,) = await room.says("ana", f"!resources {text}")

    assert answer in refused
    assert await room.says("dee", "!resources") == before


async def test_an_empty_list_has_nothing_to_edit_remove_or_check(room: Room) -> None:
    for text in ("edit 1 Otter, 1, always", "remove 1", "checked"):
        (answer,) = await room.says("ana", f"!resources {text}")
        assert answer.startswith("River Circle has no list of places yet, so nothing was done.")


async def test_a_list_takes_twenty_places(room: Room) -> None:
    for number in range(MOST):
        await _add(room, f"Line {number}, 0800 {number}, always")

    (answer,) = await _add(room, "One more, 1, always")

    assert answer.startswith("The list of River Circle has 20 places, and that is as many as I keep.")


async def test_what_was_declined_on_purpose_is_known_until_there_is_a_list(room: Room) -> None:
    river = await room.read(lambda tx: tx.groups.in_room(room.room))
    assert river is not None
    assert not await room.read(lambda tx: tx.resources.declined(river))

    await room.says("ana", "!resources none")
    assert await room.read(lambda tx: tx.resources.declined(river))
    await _add(room, "Night line, 0800 1, always")

    assert not await room.read(lambda tx: tx.resources.declined(river))


async def test_edited_to_a_place_that_stands_there_already_it_stays(room: Room) -> None:
    await _add(room, "Night line, 0800 1, always")
    await _add(room, "Drop-in, Mill Lane 2, Sundays")

    (answer,) = await room.says("ana", "!resources edit 2 Night line, 0800 1, always")

    assert answer.startswith("Night line is on the list of River Circle already")


async def test_undo_takes_changes_of_the_list_and_settings_back_in_their_order_for_a_day(room: Room) -> None:
    await _add(room, "Night line, 0800 1, always, police no")
    await room.says("ana", "!set checkin.for 2h")
    await room.says("ana", "!resources remove 1")
    await room.says("ana", "!resources none")

    said = [(await room.says("ana", "!undo"))[0] for _ in range(4)]

    back = "The list of places to turn to is what it was before its last change; Ana took that back."
    assert said[0] == f"{back} It is empty."
    assert said[1] == f"{back} It has 1 place: `!resources`"
    assert said[2].startswith("checkin.for is 4h again.")
    assert said[3] == f"{back} It is empty."
    await _add(room, "Night line, 0800 1, always")
    await room.until(timedelta(days=1, minutes=1))
    assert (await room.says("ana", "!undo"))[0].startswith("In the last day nothing was changed")


async def test_what_somebody_typed_in_a_place_rings_and_links_nobody(room: Room) -> None:
    await _add(room, "@room <b>Night</b>, https://matrix.to/#/@ben:example.org, @ben:example.org")

    (words,) = room.words(room.room)[-1:]
    assert "@room" not in words.plain
    assert "<b>Night" not in words.html
    assert "matrix.to/#/@ben" not in words.plain
    assert words.mentions == ()


async def test_room_check_says_how_old_the_list_is(room: Room) -> None:
    async def told() -> str:
        return (await room.says("ana", "!room check"))[0]

    assert "It has no list of places yet: `!resources add`" in await told()
    await room.says("ana", "!resources none")
    assert "It has no list of places on purpose." in await told()
    await _add(room, "Night line, 0800 1, always")
    assert "The list of places was looked at lately." in await told()
    await room.until(timedelta(days=40))
    assert "The list of places was looked at 40 days ago." in await told()
