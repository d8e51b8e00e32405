"""What the asker of a support request says, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.domain.request_events import Agreed, AskedAgain, Ended, FromAsker, InTouch, More, Opened, SomeoneElse
from bot.domain.requests import At
from bot.domain.support_progress import Progress


def hear(progress: Progress, event: FromAsker) -> None:
    """Let the request go on with what its asker said."""
    match event:
        case Opened():
            progress.wave("opened")
        case AskedAgain():
            _asked_again(progress, event)
        case More():
            _more(progress)
        case Agreed(person):
            _agreed(progress, person)
        case SomeoneElse(person):
            _someone_else(progress, person)
        case InTouch(person, yes):
            _in_touch(progress, person, yes=yes)
        case Ended(why):
            progress.close(why)
        case _:
            assert_never(event)


def _asked_again(progress: Progress, event: AskedAgain) -> None:
    request = progress.request
    if event.mode is not None and event.mode != request.mode:
        rules = progress.around.rules
        progress.to(mode=event.mode, expires_at=progress.now + rules.expire[event.mode])
        for one in request.who(At.OWED, At.RANG, At.NOT_NOW):  # they are waited for no longer than others from now on
            progress.keep(replace(one, until=min(one.until, progress.now + rules.wait[event.mode])))
    if event.kind is not None:
        progress.to(kind=event.kind)
    if event.named is not None:
        progress.to(named=event.named)
    if request.held:
        progress.tell_asker("held_already", people=[one.person for one in request.who(At.MATCHED)])
    elif (offered := request.offered) is not None:
        progress.tell_asker("offer", person=offered.person, until=offered.until)
    else:
        progress.go_on("more")


def _more(progress: Progress) -> None:
    if progress.request.held:
        progress.to(wanted=progress.request.wanted + 1)
        progress.go_on("more")
    else:
        _asked_again(progress, AskedAgain())


def _agreed(progress: Progress, person: str) -> None:
    one = progress.request.of(person)
    if one is not None and one.at is At.OFFERED:
        progress.match(one)
    else:
        _asked_again(progress, AskedAgain())


def _someone_else(progress: Progress, person: str) -> None:
    one = progress.request.of(person)
    if one is not None and one.at is At.OFFERED:
        progress.let_go(one, At.DECLINED)
        progress.go_on("someone_else")
    else:
        _asked_again(progress, AskedAgain())


def _in_touch(progress: Progress, person: str, *, yes: bool) -> None:
    one = progress.request.of(person)
    if yes or one is None or one.at is not At.MATCHED:
        progress.tell_asker("in_touch")
        return
    progress.let_go(one, At.DECLINED)
    if (offered := progress.request.offered) is not None:  # the next step is there already
        progress.tell_asker("offer", person=offered.person, until=offered.until)
    else:
        progress.go_on("not_in_touch", gone=person)
