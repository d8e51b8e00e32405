"""Requests that a homeserver wants confirmed: the client-server API's "User-interactive authentication"."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from bot.matrix.loose import Json, rows, table, text, texts, within
from bot.matrix.wire import Answer, Wire

if TYPE_CHECKING:
    from bot.matrix.account import Account

PASSWORD = "m.login.password"  # noqa: S105 - the name of a stage
_BROWSER = ("m.oauth", "org.matrix.cross_signing_reset")


class NotConfirmed(Exception):
    """The homeserver wants what Kith can't give; ``page`` is where a person can, in a browser, if it says so."""

    def __init__(self, page: str | None) -> None:
        """Keep the page."""
        super().__init__("a person has to confirm this")
        self.page = page


async def confirmed(wire: Wire, account: Account, where: str, body: Json) -> Answer:
    """Ask, with the password where the homeserver wants it; raise :class:`NotConfirmed` where that is not enough."""
    answer = await wire.ask("POST", where, body)
    if not _wants_more(answer):
        return answer
    flows = [texts(flow.get("stages")) for flow in rows(answer.body.get("flows"))]
    if account.password is None or [PASSWORD] not in flows:
        raise NotConfirmed(_page(answer.body))
    auth = {
        "type": PASSWORD,
        "identifier": {"type": "m.id.user", "user": account.user_id},
        "password": account.password,
        "session": answer.body.get("session"),
    }
    answer = await wire.ask("POST", where, {**body, "auth": auth})
    if _wants_more(answer):
        raise NotConfirmed(None)
    return answer


def _wants_more(answer: Answer) -> bool:
    return answer.status == HTTPStatus.UNAUTHORIZED and "flows" in answer.body


def _page(body: Json) -> str | None:
    pages = (text(within(table(body.get("params")), stage, "url")) for stage in _BROWSER)
    return next((page for page in pages if page and " " not in page and page.isprintable()), None)
