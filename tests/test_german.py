"""Who speaks German reads no English: whatever a command says comes from the templates of their language."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.chat import File, House, Say
from bot.commands import commands, template
from bot.config_takes import said
from bot.domain.listening import KINDS
from bot.domain.settings import SETTINGS
from bot.render import Renderer
from bot.storage.database import FILE, opened
from bot.storage.register import REGISTER
from tests.conftest import Room, circle
from tests.network import KITH, Network
from tests.test_templates import LANGUAGES

TYPED_AS_THEY_STAND = {"on", "off", "to", "for", "police", "yes", "no", "unknown", *LANGUAGES} | {
    *("where", "at", "title", "meeting", "meetings", "month", "with"),
    *("ok", "all", "usual", "now", "today", "week", "named", "quiet", *KINDS),
}
"""Words of a command's syntax and of settings' values that are the same in every language."""
THE_SAME = {"bot", "chat", "chats", "check", "in", "json", "link", "minute", "name", "nov", "person", "so", "text"}
"""Words that mean the same in both languages, or nearly."""
ALIKE = {"am", "an", "ins", "still", "tag", "was"}
"""Words of both languages that mean something else in each."""
NAMES = {
    "ana",
    "ben",
    "lake",
    "boat",
    "river",
    "circle",
    "kith",
    "example",
    "org",
    "matrix",
    "to",
    "https",
    "heron",
} | {*("america", "europe", "berlin", "utc", "new", "york", "lagos", "lima")}
"""What people, places and addresses are called."""


def _typed() -> list[str]:
    return [
        "settings", *(f"settings {name}" for name in SETTINGS), *(f"set {name}" for name in SETTINGS),
        *(f"set {name} ???" for name in SETTINGS), "set", "set checkin.for 3h", "set timezone it is 13:00 here", "1",
        "help", *(f"help {name}" for name in commands()),
        "resources add", "resources add ???", "resources add ???, ???, ???, police ???", "resources edit 1",
        "my data", "my data file",
        "setup", "???", "it is 07:00 here", "1", "???", "1", "???, ???, ???", "2", "daily 19:00", "1", "1",
        "1", "1", *["undo"] * 5,
        "setup", "2", "2", "1", "2", "2", "2", "1", "setup", "2", "2", "1", "2", "2", "hello", "settings",
        "practice", "practice add", "practice add ???", 'practice add "!!!" "..."', "practice", "practice list",
        "practice edit 1", "practice edit 1 ****", "practice remove 1", "undo", "practice remove 7",
        "meeting add daily 19:00", "meeting opening", "meeting opening off", "meeting opening ???", "meeting opening",
        "meeting opening off", "undo", 'meeting opening ""',
    ]  # fmt: skip


async def _read(folder: Path, language: str) -> str:
    """Return all that Ana and her group read when she types this in the room or to Kith alone."""
    folder.mkdir()
    path, network = folder / FILE, Network()
    house = House(me=KITH, allow=("*:example.org",), defaults={"language": language})
    async with opened(path) as db, circle(db, network, house, path) as room:
        chat = await room.chat_of("ana")
        for text in _typed():
            await room.says("ana", f"!{text}")
            await room.private("ana", text)
        return "\n".join(words.plain for where in (room.room, chat) for words in room.words(where))


def _words(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[^\W\d_]{2,}", text)}


async def test_no_word_of_english_is_left_where_german_is_spoken(tmp_path: Path) -> None:
    english, german = [await _read(tmp_path / language, language) for language in ("en", "de")]

    commanded = _words(" ".join([*commands(), *SETTINGS])) | TYPED_AS_THEY_STAND
    assert len(_words(english) - commanded) > 250
    assert _words(german) & _words(english) - commanded - THE_SAME - ALIKE - NAMES == set()


async def test_a_file_with_all_that_is_held_says_in_german_until_when(room: Room) -> None:
    await room.private("ana", "language de")
    await room.private("ana", "my data file")

    (file,) = [arrived.letter.content for arrived in room.network.of(File)]
    assert isinstance(file, File)
    held = json.loads(file.text)["held"]
    assert held["member"]["kept"] == "bis du oder ich den Raum der Gruppe verlassen"


# ------------------------------------------------------- what stands in a template by a name


@pytest.fixture(params=LANGUAGES)
def render(request: pytest.FixtureRequest) -> Renderer:
    return Renderer(House(me=KITH), language=request.param)


def _says(render: Renderer, template: str, block: str, **facts: object) -> str:
    return render(Say(block, facts, template), private=True).plain


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_says_in_every_language_what_it_means_and_what_it_takes(render: Renderer, name: str) -> None:
    assert len(_says(render, "settings", "meaning", name=name)) > 10
    assert len(_says(render, "settings", "takes", takes=SETTINGS[name].kind)) > 5


def test_every_language_says_until_when_everything_about_people_is_kept(render: Renderer) -> None:
    kept = {column.until for columns in REGISTER.values() for column in columns.values() if column.until}

    assert {until for until in kept if len(_says(render, "my_data", "until", until=until)) < 10} == set()


def _help(render: Renderer, name: str) -> str:
    command = commands()[name]
    usage = f"{name} {command.USAGE}".strip()
    return _says(render, "help", "one", usage=usage, example=command.EXAMPLE, of=template(command))


@pytest.mark.parametrize("name", commands())
def test_what_a_command_takes_has_a_name_in_german(name: str) -> None:
    in_english, in_german = (
        re.findall("<[^>]+>", _help(Renderer(House(me=KITH), language=language), name)) for language in ("en", "de")
    )

    assert len(in_german) == len(in_english) == commands()[name].USAGE.count("<")
    assert {slot for slot in in_german if slot in in_english} == set()


@pytest.mark.parametrize("name", commands())
def test_what_stands_beside_the_names_in_a_syntax_is_typed_as_it_stands(name: str) -> None:
    assert _words(re.sub("<[^>]+>", " ", commands()[name].USAGE)) <= TYPED_AS_THEY_STAND


@pytest.mark.parametrize("name", [name for name in SETTINGS if name != "timezone"])
def test_an_operator_and_a_group_read_the_same_about_what_a_setting_takes(name: str) -> None:
    kind = SETTINGS[name].kind

    assert said(kind).allowed == _says(Renderer(House(me=KITH)), "settings", "takes", takes=kind)
