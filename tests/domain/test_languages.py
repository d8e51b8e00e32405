from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import languages

FOLDERS = {folder.name for folder in (Path(__file__).parents[2] / "bot" / "templates").iterdir() if folder.is_dir()}


def test_every_language_has_a_folder_and_every_folder_is_a_language() -> None:
    assert set(languages.LANGUAGES) == FOLDERS


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("de", "de"),
        ("DE.", "de"),
        ("de-AT", "de"),
        ("de_CH", "de"),
        ("Deutsch", "de"),
        ("german", "de"),
        ("en-GB", "en"),
        ('"English"', "en"),
    ],
)
def test_a_language_is_read_by_its_tag_or_its_name(typed: str, tag: str) -> None:
    assert languages.read(typed) == tag


@pytest.mark.parametrize("typed", ["", "fr", "klingon", "d", "deu-x", "-de"])
def test_what_is_no_language_of_ours_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        languages.read(typed)


@given(st.text())
def test_whatever_is_typed_is_a_language_of_ours_or_refused(typed: str) -> None:
    try:
        tag = languages.read(typed)
    except ValueError:
        return

    assert tag in FOLDERS
