"""A small evening with everything real: a homeserver on loopback, four people, and Kith."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from bot.demo import lines
from bot.demo.circle import GROUP, Circle, gathered
from bot.demo.homeserver import NoHomeserver, homeserver
from bot.demo.program import Program, running
from bot.demo.stage import DidNotComeTrue, play
from bot.demo.story import EVENING, Scene, awaited, told
from bot.demo.transcript import KITH, Paper, Transcript
from bot.matrix.member import NotSent

RESOURCES = (
    "Night line (made up), 555 0142, 22:00 to 06:00, police no",
    "River house (made up), 4 Mill Lane, day and night",
)
_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class KithEnded(Exception):
    """The program ended or never became ready; the text is the end of its log."""


@dataclass(frozen=True, slots=True)
class House:
    """Everything that runs while the demo does."""

    url: str
    circle: Circle
    program: Program


async def demo(*, once: bool, story: Sequence[Scene] = EVENING) -> int:
    """Play the story and, unless ``once``, stay up until the input ends or somebody stops it.

    Returns 0, or 1 where a step did not come true or the evening could not begin. Stopping is
    a good end, but not of a story of which every step was to come true.
    """
    # What the clients of the four have to say about a homeserver that stops is nobody's concern.
    logging.getLogger("bot").addHandler(logging.NullHandler())
    stop = asyncio.Event()
    transcript = Transcript(Paper(stop.set), lambda: datetime.now(UTC))
    with _told_to_stop(stop):
        evening = asyncio.create_task(_evening(transcript, story, once=once), name="evening")
        stopping = asyncio.create_task(stop.wait(), name="stopping")
        await asyncio.wait({evening, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        evening.cancel()
        await asyncio.wait({evening})
        status = int(once) if evening.cancelled() else evening.result()
        if not once and status == 0:
            transcript.tells("All of it is removed.", "dim")
        return status


@asynccontextmanager
async def opened(transcript: Transcript) -> AsyncIterator[House]:
    """Have the homeserver, the four and Kith while the block runs, all of it in a folder that is removed afterwards.

    Raises :class:`NoHomeserver`, :class:`KithEnded`, :class:`NotSent` or :class:`bot.matrix.CannotStart`.
    """
    with tempfile.TemporaryDirectory(prefix="kith-demo-") as name:
        folder = Path(name)
        async with homeserver(folder / "homeserver") as server:
            password = secrets.token_urlsafe()
            kith = await server.register("kith", password)
            config = {
                "homeserver": server.url,
                "user_id": kith,
                "password": password,
                "data_dir": str(folder / "kith" / "data"),
                "display_name": KITH,
                "resources": list(RESOURCES),
            }
            async with (
                running(folder / "kith", config) as program,
                gathered(server, folder, kith, transcript) as circle,
            ):
                if not await program.until_ready():
                    raise KithEnded(program.log())
                yield House(server.url, circle, program)


async def _evening(transcript: Transcript, story: Sequence[Scene], *, once: bool) -> int:
    transcript.tells("Starting on this machine: a homeserver, clients of four people, and Kith.", "dim")
    try:
        async with opened(transcript) as house:
            try:
                await play(story, house.circle, transcript)
            except DidNotComeTrue as failure:
                missing = failure.missing if isinstance(failure.missing, str) else awaited(failure.missing)
                _complain(
                    f"This step did not come true: {told(failure.step)}.\nExpected was that {missing}.",
                    house.program.log(),
                )
                return 1
            transcript.tells("The story came true, every step of it.", "bold")
            if not once:
                await _stay(house, transcript)
    except NoHomeserver as error:
        _complain(str(error))
        return 1
    except NotSent as error:
        _complain(f"The evening could not begin, since the homeserver refused: {error}.")
        return 1
    except KithEnded as error:
        _complain("Kith has ended by itself.", str(error))
        return 1
    return 0


async def _stay(house: House, transcript: Transcript) -> None:
    """Let whoever sits at the terminal speak, until the input ends."""
    transcript.tells(
        "It stays up until you press Ctrl-C, which removes everything.\n"
        f"Speak as one of the four: `ana: !checkin open` in {GROUP}, `ana> help` in private with Kith.\n"
        "Or come in with any Matrix client:",
        "",
    )
    people = [("user", f"{name}, password {password}") for name, password in house.circle.passwords.items()]
    transcript.shows([("homeserver", house.url), ("room", GROUP), *people])
    speaking = asyncio.create_task(_speak(house.circle, transcript), name="speaking")
    ended = asyncio.create_task(house.program.until_ended(), name="the end of Kith")
    try:
        await asyncio.wait({speaking, ended}, return_when=asyncio.FIRST_COMPLETED)
        if not speaking.done():
            raise KithEnded(house.program.log())
        speaking.result()
    finally:
        speaking.cancel()
        ended.cancel()


async def _speak(circle: Circle, transcript: Transcript) -> None:
    if sys.stdin is None:  # the program was started without one, and its number may be another file's by now
        return
    async for line in lines.typed(sys.stdin.fileno()):
        match lines.read(line, circle.people):
            case lines.Spoken(who, where, words):
                try:
                    await circle.says(who, where, words)
                except NotSent as error:
                    transcript.tells(f"The homeserver did not take that ({error}).", "yellow")
            case lines.Unclear(answer):
                transcript.tells(answer, "yellow")
            case None:
                pass


def _complain(what: str, log: str = "") -> None:
    complaints = Console(stderr=True, highlight=False, markup=False, emoji=False)
    complaints.print(f"kith: {what}", soft_wrap=True)
    if log:
        complaints.print(f"The end of Kith's log:\n{log}", soft_wrap=True)


@contextmanager
def _told_to_stop(stop: asyncio.Event) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for name in _ENDINGS:
        loop.add_signal_handler(name, stop.set)
    try:
        yield
    finally:
        for name in _ENDINGS:
            loop.remove_signal_handler(name)
