"""N27: an invitation to swap carries no words of the inviter's, and reaches nobody without a chat."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import Room, at
from tests.turns import has_rota, heard, last_to

KINGFISHER = "kingfisher"


async def test_whoever_has_opened_no_chat_is_not_asked_and_no_chat_is_opened(room: Room) -> None:
    await has_rota(room, "ana")
    await room.private("ana", "rota take wed")
    before = len(room.network.sent)

    await room.private("ana", "rota swap wed with @ben")
    await room.until(timedelta(days=2))

    assert heard(room, "ben") == []
    assert all("private" not in arrived.room for arrived in room.network.sent[before:])
    assert await room.read(lambda tx: tx.chats.of(at("ben"))) is None


async def _swapped(room: Room, *, chat: bool, apart: bool = False) -> list[str]:
    await has_rota(room, "ana")
    await room.private("ana", "rota take wed")
    if chat:
        await room.chat_of("ben")
    if apart:
        await room.private("ben", "not with @ana")
    before = len(room.network.sent)
    await room.private("ana", "rota swap wed with @ben")
    await room.until(timedelta(days=2))
    return heard(room, "ana", before)


@pytest.mark.parametrize("kind", ["no chat", "apart", "asked"])
async def test_the_inviter_hears_the_same_at_the_same_time_whether_they_were_asked(room: Room, kind: str) -> None:
    told = await _swapped(room, chat=kind != "no chat", apart=kind == "apart")

    asked, lapsed = told
    assert asked == (
        "I ask Ben about facilitator on Wed 2 Dec, 19:00 in River Circle, if I can reach them. By Tue 24 Nov, 12:00 you"
        " hear from me; until they say yes nothing changes."
    )
    assert lapsed == (
        "The swap did not come about: facilitator on Wed 2 Dec, 19:00 in River Circle is as it was. That says nothing"
        " about anybody."
    )


@pytest.mark.parametrize(
    "text",
    [
        f"rota swap wed with @ben {KINGFISHER}",
        f"rota swap wed {KINGFISHER} with @ben",
        f"rota swap {KINGFISHER} wed with @ben",
        f"rota swap wed with @ben for {KINGFISHER}",
    ],
)
async def test_what_the_inviter_types_besides_reaches_nobody(room: Room, text: str) -> None:
    await has_rota(room, "ana")
    await room.private("ana", "rota take wed")
    await room.chat_of("ben")
    before = len(room.network.sent)

    await room.private("ana", text)

    assert KINGFISHER not in "".join(heard(room, "ben", before))


async def test_whoever_is_asked_reads_the_turn_and_who_asks_and_no_more(room: Room) -> None:
    await has_rota(room, "ana")
    await room.private("ana", "rota take wed")
    await room.chat_of("ben")

    await room.private("ana", "rota swap wed with @ben")

    assert last_to(room, "ben") == (
        "Facilitate Wed 2 Dec, 19:00 for Ana? `1` yes / `2` not now. No reason needed.\n"
        "It's Wednesday meeting in River Circle. Without your yes nothing changes. I wait until Tue 24 Nov, 12:00."
    )
