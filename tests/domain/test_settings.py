from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import settings
from bot.domain.settings import SETTINGS, Setting, Value

NAMES = (
    "timezone",
    "language",
    "support.wave",
    "support.wait.now",
    "support.wait.today",
    "support.wait.week",
    "support.agree",
    "support.again",
    "support.touch",
    "support.expire.now",
    "support.expire.today",
    "support.expire.week",
    "listen.after",
    "facilitators.power_level",
    "reminders.at",
    "reminders.loud",
    "quiet.until",
    "rota.offer",
    "rota.answer",
    "checkin.for",
    "welcome",
)


def test_the_settings_are_those_that_people_know() -> None:
    assert tuple(SETTINGS) == NAMES


def test_every_setting_of_the_module_is_in_the_register() -> None:
    written = {value.name for value in vars(settings).values() if isinstance(value, Setting)}

    assert written == set(SETTINGS)


@pytest.mark.parametrize("name", NAMES)
def test_every_default_is_shown_as_it_is_read(name: str) -> None:
    setting = SETTINGS[name]

    assert setting.parse(setting.show(setting.default)) == setting.default


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("timezone", "UTC"),
        ("language", "en"),
        ("support.wave", 3),
        ("support.wait.now", timedelta(minutes=5)),
        ("support.wait.today", timedelta(hours=2)),
        ("support.wait.week", timedelta(days=1)),
        ("support.agree", timedelta(minutes=10)),
        ("support.again", timedelta(hours=2)),
        ("support.touch", (timedelta(minutes=10), timedelta(hours=2))),
        ("support.expire.now", timedelta(hours=6)),
        ("support.expire.today", timedelta(hours=24)),
        ("support.expire.week", timedelta(days=7)),
        ("listen.after", timedelta(days=7)),
        ("facilitators.power_level", 50),
        ("reminders.at", (timedelta(hours=1),)),
        ("reminders.loud", False),
        ("quiet.until", None),
        ("rota.offer", timedelta(days=3)),
        ("rota.answer", timedelta(days=1)),
        ("checkin.for", timedelta(hours=4)),
        ("welcome", False),
    ],
)
def test_the_defaults_are_the_promised_ones(name: str, default: Value) -> None:
    assert SETTINGS[name].default == default


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("timezone", "Europe/Berlin", "Europe/Berlin"),
        ("timezone", " europe/berlin ", "Europe/Berlin"),
        ("timezone", "america/new york", "America/New_York"),
        ("timezone", "utc", "UTC"),
        ("language", "de", "de"),
        ("language", "Deutsch", "de"),
        ("language", "en-GB", "en"),
        ("support.wave", "5", 5),
        pytest.param("support.wave", 5, 5, id="a number of YAML"),
        ("support.wave", 100, 100),
        ("support.wait.now", "1s", timedelta(seconds=1)),
        ("support.wait.now", "90 min", timedelta(minutes=90)),
        ("support.wait.now", timedelta(minutes=3), timedelta(minutes=3)),
        ("support.touch", "5m, 1h", (timedelta(minutes=5), timedelta(hours=1))),
        ("support.touch", "5s", (timedelta(seconds=5), timedelta(seconds=5))),
        ("facilitators.power_level", "0", 0),
        ("reminders.loud", "On", True),
        ("reminders.loud", "yes", True),
        ("reminders.loud", True, True),
        ("reminders.loud", False, False),
        ("reminders.loud", "no", False),
        ("quiet.until", "2026-12-27", date(2026, 12, 27)),
        ("quiet.until", date(2026, 12, 27), date(2026, 12, 27)),
        ("quiet.until", "OFF", None),
        ("quiet.until", False, None),
    ],
)
def test_a_value_is_read_as_people_and_yaml_write_it(name: str, raw: str | int | date, value: Value) -> None:
    read = settings.parse(name, raw)

    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "raw", "kind"),
    [
        ("timezone", "Europe/Berln", "zone"),
        ("timezone", "", "zone"),
        ("timezone", "../../etc/passwd", "zone"),
        ("timezone", "localtime", "zone"),
        ("language", "tlh", "language"),
        ("support.wave", "0", "whole"),
        ("support.wave", "101", "whole"),
        ("support.wave", "-3", "whole"),
        ("support.wave", "1_0", "whole"),
        ("support.wave", "three", "whole"),
        pytest.param("support.wave", "9" * 5000, "whole", id="5000 digits"),
        ("support.wave", True, "whole"),
        ("support.wait.now", "0s", "length"),
        ("support.wait.now", 300, "length"),
        ("support.wait.now", timedelta(0), "a length of time like 30s, 10m, 2h or 3d, from 1s to 52w"),
        ("support.touch", "5m,", "lengths"),
        ("support.touch", "5m, 1h, 2h", "lengths"),
        ("support.touch", "", "lengths"),
        ("facilitators.power_level", "101", "whole"),
        ("reminders.loud", "loud", "switch"),
        ("reminders.loud", 1, "switch"),
        ("quiet.until", "27 December", "day"),
        ("quiet.until", "2026-02-30", "day"),
        ("quiet.until", "20261227", "day"),
        ("quiet.until", "2026-W52-7", "day"),
        ("quiet.until", datetime(2026, 12, 27, 10, tzinfo=ZoneInfo("UTC")), "day"),
    ],
)
def test_another_value_is_refused_by_the_name_of_its_kind(name: str, raw: str | int | date, kind: str) -> None:
    with pytest.raises(ValueError, match=rf"^{re.escape(kind)}$"):
        settings.parse(name, raw)


def test_a_value_of_another_kind_than_text_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^switch$"):
        settings.ON_OFF.parse(["on"])


def test_an_unknown_name_is_told_apart_from_a_wrong_value() -> None:
    with pytest.raises(KeyError):
        settings.parse("support.wav", "3")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("support.wav", "support.wave"),
        ("Support.Wave", "support.wave"),
        ("time zone", "timezone"),
        ("quiet_until", "quiet.until"),
        ("heron", None),
        ("", None),
    ],
)
def test_the_nearest_name_is_suggested(name: str, nearest: str | None) -> None:
    assert settings.nearest(name) == nearest


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "off"),
        (True, "on"),
        (False, "off"),
        (0, "0"),
        (1, "1"),
        ("Europe/Berlin", "Europe/Berlin"),
        (timedelta(hours=24), "1d"),
        ((timedelta(minutes=10), timedelta(hours=2)), "10m, 2h"),
        ((timedelta(minutes=10), timedelta(minutes=10)), "10m"),
        ((), "off"),
        ((timedelta(days=2), timedelta(days=1), timedelta(hours=1)), "2d, 1d, 1h"),
        (date(2026, 12, 27), "2026-12-27"),
    ],
)
def test_a_value_is_shown_in_words(value: Value, text: str) -> None:
    assert settings.show(value) == text


def test_a_setting_finds_its_own_value_among_others_else_its_default() -> None:
    values: dict[str, Value] = {"support.wave": 5, "quiet.until": None}

    assert settings.WAVE.of(values) == 5
    assert settings.CHECKIN_FOR.of(values) == timedelta(hours=4)
    assert settings.QUIET_UNTIL.of(values) is None


@given(st.sampled_from(NAMES), st.text())
def test_any_text_is_a_value_that_reads_back_or_refused(name: str, text: str) -> None:
    setting = SETTINGS[name]
    try:
        value = setting.parse(text)
    except ValueError as refusal:
        assert str(refusal) == setting.kind.name  # noqa: PT017 - either outcome is right
    else:
        assert setting.parse(setting.show(value)) == value


@pytest.mark.parametrize("name", SETTINGS)
def test_there_is_always_an_example_that_changes_something(name: str) -> None:
    setting = SETTINGS[name]

    for kept in setting.kind.examples:
        example = setting.example(setting.show(setting.parse(kept)))

        assert setting.parse(example) != setting.parse(kept)
    assert len(setting.kind.examples) == 2
