from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import duration

LENGTHS = st.integers(1, int(duration.MOST.total_seconds())).map(lambda seconds: timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30s", timedelta(seconds=30)),
        ("10m", timedelta(minutes=10)),
        ("2h", timedelta(hours=2)),
        ("3d", timedelta(days=3)),
        ("1w", timedelta(weeks=1)),
        ("90m", timedelta(minutes=90)),
        ("1h30m", timedelta(minutes=90)),
        ("1h 30m", timedelta(minutes=90)),
        ("  1H 30M ", timedelta(minutes=90)),
        ("1w2d3h4m5s", timedelta(weeks=1, days=2, hours=3, minutes=4, seconds=5)),
        ("2 hours", timedelta(hours=2)),
        ("1 hour 15 minutes", timedelta(minutes=75)),
        ("90 min", timedelta(minutes=90)),
        ("45 secs", timedelta(seconds=45)),
        ("2 hrs", timedelta(hours=2)),
        ("3 days", timedelta(days=3)),
        ("2 wks", timedelta(weeks=2)),
        ("6 weeks", timedelta(weeks=6)),
        ("1h0m", timedelta(hours=1)),
        ("007d", timedelta(days=7)),
        ("1s", duration.LEAST),
        ("52w", duration.MOST),
    ],
)
def test_a_length_is_read_as_people_write_it(text: str, length: timedelta) -> None:
    assert duration.parse(text) == length


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "0s",
        "0h0m",
        "-1h",
        "+1h",
        "53w",
        "52w1s",
        "99999999w99999999d99999999h99999999m99999999s",
        "999999999999999999999w",
        "90",
        "1h30",
        "h",
        "1.5h",
        "1,5h",
        "30m1h",
        "1h1h",
        "1 month",
        "2y",
        "1h and a bit",
        "soon",
        "1h\n30x",
        "\N{ARABIC-INDIC DIGIT THREE}h",
        "\N{SUPERSCRIPT TWO}h",
        pytest.param("1" * 100_000, id="100000 digits"),
        pytest.param("1w" + " " * 100_000 + "x", id="100000 spaces"),
    ],
)
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{duration.ALLOWED}$"):
        duration.parse(text)


def test_a_refusal_repeats_nothing_of_what_was_typed() -> None:
    with pytest.raises(ValueError, match=rf"^{duration.ALLOWED}$") as refusal:
        duration.parse("until Ben is home")

    assert "Ben" not in f"{refusal.value!r} {refusal.value.__cause__}"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=30), "30s"),
        (timedelta(minutes=90), "90m"),
        (timedelta(hours=24), "1d"),
        (timedelta(days=7), "1w"),
        (timedelta(days=30), "30d"),
        (timedelta(hours=36), "36h"),
        (timedelta(days=7, hours=1), "1w1h"),
        (duration.LEAST, "1s"),
        (duration.MOST, "52w"),
    ],
)
def test_a_length_is_shown_as_short_as_it_can_be_read(length: timedelta, words: str) -> None:
    assert duration.words(length) == words


@pytest.mark.parametrize(
    "length",
    [timedelta(0), timedelta(seconds=-1), timedelta(days=366), timedelta(seconds=1, microseconds=1), timedelta.max],
)
def test_what_could_not_be_read_again_is_not_shown(length: timedelta) -> None:
    with pytest.raises(ValueError, match="a length of time"):
        duration.words(length)


@given(LENGTHS)
def test_what_is_shown_is_read_as_the_same_length(length: timedelta) -> None:
    assert duration.parse(duration.words(length)) == length


@given(LENGTHS)
def test_no_single_unit_is_shorter(length: timedelta) -> None:
    single = [f"{length // unit}{letter}" for letter, unit in duration.UNITS.items() if not length % unit]

    assert len(duration.words(length)) <= min(map(len, single))


@given(st.text())
def test_any_text_is_a_length_in_bounds_or_refused(text: str) -> None:
    try:
        length = duration.parse(text)
    except ValueError as refusal:
        assert str(refusal) == duration.ALLOWED  # noqa: PT017 - either outcome is right
    else:
        assert duration.LEAST <= length <= duration.MOST
