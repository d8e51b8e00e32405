"""What holds for every command, also for those that will be added."""

from __future__ import annotations

import re

import pytest

from bot.chat import File, House, Place, Under, Words
from bot.commands import ANYWHERE, CONSENT, GROUP, MEMBER, PRIVATE, PRIVATE_CONSENT, Where, commands, template
from bot.render import Renderer
from tests.conftest import Room, at
from tests.network import KITH

COMMANDS = list(commands().values())
NAMES = [command.NAME for command in COMMANDS]
IN_A_ROUND = {"checkin close", "pass", "witness"}
WITH_A_PLACE = {"resources edit", "resources remove", "resources checked", "support on"}
WITH_A_MEETING = {
    "meeting",
    "meetings",
    "meeting skip",
    "meeting move",
    "meeting edit",
    "meeting opening",
    "meeting end",
    "meeting ics",
}
WITH_A_PRACTICE = {"practice", "practice list", "practice edit", "practice remove"}
WITH_A_SCHEDULE = {"checkin cancel"}
WITH_A_ROTA = {
    *("rota", "rota remove", "rota guide", "rota join", "rota leave", "rota away", "rota pass", "rota swap"),
    *("rota take", "rota cover", "rota mine", "rota mine ics", "sick"),
}
FOR_LISTENERS = {"listen hours", "listen night", "listen for", "listen limit", "pause"}
DONE = {"done", "asked"}
"""What comes of an example: it is carried out, or begins with a question."""


@pytest.fixture
def house() -> House:
    return House(me=KITH, allow=("*:example.org",), resources=(Place("Night line", "0800 1", "always", "no"),))


@pytest.mark.parametrize("name", NAMES)
def test_a_command_says_how_it_is_written_and_where(name: str) -> None:
    command = commands()[name]

    assert re.fullmatch(r"[a-z]+( [a-z]+){0,2}", command.NAME)
    assert isinstance(command.USAGE, str)
    assert command.EXAMPLE.startswith(command.NAME)
    assert isinstance(command.WHERE, Where)


@pytest.mark.parametrize("name", NAMES)
def test_a_commands_docstring_begins_with_its_name(name: str) -> None:
    assert (commands()[name].__doc__ or "").startswith(f"{name}: ")


def test_a_command_is_found_by_its_name_and_its_template_by_its_module() -> None:
    assert sorted(NAMES) == NAMES
    assert template(commands()["pass"]) == "passing"
    assert list(Where) == [ANYWHERE, GROUP, PRIVATE, CONSENT, MEMBER, PRIVATE_CONSENT]


async def _listens(room: Room) -> None:
    river = await room.read(lambda tx: tx.groups.in_room(room.room))
    assert river is not None
    await room.read(lambda tx: tx.listeners.on(at("ana"), river))


async def _has_a_rota(room: Room, name: str) -> None:
    """Let Ana hold the next turn of a role, unless she is about to take it, or to join."""
    await room.says("ana", "!meeting add wednesdays 19:00")
    await room.says("ana", "!rota add facilitator, timekeeper")
    if name != "rota join":
        await room.private("ana", "rota join facilitator")
    if name not in {"rota join", "rota take"}:
        await room.private("ana", "rota take facilitator wed")


@pytest.mark.parametrize("name", NAMES)
async def test_its_example_works_in_a_room(room: Room, name: str) -> None:
    command = commands()[name]
    if name in IN_A_ROUND:
        await room.says("ana", "!checkin open")
    if name in WITH_A_PLACE:
        await room.says("ana", "!resources add Night line, 0800 1, always")
    if name in WITH_A_MEETING:
        await room.says("ana", "!meeting add wednesdays 19:00")
    if name in WITH_A_PRACTICE:
        await room.says("ana", '!practice add "How was the week?"')
    if name in WITH_A_SCHEDULE:
        await room.says("ana", "!checkin weekly sun 18:00")
    if name == "undo":
        await room.says("ana", "!set checkin.for 2h")
    if name in FOR_LISTENERS:
        await _listens(room)
    if name in WITH_A_ROTA:
        await _has_a_rota(room, name)
    ask = room.ask("ana", f"!{command.EXAMPLE}")

    await room.hears(ask)

    assert await room.read(lambda tx: tx.inbox.outcome(ask.event, ask.now)) in DONE


@pytest.mark.parametrize("name", NAMES)
async def test_its_example_works_in_private(room: Room, name: str) -> None:
    command = commands()[name]
    if name in IN_A_ROUND:
        await room.says("ana", "!checkin open")
    if name in WITH_A_PLACE:
        await room.says("ana", "!resources add Night line, 0800 1, always")
    if name in WITH_A_MEETING:
        await room.says("ana", "!meeting add wednesdays 19:00")
    if name in WITH_A_PRACTICE:
        await room.says("ana", '!practice add "How was the week?"')
    if name in WITH_A_SCHEDULE:
        await room.says("ana", "!checkin weekly sun 18:00")
    if name == "undo":
        await room.says("ana", "!set checkin.for 2h")
    if name in FOR_LISTENERS:
        await _listens(room)
    if name in WITH_A_ROTA:
        await _has_a_rota(room, name)
    chat = await room.chat_of("ana")
    before = len(room.network.sent)
    ask = room.ask("ana", command.EXAMPLE, room=chat)

    await room.hears(ask)

    assert await room.read(lambda tx: tx.inbox.outcome(ask.event, ask.now)) in DONE
    answered = [arrived for arrived in room.network.sent[before:] if arrived.room == chat]
    assert answered
    assert all(isinstance(arrived.letter.content, Words | Under | File) for arrived in answered)


@pytest.mark.parametrize("name", NAMES)
async def test_help_tells_its_syntax_and_its_example(room: Room, name: str) -> None:
    command = commands()[name]

    (answer,) = await room.says("ana", f"!help {name}")

    what, write, like_this = answer.splitlines()
    assert len(what) > 20
    joined = "\N{WORD JOINER}"  # what keeps an example's @ben from being somebody's mention
    assert write == f"Write: `!{f'{name} {command.USAGE}'.strip()}`"
    assert like_this.replace(joined, "") == f"Like this: `!{command.EXAMPLE}`"


@pytest.mark.parametrize("name", NAMES)
def test_its_template_is_there(name: str) -> None:
    render = Renderer(House(me=KITH))

    assert f"{template(commands()[name])}.html" in render.voice("en").ours.list_templates()


@pytest.mark.parametrize("name", [command.NAME for command in COMMANDS if command.WHERE in {GROUP, CONSENT, MEMBER}])
async def test_in_private_whoever_shares_several_groups_reads_which_one_it_was_about(room: Room, name: str) -> None:
    await room.has("ana", "eve", room="!lake:example.org", name="Lake Circle")
    await room.private("ana", "in river")
    if name in IN_A_ROUND:
        await room.says("ana", "!checkin open")
    if name in WITH_A_MEETING:
        await room.says("ana", "!meeting add wednesdays 19:00")
    if name in WITH_A_PRACTICE:
        await room.says("ana", '!practice add "How was the week?"')
    if name in WITH_A_SCHEDULE:
        await room.says("ana", "!checkin weekly sun 18:00")
    if name == "undo":
        await room.says("ana", "!set checkin.for 2h")
    if name in FOR_LISTENERS:
        await _listens(room)
    if name in WITH_A_ROTA:
        await _has_a_rota(room, name)

    answer = await room.private("ana", commands()[name].EXAMPLE)

    assert not answer or "River Circle" in answer  # a mark alone is answer enough to a pass
