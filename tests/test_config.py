from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import config
from bot.config import Address, Place
from bot.domain.settings import SETTINGS
from tests.config_files import NEEDED, WITH_PASSWORD, load, secret, write


def test_two_keys_and_a_secret_are_enough(tmp_path: Path) -> None:
    found = load(tmp_path, NEEDED)

    assert found.homeserver == "https://matrix.example.org"
    assert found.user_id == "@kith:example.org"
    assert found.device_name == found.display_name == "Kith"
    assert found.data_dir == tmp_path / "data"
    assert found.command_prefix == "!"
    assert found.invites.allow == ("*:example.org",)
    assert (found.ignore, found.resources, found.warnings) == ((), (), ())
    assert found.encryption is True
    assert (found.templates_dir, found.operator, found.recovery_key) == (None, None, None)
    assert (found.log.level, found.log.format, found.metrics.listen) == ("info", "text", None)
    assert (found.keep.inbox, found.keep.letters) == (timedelta(days=30), timedelta(days=7))
    assert (found.keep.undecrypted, found.keep.left_groups) == (timedelta(days=7), timedelta(days=30))
    assert found.defaults == {name: setting.default for name, setting in SETTINGS.items()}


def test_every_key_is_read(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    secret(tmp_path, "EsT0 abcd\n")

    found = load(
        tmp_path,
        """
        homeserver: http://127.0.0.1:8008/
        user_id: "@kith:127.0.0.1:8448"
        device_name: 0123
        data_dir: /var/lib/kith
        command_prefix: "!!"
        display_name: Käthe
        invites: {allow: ["*:example.org", "@ana:example.net", "*:*.example.com"]}
        ignore:
          - "@otherbot:example.org"
        encryption: off
        recovery_key_file: secret.txt
        templates_dir: words
        operator: Dee, @dee:example.org
        resources:
          - Night line, 0800 111 0 111, always
          - Helpline, https://example.org/help, Mon-Fri, 10:00-16:00, police yes
          - {name: Drop-in, contact: 12 Lake Road, hours: Sundays, police: no}
        log: {level: DEBUG, format: json}
        metrics: {listen: "[::1]:9100"}
        keep: {inbox: 1s, letters: 2h, undecrypted: 3d, left_groups: 1w}
        defaults:
          timezone: Europe/Berlin
          support.wave: 5
          support.touch: 5m, 1h
          reminders.loud: yes
          quiet.until: 2026-12-27
        """,
    )

    assert found.homeserver == "http://127.0.0.1:8008"
    assert found.user_id == "@kith:127.0.0.1:8448"
    assert found.device_name == "0123"
    assert found.data_dir == Path("/var/lib/kith")
    assert (found.command_prefix, found.display_name, found.encryption) == ("!!", "Käthe", False)
    assert found.invites.allow == ("*:example.org", "@ana:example.net", "*:*.example.com")
    assert found.ignore == ("@otherbot:example.org",)
    assert found.recovery_key
    assert found.recovery_key.get_secret_value() == "EsT0 abcd"
    assert found.templates_dir == tmp_path / "words"
    assert found.operator == "Dee, @dee:example.org"
    assert found.resources == (
        Place(name="Night line", contact="0800 111 0 111", hours="always", police="unknown"),
        Place(name="Helpline", contact="https://example.org/help", hours="Mon-Fri, 10:00-16:00", police="yes"),
        Place(name="Drop-in", contact="12 Lake Road", hours="Sundays", police="no"),
    )
    assert (found.log.level, found.log.format) == ("debug", "json")
    assert found.metrics.listen == Address("::1", 9100)
    assert (found.keep.inbox, found.keep.left_groups) == (timedelta(seconds=1), timedelta(weeks=1))
    assert found.defaults["timezone"] == "Europe/Berlin"
    assert found.defaults["support.wave"] == 5
    assert found.defaults["support.touch"] == (timedelta(minutes=5), timedelta(hours=1))
    assert found.defaults["reminders.loud"] is True
    assert found.defaults["quiet.until"] == date(2026, 12, 27)
    assert found.defaults["rota.offer"] == timedelta(days=3)


@pytest.mark.parametrize(("word", "value"), [("on", True), ("true", True), ("Off", False), ("false", False)])
def test_on_and_off_are_true_and_false(tmp_path: Path, word: str, *, value: bool) -> None:
    assert load(tmp_path, f"{NEEDED}encryption: {word}").encryption is value


@pytest.mark.parametrize("prefix", ["!", "!!", "?", ".", "~", "»", "\N{SEEDLING}", "%", "-"])
def test_a_prefix_is_any_sign_that_is_no_letter(tmp_path: Path, prefix: str) -> None:
    assert load(tmp_path, f'{NEEDED}command_prefix: "{prefix}"').command_prefix == prefix


def test_an_empty_list_of_invitations_is_not_the_default(tmp_path: Path) -> None:
    assert load(tmp_path, f"{NEEDED}invites: {{allow: []}}").invites.allow == ()


def test_a_file_with_a_byte_order_mark_and_windows_lines_is_read(tmp_path: Path) -> None:
    text = "\ufeff" + NEEDED.replace("\n", "\r\n")

    assert load(tmp_path, text).user_id == "@kith:example.org"


def test_paths_count_from_the_folder_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, NEEDED)
    monkeypatch.chdir(tmp_path)

    found = config.load(Path("config.yaml"), WITH_PASSWORD)
    monkeypatch.chdir("/")

    assert found.data_dir == tmp_path / "data"
