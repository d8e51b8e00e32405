from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bot import config
from bot.config import ConfigMistakes
from tests.config_files import NEEDED, WITH_PASSWORD, load, mistakes, secret, write

SECRET = "a file with the secret in one line that nobody else may read"


@pytest.mark.parametrize(("written", "read"), [("hunter2\n", "hunter2"), ("hunter2", "hunter2"), ("a b \r\n", "a b ")])
def test_a_password_file_loses_one_newline(tmp_path: Path, written: str, read: str) -> None:
    secret(tmp_path, written)

    found = load(tmp_path, f"{NEEDED}password_file: secret.txt", {})

    assert found.password
    assert found.password.get_secret_value() == read
    assert found.access_token is None


def test_a_token_file_gives_the_access_token(tmp_path: Path) -> None:
    path = secret(tmp_path, "syt_heron", mode=0o400)

    found = load(tmp_path, f"{NEEDED}access_token_file: {path}", {})

    assert found.access_token
    assert found.access_token.get_secret_value() == "syt_heron"
    assert found.password is None


def test_a_password_is_taken_as_it_is_written(tmp_path: Path) -> None:
    found = load(tmp_path, f"{NEEDED}password: 0123 ", {})

    assert found.password
    assert found.password.get_secret_value() == "0123"
    assert found.warnings == ()


def test_a_password_in_a_file_that_others_may_read_is_warned_about(tmp_path: Path) -> None:
    path = write(tmp_path, f"{NEEDED}password: hunter2")
    path.chmod(0o644)

    found = config.load(path, {})

    assert found.warnings == (f"{path} holds a password and others may use it (mode 0644): chmod 600 {path}",)


@pytest.mark.parametrize(
    "written", ["", "password: written", "password_file: missing.txt", "access_token_file: no.txt"]
)
@pytest.mark.parametrize(
    ("environ", "password", "token"),
    [
        ({"KITH_PASSWORD": "hunter2"}, "hunter2", None),
        ({"KITH_ACCESS_TOKEN": "syt_heron"}, None, "syt_heron"),
        ({"KITH_PASSWORD": "hunter2", "KITH_ACCESS_TOKEN": "syt_heron"}, "hunter2", "syt_heron"),
    ],
)
def test_the_environment_wins(
    tmp_path: Path,
    written: str,
    environ: dict[str, str],
    password: str | None,
    token: str | None,
) -> None:
    found = load(tmp_path, NEEDED + written, environ)

    assert (found.password.get_secret_value() if found.password else None) == password
    assert (found.access_token.get_secret_value() if found.access_token else None) == token


def test_an_empty_secret_in_the_environment_is_none(tmp_path: Path) -> None:
    found = load(tmp_path, f"{NEEDED}password: written", {"KITH_PASSWORD": "", "KITH_ACCESS_TOKEN": ""})

    assert found.password
    assert found.password.get_secret_value() == "written"


def test_a_configuration_shows_no_secret(tmp_path: Path) -> None:
    secret(tmp_path, "EsT0 abcd")

    found = load(
        tmp_path,
        f"{NEEDED}recovery_key_file: secret.txt",
        {"KITH_PASSWORD": "hunter2", "KITH_ACCESS_TOKEN": "syt_heron"},
    )

    for shown in (repr(found), str(found), f"{dict(found)}"):
        assert not re.search("hunter2|syt_heron|EsT0", shown)


@pytest.mark.parametrize(
    ("content", "mode", "told"),
    [
        ("hunter2", 0o644, "others may use this file (mode 0644), allowed: 0600: chmod 600 {folder}/secret.txt"),
        ("hunter2", 0o620, "others may use this file (mode 0620), allowed: 0600: chmod 600 {folder}/secret.txt"),
        ("", 0o600, f"the file is empty, allowed: {SECRET}"),
        ("\n", 0o600, f"the file is empty, allowed: {SECRET}"),
        ("hunter2\nhunter3\n", 0o600, f"the file has several lines, allowed: {SECRET}"),
        (b"hunter\xff", 0o600, f"the file is not UTF-8, allowed: {SECRET}"),
    ],
)
@pytest.mark.parametrize("key", ["password_file", "access_token_file", "recovery_key_file"])
def test_a_secret_file_that_is_not_fit_is_a_mistake(
    tmp_path: Path,
    key: str,
    content: str | bytes,
    mode: int,
    told: str,
) -> None:
    secret(tmp_path, content, mode)
    account = "password: hunter2\n" if key == "recovery_key_file" else "\n"

    with pytest.raises(ConfigMistakes) as found:
        load(tmp_path, f"{NEEDED}{account}{key}: secret.txt", {})

    assert str(found.value) == f"{tmp_path}/config.yaml:4: {key}: " + told.format(folder=tmp_path)


@pytest.mark.parametrize("path", ["syt_heron", ".", "loop", "a" * 300], ids=["missing", "folder", "loop", "long"])
def test_what_is_no_secret_file_is_told_without_its_name(tmp_path: Path, path: str) -> None:
    (tmp_path / "loop").symlink_to("loop")

    (told,) = mistakes(tmp_path, f"{NEEDED}access_token_file: {path}", {})

    assert told.startswith("config.yaml:3: access_token_file: the")
    assert path not in told.removesuffix(SECRET) or path == "."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_kith_may_not_read_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, NEEDED)
    path.chmod(0)

    with pytest.raises(ConfigMistakes, match="can't be read"):
        config.load(path, WITH_PASSWORD)


def test_a_folder_that_can_not_be_looked_at_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigMistakes, match="can't be read"):
        config.load(tmp_path / ("a" * 300), {})

    assert mistakes(tmp_path, f"{NEEDED}templates_dir: {'a' * 300}") == [
        "config.yaml:3: templates_dir: the folder can't be read (File name too long), allowed: a folder that exists",
    ]


@pytest.mark.parametrize(
    "written",
    [
        "password: [hunter2]",
        "password: {hunter2: hunter2}",
        "password: !hunter2",
        "password: !hunter2 hunter2",
        "password: *hunter2",
        "password: &hunter2",
        "password: @hunter2",
        "password: `hunter2",
        "password: %hunter2",
        "password: hunter2: hunter2",
        "password: 'hunter2",
        'password: "hunter2\\q"',
        "password: |hunter2",
        "password: hunter2\npassword: hunter2",
        "password: hunter2\npasswrod: hunter2",
        "access_token: hunter2",
        "password_file: hunter2",
        "password_file: ~/hunter2",
        'password_file: "\\0hunter2"',
        "access_token_file: hunter2\nlog: loud",
        "password: x\nhomeserver: https://kith:hunter2@example.org",
        "password: x\nlog: {level: loud}\nhomeserver: kith:hunter2@example.org",
    ],
)
def test_no_mistake_repeats_a_secret(tmp_path: Path, written: str) -> None:
    needed = 'user_id: "@kith:example.org"\n'

    with pytest.raises(ConfigMistakes) as found:
        load(tmp_path, needed + written, {})

    assert "hunter2" not in f"{found.value} {found.value!r} {found.value.__cause__} {found.value.mistakes}"
    assert found.value.__suppress_context__
