"""What the asker of a support request says, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.domain.request_events import Agreed, AskedAgain, Ended, FromAsker, InTouch, More, Opened, SomeoneElse
from bot.domain.requests import At
from bot.domain.turns import Turn


def hear(turn: Turn, event: FromAsker) -> None:
    """Let the request go on with what its asker said."""
    match event:
        case Opened():
            turn.wave("opened")
        case AskedAgain():
            _asked_again(turn, event)
        case More():
            _more(turn)
        case Agreed(person):
            _agreed(turn, person)
        case SomeoneElse(person):
            _someone_else(turn, person)
        case InTouch(person, yes):
            _in_touch(turn, person, yes=yes)
        case Ended(why):
            turn.close(why)
        case _:
            assert_never(event)


def _asked_again(turn: Turn, event: AskedAgain) -> None:
    request = turn.request
    if event.mode is not None and event.mode != request.mode:
        rules = turn.around.rules
        turn.to(mode=event.mode, expires_at=turn.now + rules.expire[event.mode])
        for one in request.who(At.OWED, At.RANG, At.NOT_NOW):  # they are waited for no longer than others from now on
            turn.keep(replace(one, until=min(one.until, turn.now + rules.wait[event.mode])))
    if event.kind is not None:
        turn.to(kind=event.kind)
    if event.named is not None:
        turn.to(named=event.named)
    if request.held:
        turn.tell_asker("held_already", people=[one.person for one in request.who(At.MATCHED)])
    elif (offered := request.offered) is not None:
        turn.tell_asker("offer", person=offered.person, until=offered.until)
    else:
        turn.go_on("more")


def _more(turn: Turn) -> None:
    if turn.request.held:
        turn.to(wanted=turn.request.wanted + 1)
        turn.go_on("more")
    else:
        _asked_again(turn, AskedAgain())


def _agreed(turn: Turn, person: str) -> None:
    one = turn.request.of(person)
    if one is not None and one.at is At.OFFERED:
        turn.match(one)
    else:
        _asked_again(turn, AskedAgain())


def _someone_else(turn: Turn, person: str) -> None:
    one = turn.request.of(person)
    if one is not None and one.at is At.OFFERED:
        turn.let_go(one, At.DECLINED)
        turn.go_on("someone_else")
    else:
        _asked_again(turn, AskedAgain())


def _in_touch(turn: Turn, person: str, *, yes: bool) -> None:
    one = turn.request.of(person)
    if yes or one is None or one.at is not At.MATCHED:
        turn.tell_asker("in_touch")
        return
    turn.let_go(one, At.DECLINED)
    if (offered := turn.request.offered) is not None:  # the next step is there already
        turn.tell_asker("offer", person=offered.person, until=offered.until)
    else:
        turn.go_on("not_in_touch", gone=person)
