"""The floor: a bot of one HTTP loop, no Matrix library, no memory, plain rooms only."""

from __future__ import annotations

import asyncio
import sys
import time

from bench.account import Account, messages, word


async def answer_pings(url: str, user: str, password: str) -> None:
    """Join where invited and answer every ping with its word, each in a task of its own."""
    started = time.time() - 1  # what was written before is not for this run
    async with Account.log_in(url, user, password) as account, asyncio.TaskGroup() as sends:
        async for batch in account.news():
            for room in batch.get("rooms", {}).get("invite", {}):
                sends.create_task(account.call("POST", f"join/{room}"))
            for message in messages(batch):
                if message.sender != user and message.at > started and message.body.startswith("!ping "):
                    sends.create_task(account.say(message.room, word(message.body) or "", "m.notice"))


if __name__ == "__main__":
    asyncio.run(answer_pings(*sys.argv[1:4]))
