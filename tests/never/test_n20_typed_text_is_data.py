"""N20: what members typed never becomes a mention, markup, a link to a person or a command."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import House, Say, Words
from bot.matrix.outbound import message
from bot.render import Renderer, harmless, plain
from tests.conftest import Room
from tests.network import KITH

# As a homeserver's push rule for the whole room sees it: any case, whole word, ASCII letters (spec, 13.14).
WHOLE_ROOM = re.compile(r"@room(?![a-z0-9_])", re.IGNORECASE | re.ASCII)
# A name of any ASCII but a colon, as the spec's appendix allows in older ones; Kith's joiner is none of it.
PERSON = re.compile(r"@[\x21-\x39\x3b-\x7e]+:[A-Za-z0-9\[]")
LINK = re.compile(r"matrix\.to\b|matrix:(u|user|r|roomid|e)/", re.IGNORECASE)
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u200b]")

NASTY = st.sampled_from(
    [
        "@room", "@ROOM", "@Room", "@", "room", "@ana:example.org", ":example.org", "@ana", "ana:", "matrix.to",
        "https://matrix.to/#/@ana:example.org", "matrix:u/ana:example.org", "matrix", ".to", ":u/", "MATRIX.TO/",
        "\n", "\r", "\u2028", "\u202e", "\u200b", "\u200d", "\u2060", "\xad", "\x00", "\x1b[31m", " ", "_", "é",
        "<b>", "</b>", "<a href='https://matrix.to/#/@ana:example.org'>", "&lt;", "&#64;room", "&", '"', "'", "`", "{{",
        "\u017f", "\u212a", "}}", "{%",
        "<mx-reply>", "</code>", "!checkin close", "!", "**", "[x](y)", "\\", "/me", "\ud800", "\ue000", "🌱",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.one_of(NASTY, st.text(max_size=3)), max_size=12).map("".join))

RENDER = Renderer(House(me=KITH))


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(f"{tag} {attrs}" if attrs else tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _is_harmless(text: str) -> bool:
    return not any(pattern.search(text) for pattern in (WHOLE_ROOM, PERSON, LINK, UNSEEN))


@given(TEXTS)
def test_whatever_is_typed_comes_out_as_one_line_that_mentions_and_links_nobody(text: str) -> None:
    assert _is_harmless(harmless(text))


@given(TEXTS)
def test_making_it_harmless_twice_changes_nothing_more_that_matters(text: str) -> None:
    assert _is_harmless(harmless(harmless(text)))


@given(TEXTS)
def test_whatever_is_typed_is_rendered_as_text_and_not_as_markup(text: str) -> None:
    words = RENDER(Say("heard", {"word": text}, "ping"), private=False)

    tags = _Tags(words.html)
    assert tags.seen == []
    assert _is_harmless("".join(tags.text))
    assert _is_harmless(words.plain)
    assert words.mentions == ()


@given(TEXTS)
def test_what_is_typed_inside_a_shown_command_stays_inside_of_it(text: str) -> None:
    words = RENDER(Say("unknown", {"wanted": text, "near": text}, "help"), private=False)

    assert set(_Tags(words.html).seen) <= {"code"}
    assert len(words.plain.splitlines()) == 1
    assert _is_harmless(words.plain)


@given(TEXTS)
def test_a_groups_own_text_keeps_its_lines_and_is_as_harmless_as_any(text: str) -> None:
    words = RENDER(Say("those", {"group": "River Circle", "text": text}, "agreements"), private=False)

    tags = _Tags(words.html)
    assert set(tags.seen) <= {"br"}
    first, *lines = words.plain.splitlines()
    assert first == "The agreements of River Circle:"
    assert all(_is_harmless(line) for line in lines)
    assert _is_harmless(" ".join("".join(tags.text).split()))
    assert words.mentions == ()


@given(TEXTS)
def test_what_html_says_the_plain_text_says(text: str) -> None:
    words = RENDER(Say("heard", {"word": text}, "ping"), private=False)

    assert plain(words.html) == words.plain
    assert "".join(_Tags(words.html).text).strip() == words.plain


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("heron", "heron"),
        ("5 < 6 & 7", "5 < 6 & 7"),
        ("ana@example.org", "ana@example.org"),
        ("two\nlines", "two lines"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("café", "café"),
    ],
)
def test_what_does_no_harm_stays_as_it_was_typed(text: str, kept: str) -> None:
    assert harmless(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "!ping @room",
        "!ping @ana:example.org",
        "!ping https://matrix.to/#/@ana:example.org",
        '!checkin open "@room <b>come</b> @dee:example.org"',
        '!checkin open "hi" @room for ever',
        "!help @room",
        "!help <b>",
        "!room @room",
        '!checkin prompts "@room <b>come</b>" "@dee:example.org"',
        "!checkin weekly @room",
        "!checkin cancel @dee:example.org",
        "!agreements set @room <b>come</b>\n@dee:example.org\nhttps://matrix.to/#/@ana:example.org",
        "!set checkin.for <b>@room</b>",
        "!welcome @dee:example.org",
        "!facilitators add @room <b>",
    ],
)
async def test_nothing_typed_mentions_anybody_or_becomes_markup(room: Room, text: str) -> None:
    await room.says("ana", text)

    (answer,) = room.words(room.room)
    content = message(answer)
    assert content["m.mentions"] == {}
    assert all(_is_harmless(line) for line in content["body"].splitlines())
    assert not re.search(r"<b>|@room|@(ana|dee):", content["formatted_body"])


async def test_what_a_member_typed_is_no_command_when_kith_says_it(room: Room) -> None:
    await room.says("ana", '!checkin open "!checkin close"')
    (opened,) = room.words(room.room)

    await room.hears(room.ask(KITH, opened.plain), room.ask(KITH, "!checkin close"))

    assert room.words(room.room) == [opened]


async def test_the_name_of_a_room_is_data_as_well(room: Room) -> None:
    await room.has("ana", "ben", room="!lake:example.org", name="@room <b>Lake</b> @dee:example.org\nyes")
    chat = await room.opens_chat("ana")

    await room.private("ana", "checkin open")

    question: Words = room.words(chat)[-1]
    assert "&lt;b&gt;Lake&lt;/b&gt;" in question.html
    assert "<b>" not in question.html
    assert len(question.plain.splitlines()) == 1
    assert not WHOLE_ROOM.search(question.plain)
    assert message(question)["m.mentions"] == {}


@pytest.mark.parametrize(
    "typed",
    [
        '!meeting add "@room <b>come</b> @dee:example.org" daily 19:00 where https://matrix.to/#/@ana:example.org',
        "!meeting add daily 19:00 @room <a href='https://matrix.to/#/@ana:example.org'>",
        "!meeting edit title @room <i>x</i> @dee:example.org",
        "!meeting edit where <i>@room</i> matrix:u/dee:example.org",
        "!meeting edit @room <i>",
        "!meeting skip <i>@room</i> @dee:example.org",
        "!meeting move wed to <i>@room</i>",
        "!meeting <i>@room</i>",
    ],
)
async def test_what_is_typed_about_a_meeting_mentions_nobody_and_becomes_no_markup(room: Room, typed: str) -> None:
    await room.says("ana", '!meeting add "@room <i>@dee:example.org</i>" wednesdays 19:00 where matrix.to/#/@ana:a.org')
    for text in (typed, "!meeting", "!meetings", "!meeting end lake-1", "!undo"):
        await room.says("ana", text)

    for answer in room.words(room.room):
        content, tags = message(answer), _Tags(answer.html)
        assert content["m.mentions"] == {}
        assert set(tags.seen) <= {"b", "br", "code"}
        assert all(_is_harmless(line) for line in content["body"].splitlines())
        assert "@room" not in "".join(tags.text)
