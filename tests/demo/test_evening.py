"""The evening itself, with everything real."""

from __future__ import annotations

import asyncio
import io
import os
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from rich.console import Console

from bot.demo import demo
from bot.demo.circle import GROUP, PRIVATE, ROOM
from bot.demo.evening import House, opened
from bot.demo.picture import drawn
from bot.demo.stage import DidNotComeTrue, play
from bot.demo.story import ARRIVAL, EVENING, Mark, Puts, Scene, Step, Words, awaited, told
from bot.demo.transcript import Transcript
from bot.matrix.sight import Message
from tests.demo.terminal import ROOT, Terminal

BANNED = (
    "patient|client|case|user|symptom|relapse|compliant|risk|severity|triage|ticket|escalate|incident|victim|failed|"
    "inactive|missed|overdue|late|streak|only|just|should|must|are you sure"
)  # docs/voice.md, "Words that never appear"


def left_in(folder: Path) -> list[str]:
    """Return what is in a folder."""
    return [path.name for path in folder.iterdir()]


pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="it looks for processes in /proc"),
    pytest.mark.timeout(300),  # the story waits for a minute on the clock
    pytest.mark.xdist_group("evening"),  # else each process of the run plays it once more
]


@dataclass(frozen=True, slots=True)
class Evening:
    """One whole story, played for several tests."""

    house: House
    transcript: Transcript
    text: str
    said: list[Message]  # by Kith, as Ben had it, who was in both places


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def evening() -> AsyncIterator[Evening]:
    """Play it once."""
    paper = io.StringIO()
    transcript = Transcript(Console(file=paper, width=80), lambda: datetime.now(UTC))
    async with opened(transcript) as house:
        await play(EVENING, house.circle, transcript)
        seen = house.circle.people["ben"].seen
        said = [what for what in seen if isinstance(what, Message) and what.sender == house.circle.kith]
        yield Evening(house, transcript, paper.getvalue(), said)


@pytest.mark.asyncio(loop_scope="module")
async def test_everything_that_kith_says_was_awaited_by_the_story(evening: Evening) -> None:
    awaited_words = [
        seen.words
        for scene in EVENING
        for step in scene.steps
        for seen in step.sees
        if isinstance(seen, Words) and (seen.to or ("ben" if step.where is ROOM else step.who)) == "ben"
    ]

    said = [message.text for message in evening.said]

    assert len(said) == len(awaited_words), said
    assert [text for text in said if not any(words in text for words in awaited_words)] == []


@pytest.mark.asyncio(loop_scope="module")
async def test_everything_that_kith_says_is_encrypted(evening: Evening) -> None:
    assert all(message.encrypted for message in evening.said)


@pytest.mark.asyncio(loop_scope="module")
async def test_kith_says_four_lines_at_most_to_anybody_where_no_list_was_asked_for(evening: Evening) -> None:
    lists = {"when you need a person", "Places to turn to", "begin a check-in, anyone can"}

    seen = [seen for person in evening.house.circle.people.values() for seen in person.seen]
    said = [what.text for what in seen if isinstance(what, Message) and what.sender == evening.house.circle.kith]
    long = [text for text in said if text.count("\n") > 3]

    assert [text for text in long if not any(words in text for words in lists)] == []


@pytest.mark.asyncio(loop_scope="module")
async def test_the_transcript_has_a_heading_for_each_room_and_no_ids(evening: Evening) -> None:
    headings = re.findall(r"^(\S.+) · \d\d:\d\d UTC ─+$", evening.text, re.MULTILINE)

    chats = {f"{name} and Kith, private (encrypted)" for name in ("Ana", "Ben", "Cleo", "Dee")}
    assert set(headings) == {"River Circle (encrypted)", *chats}
    found = set(re.findall(r"[$!@]\S+:localhost|https?:|\$\w{20}", evening.text))
    assert found == {"@ana:localhost", "@ben:localhost"}  # each other's, once both agreed
    assert max(map(len, evening.text.splitlines())) <= 80


@pytest.mark.asyncio(loop_scope="module")
async def test_no_word_of_the_banned_list_is_in_the_transcript(evening: Evening) -> None:
    words = evening.text.casefold().replace("\n", " ")

    assert re.findall(rf"\b({BANNED})\b", words) == []


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("step", "missing"),
    [
        (Step("cleo", ROOM, "!ping heron", (Words("dodo: I'm here."),)), "Kith says “dodo: I'm here.”"),
        (Step("cleo", ROOM, "!ping heron", (Words("heron: I'm here.", to="dee"),)), "to Dee in private"),
        (Step("cleo", PRIVATE, "ping heron", (Mark("🌱"),)), "Kith puts 🌱 under it"),
        (Step("cleo", ROOM, "!ping heron", (Mark("🌱", under="heron"),)), "Kith puts 🌱 under “heron”"),
    ],
)
async def test_a_step_that_promises_what_does_not_happen_is_named(evening: Evening, step: Step, missing: str) -> None:
    impossible = replace(step, patience=0.5)

    with pytest.raises(DidNotComeTrue) as failure:
        await play([Scene("Nothing comes of it.", (impossible,))], evening.house.circle, evening.transcript)

    assert failure.value.step == impossible
    assert not isinstance(failure.value.missing, str)
    assert missing in awaited(failure.value.missing)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_mark_under_what_was_never_said_is_named_too(evening: Evening) -> None:
    scene = Scene("Nobody said that.", (Step("dee", ROOM, Puts("🌱", under="a dodo")),))

    with pytest.raises(DidNotComeTrue) as failure:
        await play([scene], evening.house.circle, evening.transcript)

    assert told(failure.value.step) == "Dee, in River Circle, puts 🌱 under “a dodo”"
    assert "there is no such message" in str(failure.value.missing)


@pytest.mark.asyncio(loop_scope="module")
async def test_the_picture_shows_the_check_in_and_names_no_other_place(evening: Evening) -> None:
    svg = await drawn(evening.house, evening.transcript)

    kept = (ROOT / "docs" / "evening.svg").read_text()
    for picture in (svg, kept):
        assert "Glad&#160;to&#160;see&#160;you." in picture
        assert set(re.findall(r"\w+://[^\"\s]*", picture)) == {"http://www.w3.org/2000/svg"}
        assert "@import" not in picture
        assert "@font-face" not in picture
        assert len(picture.encode()) < 60_000


async def test_a_story_that_does_not_come_true_ends_with_1_the_step_and_the_log(
    capfd: pytest.CaptureFixture[str],
) -> None:
    arrival = replace(ARRIVAL.steps[0], sees=(Words("I'm a dodo"),), patience=1.0)

    status = await demo(once=True, story=[Scene("Ana invites Kith.", (arrival,))])

    errors = capfd.readouterr().err
    assert status == 1
    assert (
        "This step did not come true: Ana, in River Circle, invites Kith.\nExpected was that Kith says “I'm a dodo”."
        in errors
    )
    assert "ready as @kith:localhost" in errors
    assert "Traceback" not in errors


async def test_once_ends_with_0_and_shows_what_was_said(tmp_path: Path) -> None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--once"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path), "NO_COLOR": "1", "KITH_PASSWORD": "of another Kith"},
    )
    raw, _ = await program.communicate()
    text = raw.decode()

    assert program.returncode == 0, text
    assert "  Ben   Long, and better since Sunday's soup. Glad to see you.\n  Cleo  pass\n" in text
    assert "        Kith put 🌱 under Cleo's message\n" in text
    assert "  Kith  otter: I'm here.\n" in text
    assert text.endswith("The story came true, every step of it.\n")
    assert "Traceback" not in text
    assert "\x1b" not in text
    assert left_in(tmp_path) == []


async def test_afterwards_one_can_speak_as_any_of_them_until_ctrl_c(tmp_path: Path) -> None:
    terminal = await Terminal(tmp_path).open(NO_COLOR="1", TERM="dumb")
    await terminal.until("password dee-")
    assert f"room        {GROUP}" in terminal.shown
    assert re.search(r"homeserver {2}http://127\.0\.0\.1:\d+\n", terminal.shown)
    assert len(terminal.traces()) == 3  # a homeserver, Kith, the folder

    terminal.types("ana: !ping heron\n")
    await terminal.until("Kith  heron: I'm here.")
    assert "River Circle (encrypted)" in terminal.shown
    terminal.types("ana> help\n")
    await terminal.until("more about one command")
    assert "Ana and Kith, private (encrypted)" in terminal.shown
    terminal.types("zoe> help\n")
    await terminal.until("“zoe” is nobody here")
    terminal.types("\x03")

    assert await terminal.ended() == 0
    assert "Traceback" not in terminal.shown
    assert terminal.traces() == []


async def test_closing_the_terminal_in_the_middle_of_the_story_leaves_nothing_behind(tmp_path: Path) -> None:
    terminal = await Terminal(tmp_path).open(TERM="dumb")
    await terminal.until("Ana invites Kith")

    terminal.hang_up()

    assert await terminal.ended() == 0
    assert terminal.traces() == []


@pytest.mark.parametrize("args", [(), ("--once",)])
async def test_without_synapse_one_line_names_the_extra(args: tuple[str, ...], tmp_path: Path) -> None:
    without = (
        "import sys; sys.modules['synapse'] = None; sys.argv[0] = 'kith'; from bot.cli import main; sys.exit(main())"
    )
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", without, "demo", *args),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    _, errors = await program.communicate()

    assert program.returncode == 1
    assert errors.decode().splitlines() == [
        (
            "kith: The demo needs a homeserver that is not installed. In Kith's folder: make demo "
            "(elsewhere: pip install 'kith-bot[demo]')"
        )
    ]
    assert left_in(tmp_path) == []
