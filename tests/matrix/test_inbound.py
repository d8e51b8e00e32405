"""What an event means, as plain JSON; and that no event whatsoever does harm."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.chat import Ask, Echo, Erased, Heard, Mark, RoomNow
from bot.matrix.history import own
from bot.matrix.inbound import LONGEST, heard
from bot.matrix.reading import Reader
from bot.matrix.rooms import Room

KITH, ANA, BEN = "@kith:example.org", "@ana:example.org", "@ben:example.org"
ROOM = "!circle:example.org"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
JUST_NOW = int((NOON - timedelta(seconds=2)).timestamp() * 1000)


def event(content: object, kind: object = "m.room.message", **more: Any) -> dict[str, Any]:
    return {
        "event_id": "$one",
        "type": kind,
        "sender": ANA,
        "origin_server_ts": JUST_NOW,
        "content": content,
        **more,
    }


def words(body: object, **content: Any) -> dict[str, Any]:
    return event({"msgtype": "m.text", "body": body, **content})


def means(raw: dict[str, Any]) -> Heard | None:
    return heard(raw, me=KITH, room=ROOM, now=NOON)


def ask(raw: dict[str, Any]) -> Ask:
    found = means(raw)
    assert isinstance(found, Ask), found
    return found


def test_a_message_is_what_was_typed_and_when() -> None:
    assert ask(words("!help")) == Ask("$one", ROOM, ANA, "!help", NOON, NOON - timedelta(seconds=2))


@pytest.mark.parametrize("nonsense", [-1, 10**30, JUST_NOW + 10**9, "soon", None, 1.5, True, [], float("inf")])
def test_a_time_that_is_nonsense_or_to_come_is_now(nonsense: object) -> None:
    assert ask({**words("!help"), "origin_server_ts": nonsense}).said == NOON


def test_a_message_from_yesterday_was_said_yesterday() -> None:
    yesterday = NOON - timedelta(days=1)

    assert ask({**words("!help"), "origin_server_ts": int(yesterday.timestamp() * 1000)}).said == yesterday


@pytest.mark.parametrize("kind", ["m.image", "m.audio", "m.video", "m.file", "m.location"])
def test_what_is_no_text_is_heard_without_words(kind: str) -> None:
    assert ask(event({"msgtype": kind, "body": "IMG_1.jpg", "url": "mxc://example.org/x"})).text == ""


def test_a_sticker_is_heard_without_words() -> None:
    assert ask(event({"body": "a wave", "url": "mxc://example.org/x"}, "m.sticker")).text == ""


@pytest.mark.parametrize("kind", ["m.notice", "m.emote", "m.server_notice", "m.key.verification.request", "own.kind"])
def test_notices_emotes_and_unknown_kinds_mean_nothing(kind: str) -> None:
    assert means(event({"msgtype": kind, "body": "!help"})) is None


def test_the_quote_that_old_clients_put_before_an_answer_is_left_out() -> None:
    raw = words("> <@ben:example.org> shall we?\n> tonight?\n\nyes\n> and more", **answer_to("$asked"))

    assert (ask(raw).text, ask(raw).reply_to) == ("yes\n> and more", "$asked")


def test_words_that_look_like_a_quote_stay_where_nothing_is_answered() -> None:
    assert ask(words("> <@ben:example.org> is my favourite line")).text.startswith("> <@ben")


def test_a_thread_has_a_root_and_its_fallback_is_no_reply() -> None:
    relation = {
        "rel_type": "m.thread",
        "event_id": "$root",
        "is_falling_back": True,
        **answer_to("$last")["m.relates_to"],
    }

    found = ask(words("!help", **{"m.relates_to": relation}))

    assert (found.thread, found.reply_to) == ("$root", None)


def test_a_reply_within_a_thread_is_both() -> None:
    relation = {
        "rel_type": "m.thread",
        "event_id": "$root",
        "is_falling_back": False,
        **answer_to("$last")["m.relates_to"],
    }

    found = ask(words("!help", **{"m.relates_to": relation}))

    assert (found.thread, found.reply_to) == ("$root", "$last")


def test_an_edit_says_what_is_new_and_what_it_replaces() -> None:
    raw = words(
        "* !help",
        **{
            "m.new_content": {"msgtype": "m.text", "body": "!help", "m.mentions": {"user_ids": [KITH]}},
            "m.relates_to": {"rel_type": "m.replace", "event_id": "$old"},
        },
    )

    assert (ask(raw).text, ask(raw).edits, ask(raw).mentions_kith) == ("!help", "$old", True)


@pytest.mark.parametrize("new", [None, {}, [], "text", {"msgtype": "m.text"}, {"msgtype": "m.notice", "body": "x"}])
def test_an_edit_without_new_words_means_nothing(new: object) -> None:
    relation = {"rel_type": "m.replace", "event_id": "$old"}

    assert means(words("* x", **{"m.new_content": new, "m.relates_to": relation})) is None


@pytest.mark.parametrize(
    ("content", "mentioned"),
    [
        ({"m.mentions": {"user_ids": [KITH]}}, True),
        ({"m.mentions": {"user_ids": [BEN, 7, None, KITH]}}, True),
        ({"m.mentions": {"user_ids": [BEN]}}, False),
        ({"m.mentions": {"user_ids": KITH}}, False),
        ({"m.mentions": {"room": True}}, False),
        ({"m.mentions": [KITH]}, False),
        ({"formatted_body": f'<a href="https://matrix.to/#/{KITH}">Kith</a>: help'}, True),
        ({"formatted_body": "<a href='https://matrix.to/#/%40kith%3Aexample.org'>Kith</a>: help"}, True),
        ({"formatted_body": f'<a href="https://matrix.to/#/{KITH}?via=example.org">Kith</a>'}, True),
        ({"formatted_body": f'<a href="https://matrix.to/#/{BEN}">Kith</a>'}, False),
        ({"formatted_body": f'<a href="https://matrix.to/#/{KITH}.evil">Kith</a>'}, False),
        ({"formatted_body": f'<mx-reply><a href="https://matrix.to/#/{KITH}">Kith</a></mx-reply>thanks'}, False),
        ({"formatted_body": 5}, False),
        ({"formatted_body": "<mx-reply>" * 900 + "matrix.to"}, False),
    ],
)
def test_kith_is_mentioned_by_id_or_by_a_pill(content: dict[str, Any], mentioned: bool) -> None:
    assert ask(words("help", **content)).mentions_kith is mentioned


def test_a_mark_says_under_what_it_stands() -> None:
    relation = {"rel_type": "m.annotation", "event_id": "$asked", "key": "👍"}

    said = NOON - timedelta(seconds=2)
    assert means(event({"m.relates_to": relation}, "m.reaction")) == Mark("$one", ROOM, ANA, "$asked", "👍", NOON, said)


@pytest.mark.parametrize("where", [{"redacts": "$gone"}, {"content": {"redacts": "$gone"}}])
def test_a_removal_says_what_was_removed_in_old_rooms_and_new(where: dict[str, Any]) -> None:
    raw = {**event({}, "m.room.redaction"), **where}

    assert means(raw) == Erased("$one", ROOM, ANA, "$gone", NOON)


def test_what_kith_said_comes_back_as_its_letters_key_and_nothing_else() -> None:
    mine = {**words("!help"), "sender": KITH}

    assert means({**mine, "unsigned": {"transaction_id": "key"}}) == Echo("$one", ROOM, "key")
    assert means(mine) is None


SECRET = "the words of somebody"

MALFORMED: list[Any] = [
    {},
    event(None),
    event([]),
    event(SECRET),
    event({}),
    event({"msgtype": "m.text"}),
    event({"body": SECRET}),
    event({"msgtype": "m.text", "body": None}),
    event({"msgtype": "m.text", "body": {"text": SECRET}}),
    event({"msgtype": "m.text", "body": [SECRET]}),
    event({"msgtype": ["m.text"], "body": SECRET}),
    event({"msgtype": {}, "body": SECRET}),
    words(SECRET * 4000),
    words("\ud800 half a sign"),
    {**words(SECRET), "event_id": None},
    {**words(SECRET), "event_id": 7},
    {**words(SECRET), "sender": None},
    {**words(SECRET), "sender": ["@ana:example.org"]},
    {**words(SECRET), "type": None},
    {**words(SECRET), "type": {"m.room.message": 1}},
    {**words(SECRET), "state_key": ""},
    {"type": "m.room.message", "content": {"msgtype": "m.text", "body": SECRET}},
    event({"m.relates_to": None}, "m.reaction"),
    event({"m.relates_to": {"rel_type": "m.annotation", "event_id": 7, "key": SECRET}}, "m.reaction"),
    event({"m.relates_to": {"rel_type": "m.annotation", "event_id": "$x"}}, "m.reaction"),
    event({"m.relates_to": {"rel_type": "m.thread", "event_id": "$x", "key": "x"}}, "m.reaction"),
    event({}, "m.room.redaction"),
    event({"redacts": 5}, "m.room.redaction", redacts=[]),
    event({"name": SECRET}, "m.room.name", state_key=""),
    event({"question": SECRET}, "org.matrix.msc3381.poll.start"),
    event({"body": SECRET}, "m.room.encrypted"),
    event(None, "m.room.encrypted"),
    event({}, "m.room.encrypted"),
    event({"algorithm": "m.olm.v1.curve25519-aes-sha2", "ciphertext": {}}, "m.room.encrypted"),
    event({"algorithm": 1, "ciphertext": SECRET, "session_id": [], "sender_key": {}}, "m.room.encrypted"),
]


@pytest.mark.parametrize("raw", MALFORMED)
def test_what_is_malformed_means_nothing_and_is_not_logged(raw: Any, caplog: pytest.LogCaptureFixture) -> None:
    reader = Reader(KITH, None, lambda: NOON)

    with caplog.at_level(logging.DEBUG):
        found = list(reader.heard(ROOM, [(raw, False), (words("!help"), False)], NOON))

    assert found == [ask(words("!help"))]
    assert SECRET not in caplog.text


@pytest.mark.parametrize("odd", [None, 0, 1.5, "x", [], {}, [None], {"event_id": {}}, {"m.in_reply_to": []}, True])
@pytest.mark.parametrize("name", ["m.relates_to", "m.mentions", "formatted_body", "format", "m.new_content", "url"])
def test_odd_company_does_not_make_words_unheard(name: str, odd: object) -> None:
    assert ask(words("!help", **{name: odd})).text == "!help"


def test_the_longest_words_are_heard_and_longer_ones_are_not() -> None:
    assert ask(words("x" * LONGEST)).text
    assert means(words("x" * (LONGEST + 1))) is None


def member(person: str, membership: object, **more: Any) -> dict[str, Any]:
    return {**event({"membership": membership, **more}, "m.room.member"), "state_key": person, "sender": person}


def test_a_room_learns_from_its_state_whatever_else_comes() -> None:
    room = Room(ROOM, KITH)
    state = [
        event({}, "m.room.create", state_key="", sender=ANA),
        member(KITH, "join"),
        member(ANA, "join", displayname="Ana"),
        member(BEN, "invite", displayname=["Ben"]),
        member("@cleo:example.org", "ban"),
        member("@dee:example.org", {"membership": "join"}),
        event({"algorithm": "m.megolm.v1.aes-sha2"}, "m.room.encryption", state_key=""),
        event({"name": 5}, "m.room.name", state_key=""),
        event(None, "m.room.tombstone", state_key=""),
        event({"predecessor": "!old"}, "m.room.create", state_key=""),
        event({"name": "no state"}, "m.room.name"),
        event({"name": "another"}, "m.room.name", state_key="x"),
        event({"membership": "join"}, "m.room.member", state_key=None),
        {},
        event({}, ["m.room.name"], state_key=""),
    ]

    for one in state:
        room.take(one)

    assert room.now(NOON, direct=False) == RoomNow(
        *(ROOM, f"{BEN}, Ana", frozenset({KITH, ANA}), frozenset({BEN})),
        encrypted=True,
        direct=False,
        now=NOON,
        names={KITH: KITH, ANA: "Ana"},
        powers={KITH: 0, ANA: 100},
    )


def test_a_room_stays_encrypted_when_its_state_is_taken_back() -> None:
    room = Room(ROOM, KITH)

    room.take(event({"algorithm": "m.megolm.v1.aes-sha2"}, "m.room.encryption", state_key=""))
    room.take(event({}, "m.room.encryption", state_key=""))

    assert room.encrypted


def test_a_room_without_a_name_is_called_after_its_people() -> None:
    room = Room(ROOM, KITH)
    for name in ("ana", "ben", "cleo", "dee", "eli", "fay", "gus"):
        room.take(member(f"@{name}:example.org", "join", displayname=name.title()))

    assert room.name == "Ana, Ben, Cleo, Dee, Eli +2"


@pytest.mark.parametrize(
    ("timeline", "expected"),
    [
        ("old invite between join after", ["between before", "after"]),
        ("old join after", ["after"]),
        ("old invite between invite again join after", ["between before", "again before", "after"]),
        ("old invite between leave out invite again join after", ["again before", "after"]),
        ("old invite between join in leave out join after", ["after"]),
        ("old invite between join in leave out invite again join after", ["again before", "after"]),
        ("old invite between join in join renamed", ["between before", "in", "renamed"]),
        ("old", []),
        ("", []),
    ],
)
def test_only_what_was_said_since_the_invitation_is_kiths(timeline: str, expected: list[str]) -> None:
    events = [member(KITH, word) if word in ("invite", "join", "leave") else words(word) for word in timeline.split()]

    found = own(events, KITH, inside=False)

    assert [one["content"]["body"] + (" before" if early else "") for one, early in found] == expected


def answer_to(event_id: str) -> dict[str, Any]:
    return {"m.relates_to": {"m.in_reply_to": {"event_id": event_id}}}
