from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import words
from bot.domain.words import Found

NAMES = ("checkin", "checkin open", "help", "listen on", "listen off", "ping")
LETTERS = "abch"


# ------------------------------------------------------------------------ plain and whole


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("“How?”", '"How?"'),
        ("„So“, «so»", '"So", "so"'),
        ("\N{LEFT SINGLE QUOTATION MARK}so\N{RIGHT SINGLE QUOTATION MARK}", "'so'"),
        ("2—3 \N{EN DASH} 4 \N{MINUS SIGN} 5", "2-3 - 4 - 5"),
        ("a\N{NO-BREAK SPACE}b", "a b"),
        ("  heron \n", "heron"),
        ("", ""),
    ],
)
def test_curly_quotes_and_long_dashes_become_plain_ones(text: str, plain: str) -> None:
    assert words.plainly(text) == plain


@pytest.mark.parametrize("text", ["Help me!", "help  me", " HELP ME. ", "help me ?!", "help\N{NO-BREAK SPACE}me..."])
def test_case_spaces_and_a_final_mark_mean_nothing(text: str) -> None:
    assert words.whole(text) == "help me"


@pytest.mark.parametrize("text", ["help, me", "¿help me", "help me)", "help.me"])
def test_marks_elsewhere_mean_something(text: str) -> None:
    assert words.whole(text) != "help me"


@given(st.text())
def test_making_a_text_plain_twice_changes_nothing_more(text: str) -> None:
    assert words.plainly(words.plainly(text)) == words.plainly(text)
    assert words.whole(words.whole(text)) == words.whole(text)


# ---------------------------------------------------------------------------- a command


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("help", Found("help", "")),
        ("HELP", Found("help", "")),
        ("help.", Found("help", "")),
        ("help?!", Found("help", "")),
        ("help checkin", Found("help", "checkin")),
        ("ping  Heron!  ", Found("ping", "Heron!")),
        ("ping “a — b”", Found("ping", '"a - b"')),
        ("checkin", Found("checkin", "")),
        ("checkin open", Found("checkin open", "")),
        ("checkin   OPEN  for 2h", Found("checkin open", "for 2h")),
        ("checkin opened", Found("checkin", "opened")),
        ("listen on", Found("listen on", "")),
        ("ping a\nb", Found("ping", "a\nb")),
    ],
)
def test_a_command_is_the_longest_name_that_the_text_begins_with(text: str, found: Found) -> None:
    assert words.command(text, NAMES) == found


@pytest.mark.parametrize(
    "text", ["", "helping", "listen", "listen up", "help! my keys", "please help", "ping.heron", "?"]
)
def test_what_begins_with_no_name_is_no_command(text: str) -> None:
    assert words.command(text, NAMES) is None


@given(st.text(), st.lists(st.sampled_from(NAMES)))
def test_no_text_breaks_the_search_for_a_command(text: str, names: list[str]) -> None:
    found = words.command(text, names)

    assert found is None or (found.name in names and found.words in words.plainly(text))


@given(st.sampled_from(NAMES), st.text(alphabet=st.characters(codec="ascii", exclude_categories=["Cc"])))
def test_whatever_stands_behind_a_name_is_its_words(name: str, rest: str) -> None:
    found = words.command(f"{name} {rest}", (name,))

    assert found == Found(name, rest.strip())


# ----------------------------------------------------------------------------- a choice


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("2.", 2),
        (" 3 ", 3),
        ("1️⃣", 1),
        ("2⃣", 2),
        ("yes", 1),
        ("Yes!", 1),
        ("y", 1),
        ("ok", 1),
        ("Okay.", 1),
        ("sure", 1),
        ("👍", 1),
        ("swap", 2),
        ("Not  NOW", 3),
        ("0", None),
        ("4", None),
        ("11", None),
        ("no", None),
        ("yes please", 1),
        ("1 yes", None),
        ("", None),
    ],
)
def test_the_number_the_words_and_a_plain_yes_are_choices(text: str, number: int | None) -> None:
    assert words.choice(text, ("yes", "swap", "not now")) == number


@pytest.mark.parametrize("text", ["ok", "y", "👍", "sure"])
def test_a_plain_yes_is_no_choice_where_yes_is_none(text: str) -> None:
    assert words.choice(text, ("River Circle", "Lake Circle")) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ja", 1),
        ("Klar!", 1),
        ("yes", 1),
        ("👍", 1),
        ("tauschen", 2),
        ("swap", 2),
        ("passe", 3),
        ("Ich passe.", 3),
        ("pass", 3),
        ("nein", None),
        ("jetzt nicht", None),
    ],
)
def test_a_choice_is_taken_in_the_words_that_were_shown_and_in_english(text: str, number: int | None) -> None:
    assert words.choice("none", ("jetzt eine nennen", "keine", "überspringen")) == 2
    assert words.choice(text, ("ja", "tauschen", "passe")) == number
    assert words.choice(text, ("yes", "swap", "pass")) == number


@pytest.mark.parametrize("text", ["no", "nein", "not now", "Jetzt nicht."])
def test_a_plain_no_is_not_now_where_the_other_choice_is_yes(text: str) -> None:
    assert words.choice(text, ("yes", "not now")) == 2
    assert words.choice(text, ("ja", "jetzt nicht")) == 2


def test_a_plain_no_is_no_choice_where_it_could_mean_several_or_none() -> None:
    assert words.choice("no", ("yes", "swap", "not now")) is None
    assert words.choice("no", ("River Circle", "not now")) is None
    assert words.choice("no", ("yes",)) is None


@given(st.text(), st.lists(st.text(), max_size=5))
def test_no_text_breaks_a_choice(text: str, choices: list[str]) -> None:
    number = words.choice(text, choices)

    assert number is None or 1 <= number <= len(choices)


@given(st.lists(st.text(alphabet=LETTERS, min_size=2), min_size=1, max_size=9, unique=True))
def test_every_choice_can_be_made_by_its_number_and_by_its_words(choices: list[str]) -> None:
    for number, text in enumerate(choices, 1):
        assert words.choice(str(number), choices) == number
        assert words.choice(text, choices) == number


# ----------------------------------------------------------------------------- one edit


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("hel", "help"),
        ("elp", "help"),
        ("helpp", "help"),
        ("xhelp", "help"),
        ("holp", "help"),
        ("help", "halp"),
        ("hlep", "help"),
        ("ehlp", "help"),
        ("hepl", "help"),
        ("", "a"),
    ],
)
def test_one_letter_more_less_other_or_swapped_is_one_edit(typed: str, word: str) -> None:
    assert words.one_edit(typed, word)


@pytest.mark.parametrize(
    ("typed", "word"),
    [("help", "help"), ("he", "help"), ("plhe", "help"), ("ehpl", "help"), ("lehp", "help"), ("", "")],
)
def test_no_edit_and_two_edits_are_not_one(typed: str, word: str) -> None:
    assert not words.one_edit(typed, word)


def _one_edit_away(word: str) -> set[str]:
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    less = {a + b[1:] for a, b in splits if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    other = {a + c + b[1:] for a, b in splits if b for c in LETTERS}
    more = {a + c + b for a, b in splits for c in LETTERS}
    return (less | swapped | other | more) - {word}


@given(st.text(alphabet=LETTERS, max_size=6), st.text(alphabet=LETTERS, max_size=6))
def test_one_edit_is_what_all_edits_that_there_are_reach(typed: str, word: str) -> None:
    assert words.one_edit(typed, word) == (typed in _one_edit_away(word))


@given(st.text(), st.text())
def test_one_edit_there_is_one_edit_back(one: str, other: str) -> None:
    assert words.one_edit(one, other) == words.one_edit(other, one)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ('"We listen."', "We listen."),
        ('  " We listen. "  ', "We listen."),
        ('"two\nlines"', "two\nlines"),
        ("We listen.", "We listen."),
        ('"We" and "they"', '"We" and "they"'),
        ('"', '"'),
        ('""', ""),
        ('"unclosed', '"unclosed'),
        ("", ""),
    ],
)
def test_quotes_around_the_whole_of_a_text_are_no_part_of_it(text: str, bare: str) -> None:
    assert words.quoted(text) == bare


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Help me!", "help me"),
        ("help me 😭", "help me"),
        ("help me!! 😭😭 ❤️", "help me"),
        ("thanks 👍🏽", "thanks"),
        ("hi 🤷‍♀️", "hi"),
        ("I\N{RIGHT SINGLE QUOTATION MARK}m new", "im new"),
        ("help me, please", "help me please"),
        ("👋", ""),
        ("Stop\N{HORIZONTAL ELLIPSIS}", "stop"),
        ("", ""),
        ("1️⃣", "1️⃣"),
    ],
)
def test_what_phones_add_and_leave_out_is_no_part_of_a_whole_message(text: str, bare: str) -> None:
    assert words.bare(text) == bare


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("check in open", "checkin open"),
        ("Check-in", "checkin"),
        ("  check-in close", "checkin close"),
        ("checkin open", "checkin open"),
        ("check inside", "check inside"),
        ("I check in", "I check in"),
        ("Time zone Berlin", "timezone Berlin"),
        ("time-zone", "timezone"),
        ("time zones are odd", "time zones are odd"),
        ("set my time zone to berlin", "timezone berlin"),
        ("Change my language to German", "language German"),
        ("quiet hours 22:00-07:00", "quiet 22:00-07:00"),
        ("quiet", "quiet"),
        ("quiet hours ", "quiet hours "),
        ("language to", "language to"),
        ("set my heart at rest", "set my heart at rest"),
        ("set timezone Berlin", "set timezone Berlin"),
    ],
)
def test_what_phones_and_people_make_of_a_command_is_written_as_it_is(text: str, written: str) -> None:
    assert words.as_command(text) == written


@pytest.mark.parametrize(
    ("answer", "choices", "which"),
    [
        ("yes please", ("yes", "not now"), 1),
        ("yes 👍", ("yes", "not now"), 1),
        ("👍🏽", ("yes", "not now"), 1),
        ("no", ("yes", "not now"), 2),
        ("No thanks!", ("yes", "not now"), 2),
        ("nope 🙂", ("keep it", "skip"), 2),
        ("👎", ("yes", "not now"), 2),
        ("no", ("yes", "no", "skip"), 2),
        ("no", ("Lake", "River"), None),
        ("Team 🔥", ("Team 🌊", "Team 🔥"), 2),
    ],
)
def test_a_plain_yes_or_no_is_one(answer: str, choices: tuple[str, ...], which: int | None) -> None:
    assert words.choice(answer, choices) == which


@pytest.mark.parametrize(
    ("text", "number"), [("3", True), (" 3. ", True), ("3️⃣", True), ("13", False), ("3 a", False), ("", False)]
)
def test_one_digit_is_the_number_of_a_choice(text: str, number: bool) -> None:
    assert words.is_number(text) is number
