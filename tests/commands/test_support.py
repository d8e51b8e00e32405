"""Support as people write it: how it is asked for, what each of them then reads, and how it is switched on."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.chat import File
from bot.domain import settings
from tests.conftest import Room, at
from tests.support_evening import listens

MINUTE = timedelta(minutes=1)
LAKE = "!lake:example.org"


@pytest.fixture
async def open_to_all(room: Room) -> Room:
    """River Circle with support on, and Ben listening."""
    await switches_on(room)
    await listens(room, "ben", group=room.room)
    for person in ("ana", "ben", "cleo", "dee"):
        await room.chat_of(person)
    return room


async def switches_on(room: Room, where: str | None = None) -> None:
    for text in ("resources none", "support on"):
        await room.says("ana", f"!{text}", room=where)


async def last(room: Room, person: str) -> str:
    """Return what Kith wrote to somebody alone last."""
    return room.words(await room.chat_of(person))[-1].plain


async def mode_of(room: Room, person: str) -> str:
    (kept,) = await room.read(lambda tx: tx.requests.of(at(person)))
    return kept.request.mode


# ----------------------------------------------------------------------------- asking


@pytest.mark.parametrize(
    ("answer", "mode"),
    [("1", "now"), ("now", "now"), ("2", "today"), ("tonight", "today"), ("3", "week"), ("this week", "week")],
)
async def test_when_is_answered_by_a_number_a_word_or_what_comes_to_the_same(
    open_to_all: Room, answer: str, mode: str
) -> None:
    asked = await open_to_all.private("ana", "support")

    told = await open_to_all.private("ana", answer)

    assert asked.startswith("When would you like somebody? `1` now / `2` today / `3` this week")
    assert "I asked one person. I'll write again at" in told
    assert await mode_of(open_to_all, "ana") == mode


@pytest.mark.parametrize(
    ("text", "mode", "ping"),
    [
        ("support now", "now", "Can you listen, now?"),
        ("support company today", "today", "Can you keep somebody company, today?"),
        ("Support this week, practical.", "week", "Can you help with something practical, this week?"),
        ("support now distract", "now", "Can you distract somebody a little, now?"),
        ("support heute Gesellschaft", "today", "Can you keep somebody company, today?"),
        ("support witness asap", "now", "Can you be there for somebody, without words, now?"),
    ],
)
async def test_what_is_said_with_the_word_is_not_asked_again(
    open_to_all: Room, text: str, mode: str, ping: str
) -> None:
    told = await open_to_all.private("ana", text)

    assert told.startswith("I'm asking in River Circle.")
    assert await mode_of(open_to_all, "ana") == mode
    assert (await last(open_to_all, "ben")).startswith(f"{ping} `1` yes / `2` not now")


@pytest.mark.parametrize("text", ["help me", "I need someone", "anyone there?", "sos"])
async def test_a_whole_message_in_need_asks_as_well(open_to_all: Room, text: str) -> None:
    told = await open_to_all.private("ana", text)

    assert told.startswith("When would you like somebody?")


async def test_without_an_answer_it_is_now_after_a_minute_and_a_later_answer_still_counts(open_to_all: Room) -> None:
    await open_to_all.private("ana", "support")
    await open_to_all.until(MINUTE - timedelta(seconds=1))
    assert await open_to_all.read(lambda tx: tx.requests.of(at("ana"))) == ()

    await open_to_all.until(timedelta(seconds=1))
    taken = await mode_of(open_to_all, "ana")
    await open_to_all.private("ana", "this week")

    assert taken == "now"
    assert await mode_of(open_to_all, "ana") == "week"


async def test_saying_once_more_what_it_was_taken_as_changes_nothing(open_to_all: Room) -> None:
    await open_to_all.private("ana", "support")
    await open_to_all.until(MINUTE)

    told = await open_to_all.private("ana", "now")

    assert told == "Yes, that's how I took it; I'm asking in River Circle already. To stop: `never mind`"


async def test_where_support_is_off_nobody_is_asked_and_places_are_named(room: Room) -> None:
    await room.says("ana", "!resources add Night line, 0800 1, always")

    told = await room.private("ben", "support now")

    assert told.startswith("I asked nobody: I can't reach a person for you")
    assert "Night line, 0800 1" in told


async def test_in_a_room_it_is_answered_in_private_and_says_that_others_saw_it(open_to_all: Room) -> None:
    in_the_room = await open_to_all.says("cleo", "!support now company")

    (mark,) = open_to_all.marks(open_to_all.room)
    assert in_the_room == []
    assert mark.key == "💬"
    told = "\n".join(words.plain for words in open_to_all.words(await open_to_all.chat_of("cleo")))
    assert "Others in the room saw the word that you typed." in told


# ------------------------------------------------------------------------ which group


@pytest.mark.parametrize(
    ("others", "how", "is_said"), [(5, "quiet", True), (6, "quiet", True), (7, "quiet", False), (5, "named", False)]
)
async def test_where_fewer_than_eight_are_the_asker_of_a_quiet_request_reads_that_people_may_guess(
    open_to_all: Room, others: int, how: str, is_said: bool
) -> None:
    await open_to_all.has("ana", "ben", *(f"other{n}" for n in range(others - 1)))

    told = await open_to_all.private("ana", f"support now {how}")

    assert ("River Circle is small, so people may guess who asks." in told) is is_said


@pytest.fixture
async def two_groups(open_to_all: Room) -> Room:
    """Ana shares two groups with Kith, in each of which somebody listens."""
    await open_to_all.has("ana", "fay", room=LAKE, name="Lake Circle")
    await switches_on(open_to_all, LAKE)
    await listens(open_to_all, "fay", group=LAKE)
    await open_to_all.chat_of("fay")
    return open_to_all


async def test_of_several_groups_it_is_asked_which(two_groups: Room) -> None:
    asked = await two_groups.private("ana", "support now")

    await two_groups.private("ana", "Lake Circle")

    assert asked.startswith("Which group do you mean? `1` Lake Circle / `2` River Circle")
    assert (await last(two_groups, "fay")).startswith("Can you listen, now?")
    assert "Can you listen" not in await last(two_groups, "ben")


async def test_without_an_answer_it_is_the_group_used_last_which_is_named(two_groups: Room) -> None:
    await two_groups.private("ana", "in lake")
    await two_groups.until(2 * 60 * MINUTE)
    before = len(two_groups.words(await two_groups.chat_of("ana")))
    await two_groups.private("ana", "support now")

    await two_groups.until(MINUTE)

    told = [words.plain for words in two_groups.words(await two_groups.chat_of("ana"))[before:]]
    assert told[1].startswith("I'm asking in Lake Circle, the group that you chose last.")
    assert (await last(two_groups, "fay")).startswith("Can you listen, now?")


async def test_without_an_answer_whoever_is_offered_in_that_group_is_named_again(two_groups: Room) -> None:
    await two_groups.says("ana", "!set support.agree 5h")
    for group in ("lake", "river"):
        await two_groups.private("ana", f"in {group}")
        await two_groups.private("ana", "support now")
    await two_groups.private("ben", "yes")
    await two_groups.until(70 * MINUTE)

    asked = await two_groups.private("ana", "support")
    await two_groups.until(MINUTE)
    offered = await last(two_groups, "ana")
    await two_groups.private("ana", "yes")

    assert asked.startswith("Which group do you mean?")
    assert offered.startswith("Ben could be with you")
    assert (await last(two_groups, "ben")).startswith("Please write to Ana first")


async def test_a_part_of_a_groups_name_says_which_one_is_meant(two_groups: Room) -> None:
    await two_groups.private("ana", "support now")

    await two_groups.private("ana", "Lake")

    assert (await last(two_groups, "fay")).startswith("Can you listen, now?")


async def test_where_none_was_used_nobody_is_asked_and_the_asker_reads_so(two_groups: Room) -> None:
    await two_groups.private("ana", "support now")

    await two_groups.until(MINUTE)

    assert (await last(two_groups, "ana")).startswith("I asked nobody, since I don't know which group you mean.")
    assert not any("Can you listen" in words.plain for words in two_groups.words())


# ---------------------------------------------------------------------------- a match


async def test_note_and_card_reach_the_matched_person_alone(open_to_all: Room) -> None:
    river = await open_to_all.read(lambda tx: tx.groups.of(at("ana"))[0])
    await open_to_all.read(lambda tx: tx.cards.put(at("ana"), river, "tea, no advice"))
    await listens(open_to_all, "cleo", group=open_to_all.room)

    await open_to_all.private("ana", "support now kingfisher on the bridge")
    await open_to_all.private("ben", "yes")
    before = [words.plain for words in open_to_all.words()]
    await open_to_all.private("ana", "yes")

    assert not any("kingfisher" in text or "tea" in text or "@ana" in text for text in before)
    told = await last(open_to_all, "ben")
    link = "@ana:example.org (https://matrix.to/#/@ana:example.org)"
    assert told.splitlines() == [
        f"Please write to Ana first: {link}. Thank you for being there.",
        "They wrote: “kingfisher on the bridge”",
        "Their card: “tea, no advice”",
        "If you can't stay, at any time: `hand on`",
    ]
    to_cleo = "\n".join(words.plain for words in open_to_all.words(await open_to_all.chat_of("cleo")))
    assert "kingfisher" not in to_cleo
    assert "tea" not in to_cleo
    assert "@ana" not in to_cleo


async def test_a_long_note_and_card_are_not_cut(open_to_all: Room) -> None:
    river = await open_to_all.read(lambda tx: tx.groups.of(at("ana"))[0])
    await open_to_all.read(lambda tx: tx.cards.put(at("ana"), river, "c" * 600))

    await open_to_all.private("ana", f"support now named {'n' * 600}")
    await open_to_all.private("ben", "yes")

    told = await last(open_to_all, "ben")
    assert "n" * 600 in told
    assert "c" * 600 in told


async def test_named_the_first_yes_is_a_match_and_no_ping_tells_the_name(open_to_all: Room) -> None:
    await open_to_all.private("ana", "support now named")
    ping = await last(open_to_all, "ben")

    told = await open_to_all.private("ben", "yes")

    assert "Ana" not in ping
    assert told.startswith("Please write to Ana first")
    assert (await last(open_to_all, "ana")).startswith("Ben is there for you and writes first: @ben:example.org")


@pytest.mark.parametrize("answer", ["2", "someone else", "no"])
async def test_someone_else_lets_the_one_go_and_asks_the_next(open_to_all: Room, answer: str) -> None:
    await open_to_all.private("ana", "support now")
    await open_to_all.private("ben", "yes")
    await listens(open_to_all, "cleo", group=open_to_all.room)

    told = await open_to_all.private("ana", answer)

    assert told.startswith("Good, and nobody is told why. I'm asking others")
    assert (await last(open_to_all, "ben")).startswith("You're free again")
    assert (await last(open_to_all, "cleo")).startswith("Can you listen, now?")


async def test_support_more_asks_for_a_second_person(open_to_all: Room) -> None:
    await open_to_all.private("ana", "support now named")
    await open_to_all.private("ben", "yes")
    await listens(open_to_all, "cleo", group=open_to_all.room)

    told = await open_to_all.private("ana", "support more")
    await open_to_all.private("cleo", "yes")

    assert told.startswith("I'm asking more people now.")
    assert (await last(open_to_all, "ana")).startswith("Cleo is there for you")


async def test_hand_on_frees_the_listener_and_the_asker_has_a_next_word_at_once(open_to_all: Room) -> None:
    await open_to_all.private("ana", "support now named")
    await open_to_all.private("ben", "yes")
    await listens(open_to_all, "cleo", group=open_to_all.room)

    told = await open_to_all.private("ben", "hand on")

    assert told.startswith("Good, you're free.")
    to_ana = [words.plain for words in open_to_all.words(await open_to_all.chat_of("ana"))]
    assert "Ben can't stay. I'm asking others; my next word comes at 12:05." in to_ana
    assert (await last(open_to_all, "cleo")).startswith("Can you listen, now?")


async def test_hand_on_without_anything_held_changes_nothing(open_to_all: Room) -> None:
    await open_to_all.private("ana", "support now")

    told = await open_to_all.private("ben", "hand on")

    assert told.endswith("so nothing changed.")
    assert (await open_to_all.private("ben", "yes")).startswith("Thank you. I ask whether it suits them")


# ------------------------------------------------------------------------------ ending


async def test_never_mind_ends_it_and_a_yes_that_comes_after_hears_that_nothing_is_needed(open_to_all: Room) -> None:
    await open_to_all.private("ana", "support now kingfisher")

    told = await open_to_all.private("ana", "never mind")

    assert told.startswith("Good, nobody is asked any more, and your words are erased.")
    assert await open_to_all.read(lambda tx: tx.requests.of(at("ana"))) == ()
    assert (await open_to_all.private("ben", "yes")).startswith("You're free again")
    assert (await open_to_all.private("ana", "never mind")).startswith("No request of yours is open.")


async def test_never_mind_takes_back_a_question_that_is_not_answered_yet(open_to_all: Room) -> None:
    await open_to_all.private("ana", "support")

    await open_to_all.private("ana", "never mind")
    await open_to_all.until(2 * MINUTE)

    assert not any("Can you listen" in words.plain for words in open_to_all.words())


async def test_thank_you_may_be_meant_for_the_match_alone_so_it_is_asked_back(open_to_all: Room) -> None:
    await open_to_all.private("ana", "support now")
    await open_to_all.private("ben", "yes")
    await open_to_all.private("ana", "yes")

    asked = await open_to_all.private("ana", "thank you so much 🙏")
    goes_on = await open_to_all.private("ana", "not yet")
    still = await open_to_all.read(lambda tx: len(tx.requests.of(at("ana"))))
    await open_to_all.private("ana", "danke")
    closed = await open_to_all.private("ana", "1")

    assert asked.startswith("Is it over? `1` yes / `2` not yet.")
    assert goes_on.startswith("Good. It stays open")
    assert still == 1
    assert closed.startswith("Good that somebody was there.")


async def test_thanks_closes_what_was_held_and_tells_whoever_was_there(open_to_all: Room) -> None:
    await open_to_all.private("ana", "support now named")
    await open_to_all.private("ben", "yes")

    told = await open_to_all.private("ana", "thanks")

    assert told == "Good that somebody was there. Your request is closed, and its words are erased."
    assert (await last(open_to_all, "ben")).startswith("The request that you were there for is over")


async def test_a_kind_word_while_others_are_asked_ends_nothing(open_to_all: Room) -> None:
    await open_to_all.private("ana", "support now")

    told = await open_to_all.private("ana", "thank you")

    assert told == "You're welcome. Your request is still open. To end it: `never mind`"
    assert await mode_of(open_to_all, "ana") == "now"


@pytest.mark.parametrize("text", ["thanks", "thank you"])
async def test_a_kind_word_before_anybody_is_asked_ends_nothing_and_claims_nothing(
    open_to_all: Room, text: str
) -> None:
    await open_to_all.private("ana", "support")

    told = await open_to_all.private("ana", text)
    await open_to_all.until(timedelta(minutes=2))

    assert told == "You're welcome. Your request is still open. To end it: `never mind`"
    assert await mode_of(open_to_all, "ana") == "now"


async def test_three_held_requests_a_day_are_the_most_and_what_nobody_held_does_not_count(open_to_all: Room) -> None:
    river = await open_to_all.read(lambda tx: tx.groups.of(at("ana"))[0])
    await open_to_all.read(lambda tx: tx.listeners.limit(at("ben"), river, 20))
    await open_to_all.private("ana", "support now")
    await open_to_all.private("ana", "never mind")
    await open_to_all.until(timedelta(hours=2))
    for _ in range(3):
        await open_to_all.private("ana", "support now named")
        await open_to_all.private("ben", "yes")
        await open_to_all.private("ana", "thanks")

    told = await open_to_all.private("ana", "support now")
    await open_to_all.until(timedelta(days=1))
    a_day_later = await open_to_all.private("ana", "support now")

    assert told.startswith("I asked nobody: three times within a day somebody in River Circle was there for you")
    assert a_day_later.startswith("I'm asking in River Circle.")


async def test_a_request_that_several_held_in_turn_counts_once(open_to_all: Room) -> None:
    await listens(open_to_all, "cleo", "dee", group=open_to_all.room)
    await open_to_all.private("ana", "support now named")
    await open_to_all.until(timedelta(seconds=1))
    for person in ("ben", "cleo", "dee"):
        await open_to_all.private(person, "yes")
        await open_to_all.private(person, "hand on")
    river = await open_to_all.read(lambda tx: tx.groups.of(at("ana"))[0])

    held = await open_to_all.read(lambda tx: tx.requests.held_lately(at("ana"), river, open_to_all.now))

    assert held == 1


async def test_a_request_that_nobody_could_take_is_asked_again_and_closed_at_its_time(open_to_all: Room) -> None:
    await open_to_all.private("ana", "support now")
    await open_to_all.until(timedelta(minutes=5))
    nobody = await last(open_to_all, "ana")
    await open_to_all.until(timedelta(hours=2))
    pings = [words.plain for words in open_to_all.words(await open_to_all.chat_of("ben")) if "Can you" in words.plain]
    await open_to_all.until(timedelta(hours=4))

    assert nobody.startswith("No one has been able to say yes yet.")
    assert "I ask again around 14:00" in nobody
    assert len(pings) == 2
    assert (await last(open_to_all, "ana")).startswith("I stop asking now; the time for it is over.")


# ------------------------------------------------------------------------ on and off


async def test_without_places_it_stays_off_and_says_what_it_needs(room: Room) -> None:
    (told,) = await room.says("ana", "!support on")

    assert told.startswith("River Circle has no places to turn to yet, so support stays off.")
    assert "`!resources none`" in told
    assert (await room.private("ben", "support now")).startswith("I asked nobody")


@pytest.mark.parametrize("places", ["resources add Night line, 0800 1, always", "resources none"])
async def test_with_places_or_none_on_purpose_it_is_switched_on_and_announced(room: Room, places: str) -> None:
    await room.says("ana", f"!{places}")

    told = await room.private("ana", "support on")

    announced = room.words(room.room)[-1].plain
    assert announced.startswith("Ana switched support on in River Circle.")
    assert "Nobody listens yet." in announced
    assert "`listen on`" in announced
    assert told.splitlines()[0] == announced.splitlines()[0]


async def test_who_listens_is_told_in_words_and_never_in_numbers(room: Room) -> None:
    await listens(room, "ben", "cleo", group=room.room)
    await room.says("ana", "!resources none")

    (told,) = await room.says("ana", "!support on")

    assert "Listening by day: a few; by night: nobody." in told


async def test_whoever_is_no_facilitator_switches_nothing(open_to_all: Room) -> None:
    (told,) = await open_to_all.says("ben", "!support off")

    assert told.startswith("That is for facilitators, so nothing was done.")


async def test_undo_takes_back_that_it_was_switched(open_to_all: Room) -> None:
    await open_to_all.says("ana", "!support off")

    (on_again,) = await open_to_all.says("ana", "!undo")
    (off_again,) = await open_to_all.says("ana", "!undo")

    assert on_again.startswith("Support is on again; Ana took back that it was switched off.")
    assert off_again.startswith("Support is off again; Ana took back that it was switched on.")


async def test_what_is_open_goes_on_when_it_is_switched_off(open_to_all: Room) -> None:
    await open_to_all.private("cleo", "support now")

    (told,) = await open_to_all.says("ana", "!support off")
    await open_to_all.private("ben", "yes")
    await open_to_all.private("cleo", "yes")

    assert told.startswith("Ana switched support off in River Circle. What is open goes on.")
    assert (await last(open_to_all, "ben")).startswith("Please write to Cleo first")
    await open_to_all.private("cleo", "thanks")
    assert (await open_to_all.private("cleo", "support now")).startswith("I asked nobody")


async def test_a_wave_is_as_large_as_the_group_set(open_to_all: Room) -> None:
    await listens(open_to_all, "cleo", "dee", group=open_to_all.room)
    await open_to_all.says("ana", f"!set {settings.WAVE.name} 2")

    told = await open_to_all.private("ana", "support now")

    assert "I asked 2 people." in told


# -------------------------------------------------------------------------- aftercare


async def test_aftercare_is_one_line_on_the_day_after_which_waits_for_the_morning(open_to_all: Room) -> None:
    await open_to_all.until(timedelta(hours=9))  # 21:00
    await open_to_all.private("ana", "aftercare on")
    await open_to_all.until(timedelta(minutes=30))
    await open_to_all.private("ana", "support now named")
    await open_to_all.private("ben", "yes")
    await open_to_all.until(MINUTE * 45)  # the request is held past ten
    await open_to_all.private("ana", "hand on")
    before = len(open_to_all.words(await open_to_all.chat_of("ana")))

    await open_to_all.private("ana", "thanks")
    await open_to_all.until(timedelta(days=3))

    after = [words.plain for words in open_to_all.words(await open_to_all.chat_of("ana"))[before:]]
    assert [text.startswith("A line for the day after") for text in after] == [False, True]


async def test_without_aftercare_nothing_comes_on_the_day_after(open_to_all: Room) -> None:
    for text in ("aftercare on", "support now named"):
        await open_to_all.private("ana", text)
    await open_to_all.private("ben", "yes")
    await open_to_all.private("ana", "aftercare off")

    await open_to_all.until(timedelta(days=3))

    assert not any("day after, as" in words.plain for words in open_to_all.words())


async def test_whoever_leaves_the_group_wants_no_line_any_more(open_to_all: Room) -> None:
    await open_to_all.private("dee", "aftercare on")

    await open_to_all.has("ana", "ben", "cleo")

    rows = await open_to_all.db.run(lambda db: db.execute("SELECT person FROM aftercare").fetchall())
    assert rows == []


# ---------------------------------------------------------------------------- my data


async def test_my_data_file_does_not_tell_how_a_listener_stands_in_a_request(open_to_all: Room) -> None:
    await open_to_all.private("ana", "support now")
    await open_to_all.private("ben", "yes")

    await open_to_all.private("ben", "my data file")

    (arrived,) = open_to_all.network.of(File)
    assert isinstance(arrived.letter.content, File)
    (row,) = json.loads(arrived.letter.content.text)["held"]["ping"]["rows"]
    assert "at" not in row
    assert row["person"] == at("ben")
