"""facilitators, facilitators add and facilitators step down: who may set a group up, by consent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import ALMIGHTY, Gone
from tests.conftest import CIRCLE, Room, at

EVERYBODY = ("ana", "ben", "cleo", "dee")
ASKING = (
    "I'm asking {} in private, if they have opened a chat with me. A yes is said in River Circle, anything else isn't."
)
ASKED = "Would you be a facilitator in River Circle? `1` yes / `2` not now. Ana asks."
ONE_LEFT = "One facilitator is left here."
NOBODY_LEFT = "Nobody is a facilitator here now."
LAKE = "!lake:example.org"


async def _with(room: Room, *people: str, **powers: int) -> None:
    """Let these be in the room, with these powers."""
    await room.hears(room.room_now(*people, powers={at(name): power for name, power in powers.items()}))


async def _named(room: Room) -> str:
    (answer,) = await room.says("dee", "!facilitators")
    return answer.partition(".")[0]


async def _agrees(room: Room, person: str) -> None:
    await room.chat_of(person)
    await room.says("ana", f"!facilitators add @{person}")
    await room.private(person, "yes")


# ----------------------------------------------------------------------------- who is one


@pytest.mark.parametrize(
    ("powers", "named"),
    [
        ({"ana": 100}, "Facilitators in River Circle: Ana"),
        ({"ana": 50, "ben": 49}, "Facilitators in River Circle: Ana"),
        ({"ana": 100, "ben": 50}, "Facilitators in River Circle: Ana and Ben"),
        ({"ben": ALMIGHTY}, "Facilitators in River Circle: Ben"),
        ({"ana": -1}, "Nobody is a facilitator in River Circle now"),
    ],
)
async def test_power_in_the_room_makes_a_facilitator(room: Room, powers: dict[str, int], named: str) -> None:
    await _with(room, *EVERYBODY, **powers)

    assert await _named(room) == named


async def test_the_group_says_how_much_power_it_takes(room: Room) -> None:
    await _with(room, *EVERYBODY, ana=100, ben=50)

    await room.says("ana", "!set facilitators.power_level 100")

    assert await _named(room) == "Facilitators in River Circle: Ana"
    assert (await room.says("ben", "!set checkin.for 2h"))[0].startswith("That is for facilitators")


async def test_creators_of_newer_rooms_are_facilitators_whatever_that_is(room: Room) -> None:
    await _with(room, *EVERYBODY, ana=ALMIGHTY)
    await room.says("ana", "!set facilitators.power_level 100")

    assert await _named(room) == "Facilitators in River Circle: Ana"


async def test_whoever_loses_the_power_is_one_no_more(room: Room) -> None:
    await _with(room, *EVERYBODY, ana=100, ben=50)

    await _with(room, *EVERYBODY, ana=100)

    assert await _named(room) == "Facilitators in River Circle: Ana"


# --------------------------------------------------------------------------- by their own yes


async def test_whoever_says_yes_in_private_is_one_and_the_room_hears_of_it(room: Room) -> None:
    chat = await room.opens_chat("ben")

    assert await room.says("ana", "!facilitators add @ben") == [ASKING.format("Ben")]
    assert room.words(chat)[-1].plain.startswith(ASKED)
    assert await _named(room) == "Facilitators in River Circle: Ana"
    told = await room.private("ben", "yes")

    assert told.startswith("Thank you. You can set up River Circle with me now")
    assert room.words(CIRCLE)[-1].plain == "Ben is a facilitator here now. Thank you."
    assert await _named(room) == "Facilitators in River Circle: Ana and Ben"
    assert (await room.says("ben", "!set checkin.for 2h"))[0].startswith("checkin.for is 2h now.")


async def test_a_mark_under_the_question_is_an_answer(room: Room) -> None:
    chat = await room.opens_chat("ben")
    await room.says("ana", "!facilitators add @ben")

    await room.hears(room.mark("ben", room.event_of("Would you be a facilitator"), "1️⃣", room=chat))

    assert await _named(room) == "Facilitators in River Circle: Ana and Ben"


@pytest.mark.parametrize("answer", ["2", "not now", "Not now."])
async def test_nobody_hears_of_a_not_now(room: Room, answer: str) -> None:
    await room.opens_chat("ben")
    await room.says("ana", "!facilitators add @ben")
    before = len(room.network.sent)

    told = await room.private("ben", answer)

    assert told == "Good. Nothing changes in River Circle, and nobody is told."
    assert {arrived.room for arrived in room.network.sent[before:]} == {await room.chat_of("ben")}
    assert await _named(room) == "Facilitators in River Circle: Ana"


async def test_a_yes_in_the_room_is_no_consent(room: Room) -> None:
    await room.opens_chat("ben")
    await room.says("ana", "!facilitators add @ben")

    await room.says("ben", "yes")
    await room.says("ben", "!yes")

    assert await _named(room) == "Facilitators in River Circle: Ana"


async def test_whoever_has_no_chat_is_not_written_to_and_the_answer_is_the_same(room: Room) -> None:
    """N27: no invitation reaches somebody who has opened no chat, and the inviter can't tell."""
    await room.opens_chat("ben")
    with_a_chat = await room.says("ana", "!facilitators add @ben")
    before = len(room.network.sent)

    without_one = await room.says("ana", "!facilitators add @cleo")

    assert [text.replace("Cleo", "Ben") for text in without_one] == with_a_chat
    assert {arrived.room for arrived in room.network.sent[before:]} == {CIRCLE}


async def test_whoever_left_their_chat_is_not_written_to(room: Room) -> None:
    chat = await room.opens_chat("ben")
    await room.hears(room.room_now(room=chat, direct=True))
    before = len(room.network.sent)

    await room.says("ana", "!facilitators add @ben")

    assert {arrived.room for arrived in room.network.sent[before:]} == {CIRCLE}


async def test_an_invitation_waits_for_a_week(room: Room) -> None:
    await room.opens_chat("ben")
    await room.says("ana", "!facilitators add @ben")
    await room.until(timedelta(days=7) - timedelta(seconds=1))

    await room.private("ben", "yes")

    assert await _named(room) == "Facilitators in River Circle: Ana and Ben"


async def test_an_invitation_waits_no_longer_than_a_week(room: Room) -> None:
    await room.opens_chat("ben")
    await room.says("ana", "!facilitators add @ben")
    await room.until(timedelta(days=7))

    assert (await room.private("ben", "yes")).startswith("I'm a bot. I didn't understand this")
    assert await _named(room) == "Facilitators in River Circle: Ana"


async def test_a_yes_after_leaving_the_group_changes_nothing(room: Room) -> None:
    await room.opens_chat("ben")
    await room.says("ana", "!facilitators add @ben")
    await room.has("ana", "cleo", "dee")

    assert (await room.private("ben", "yes")).startswith("I'm no longer in that group with you")
    await room.has(*EVERYBODY)
    assert await _named(room) == "Facilitators in River Circle: Ana"


async def test_a_yes_after_kith_left_the_group_changes_nothing(room: Room) -> None:
    await room.opens_chat("ben")
    await room.says("ana", "!facilitators add @ben")
    await room.hears(Gone(CIRCLE, room.now))

    assert (await room.private("ben", "yes")).startswith("I'm no longer in that group with you")


async def test_being_asked_twice_is_one_question(room: Room) -> None:
    await room.opens_chat("ben")
    await room.says("ana", "!facilitators add @ben")
    await room.says("ana", "!facilitators add @ben")

    await room.private("ben", "yes")

    assert await _named(room) == "Facilitators in River Circle: Ana and Ben"


async def test_whoever_is_one_already_is_not_asked(room: Room) -> None:
    assert await room.says("ana", "!facilitators add @ana") == ["Ana is a facilitator in River Circle already."]


async def test_only_a_facilitator_asks_somebody(room: Room) -> None:
    assert await room.says("ben", "!facilitators add @cleo") == [
        "That is for facilitators, so nothing was done. In River Circle: Ana."
    ]


async def test_it_can_be_asked_in_private_and_the_yes_is_said_in_the_room(room: Room) -> None:
    await room.opens_chat("ben")

    assert await room.private("ana", "facilitators add ben") == ASKING.format("Ben")
    await room.private("ben", "yes")

    assert room.words(CIRCLE)[-1].plain == "Ben is a facilitator here now. Thank you."


# ------------------------------------------------------------------------------- who is meant


@pytest.mark.parametrize(
    ("typed", "pills"),
    [
        ("Ben", (at("ben"),)),
        ("the one by the door", (at("ben"),)),
        ("@ben:example.org", ()),
        ("https://matrix.to/#/@ben:example.org", ()),
        ("ben", ()),
        ("@Ben", ()),
        ("@\u2060ben", ()),
    ],
)
async def test_a_member_is_meant_by_pill_id_or_name(room: Room, typed: str, pills: tuple[str, ...]) -> None:
    assert await room.says("ana", f"!facilitators add {typed}", pills=pills) == [ASKING.format("Ben")]


@pytest.mark.parametrize("typed", ["eve", "@eve:example.org", "", "@", "bennn", "ben and cleo"])
async def test_whoever_is_no_member_is_not_asked(room: Room, typed: str) -> None:
    (answer,) = await room.says("ana", f"!facilitators add {typed}")

    missing = "I find no member “" if typed else "there was no name after it, so nobody was asked."
    assert answer.startswith(f"I understood `!facilitators add`; {missing}")
    assert "so nobody was asked" in answer


async def test_kith_itself_is_no_member(room: Room) -> None:
    (answer,) = await room.says("ana", "!facilitators add @kith:example.org")

    assert "I find no member" in answer


async def test_a_name_that_two_have_asks_nobody(room: Room) -> None:
    here = room.room_now(*EVERYBODY)
    await room.hears(room.room_now(*EVERYBODY, names={**here.names, at("cleo"): "Ben"}))

    (answer,) = await room.says("ana", "!facilitators add ben")

    assert answer.startswith("I understood `!facilitators add`; more than one member in River Circle is called “ben”")
    assert await room.says("ana", "!facilitators add @ben:example.org") == [ASKING.format("Ben")]


@pytest.mark.parametrize("words", ["forget me", "forget me here"])
@pytest.mark.parametrize("typed", ["Ben", "@ben:example.org", "@Ben"])
async def test_whoever_asked_to_be_forgotten_is_no_other_than_whoever_has_no_chat(
    room: Room, words: str, typed: str
) -> None:
    """N13 and N27: all in the room see them, and nobody can tell that they were forgotten."""
    await room.private("ben", words)
    await room.private("ben", words)
    before = len(room.network.sent)

    told = await room.says("ana", f"!facilitators add {typed}")

    assert told == [ASKING.format("Ben")]
    assert {arrived.room for arrived in room.network.sent[before:]} == {CIRCLE}
    assert await room.read(lambda tx: tx.questions.all_to(at("ben"), tx.now)) == ()
    assert await _named(room) == "Facilitators in River Circle: Ana"


async def test_a_name_that_a_forgotten_person_shares_asks_nobody(room: Room) -> None:
    here = room.room_now(*EVERYBODY)
    await room.hears(room.room_now(*EVERYBODY, names={**here.names, at("cleo"): "Ben"}, powers=here.powers))
    await room.private("ben", "forget me")
    await room.private("ben", "forget me")

    (answer,) = await room.says("ana", "!facilitators add ben")

    assert "more than one member in River Circle is called “ben”" in answer


async def test_a_forgotten_person_who_left_is_no_member(room: Room) -> None:
    await room.private("ben", "forget me")
    await room.private("ben", "forget me")
    await room.has("ana", "cleo", "dee")

    assert "I find no member" in (await room.says("ana", "!facilitators add ben"))[0]


async def test_a_member_of_another_group_alone_is_no_member_here(room: Room) -> None:
    await room.hears(room.room_now("ana", "eve", room=LAKE, name="Lake Circle"))

    assert "I find no member" in (await room.says("ana", "!facilitators add eve"))[0]


# ---------------------------------------------------------------------- stepping down, leaving


async def test_whoever_steps_down_is_one_no_more_whatever_their_power(room: Room) -> None:
    await _with(room, *EVERYBODY, ana=100, ben=50, cleo=50)

    assert await room.says("ben", "!facilitators step down") == [
        "Ben is a facilitator no longer. Thank you for the time."
    ]
    await _with(room, *EVERYBODY, ana=100, ben=100, cleo=50)

    assert await _named(room) == "Facilitators in River Circle: Ana and Cleo"
    assert (await room.says("ben", "!undo"))[0].startswith("That is for facilitators")


async def test_stepping_down_in_private_is_said_in_the_room(room: Room) -> None:
    await _agrees(room, "ben")

    told = await room.private("ben", "facilitators step down")

    assert told == "Ben is a facilitator in River Circle no longer. Thank you for the time."
    assert "Ben is a facilitator no longer. Thank you for the time." in [words.plain for words in room.words(CIRCLE)]


async def test_whoever_stepped_down_can_be_asked_again(room: Room) -> None:
    await _agrees(room, "ben")
    await room.says("ben", "!facilitators step down")

    await _agrees(room, "ben")

    assert await _named(room) == "Facilitators in River Circle: Ana and Ben"


async def test_whoever_is_none_has_nothing_to_step_down_from(room: Room) -> None:
    (answer,) = await room.says("ben", "!facilitators step down")

    assert answer.startswith("You are no facilitator in River Circle, so nothing changes.")


async def test_whoever_left_or_was_kicked_is_one_no_more_also_after_coming_back(room: Room) -> None:
    await _agrees(room, "ben")

    await room.has("ana", "cleo", "dee")
    assert await _named(room) == "Facilitators in River Circle: Ana"
    await room.has(*EVERYBODY)

    assert await _named(room) == "Facilitators in River Circle: Ana"
    assert (await room.says("ben", "!set checkin.for 2h"))[0].startswith("That is for facilitators")


async def test_a_yes_in_one_group_makes_nobody_a_facilitator_in_another(room: Room) -> None:
    await room.hears(room.room_now("ana", "ben", room=LAKE, name="Lake Circle"))
    await _agrees(room, "ben")

    assert (await room.says("ben", "!facilitators", room=LAKE))[0].startswith("Facilitators in Lake Circle: Ana.")


# -------------------------------------------------------------------- when few are left


async def test_a_second_one_is_asked_for_when_one_is_left(room: Room) -> None:
    await _agrees(room, "ben")

    told = await room.says("ben", "!facilitators step down")

    assert told[0].startswith("Ben is a facilitator no longer.")
    assert told[1].startswith(ONE_LEFT)
    assert [words.rings for words in room.words(CIRCLE)[-2:]] == [False, False]


async def test_it_is_asked_once_each_time(room: Room) -> None:
    for _ in range(2):
        await _with(room, *EVERYBODY, ana=100, ben=50)
        for _ in range(2):
            await _with(room, *EVERYBODY, ana=100)
            room.now += timedelta(minutes=1)
        await room.restarts()
        await _with(room, *EVERYBODY, ana=100)
        room.now += timedelta(hours=1)

    assert len([words for words in room.words(CIRCLE) if words.plain.startswith(ONE_LEFT)]) == 2


@pytest.mark.parametrize(
    ("people", "powers", "said"),
    [
        (("ana", "cleo", "dee"), {"ana": 100}, ONE_LEFT),
        (("cleo", "dee"), {}, NOBODY_LEFT),
        (EVERYBODY, {"ana": 100}, ONE_LEFT),
        (EVERYBODY, {}, NOBODY_LEFT),
    ],
)
async def test_the_room_hears_when_they_leave_are_kicked_or_lose_their_power(
    room: Room, people: tuple[str, ...], powers: dict[str, int], said: str
) -> None:
    await _with(room, *EVERYBODY, ana=100, ben=50)

    await _with(room, *people, **powers)

    (told,) = room.words(CIRCLE)
    assert told.plain.startswith(said)


async def test_the_last_one_stepping_down_leaves_the_room_a_way_on(room: Room) -> None:
    told = await room.says("ana", "!facilitators step down")

    assert told[1].startswith(NOBODY_LEFT)
    assert await _named(room) == "Nobody is a facilitator in River Circle now"


async def test_a_setting_that_leaves_one_asks_as_well_and_so_does_its_undo(room: Room) -> None:
    await _with(room, *EVERYBODY, ana=100, ben=60, cleo=50)
    assert (await room.says("ana", "!set facilitators.power_level 100"))[1].startswith(ONE_LEFT)
    await room.says("ana", "!undo")
    await room.says("ana", "!set facilitators.power_level 20")
    await _with(room, *EVERYBODY, ana=100, ben=30)

    assert (await room.says("ana", "!undo"))[1].startswith(ONE_LEFT)


async def test_three_becoming_two_is_no_news(room: Room) -> None:
    await _with(room, *EVERYBODY, ana=100, ben=50, cleo=50)

    await _with(room, *EVERYBODY, ana=100, ben=50)

    assert room.words(CIRCLE) == []


async def test_a_room_that_kith_enters_with_one_or_is_being_replaced_is_asked_nothing(room: Room) -> None:
    await room.hears(room.room_now("ana", "eve", room=LAKE, name="Lake Circle"))
    await _with(room, *EVERYBODY, ana=100, ben=50)
    new = "!new:example.org"

    await room.hears(room.room_now(*EVERYBODY, successor=new))
    await room.hears(room.room_now("cleo", successor=new))
    await room.hears(room.room_now("ana", room=new, predecessor=CIRCLE))

    told = [words.plain for words in room.words() if words.plain.startswith((ONE_LEFT, NOBODY_LEFT))]
    assert told == []


async def test_where_nobody_is_one_whoever_has_been_there_for_a_week_asks_somebody_themselves_too(room: Room) -> None:
    await _with(room, *EVERYBODY)
    await room.until(timedelta(days=7))
    await room.opens_chat("ben")

    assert await room.says("ben", "!facilitators add @ben") == [ASKING.format("Ben")]
    await room.private("ben", "yes")

    assert await _named(room) == "Facilitators in River Circle: Ben"
    assert (await room.says("cleo", "!facilitators add @dee"))[0].startswith("That is for facilitators")


async def test_where_nobody_is_one_whoever_came_more_recently_asks_nobody(room: Room) -> None:
    await _with(room, *EVERYBODY)
    await room.until(timedelta(days=7) - timedelta(seconds=1))

    (answer,) = await room.says("ben", "!facilitators add @cleo")

    assert answer.startswith("Nobody is a facilitator in River Circle now. Whoever has been here for a week can ask")


# --------------------------------------------------------------------- a room that is replaced


async def _moves(room: Room, *first: str) -> str:
    """Replace River Circle's room; these come into the new one before the others."""
    new = "!new:example.org"
    await room.hears(room.room_now(*EVERYBODY, successor=new))
    await room.hears(room.room_now(*first, room=new, predecessor=CIRCLE, powers={at("ana"): 100}))
    return new


async def test_whoever_agreed_is_one_in_the_new_room_too_when_they_come(room: Room) -> None:
    await _agrees(room, "ben")
    new = await _moves(room, "ana")

    await room.hears(room.room_now("ana", "ben", room=new, powers={at("ana"): 100}))

    assert (await room.says("ana", "!facilitators", room=new))[0].startswith(
        "Facilitators in River Circle: Ana and Ben."
    )


async def test_whoever_does_not_follow_within_a_week_is_none_any_more(room: Room) -> None:
    await _agrees(room, "ben")
    await _moves(room, "ana")

    await room.until(timedelta(days=9))

    rows = await room.db.run(lambda connection: connection.execute("SELECT * FROM facilitator").fetchall())
    assert rows == []


async def test_whoever_agreed_and_is_there_stays_one_however_long(room: Room) -> None:
    await _agrees(room, "ben")

    await room.until(timedelta(days=40))

    assert await _named(room) == "Facilitators in River Circle: Ana and Ben"


async def test_whoever_was_asked_is_not_rung_again_and_the_asker_reads_the_same(room: Room) -> None:
    chat = await room.chat_of("ben")

    answers = [await room.says("ana", "!facilitators add @ben") for _ in range(3)]

    assert sum("Would you be a facilitator" in words.plain for words in room.words(chat)) == 1
    assert answers[0] == answers[1] == answers[2]


async def test_a_not_now_holds_for_a_week_and_the_asker_reads_the_same(room: Room) -> None:
    chat = await room.chat_of("ben")
    first = await room.says("ana", "!facilitators add @ben")
    await room.private("ben", "not now")

    again = await room.says("ana", "!facilitators add @ben")
    assert again == first
    assert sum("Would you be a facilitator" in words.plain for words in room.words(chat)) == 1
    await room.until(timedelta(days=7))
    await room.says("ana", "!facilitators add @ben")

    assert sum("Would you be a facilitator" in words.plain for words in room.words(chat)) == 2
