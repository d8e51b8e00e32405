"""Requests that a homeserver wants confirmed: the client-server API's "User-interactive authentication"."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from bot.matrix.loose import Json, rows, table, text, texts, within
from bot.matrix.wire import FORBIDDEN, Answer, Wire

if TYPE_CHECKING:
    from bot.matrix.account import Account

PASSWORD = "m.login.password"  # noqa: S105 - the name of a stage
_NOTHING = "m.login.dummy"
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
    auth: Json = {"session": answer.body.get("session")}
    if [_NOTHING] in flows:
        auth["type"] = _NOTHING
    elif account.password is not None and [PASSWORD] in flows:
        who = {"type": "m.id.user", "user": account.user_id}
        auth |= {"type": PASSWORD, "identifier": who, "password": account.password}
    else:
        raise NotConfirmed(_page(answer.body))
    answer = await wire.ask("POST", where, {**body, "auth": auth})
    # Some homeservers forbid where the password is wrong, instead of asking again.
    if _wants_more(answer) or answer.code == FORBIDDEN:
        raise NotConfirmed(None)
    return answer


def _wants_more(answer: Answer) -> bool:
    return answer.status == HTTPStatus.UNAUTHORIZED and "flows" in answer.body


def _page(body: Json) -> str | None:
    pages = (text(within(table(body.get("params")), stage, "url")) for stage in _BROWSER)
    return next((page for page in pages if page and " " not in page and page.isprintable()), None)
