"""What goes wrong between Kith and its homeserver: no command is lost, none answered twice, and nobody is stormed."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.client import AT_ONCE
from tests.e2e.faulty import Fault, broken, dropped, half_answered, lost, status
from tests.e2e.tally import Evening

SIDE_BY_SIDE = 10  # messages

pytestmark = pytest.mark.asyncio(loop_scope="session")

FAULTS: dict[str, Fault] = {
    "429 that names a time": status(429, "M_LIMIT_EXCEEDED", retry_after_ms=700),
    "429": status(429, "M_LIMIT_EXCEEDED"),
    "500": status(500, "M_UNKNOWN"),
    "502": status(502),
    "504": status(504),
    "broken JSON": broken,
    "dropped": dropped,
    "half answered": half_answered,
    "answer lost": lost,
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_sends_that_fail(evening: Evening, fault: Fault) -> None:
    await evening.asks()
    trouble = evening.line.trouble(fault, "/send/")
    await evening.asks(2)
    await trouble.until_hit(6)
    await evening.asks()
    trouble.over()
    await evening.asks()

    assert await evening.tally() == (0, 0)
    assert trouble.storms() == {}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_syncs_that_fail(evening: Evening, fault: Fault) -> None:
    await evening.asks()
    trouble = evening.line.trouble(fault, "/sync")
    await evening.asks(2)
    await trouble.until_hit(2)
    trouble.over()
    await evening.asks()

    assert await evening.tally() == (0, 0)
    assert trouble.storms() == {}


@pytest.mark.parametrize("fault", [status(502), dropped], ids=["502", "dropped"])
async def test_a_homeserver_of_which_everything_fails(evening: Evening, fault: Fault) -> None:
    await evening.asks()
    trouble = evening.line.trouble(fault, "/_matrix/")
    await evening.asks(2)
    await trouble.until_hit(4)
    trouble.over()
    await evening.asks()

    assert await evening.tally() == (0, 0)
    assert trouble.storms() == {}


async def test_what_a_sync_left_out_and_is_refused_at_first(evening: Evening) -> None:
    lake, pages = evening.rooms["lake"], "/rooms/{}/messages"
    syncs = evening.line.trouble(status(502), "/sync")
    first = evening.line.trouble(status(500, "M_UNKNOWN"), pages.format(lake), times=1)
    second = evening.line.trouble(half_answered, pages.format(lake), times=1)
    await evening.asks(3)
    await syncs.until_hit()

    await evening.asks(3)
    for _ in range(AT_ONCE // SIDE_BY_SIDE):
        await asyncio.gather(*(evening.ana.say(lake, "and so on") for _ in range(SIDE_BY_SIDE)))
    syncs.over()

    assert await evening.tally() == (0, 0)
    assert (first.hits, second.hits) == (1, 1)
    assert syncs.storms() == {}
