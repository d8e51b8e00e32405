"""Old devices of Kith's: what it must not be again is taken off the account, so that nobody writes to it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.matrix import identity
from bot.matrix.confirm import NotConfirmed, confirmed
from bot.matrix.loose import rows, text
from bot.matrix.wire import Answer, Wire, path

if TYPE_CHECKING:
    from pathlib import Path

    from bot.matrix.account import Account

log = logging.getLogger(__name__)

_LEFT = "Old devices of Kith are still listed (%s); remove them in a client"


class Farewell:
    """Deletes the devices that ``identity/retired.json`` lists, as far as the homeserver still has them."""

    def __init__(self, wire: Wire, account: Account, folder: Path) -> None:
        """``folder`` is ``data_dir/identity``."""
        self._wire = wire
        self._account = account
        self._retired = identity.retired(folder)

    async def see_off(self) -> Answer | None:
        """Delete them, once; return the answer of what has to be tried again."""
        if not self._retired:
            return None
        answer = await self._wire.ask("GET", path("devices"))
        if not answer.final:
            return answer
        listed = {text(device.get("device_id")) for device in rows(answer.body.get("devices"))}
        if old := sorted(self._retired & listed):
            try:
                answer = await confirmed(self._wire, self._account, path("delete_devices"), {"devices": old})
            except NotConfirmed:
                log.warning(_LEFT, ", ".join(old))
            else:
                if not answer.final:
                    return answer
                if not answer.good:
                    log.warning(_LEFT, ", ".join(old))
        self._retired = frozenset()
        return None
