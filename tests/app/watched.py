"""The rules (docs/rules.md) that hold for whatever happens around support, looked at as every message arrives.

:class:`Watched` is the network in memory with people's phones that may be unreachable; :class:`Rules` reads what
arrives, knows the world as people told it (`world.py`), and notes each rule that something broke.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.chat import Delivery, File, Later, Letter, Say, Sent, Undeliverable, Under, Words
from bot.domain.requests import At
from bot.render import Renderer
from bot.storage.requests import Kept
from tests.app.world import IDS, NAMES, PEOPLE, World
from tests.network import KITH, Arrived, Network

MINUTE = timedelta(seconds=60)
SUPPORT = frozenset({"support", "support_more", "hand_on", "never_mind", "thanks"})
RING_NOT = frozenset({"held_by_others", "over", "expired_held", "nothing", "ended", "as_you_say", "still_open"})
SAID_YES = frozenset({At.YES, At.OFFERED, At.ASIDE, At.MATCHED})
TO_LISTENERS = frozenset(
    {"ping", "wait", "wait_after_all", "later", "matched", "held_by_others", "let_go", "not_now", "handed_on", "over"}
)
NAMES_NO_TIME = frozenset({"match", "held_already", "in_touch", "as_you_say"})
OVER = frozenset({"expired", "expired_held", "left_group", "restored", "limit", "off", "not_asked", "nothing_open"})
PERSONAL = frozenset({"listen", "listen_on", "listen_off", "listen_hours", "listen_night", "listen_limit", "pause"})
PERSONAL |= {"not_with", "not_with_remove", "not_with_list", "card", "card_show", "proof", "unproven", "aftercare"}
NOTE, CARD = "heron", "otter"
_TAG = re.compile(r"<!--(\d+)-->$")
_OWN = re.compile(rf"{NOTE} from (\w+)|{CARD}s help (\w+)")
"""What somebody wrote for one person alone, and who it was."""
_NAMED = re.compile(r"@\w+:example\.org|\b(?:" + "|".join(name.title() for name in PEOPLE) + r")\b")


class Tagging:
    """The real words, each with an invisible number that says what was meant by them."""

    def __init__(self, real: Renderer) -> None:
        self.real, self.said = real, list[Say]()

    def __call__(self, say: Say, private: bool, language: str) -> Words:
        words = self.real(say, private, language)
        self.said.append(say)
        return replace(words, html=f"{words.html}<!--{len(self.said) - 1}-->")

    def of(self, words: Words) -> tuple[int, Say]:
        found = _TAG.search(words.html)
        assert found is not None
        return int(found[1]), self.said[int(found[1])]


class Watched(Network):
    """A homeserver that some people can't be reached by, or not at the moment, or whose answers are lost."""

    def __init__(self) -> None:
        super().__init__()
        self.phones: dict[str, str] = {}
        self.whose: dict[str, str] = {}
        self.down = False
        self.arrives: Callable[[Arrived], None] = lambda _: None
        self.rules.append(self._told)

    def _told(self, letter: Letter) -> Delivery | None:
        match "shut" if self.down else self.phones.get(letter.person or ""):
            case "shut":
                return Later(1.0, "nothing goes")
            case "lost":
                self.takes(letter)
                return Later(1.0, "the answer is lost")
            case "gone":
                return Undeliverable("M_FORBIDDEN")
            case _:
                return None

    def is_stuck(self, person: str) -> bool:
        return self.down or self.phones.get(person) in {"shut", "lost"}

    def _opens(self, letter: Letter, *, looked_for: bool) -> str:
        room = super()._opens(letter, looked_for=looked_for)
        self.whose[room] = letter.person or ""
        return room

    def takes(self, letter: Letter) -> Delivery:
        before = len(self.sent)
        delivery = super().takes(letter)
        if len(self.sent) > before and isinstance(delivery, Sent):
            self.arrives(self.sent[-1])
        return delivery


@dataclass
class Word:
    """The last word that an asker has about a group: when it came, and by when the next one comes."""

    number: int
    promised: datetime | None


@dataclass
class Rules:
    """What was broken, as each thing arrives and after each moment."""

    world: World
    network: Watched
    words: Tagging
    path: Path
    now: Callable[[], datetime]
    broken: list[str] = field(default_factory=list)
    actor: str = ""
    promised: dict[tuple[str, str], Word] = field(default_factory=dict)
    said_yes: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    paired: set[tuple[str, str, str]] = field(default_factory=set)
    before: dict[str, Kept] = field(default_factory=dict)
    later: list[tuple[str, str, Say, Words]] = field(default_factory=list)
    read: list[tuple[str, Say, Words]] = field(default_factory=list)
    covers: dict[str, str] = field(default_factory=dict)
    covered: set[str] = field(default_factory=set)
    more: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.db = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, isolation_level=None)
        self.network.arrives = self.arrived

    def breaks(self, rule: str, *what: object) -> None:
        self.broken.append(f"{rule} at {self.now()}: {' | '.join(map(str, what))}")

    # ------------------------------------------------------------------------- as it arrives

    def arrived(self, arrived: Arrived) -> None:
        letter, room = arrived.letter, arrived.room
        if isinstance(letter.content, Words | Under | File) and room not in self.world.rooms:
            whose = self.network.whose.get(room)
            if letter.person != whose or self.network.members[room] != {KITH, whose}:
                self.breaks("N9 something for others in a chat", room, letter.person, whose)
        match letter.content:
            case Words() as words:
                number, say = self.words.of(words)
                if letter.person is None:
                    self._in_a_room(room, say, words)
                else:
                    self._to_a_person(letter, number, say, words)
            case Under(key=key) if letter.person is None and room in self.world.rooms and key != "💬":
                self.breaks("N1 a mark that tells", key)
            case _:
                pass

    def _in_a_room(self, room: str, say: Say, words: Words) -> None:
        if say.template in SUPPORT | PERSONAL or NOTE in words.plain or CARD in words.plain:
            self.breaks("N1 support in a room", room, say.outcome, words.plain)

    def _to_a_person(self, letter: Letter, number: int, say: Say, words: Words) -> None:
        person = letter.person or ""
        row = self.db.execute("SELECT covers, unasked FROM letters WHERE key = ?", (letter.key,)).fetchone()
        covers, unasked = row or ("", 0)
        if covers:
            self.covers[covers] = person
            self.covered.add(covers)
        covered = letter.key in self.covered
        if not covers:
            self.covers = {key: whose for key, whose in self.covers.items() if whose != person}
        self.read.append((person, say, words))
        if say.template not in SUPPORT:
            return
        if say.outcome not in RING_NOT and not (words.rings or covered):
            self.breaks("N6 what matters does not ring", person, say.outcome)
        if say.outcome == "ping":
            self._pinged(letter, person)
        group = str(say.facts.get("group", ""))
        if unasked:
            self._of_a_member(person, group, say)
        if say.outcome == "offer" and self.world.between(person, str(say.facts["person"])):
            self.breaks("N3 introduced to somebody apart", person, say.facts["person"])
        self.later.append((person, group, say, words))
        if say.outcome not in TO_LISTENERS:
            self._promised(letter, person, group, number, say)

    def _pinged(self, letter: Letter, person: str) -> None:
        row = self.db.execute(
            "SELECT request.asker, grp.room, ping.until FROM ping JOIN request ON request.name = ping.request"
            " JOIN grp ON grp.id = request.grp WHERE ping.letter = ?",
            (letter.key,),
        ).fetchone()
        if row is None:
            self.breaks("N12 a ping for nothing that is open", person)
            return
        asker, room, until = row[0], self.world.group_in(row[1]), row[2]
        now = self.now()
        if until <= now.timestamp() * 1000:
            self.breaks("N12 a stale ping", person, until)
        if (person, room) not in self.world.listening:
            self.breaks("N2 pinged without having said so", person, room)
        elif not self.world.may_be_pinged(person, room, now):
            self.breaks("N10 pinged outside their hours", person, self.world.listening[person, room])
        if self.world.between(asker, person):
            self.breaks("N3 pinged for somebody apart", asker, person)

    def _of_a_member(self, person: str, group: str, say: Say) -> None:
        if not group or say.outcome in {"left_group", "restored"}:
            return
        room = next(room for room, name in NAMES.items() if name == group)
        if person not in {IDS[name] for name in self.world.members[room]}:
            self.breaks("N13 or N22: told of a group that they are not in", person, group, say.outcome)

    def _promised(self, letter: Letter, person: str, group: str, number: int, say: Say) -> None:
        now, facts = self.now(), say.facts
        (unasked,) = self.db.execute("SELECT unasked FROM letters WHERE key = ?", (letter.key,)).fetchone()
        key = (person, "back" if say.outcome in {"which", "when", "not_asked", "off"} else group)
        if say.outcome in {"ended", "nothing"}:
            return
        if key[1] != "back" and say.outcome in {
            "asking_opened",
            "asking_more",
            "nobody",
            "limit",
            "offer",
            "held_already",
            "left_group",
        }:
            self.promised.pop((person, "back"), None)
        known = self.promised.get(key)
        if known is not None and known.number > number:
            return  # a reply may come later than what was told meanwhile
        promised: object = facts.get("at") or facts.get("expires_at")
        if say.outcome in {"which", "when"}:
            promised = now + MINUTE
        elif say.outcome == "offer":
            promised = facts["until"]
        elif say.outcome in OVER:
            promised = None
        elif say.outcome == "asking_opened" and isinstance(promised, datetime):
            promised = min(promised, now + timedelta(seconds=15))
        assert promised is None or isinstance(promised, datetime)
        named = say.outcome not in NAMES_NO_TIME
        if (
            named and promised is not None and unasked and now > promised + MINUTE
        ):  # a reply says what was true when they wrote
            self.breaks("N5 a promise whose time has passed", person, say.outcome, promised)
        self.promised[key] = Word(number, promised)

    # -------------------------------------------------------------------- after each moment

    def look(self, requests: tuple[Kept, ...], drafts: set[str], rooms: dict[int, str]) -> None:
        """Look at what is open now, and at what was said meanwhile."""
        open_now = {kept.name: kept for kept in requests}
        for name, kept in open_now.items():
            self._request(name, kept, rooms[kept.group])
        self.before = open_now
        for person, group, say, words in self.later:
            self._names(person, group, say, words)
        self.later.clear()
        for person, say, words in self.read:
            self._reads(person, say, words)
        self.read.clear()
        self._promises({(kept.request.asker, NAMES[rooms[kept.group]]) for kept in requests}, drafts)
        for person in self.covers.values():
            if not self.network.is_stuck(person) and self.network.phones.get(person) != "gone":
                self.breaks("N6 a line that covers nothing", person)

    def _request(self, name: str, kept: Kept, room: str) -> None:
        request, before = kept.request, self.before.get(name)
        asker, group = request.asker, NAMES[room]
        yes = {one.person for one in request.asked if one.at in SAID_YES}
        self.said_yes.setdefault((asker, group), set()).update(yes)
        matched = request.who(At.MATCHED)
        for one in matched:
            was = None if before is None else before.request.of(one.person)
            if was is None or was.at is not At.MATCHED:
                if self.world.between(asker, one.person):
                    self.breaks("N3 matched with somebody apart", asker, one.person)
                named_before = request.named or (before is not None and before.request.named)
                if self.actor != asker and not named_before:
                    self.breaks("N7 matched without the asker's yes", asker, one.person, self.actor)
            self.paired.add((asker, one.person, group))
        for one in request.who(At.OFFERED):
            if self.world.between(asker, one.person):
                self.breaks("N3 offered though apart", asker, one.person)
        if len(matched) > request.wanted or (request.wanted > 1 and asker not in self.more):
            self.breaks("N8 more than were wanted", asker, len(matched), request.wanted)
        if asker in {one.person for one in request.asked} or len(request.who(At.OFFERED)) > 1:
            self.breaks("nobody is asked about themselves, nor two offered", asker)

    def _names(self, person: str, group: str, say: Say, words: Words) -> None:
        named = {name.lower() for name in _NAMED.findall(words.plain)}
        named = {name if name.startswith("@") else IDS[name] for name in named} - {person}
        if say.outcome in TO_LISTENERS and say.outcome != "matched":
            if named or NOTE in words.plain or CARD in words.plain:
                self.breaks("N7 or N8: a listener learns of the asker", person, say.outcome, words.plain)
        elif say.outcome == "matched":
            if any((one, person, group) not in self.paired for one in named):
                self.breaks("N7 or N8: the asker's name without a match", person, named)
        elif named - self.said_yes.get((person, group), set()):
            self.breaks("N15 an asker reads of somebody who did not say yes", person, say.outcome, named)

    def _reads(self, person: str, say: Say, words: Words) -> None:
        """N9: what somebody wrote for one person is read by that person alone, and by nobody who was asked, or how."""
        for found in _OWN.findall(words.plain):
            writer = IDS[found[0] or found[1]]
            if person != writer and not any((writer, person, group) in self.paired for group in NAMES.values()):
                self.breaks("N9 reads what another wrote", person, say.template, say.outcome, writer)
        if say.template == "my_data" and {IDS[name.lower()] for name in _NAMED.findall(words.plain)} - {person}:
            self.breaks("N9 or N19: their data names another", person, words.plain)

    def _promises(self, open_now: set[tuple[str, str]], drafts: set[str]) -> None:
        now = self.now()
        for key, word in list(self.promised.items()):
            person, group = key
            is_open = person in drafts if group == "back" else key in open_now
            there = group == "back" or person in {
                IDS[name] for room, name_ in NAMES.items() if name_ == group for name in self.world.members[room]
            }
            if word.promised is None or (not is_open and (person == self.actor or not there)):
                del self.promised[key]
            elif now > word.promised + MINUTE and self.network.phones.get(person) is None and not self.network.down:
                self.breaks("N5 the promised time has passed", person, group, word.promised, "open" if is_open else "")
                del self.promised[key]
