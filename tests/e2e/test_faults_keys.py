"""What goes wrong while rooms get their keys: whoever is new reads every answer, and nobody hears one twice."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from bot.demo.homeserver import Homeserver
from tests.e2e.circle import circle, pinged, pongs, said
from tests.e2e.conftest import new_kith
from tests.e2e.faulty import Fault, broken, dropped, faulty, lost, status
from tests.e2e.people import Person
from tests.e2e.tally import Evening, tally

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIMITED = status(429, "M_LIMIT_EXCEEDED", retry_after_ms=700)


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("/keys/query", broken),
        ("/keys/claim", dropped),
        ("/keys/claim", lost),
        ("/sendToDevice/", LIMITED),
        ("/sendToDevice/", lost),
    ],
)
async def test_keys_that_cannot_be_shared(
    evening: Evening, server: Homeserver, tmp_path: Path, part: str, fault: Fault
) -> None:
    ana, bot, river = evening.ana, evening.bot, evening.rooms["river"]
    cleo = await Person.join_server(server, f"cleo-{uuid4().hex[:8]}", tmp_path / "cleo")
    before = len(evening.asked.setdefault("river", []))
    try:
        trouble = evening.line.trouble(fault, part)
        await ana.invite(river, cleo.user)
        await cleo.join(river)
        await evening.asks(2)
        await evening.until_answered("hill", "lake", "wood", "alone")  # which need no keys
        await trouble.until_hit(2)
        trouble.over()

        assert await evening.tally() == (0, 0)
        assert trouble.storms() == {}
        asked = evening.asked["river"][before:]
        await cleo.sees(lambda: set(asked) <= set(pongs(said(bot, cleo, river))), "every answer")
        assert tally(asked, pongs(said(bot, cleo, river))) == (0, 0)
    finally:
        await cleo.leave(river)
        await cleo.close()


@pytest.mark.parametrize("fault", [status(502), lost], ids=["502", "answer lost"])
async def test_a_device_that_cannot_publish_its_keys(server: Homeserver, tmp_path: Path, fault: Fault) -> None:
    async with faulty(server.url) as line:
        bot = await new_kith(server, tmp_path, homeserver=line.url)
        ana = await Person.join_server(server, f"ana-{uuid4().hex[:8]}", tmp_path / "ana")
        try:
            trouble = line.trouble(fault, "/keys/upload")
            await bot.again()
            plain = await circle(ana, bot, encrypted=False)
            await pinged(ana, plain, "while", by=bot)
            await trouble.until_hit(2)
            trouble.over()
            await ana.until_device(bot.user, bot.device)
            sealed = await circle(ana, bot)
            await pinged(ana, sealed, "after", by=bot)
            await pinged(ana, plain, "last", by=bot)

            assert [pongs(said(bot, ana, room)) for room in (plain, sealed)] == [["while", "last"], ["after"]]
            assert trouble.storms() == {}
        finally:
            await ana.close()
            await bot.kill()
