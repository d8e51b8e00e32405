from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import config
from bot.config import ConfigMistakes, Mistake
from tests.config_files import NEEDED, WITH_PASSWORD, load, mistakes, secret

LENGTH = "a length of time like 30s, 10m, 2h or 3d, from 1s to 52w"
ONE_OF = "one of password, password_file, access_token_file"
PATTERN = '"*:example.org" or "@ana:example.net", in quotes'
PLACE = "Name, number or link, hours[, police yes|no|unknown]"
QUOTES = 'a value that begins with @ * & ! % ` | > or holds ": " wants quotes: "@kith:example.org"'
ALIKE = "key: value, with keys of one level indented alike"
CLOSED = "every quote and bracket that is opened is closed"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("command_prefx: '!'", "command_prefx: unknown key (did you mean command_prefix?)"),
        ("heron: 1", "heron: unknown key"),
        ("access_token: x", "access_token: unknown key (did you mean access_token_file?)"),
        ("log_level: info", "log_level: unknown key (did you mean log.level?)"),
        ("log.level: info", 'log.level: unknown key, allowed: a dot means nesting: "log:" and under it "level:"'),
        ("invite: {allow: []}", "invite: unknown key (did you mean invites?)"),
        ("log: {levle: info}", "log.levle: unknown key (did you mean log.level?)"),
        ("defaults: {support.wav: 3}", "defaults.support.wav: unknown key (did you mean defaults.support.wave?)"),
        (
            "defaults: {support: {wave: 3}}",
            "defaults.support: unknown key, allowed: settings are not nested but like: support.wave: 3",
        ),
        ('"a\\nb": 1', "a?b: unknown key"),
        ("? [a]\n: 1", "found a key that is no text, allowed: a word"),
        ("user_id: '@kith:example.org'", "user_id: written twice (first in line 2), allowed: once"),
        ("log: {level: loud}", 'log.level: found "loud", allowed: debug, info, warning, error'),
        ("log: {format: xml}", 'log.format: found "xml", allowed: text, json'),
        ("log: info", 'log: found "info", allowed: keys, in lines of their own under it'),
        ("log: [level]", "log: found a list, allowed: keys, in lines of their own under it"),
        ("log:", "log: found nothing, allowed: keys, in lines of their own under it"),
        ("log: {level: [info]}", "log.level: found a list, allowed: debug, info, warning, error"),
        ("encryption: maybe", 'encryption: found "maybe", allowed: on or off'),
        ("encryption: 1", 'encryption: found "1", allowed: on or off'),
        ("encryption:", "encryption: found nothing, allowed: on or off"),
        ("device_name: {a: b}", "device_name: found a map, allowed: text in one line, up to 100 characters"),
        ("device_name: ''", "device_name: found nothing, allowed: text in one line, up to 100 characters"),
        ("display_name: ' '", 'display_name: found " ", allowed: text in one line, up to 100 characters'),
        (
            f"display_name: {'a' * 101}",
            f'display_name: found "{"a" * 60}…", allowed: text in one line, up to 100 characters',
        ),
        (
            'operator: "Dee\\nAna"',
            'operator: found "Dee?Ana", allowed: text in one line, up to 300 characters',
        ),
        ("operator: ~", "operator: found nothing, allowed: text in one line, up to 300 characters"),
        ("ignore: '@a:b'", 'ignore: found "@a:b", allowed: a list'),
        ("ignore: {a: b}", "ignore: found a map, allowed: a list"),
        ("ignore:", "ignore: found nothing, allowed: a list"),
        ("ignore: [ana]", f'ignore: found "ana", allowed: {PATTERN}'),
        ("ignore: [[]]", f"ignore: found a list, allowed: {PATTERN}"),
        ("invites: {allow: ['*']}", f'invites.allow: found "*", allowed: {PATTERN}'),
        ("invites: {allow: ['example.org']}", f'invites.allow: found "example.org", allowed: {PATTERN}'),
        ("keep: {inbox: 30}", f'keep.inbox: found "30", allowed: {LENGTH}'),
        ("keep: {letters: 0s}", f'keep.letters: found "0s", allowed: {LENGTH}'),
        ("keep: {left_groups: 99w}", f'keep.left_groups: found "99w", allowed: {LENGTH}'),
        ("metrics: {listen: 9100}", 'metrics.listen: found "9100", allowed: off, or host:port like 127.0.0.1:9100'),
        (
            "metrics: {listen: a:70000}",
            'metrics.listen: found "a:70000", allowed: off, or host:port like 127.0.0.1:9100',
        ),
        ("metrics: {listen: on}", 'metrics.listen: found "on", allowed: off, or host:port like 127.0.0.1:9100'),
        ("metrics: {listen: a:1/x}", 'metrics.listen: found "a:1/x", allowed: off, or host:port like 127.0.0.1:9100'),
        ("templates_dir: nowhere", "templates_dir: there is no such folder, allowed: a folder that exists"),
        ("templates_dir: config.yaml", "templates_dir: there is no such folder, allowed: a folder that exists"),
        (
            "data_dir: ~/kith",
            'data_dir: found "~/kith", allowed: a path from / on or from the folder of this file; ~ is not read',
        ),
        ("data_dir: ''", "data_dir: found nothing, allowed: text in one line, up to 1000 characters"),
        ("resources: [Night line]", f'resources: found "Night line", allowed: {PLACE}'),
        ("resources: ['a, , c']", f'resources: found "a, , c", allowed: {PLACE}'),
        ("resources: [[a, b, c]]", f"resources: found a list, allowed: {PLACE}"),
        (
            "resources: ['a, b, c, police maybe']",
            'resources.police: found "a, b, c, police maybe", allowed: yes, no, unknown',
        ),
        ("resources: [{name: a, contact: b}]", "resources.hours: missing, allowed: a line like: hours: always"),
        (
            "resources: [{name: a, contact: b, hours: c, polise: no}]",
            "resources.polise: unknown key (did you mean resources.police?)",
        ),
        (
            "resources: [{name: a, contact: b, hours: c, police: often}]",
            'resources.police: found "often", allowed: yes, no, unknown',
        ),
        ("defaults: {support.wave: 0}", 'defaults.support.wave: found "0", allowed: a whole number from 1 to 100'),
        ("defaults: {support.wave: yes}", 'defaults.support.wave: found "yes", allowed: a whole number from 1 to 100'),
        ("defaults: {support.wait.now: 300}", f'defaults.support.wait.now: found "300", allowed: {LENGTH}'),
        (
            "defaults: {timezone: Mars/Base}",
            'defaults.timezone: found "Mars/Base", allowed: a time zone like Europe/Berlin, or UTC',
        ),
        ("defaults: {quiet.until:}", "defaults.quiet.until: found nothing, allowed: a date like 2026-12-27, or off"),
        ("defaults: 3", 'defaults: found "3", allowed: keys, in lines of their own under it'),
        ("display_name: !Kith", f"display_name: found a YAML tag, allowed: {QUOTES}"),
        ("display_name: !!python/name:os.system x", f"display_name: found a YAML tag, allowed: {QUOTES}"),
        ("password: ''\n", "password: found nothing, allowed: a password in quotes"),
        ("password: [x]", "password: found a list, allowed: a password in quotes"),
        # What stops the reading.
        ("display_name: @Kith", f"this is not readable as YAML, allowed: {QUOTES}"),
        ("ignore: [*:example.org]", f"this is not readable as YAML, allowed: {QUOTES}"),
        ("operator: Dee: ask her", f"this is not readable as YAML, allowed: {QUOTES}"),
        ("display_name: &name Kith", f"this is not readable as YAML, allowed: no anchors and no references; {QUOTES}"),
        ("display_name: *name", f"this is not readable as YAML, allowed: no anchors and no references; {QUOTES}"),
        ("\tlog: {}", "this is not readable as YAML, allowed: spaces, never a tab"),
        ("display_name: 'Kith", f"this is not readable as YAML, allowed: {CLOSED}"),
        ("ignore: ['@a:b'", f"this is not readable as YAML, allowed: {CLOSED}"),
        ("  display_name: Kith", f"this is not readable as YAML, allowed: {ALIKE}"),
        ("display_name", f"this is not readable as YAML, allowed: {ALIKE}"),
        ("---\nlog: {}", "this is not readable as YAML, allowed: one document, without a second ---"),
        ("ignore: [[[[[[[[[[[]]]]]]]]]]]", "this is not readable as YAML, allowed: 10 levels at most"),
        ("display_name: \x07", "found a character that YAML does not know, allowed: printable text"),
    ],
)
def test_a_mistake_names_its_line_and_what_is_allowed(tmp_path: Path, line: str, told: str) -> None:
    environ = {} if line.startswith("password") else WITH_PASSWORD

    assert mistakes(tmp_path, NEEDED + line, environ) == [f"config.yaml:3: {told}"]


@pytest.mark.parametrize(
    "address",
    [
        "matrix.example.org",
        "ftp://example.org",
        "https://",
        "https://example.org:port",
        "https://example.org:0",
        "https://example.org:70000",
        "https://[::1",
        "https://example.org?x=1",
        "https://example.org#x",
        "https://example .org",
    ],
)
def test_a_homeserver_is_an_address(tmp_path: Path, address: str) -> None:
    text = f'homeserver: "{address}"\nuser_id: "@kith:example.org"'

    assert mistakes(tmp_path, text) == [
        f'config.yaml:1: homeserver: found "{address}", allowed: an address like https://matrix.example.org',
    ]


@pytest.mark.parametrize("user", ["kith", "@kith", "kith:example.org", "@:example.org", "@ki th:a.org", "@kith:a b"])
def test_an_account_is_a_whole_id(tmp_path: Path, user: str) -> None:
    text = f'homeserver: https://matrix.example.org\nuser_id: "{user}"'

    assert mistakes(tmp_path, text) == [
        f'config.yaml:2: user_id: found "{user}", allowed: a whole Matrix ID in quotes, like "@kith:example.org"',
    ]


def test_an_id_longer_than_the_specification_allows_is_refused(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, f'homeserver: http://localhost\nuser_id: "@{"k" * 250}:a.org"')

    assert told.startswith(f'config.yaml:2: user_id: found "@{"k" * 59}…", allowed: a whole Matrix ID')


@pytest.mark.parametrize("prefix", ["a", "k!", "1", "!!!!", "! !", "/", "//", "@", "\\u200b", "é", "²"])
def test_a_prefix_that_words_begin_with_is_refused(tmp_path: Path, prefix: str) -> None:
    (told,) = mistakes(tmp_path, f'{NEEDED}command_prefix: "{prefix}"')

    assert told.startswith('config.yaml:3: command_prefix: found "')
    assert told.endswith('allowed: 1 to 3 signs in quotes, no letter, digit or space, not / or @ first, like "!"')


@pytest.mark.parametrize("prefix", ["!", "#", ""])
def test_a_prefix_without_its_quotes_is_told(tmp_path: Path, prefix: str) -> None:
    (told,) = mistakes(tmp_path, f"{NEEDED}command_prefix: {prefix}")

    assert told.startswith("config.yaml:3: command_prefix: found nothing, allowed: 1 to 3 signs in quotes")


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a comment\n", "---\n", "{}"])
def test_an_empty_file_is_told_what_it_needs(tmp_path: Path, text: str) -> None:
    assert mistakes(tmp_path, text, {}) == [
        f"config.yaml: password: missing, allowed: {ONE_OF}; a line like: password_file: password.txt",
        "config.yaml: homeserver: missing, allowed: a line like: homeserver: https://matrix.example.org",
        'config.yaml: user_id: missing, allowed: a line like: user_id: "@kith:example.org"',
    ]


@pytest.mark.parametrize("text", ["- homeserver", "homeserver", "'homeserver: x'", "[]"])
def test_a_file_without_keys_is_told(tmp_path: Path, text: str) -> None:
    assert mistakes(tmp_path, text) == [
        "config.yaml:1: found no keys, allowed: lines like: homeserver: https://matrix.example.org",
    ]


def test_two_ways_to_log_in_are_one_too_many(tmp_path: Path) -> None:
    secret(tmp_path)
    text = f"{NEEDED}access_token_file: secret.txt\npassword: hunter2\n\npassword_file: secret.txt"

    assert mistakes(tmp_path, text, {}) == [
        f"config.yaml:3: access_token_file: found beside password (line 4), allowed: {ONE_OF}",
        f"config.yaml:6: password_file: found beside password (line 4), allowed: {ONE_OF}",
    ]


def test_all_mistakes_of_a_file_are_told_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    secret(tmp_path, mode=0o640)
    text = """# River Circle's Kith
user_id: kith
password_file: secret.txt

command_prefx: "!"
encryption: perhaps
encryption: on
invites:
  allow:
    - "*:example.org"
    - everybody
    - "@ana:example.net"
    - nobody
log:
  level:
    loud
resources:
  - Night line, 0800 111 0 111, always
  - name: Drop-in
    hours: Sundays
defaults:
  support.wave: 0
  support.wait.now: 5 minutes
  support.wait.todya: 5m
  quiet.until: tomorrow
display_name: !Kith
"""

    told = mistakes(tmp_path, text, {})

    assert told == [
        'config.yaml:2: user_id: found "kith", allowed: a whole Matrix ID in quotes, like "@kith:example.org"',
        "config.yaml:3: password_file: others may use this file (mode 0640), allowed: 0600: chmod 600 secret.txt",
        "config.yaml:5: command_prefx: unknown key (did you mean command_prefix?)",
        'config.yaml:6: encryption: found "perhaps", allowed: on or off',
        "config.yaml:7: encryption: written twice (first in line 6), allowed: once",
        f'config.yaml:11: invites.allow: found "everybody", allowed: {PATTERN}',
        f'config.yaml:13: invites.allow: found "nobody", allowed: {PATTERN}',
        'config.yaml:15: log.level: found "loud", allowed: debug, info, warning, error',
        "config.yaml:19: resources.contact: missing, allowed: a line like: contact: 0800 111 0 111",
        'config.yaml:22: defaults.support.wave: found "0", allowed: a whole number from 1 to 100',
        "config.yaml:24: defaults.support.wait.todya: unknown key (did you mean defaults.support.wait.today?)",
        'config.yaml:25: defaults.quiet.until: found "tomorrow", allowed: a date like 2026-12-27, or off',
        f"config.yaml:26: display_name: found a YAML tag, allowed: {QUOTES}",
        "config.yaml: homeserver: missing, allowed: a line like: homeserver: https://matrix.example.org",
    ]


def test_a_mistake_can_be_looked_at_in_its_parts(tmp_path: Path) -> None:
    with pytest.raises(ConfigMistakes) as found:
        load(tmp_path, f"{NEEDED}log_level: info")

    file = str(tmp_path / "config.yaml")
    assert found.value.mistakes == (Mistake(file, 3, "log_level", "unknown key", nearest="log.level"),)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigMistakes) as found:
        config.load(tmp_path / "config.yaml", {})

    allowed = "a readable file; config.example.yaml is a start"
    assert str(found.value) == f"{tmp_path}/config.yaml: there is no such file, allowed: {allowed}"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigMistakes, match="there is no such file"):
        config.load(tmp_path, {})


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    text = f"{NEEDED}display_name: Käthe".encode("latin-1")

    assert mistakes(tmp_path, text) == ["config.yaml:3: this is not UTF-8, allowed: text in UTF-8"]


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, "#" * 1_000_001)

    assert told == "config.yaml: this is too long for a configuration, allowed: a file below 1 MB"


def test_a_deep_file_is_refused_at_once(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, "ignore: " + "[" * 100_000)

    assert told == "config.yaml:1: this is not readable as YAML, allowed: 10 levels at most"


def test_a_bomb_of_references_is_refused(tmp_path: Path) -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{one}: &{one} [{','.join([f'*{before}'] * 9)}]\n" for before, one in zip("abcdefgh", "bcdefghi", strict=True)
    )

    (told,) = mistakes(tmp_path, bomb)

    assert told.startswith("config.yaml:1: this is not readable as YAML, allowed: no anchors and no references")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    st.one_of(
        st.text(max_size=40),
        st.text(alphabet="abl:-[]{}\"'!&*|>@%#? \n\t0.\\", max_size=40),
    ),
)
def test_any_line_is_read_or_told(tmp_path: Path, line: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes((NEEDED + line).encode("utf-8", "surrogatepass"))
    try:
        found = config.load(path, WITH_PASSWORD)
    except ConfigMistakes as wrong:
        assert wrong.mistakes  # noqa: PT017 - either outcome is right
        assert len(str(wrong).splitlines()) == len(wrong.mistakes)  # noqa: PT017 - as above
        assert str(wrong).encode()  # noqa: PT017 - as above
    else:
        assert found.user_id == "@kith:example.org"
