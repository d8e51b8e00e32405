"""Taking turns: offered, passed, taken and shown."""

from __future__ import annotations

from datetime import timedelta
from time import process_time

import pytest
from ical.calendar_stream import IcsCalendarStream

from bot.chat import File
from bot.domain.rotation import Place
from bot.storage.chairs import Kept
from bot.storage.tx import Tx
from tests.conftest import CIRCLE, Room, at
from tests.turns import HOUR, OFFERED, ON_WED, WED, YOURS, has_rota, heard, last_to, shown

# --------------------------------------------------------------------------------- being asked


async def test_three_days_before_whoever_is_next_is_asked_in_private(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    before = len(room.network.sent)

    await room.until(OFFERED - HOUR)
    assert room.network.sent[before:] == []
    await room.until(OFFERED)

    (offer,) = heard(room, "ana", before)
    assert offer == (
        "Facilitate Wed 2 Dec, 19:00? `1` yes / `2` swap / `3` pass. Pass needs no reason.\n"
        "It's Wednesday meeting in River Circle. If I don't hear from you by Mon 30 Nov, 19:00, I ask the next;"
        " until somebody says yes you still can."
    )
    assert heard(room, "ben", before) == []
    assert [mark.key for mark in room.marks()[-3:]] == ["1️⃣", "2️⃣", "3️⃣"]


@pytest.mark.parametrize("answer", ["1", "yes", "👍", "ok", "ja"])
async def test_a_yes_holds_it_and_everybody_reads_the_name(room: Room, answer: str) -> None:
    await has_rota(room, "ana", "ben")
    await room.until(OFFERED)
    assert (await shown(room))[0] == "asked"

    assert await room.private("ana", answer) == YOURS

    assert await shown(room) == ["Ana", "open", "open", "open"]


async def test_a_mark_under_the_offer_answers_it(room: Room) -> None:
    await has_rota(room, "ana")
    await room.until(OFFERED)

    await room.hears(room.mark("ana", room.event_of("Facilitate Wed"), "1️⃣", room=await room.chat_of("ana")))

    assert (await shown(room))[0] == "Ana"


@pytest.mark.parametrize("answer", ["3", "pass", "passe", "rota pass", "rota pass 2 dec", "rota pass facilitator"])
async def test_a_pass_asks_the_next_and_costs_nothing(room: Room, answer: str) -> None:
    await has_rota(room, "ana", "ben")
    await room.until(OFFERED)

    passed = await room.private("ana", answer)

    assert passed == f"Good, and nobody is told why: {ON_WED} is for others to do. It costs you nothing."
    assert last_to(room, "ben").startswith("Facilitate Wed 2 Dec, 19:00?")
    assert (await shown(room))[0] == "asked"


async def test_without_an_answer_the_next_is_asked_and_the_first_may_still_say_yes(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.until(OFFERED + timedelta(days=1))
    assert last_to(room, "ben").startswith("Facilitate Wed 2 Dec, 19:00?")

    assert await room.private("ana", "yes") == YOURS

    assert last_to(room, "ben") == (
        f"Somebody else said yes to {ON_WED}; there is nothing left to do. Thank you for being there to ask."
    )
    assert await room.private("ben", "yes") == last_to(room, "ben")
    assert (await shown(room))[0] == "Ana"


async def test_with_nobody_left_it_is_open_and_whoever_takes_it_has_it(room: Room) -> None:
    await has_rota(room, "ana")
    await room.until(OFFERED + timedelta(days=1, hours=1))
    assert (await shown(room))[0] == "open"

    (taken,) = await room.says("dee", "!rota take")

    assert taken == YOURS.replace("`sick`", "`!sick`").replace("`rota", "`!rota")
    assert (await shown(room))[0] == "Dee"


async def test_in_the_first_turn_after_joining_that_is_near_somebody_is_asked_at_once(room: Room) -> None:
    await has_rota(room)
    await room.until(OFFERED + HOUR)

    await room.private("ben", "rota join facilitator")

    assert last_to(room, "ben").startswith("Facilitate Wed 2 Dec, 19:00?")


async def test_turns_go_round(room: Room) -> None:
    await has_rota(room, "ana", "ben", "cleo")
    asked = []
    for week in range(6):
        await room.until(OFFERED + week * timedelta(days=7))
        for person in ("ana", "ben", "cleo"):
            if last_to(room, person).startswith("Facilitate"):
                asked.append(person)
                await room.private(person, "yes")

    assert asked == ["ana", "ben", "cleo"] * 2


async def test_whoever_waits_has_it_when_those_before_them_let_it_go_by(room: Room) -> None:
    await has_rota(room, "ana")
    await room.until(OFFERED)

    waits = await room.private("dee", "rota take wed")
    assert waits.startswith(f"Good. Somebody is before you for {ON_WED}; if they don't say yes it's yours")
    assert (await shown(room))[0] == "asked"
    await room.private("ana", "pass")

    assert last_to(room, "dee") == YOURS
    assert (await shown(room))[0] == "Dee"


# ------------------------------------------------------------------------------------ handed on


async def test_ill_an_hour_before_everybody_is_asked_at_once_and_the_room_hears_open_and_the_new_name(
    room: Room,
) -> None:
    await has_rota(room, "ana", "ben", "cleo")
    await room.until(OFFERED)
    await room.private("ana", "yes")
    await room.until(WED - HOUR)
    before = len(room.network.sent)

    asked = await room.private("ana", "can't make it")
    assert asked.splitlines()[0] == ("Hand on Wed 2 Dec, 19:00, facilitator? `1` yes / `2` not now. No reason needed.")
    assert room.words(room.room, since=before) == []
    free = await room.private("ana", "1")

    assert free.startswith(f"Good, you're free: {ON_WED} is open")
    for person in ("ben", "cleo"):
        assert last_to(room, person).startswith("Could you facilitate Wed 2 Dec, 19:00? `1` yes / `2` pass.")
    (opened,) = room.words(room.room, since=before)
    assert opened.plain == (
        "Facilitating Wed 2 Dec, 19:00: open. Whoever likes: `!rota take 2026-12-02`. It's fine open, too."
    )
    await room.private("cleo", "yes")
    assert room.words(room.room)[-1].plain == "Facilitating Wed 2 Dec, 19:00: Cleo."
    assert last_to(room, "ben").startswith("Somebody else said yes")


async def test_sick_without_a_turn_changes_nothing_and_offers_a_person(room: Room) -> None:
    await has_rota(room, "ana")

    assert (await room.private("ana", "sick")).startswith("You hold no turn that is ahead")


async def test_sick_after_another_took_it_over_says_that_it_is_not_theirs_any_more(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ana", "rota take wed")
    await room.private("ana", "rota cover wed")
    await room.private("ana", "sick")
    await room.private("ben", "yes")

    assert (await room.private("ana", "yes")).startswith("I understood `sick`; you hold no such turn in River Circle")


async def test_sick_passes_what_somebody_is_only_asked_about(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ben", "rota take 9 dec")
    await room.until(OFFERED)

    told = await room.private("ana", "can't make it")

    assert told == f"Good, and nobody is told why: {ON_WED} is for others to do. It costs you nothing."
    assert last_to(room, "ben").startswith("Facilitate Wed 2 Dec")
    assert (await room.private("ben", "sick")).startswith("Good, and nobody is told why")
    assert (await shown(room))[:2] == ["asked", "Ben"]


async def test_sick_asks_which_where_somebody_holds_several(room: Room) -> None:
    await has_rota(room, roles="facilitator, timekeeper")
    for role in ("facilitator", "timekeeper"):
        await room.private("ana", f"rota take {role} wed")

    asked = await room.private("ana", "ich bin krank")
    assert "`1` facilitator / `2` timekeeper / `3` all / `4` not now" in asked
    answers = await room.private("ana", "all")

    assert answers.count("Good, you're free") == 2
    assert (await shown(room))[:2] == ["open", "open"]


async def test_cover_leaves_it_with_its_holder_until_somebody_says_yes(room: Room) -> None:
    await has_rota(room, "ana", "ben", "cleo")
    await room.private("ana", "rota take wed")

    covering = await room.private("ana", "rota cover wed")
    assert covering.startswith(f"I ask the others, one by one: {ON_WED}.")
    assert last_to(room, "ben").startswith("Could you facilitate Wed 2 Dec, 19:00?")
    assert (await shown(room))[0] == "Ana"
    await room.private("ben", "pass")
    await room.private("cleo", "yes")

    assert last_to(room, "ana") == f"Cleo takes it over: {ON_WED}. You're free."
    assert (await shown(room))[0] == "Cleo"


async def test_an_hour_before_cover_asks_all_at_once(room: Room) -> None:
    await has_rota(room, "ana", "ben", "cleo")
    await room.private("ana", "rota take wed")
    await room.until(WED - HOUR)

    await room.private("ana", "rota cover")

    for person in ("ben", "cleo"):
        assert "I asked everybody who is on the rota" in last_to(room, person)


# ------------------------------------------------------------------------------------------ swap


async def test_a_swap_needs_the_others_yes(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ana", "rota take wed")

    asked = await room.private("ana", "rota swap wed with @ben")
    assert asked.startswith(f"I ask Ben about {ON_WED}, if I can reach them.")
    assert last_to(room, "ben").startswith("Facilitate Wed 2 Dec, 19:00 for Ana? `1` yes / `2` not now.")
    assert (await shown(room))[0] == "Ana"
    assert await room.private("ben", "yes") == YOURS

    assert last_to(room, "ana") == f"Ben said yes to the swap: {ON_WED} is theirs."
    assert (await shown(room))[0] == "Ben"


async def test_a_swap_for_a_turn_of_the_other_exchanges_both(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ana", "rota take wed")
    await room.private("ben", "rota take 9 dec")

    await room.private("ana", "rota swap wed with @ben for 9 dec")
    assert "In return Ana would do yours on Wed 9 Dec, 19:00." in last_to(room, "ben")
    await room.private("ben", "1")

    assert (await shown(room))[:2] == ["Ben", "Ana"]


async def test_two_who_ask_each_other_for_the_same_swap_exchange_once_and_hear_nothing_untrue(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ana", "rota take wed")
    await room.private("ben", "rota take 9 dec")
    await room.private("ana", "rota swap wed with @ben for 9 dec")
    await room.private("ben", "rota swap 9 dec with @ana for wed")
    before = len(room.network.sent)

    await room.private("ana", "yes")
    await room.private("ben", "yes")

    assert (await shown(room))[:2] == ["Ben", "Ana"]
    assert not any("did not come about" in text for text in heard(room, "ana", before) + heard(room, "ben", before))


async def test_an_offer_that_waits_until_the_start_promises_no_next(room: Room) -> None:
    await has_rota(room, "ana", "ben", "cleo")

    await room.until(OFFERED + timedelta(days=2))

    assert last_to(room, "cleo") == (
        "Facilitate Wed 2 Dec, 19:00? `1` yes / `2` swap / `3` pass. Pass needs no reason.\n"
        "It's Wednesday meeting in River Circle. You can say yes until it begins; without an answer it may stay open,"
        " which is fine, too."
    )


async def test_whoever_is_asked_may_swap_by_number_and_name(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.until(OFFERED)

    assert (await room.private("ana", "2")).startswith("Swap with whom? Write me their name, or `1` never mind.")
    assert (await room.private("ana", "Ben")).startswith(f"I ask Ben about {ON_WED}")
    await room.private("ben", "yes")

    assert (await shown(room))[0] == "Ben"


async def test_whoever_is_asked_with_whom_reads_a_swap_for_another_date_of_that_meeting(room: Room) -> None:
    await has_rota(room, "ana")
    await room.until(OFFERED)

    answer = (await room.private("ana", "swap")).replace("\N{WORD JOINER}", "")

    assert answer.endswith("For one of theirs in return: `rota swap 2026-12-02 with @ben for 2026-12-09`")


async def test_where_the_meeting_has_no_other_date_nothing_is_swapped_for_it(room: Room) -> None:
    await room.says("ana", "!meeting add once 2026-12-02 19:00")
    await room.says("ana", "!rota add facilitator")
    await room.private("ana", "rota join facilitator")
    await room.until(OFFERED)

    assert (await room.private("ana", "swap")).endswith(f"It's {ON_WED.removesuffix(' in River Circle')}.")


async def test_a_swap_that_is_not_agreed_to_lapses_with_the_same_words(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ana", "rota take wed")
    await room.private("ana", "rota swap wed with @ben")

    await room.private("ben", "not now")
    await room.until(timedelta(days=1))

    assert last_to(room, "ana").startswith(f"The swap did not come about: {ON_WED} is as it was.")
    assert (await shown(room))[0] == "Ana"


async def test_whoever_was_asked_to_swap_is_not_asked_about_it_again(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ana", "rota take wed")
    await room.private("ana", "rota swap wed with @ben")
    await room.private("ben", "not now")
    before = len(room.network.sent)

    again = await room.private("ana", "rota swap wed with @ben")

    assert again.startswith("I ask Ben about")
    assert heard(room, "ben", before) == []


# ------------------------------------------------------------------------------- meetings change


async def test_a_moved_meeting_stays_with_whoever_holds_it_and_they_hear_so(room: Room) -> None:
    await has_rota(room, "ana")
    await room.private("ana", "rota take wed")

    await room.says("ana", "!meeting move wed to thu 7pm")

    assert last_to(room, "ana").startswith("Your turn was moved: facilitator on Thu 3 Dec, 19:00")
    assert (await shown(room))[0] == "Ana"


async def test_a_skipped_meeting_moves_nobody_on_and_undo_gives_it_back(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ana", "rota take wed")

    await room.says("ana", "!meeting skip wed")
    assert last_to(room, "ana") == (
        "Your turn does not take place: facilitator on Wed 2 Dec, 19:00 in River Circle. You lose nothing by that."
    )
    assert await shown(room) == ["open"] * 4
    await room.says("ana", "!undo")

    assert last_to(room, "ana").startswith("Your turn takes place after all")
    assert (await shown(room))[0] == "Ana"


async def test_a_meeting_that_is_on_other_days_now_has_turns_of_its_own(room: Room) -> None:
    await has_rota(room, "ana")
    await room.private("ana", "rota take 9 dec")

    await room.says("ana", "!meeting edit at weekly thu 19:00 from 2026-12-02")

    assert last_to(room, "ana").startswith("Your turn does not take place")
    (answer,) = await room.says("dee", "!rota")
    days = [line.partition(",")[0] for line in answer.splitlines()[1:5]]
    assert days == ["Thu 3 Dec", "Thu 10 Dec", "Thu 17 Dec", "Thu 24 Dec"]


async def test_an_ended_meeting_has_no_turns_and_is_undone_with_them(room: Room) -> None:
    await has_rota(room, "ana")
    await room.private("ana", "rota take wed")

    await room.says("ana", "!meeting end")
    assert (await room.says("dee", "!rota"))[0].startswith("No turn is ahead in River Circle")
    await room.says("ana", "!undo")

    assert (await shown(room))[0] == "Ana"


async def test_downtime_moves_nobody_on(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ana", "rota take wed")

    await room.restarts(after=timedelta(days=45))
    await room.until(timedelta(0))

    places = await room.read(lambda tx: [tx.roles.places(role.id) for role in tx.roles.roles_of(at("ana"))])
    assert {place.person: place.turns for place in places[0]} == {at("ana"): 1, at("ben"): 0}


# --------------------------------------------------------------------------------- roles and rules


async def test_a_removed_role_is_over_and_undo_gives_everybody_their_place_back(room: Room) -> None:
    await has_rota(room, "ana")
    await room.private("ana", "rota take wed")

    await room.says("ana", "!rota remove facilitator")
    assert last_to(room, "ana").startswith("Your turn does not take place")
    assert (await room.says("dee", "!rota"))[0].startswith("No roles go round in River Circle yet.")
    await room.says("ana", "!undo")

    assert (await shown(room))[0] == "Ana"
    assert "on the rota for facilitator" in await room.private("ana", "rota mine")


async def test_a_turn_of_four_meetings_is_one_offer_and_one_evening_of_it_can_be_passed(room: Room) -> None:
    await room.says("ana", "!rota every 4 meetings")
    await has_rota(room, "ana", "ben")
    await room.until(OFFERED)
    assert last_to(room, "ana").startswith("Facilitate Wed 2 Dec, 19:00?")
    assert "River Circle, 4 meetings." in last_to(room, "ana")
    await room.private("ana", "yes")

    free = await room.private("ana", "rota pass 16 dec")

    assert free.startswith("Good, you're free: facilitator on Wed 16 Dec, 19:00")
    (answer,) = await room.says("dee", "!rota")
    assert answer.splitlines()[1:3] == [
        "Wed 2 Dec, 19:00, facilitator: Ana",
        "Wed 16 Dec, 19:00, facilitator: open",
    ]
    await room.until(WED + timedelta(days=7))
    assert "facilitator: Ana" in (await room.says("dee", "!meeting"))[0]


async def test_the_rest_of_a_longer_turn_that_began_open_is_offered(room: Room) -> None:
    await room.says("ana", "!rota every 4 meetings")
    await has_rota(room)
    await room.until(WED + HOUR)

    await room.says("dee", "!rota take 9 dec")

    (answer,) = await room.says("dee", "!rota")
    assert answer.splitlines()[1] == "Wed 9 Dec, 19:00, facilitator: Dee"


async def test_whoever_leaves_in_the_middle_of_a_longer_turn_leaves_the_rest_to_others(room: Room) -> None:
    await room.says("ana", "!rota every 4 meetings")
    await has_rota(room, "ben", "cleo")
    await room.until(OFFERED)
    await room.private("ben", "yes")
    await room.until(WED + HOUR)

    await room.private("ben", "rota leave")

    await room.until(WED + timedelta(days=7) - timedelta(days=3))
    assert last_to(room, "cleo").startswith("Facilitate Wed 9 Dec, 19:00?")


async def test_the_guide_reaches_whoever_holds_it_a_day_before_and_nobody_else(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.says("ana", '!rota guide facilitator "Open on time.\nClose with a round."')
    await room.until(OFFERED)
    await room.private("ana", "yes")
    before = len(room.network.sent)

    await room.until(WED - HOUR)

    assert heard(room, "ana", before) == [
        f"You hold {ON_WED}. What helps with it:\nOpen on time.\nClose with a round.\nIf you can't after all: `sick`"
    ]
    assert heard(room, "ben", before) == []


async def test_a_role_of_many_words_has_a_guide_too(room: Room) -> None:
    await has_rota(room, roles="tea, keeper of the door")

    (told,) = await room.says("ana", "!rota guide Keeper of the door: Open it at seven.")

    assert told.startswith("Whoever holds keeper of the door reads this a day before; Ana wrote it:\nOpen it at seven.")


async def test_a_meeting_says_who_holds_what(room: Room) -> None:
    await has_rota(room, "ana", roles="facilitator, timekeeper")
    await room.private("ana", "rota take facilitator wed")

    (answer,) = await room.says("dee", "!meeting")

    assert answer.splitlines()[-1] == "facilitator: Ana; timekeeper: open"


async def test_away_is_covered_and_not_asked_and_costs_no_place(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ana", "rota take wed")

    away = await room.private("ana", "rota away 2026-12-01..2026-12-20")

    assert away.splitlines()[0] == (
        "Good, you're away from Tue 1 Dec to Sun 20 Dec; I ask you about no turn in River Circle then, and you lose"
        " nothing. I ask the others about what you hold then; until somebody says yes it is yours."
    )
    assert last_to(room, "ben").startswith("Could you facilitate Wed 2 Dec, 19:00?")
    await room.private("ben", "yes")
    await room.until(WED + timedelta(days=7) - timedelta(days=3))
    assert last_to(room, "ben").startswith("Facilitate Wed 9 Dec")
    await room.until(WED + timedelta(days=21) - timedelta(days=3))
    await room.private("ben", "pass")  # whoever returns is behind whoever was there
    assert last_to(room, "ana").startswith("Facilitate Wed 23 Dec")


async def test_whoever_is_away_in_the_middle_of_a_longer_turn_hears_that_others_are_asked(room: Room) -> None:
    await room.says("ana", "!rota every 4 meetings")
    await has_rota(room, "ana", "ben")
    await room.private("ana", "rota take wed")

    away = await room.private("ana", "rota away 2026-12-15..2026-12-17")

    assert "I ask the others about what you hold then; until somebody says yes it is yours." in away
    assert last_to(room, "ben").startswith("Could you facilitate Wed 16 Dec, 19:00?")


async def test_whoever_is_away_before_what_they_hold_hears_of_no_others(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ana", "rota take wed")

    assert "I ask the others" not in await room.private("ana", "rota away 2026-11-25..2026-12-01")


async def test_when_rota_offer_is_changed_what_is_near_now_is_offered_now(room: Room) -> None:
    await has_rota(room, "ana")

    await room.says("ana", "!set rota.offer 30d")
    await room.until(timedelta(0))

    assert last_to(room, "ana").startswith("Facilitate")


@pytest.mark.parametrize(
    ("who", "text", "says", "works"),
    [
        ("ana", "!rota add", "which role is missing", "`!rota add facilitator, timekeeper`"),
        ("ana", "!rota add 7 otters", "“7 otters” is no name that I can use", "`!rota add facilitator, timekeeper`"),
        ("ana", "!rota add facilitator", "has that on its rota already", "`!rota`"),
        ("dee", "!rota add greeter", "That is for facilitators", "Ana."),
        ("dee", "!rota every month", "That is for facilitators", "Ana."),
        ("ana", "!rota every otter", "“otter” is no length of a turn", "`!rota every 4 meetings`"),
        ("ana", "!rota every 99 meetings", "up to 52 meetings", "`!rota every 4 meetings`"),
        ("ana", "!rota rest 0", "“0” is no number of turns from 1 to 12", "`!rota rest 2`"),
        ("ana", "!rota remove otter", "I find no role “otter”", "`!rota remove facilitator`"),
        ("ana", "!rota remove", "which role is missing", "`!rota remove facilitator`"),
        ("ana", "!rota guide otter", "I find no role “otter”", "`!rota guide facilitator`"),
        ("ana", "!rota take otter", "“otter” is no date and no role", "`!rota take 2026-12-02`"),
        ("ana", "!rota take thu", "“thu” is a day without a meeting", "`!rota take 2026-12-02`"),
        ("ana", "!rota take wed please", "“please” is no date and no role", "`!rota take 2026-12-02`"),
    ],
)
async def test_what_can_not_be_carried_out_is_answered_with_what_would_work(
    room: Room, who: str, text: str, says: str, works: str
) -> None:
    await has_rota(room, "ana")

    (answer,) = await room.says(who, text)

    assert says in answer
    assert answer.endswith(works)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rota join otter", "I find no role “otter”"),
        ("rota join facilitator", "already"),
        ("rota leave otter", "I find no role “otter”"),
        ("rota pass otter", "“otter” is no date and no role"),
        ("rota pass", "No such turn in River Circle is yours"),
        ("rota cover wed", "you hold no such turn"),
        ("rota swap wed", "you hold no such turn"),
        ("rota swap wed with @ben", "you hold no such turn"),
        ("rota swap 2026-12-03 with @ben", "Who holds what: `rota`"),
        ("rota away", "from when until when is missing"),
        ("rota away 2026-12-20..2026-12-01", "ends before it begins"),
        ("rota away otter", "no dates that I can read"),
        ("rota away 2020-01-01", "is over already"),
    ],
)
async def test_what_can_not_be_carried_out_in_private_is_answered_there(room: Room, text: str, says: str) -> None:
    await has_rota(room, "ana")
    before = await room.read(_all_of_it)

    assert says in await room.private("ana", text)

    assert await room.read(_all_of_it) == before


def _all_of_it(tx: Tx) -> tuple[tuple[Kept, ...], list[tuple[Place, ...]]]:
    """Return every chair of the circle, and every place on its rota."""
    group = tx.groups.in_room(CIRCLE)
    assert group is not None
    return tx.chairs.of(group), [tx.roles.places(role.id) for role in tx.roles.of(group)]


@pytest.mark.parametrize("text", ["rota add", "rota away", "rota swap", "rota swap wed with"])
async def test_a_message_that_is_mostly_spaces_holds_nobody_up(room: Room, text: str) -> None:
    await has_rota(room, "ana")
    await room.private("ana", "rota take wed")
    before = process_time()

    await room.says("ana", f"!{text} x{' ' * 19_000}x")

    assert process_time() - before < 3  # it was up to 25 s


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("rota cover otter", "rota cover 2026-12-09"),
        ("rota cover 2026-12-03", "rota cover 2026-12-09"),
        ("rota swap otter with @ben", "rota swap 2026-12-09 with @ben"),
        ("rota swap", "rota swap 2026-12-09 with @ben"),
        ("rota swap 2026-12-09", "rota swap 2026-12-09 with @ben"),
        ("rota swap 2026-12-09 with @ben for otter", "rota swap 2026-12-09 with @ben for 2026-12-02"),
        ("rota swap 2026-12-09 with @ana", "rota pass 2026-12-09"),
        ("rota pass otter", "rota pass 2026-12-09"),
        ("rota take 2026-12-03", "rota take 2026-12-09"),
    ],
)
async def test_the_example_that_is_named_is_one_that_works_for_whoever_reads_it(
    room: Room, text: str, example: str
) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ben", "rota take 2026-12-02")
    await room.private("ana", "rota take 2026-12-09")

    answer = (await room.private("ana", text)).replace("\N{WORD JOINER}", "")

    assert answer.endswith(f": `{example}`")
    ask = room.ask("ana", example, room=await room.chat_of("ana"))
    await room.hears(ask)
    assert await room.read(lambda tx: tx.inbox.outcome(ask.event, ask.now)) == "done"


async def test_of_several_turns_then_the_example_names_their_date(room: Room) -> None:
    await has_rota(room, roles="facilitator, timekeeper")
    for role in ("facilitator", "timekeeper"):
        await room.private("ana", f"rota take {role} 2026-12-09")

    assert "`rota swap 2026-12-09 with @\u2060ben`" in await room.private("ana", "rota swap wed 9 dec")


@pytest.mark.parametrize("text", ["rota leave", "rota away fri..sun", "rota pass", "rota mine"])
async def test_whoever_is_on_no_rota_reads_how_to_be_with_a_role_of_the_group(room: Room, text: str) -> None:
    await has_rota(room, roles="timekeeper")

    assert (await room.private("ana", text)).endswith(": `rota join timekeeper`")


async def test_where_no_roles_go_round_there_is_no_rota_to_leave(room: Room) -> None:
    assert "No roles go round in River Circle yet" in await room.private("ana", "rota leave")


async def test_ones_own_turns_come_as_a_calendar_file_to_oneself_alone(room: Room) -> None:
    await has_rota(room, "ana", "ben")
    await room.private("ana", "rota take wed")
    await room.private("ana", "rota take 16 dec")
    await room.private("ben", "rota take 9 dec")
    before = len(room.network.sent)

    answer = await room.private("ana", "rota mine ics")

    assert answer.startswith("Here are your 2 turns in River Circle for your calendar: turns.ics.")
    (sent,) = [each for each in room.network.sent[before:] if isinstance(each.letter.content, File)]
    assert sent.room == await room.chat_of("ana")
    assert isinstance(sent.letter.content, File)
    calendar = IcsCalendarStream.calendar_from_ics(sent.letter.content.text)
    assert [(event.start, event.summary) for event in calendar.events] == [
        (WED, "facilitator: River Circle"),
        (WED + timedelta(days=14), "facilitator: River Circle"),
    ]
    assert await room.private("ana", "rota mine ics") == answer


async def test_who_holds_nothing_gets_no_file(room: Room) -> None:
    await has_rota(room, "ana")

    assert (await room.private("ana", "rota mine ics")).startswith("No turn in River Circle is yours")


async def test_with_several_meetings_a_name_says_which_and_without_one_it_is_asked(room: Room) -> None:
    await has_rota(room, "ana")
    await room.says("ana", '!meeting add "Walk" weekly wed 08:00 from 2026-12-02')

    asked = await room.private("ana", "rota take 2 dec")
    assert asked.startswith("Which one do you mean in River Circle?")
    taken = await room.private("ana", "rota take lake-1 2 dec")
    assert taken == YOURS
    assert (await room.private("ana", "rota take boat")).startswith(
        "It's yours, thank you: facilitator on Wed 2 Dec, 08:00"
    )

    (answer,) = await room.says("dee", "!rota")
    assert answer.splitlines()[1] == "Wed 2 Dec, 08:00, Walk (boat-2), facilitator: Ana"


async def test_who_holds_what_stands_in_the_reminder_and_an_open_chair_is_said_kindly(room: Room) -> None:
    await has_rota(room, "ana", roles="facilitator, timekeeper")
    await room.private("ana", "rota take facilitator wed")
    before = len(room.network.sent)

    await room.until(WED - HOUR)

    (reminder,) = room.words(room.room, since=before)
    assert reminder.plain.splitlines()[-1] == (
        "facilitator: Ana; timekeeper: open. Open is fine; whoever likes: `!rota take 2026-12-02`"
    )


async def test_who_holds_what_stands_in_the_opening_and_an_open_chair_is_said_kindly(room: Room) -> None:
    await has_rota(room, "ana", roles="facilitator, timekeeper")
    await room.private("ana", "rota take facilitator wed")
    await room.until(WED - HOUR)
    before = len(room.network.sent)

    await room.until(WED)

    (opening,) = room.words(room.room, since=before)
    assert "facilitator: Ana; timekeeper: open. What is open is for whoever likes." in opening.plain.splitlines()
