"""The step of `setup` that asks which roles go round."""

from __future__ import annotations

import pytest

from tests.conftest import CIRCLE, Room

ROLES = "Roles that go round in River Circle? `1` facilitator / `2` skip, or type them"
AGREEMENTS = "Agreements of River Circle?"


async def _walks(room: Room, *answers: str) -> str:
    told = await room.private("ana", "setup")
    for answer in answers:
        told = await room.private("ana", answer)
    return told


@pytest.mark.parametrize(
    ("typed", "names", "first"),
    [
        ("1", "facilitator", "facilitator"),
        ("Moderation", "facilitator", "facilitator"),
        ("timekeeper, tea maker", "timekeeper and tea maker", "timekeeper"),
    ],
)
async def test_what_is_chosen_goes_round_once_all_is_posted(room: Room, typed: str, names: str, first: str) -> None:
    preview = await _walks(room, "2", "3", "wednesdays 19:00", typed, "2", "2")
    assert (await room.says("ben", "!rota"))[0].startswith("No roles go round")
    before = len(room.network.sent)
    await room.private("ana", "yes")

    assert preview.splitlines()[-1] == f"rota: {names}"
    assert room.words(CIRCLE, since=before)[0].plain.splitlines()[-1] == (
        f"New on the rota: {names}. Whoever would like a turn now and then writes to me alone: `rota join {first}`"
    )
    assert f"{first}: open" in (await room.says("ben", "!rota"))[0]
    assert f"that {names} was added" in (await room.says("ana", "!undo"))[0]


async def test_it_is_skipped_and_nothing_is_added(room: Room) -> None:
    assert (await _walks(room, "2", "3", "wednesdays 19:00")).startswith(ROLES)
    assert (await room.private("ana", "2")).startswith(AGREEMENTS)


async def test_where_the_group_does_not_meet_it_is_not_asked(room: Room) -> None:
    assert (await _walks(room, "2", "3", "1")).startswith(AGREEMENTS)


async def test_where_roles_go_round_already_it_is_not_asked(room: Room) -> None:
    await room.says("ana", "!rota add greeter")

    assert (await _walks(room, "2", "3", "wednesdays 19:00")).startswith(AGREEMENTS)


async def test_what_is_no_role_is_answered_as_the_command_answers_it_and_asked_again(room: Room) -> None:
    await room.says("ana", "!meeting add wednesdays 19:00")
    command = await room.private("ana", "rota add 7 otters")

    told = await _walks(room, "2", "3", "7 otters")

    assert told.startswith(f"{command}\n{ROLES}")
