"""The evening that `kith demo` plays. A step is who, where, what they do, and what must then be seen.

What is expected has to reach everybody who is there: in the room all four, in
a private chat its person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.circle import GROUP, PRIVATE, ROOM, Where

MARK = "🌱"
ENOUGH = timedelta(seconds=20)
"""How long a message may take to be heard of: no minute that is nearer is meant."""
AHEAD = timedelta(minutes=5)
"""How long before its start the story's meeting is reminded of."""


@dataclass(frozen=True, slots=True)
class Invites:
    """Invites Kith into the room."""


@dataclass(frozen=True, slots=True)
class Puts:
    """Puts a mark under Kith's newest message in which these words stand."""

    mark: str
    under: str


@dataclass(frozen=True, slots=True)
class Words:
    """Kith writes a message with these words in it, encrypted: in the step's place, or to somebody in private."""

    words: str
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Kith puts a mark under what the step wrote, or under its own message with these words."""

    key: str
    under: str | None = None


@dataclass(frozen=True, slots=True)
class Soon:
    """Writes these words, in which ``{time}`` is the time so long after the next full minute, in UTC."""

    words: str
    after: timedelta

    def text(self, now: datetime) -> str:
        """Return what is written now."""
        minute = (now + ENOUGH + timedelta(minutes=1)).replace(second=0, microsecond=0)
        return self.words.format(time=f"{minute + self.after:%Y-%m-%d %H:%M}")


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits for what was promised before, which may be there already."""


Does = str | Invites | Puts | Soon | Waits
Expected = Words | Mark


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody does. A plain text is written; ``patience`` is in seconds, for all that is expected."""

    who: str
    where: Where
    does: Does
    sees: tuple[Expected, ...] = ()
    patience: float = 20.0


@dataclass(frozen=True, slots=True)
class Scene:
    """Steps that belong together, and the line that tells what happens in them."""

    tells: str
    steps: tuple[Step, ...]


def told(step: Step) -> str:
    """Return what a step is in words."""
    place = GROUP if step.where is ROOM else "private"
    match step.does:
        case str(words):
            does = f"writes “{words}”"
        case Invites():
            does = "invites Kith"
        case Puts(mark, under):
            does = f"puts {mark} under “{under}”"
        case Soon(words):
            does = f"writes “{words}”"
        case Waits():
            does = "waits"
    return f"{step.who.capitalize()}, in {place}, {does}"


def awaited(expected: Expected) -> str:
    """Return what is expected in words."""
    match expected:
        case Words(words, to):
            return f"Kith says “{words}”" + (f" to {to.capitalize()} in private" if to else "")
        case Mark(key, under):
            return f"Kith puts {key} under " + (f"“{under}”" if under else "it")


ARRIVAL = Scene(
    "Ana, Ben, Cleo and Dee meet in an encrypted room. Ana invites Kith.",
    (
        Step("ana", ROOM, Invites(), (Words("I'm Kith, a bot for check-ins"),)),
        Step("ana", ROOM, "!help", (Words("begin a check-in, anyone can"),)),
        Step("dee", ROOM, "!ping heron", (Words("heron: I'm here."),)),
    ),
)

CHECK_IN = Scene(
    "Ana opens a check-in. Words, passing and witnessing weigh the same.",
    (
        Step(
            "ana",
            ROOM,
            '!checkin open "How was your week?" for 2h',
            (Words("How was your week?"), Mark(MARK, under="How was your week?")),
        ),
        Step("ben", ROOM, "Long, and better since Sunday's soup. Glad to see you."),
        Step("cleo", ROOM, "pass", (Mark(MARK),)),
        Step("dee", ROOM, "witness", (Mark(MARK),)),
        Step("ana", ROOM, Puts(MARK, under="How was your week?")),
    ),
)

MEETING = Scene(
    "The circle meets again soon. Ana writes down when, and for how long before it the room hears of it.",
    (
        Step("ana", ROOM, "!remind at 5m", (Words("5 minutes before it"),)),
        Step(
            "ana",
            ROOM,
            Soon('!meeting add "River walk" once {time} where the old boathouse', AHEAD),
            (Words("Ana added River walk"),),
        ),
    ),
)

ALONE = Scene(
    "Ben writes to Kith alone; in private no prefix is needed.",
    (
        Step("ben", PRIVATE, "hello", (Words("I'm Kith, a bot."), Words("Nothing is asked of you."))),
        Step("ben", PRIVATE, "!resources", (Words("Places to turn to"),)),
        Step("ben", PRIVATE, "help", (Words("when you need a person"),)),
        Step("ben", PRIVATE, "ping otter", (Words("otter: I'm here."),)),
    ),
)

LISTENING = Scene(
    "Ana switches support on. Ben and Cleo tell Kith, each alone, that they may be asked.",
    (
        Step("ana", ROOM, "!resources add Night line (made up), 555 0142, 22:00-06:00", (Words("on the list"),)),
        Step("ana", ROOM, "!support on", (Words("Nobody listens yet."),)),
        Step("ben", PRIVATE, "listen on", (Words("`1` yes / `2` no"),)),
        Step("ben", PRIVATE, "yes", (Words("Did this ring"),)),
        Step("ben", PRIVATE, "yes", (Words("You listen in River Circle now."),)),
        Step("ben", PRIVATE, "listen hours 00:00-24:00", (Words("you may be asked daily 00:00-24:00"),)),
        Step("cleo", PRIVATE, "listen on", (Words("I'm Kith, a bot."), Words("`1` yes / `2` no"))),
        Step("cleo", PRIVATE, "yes", (Words("Did this ring"),)),
        Step("cleo", PRIVATE, "yes", (Words("You listen in River Circle now."),)),
        Step("cleo", PRIVATE, "listen hours 00:00-24:00", (Words("you may be asked daily 00:00-24:00"),)),
    ),
)

SUPPORT = Scene(
    "Ana would like company. Nobody but Kith knows, until she agrees to somebody.",
    (
        Step(
            "ana",
            PRIVATE,
            "support now company It's loud in my head tonight.",
            (
                Words("I'm Kith, a bot."),
                Words("I'm asking in River Circle."),
                Words("Can you keep somebody company, now?", to="ben"),
                Words("Can you keep somebody company, now?", to="cleo"),
                Words("I asked 2 people."),
            ),
        ),
        Step(
            "ben",
            PRIVATE,
            "yes",
            (Words("I ask whether it suits them"), Words("Ben could be with you", to="ana")),
        ),
        Step(
            "ana",
            PRIVATE,
            "yes",
            (Words("Ben is there for you and writes first"), Words("Please write to Ana first", to="ben")),
        ),
        Step(
            "ana",
            PRIVATE,
            "thanks",
            (Words("Good that somebody was there."), Words("that you were there for is over", to="ben")),
        ),
    ),
)

REMINDED = Scene(
    "The minute comes. What is said of a meeting is said in the room, to all.",
    (Step("dee", ROOM, Waits(), (Words("Reminder: "),), patience=100.0),),
)

TURNS = Scene(
    "A role goes round. It is Dee's turn first; a pass needs no reason and nobody is told, and Cleo says yes.",
    (
        Step("ana", ROOM, "!rota add facilitator", (Words("New on the rota: facilitator"),)),
        Step("dee", PRIVATE, "quiet off", (Words("I'm Kith, a bot."), Words("quiet hours"))),
        Step("cleo", PRIVATE, "quiet off", (Words("quiet hours"),)),
        Step(
            "dee",
            PRIVATE,
            "rota join facilitator",
            (Words("You're on the rota for facilitator"), Words("Pass needs no reason.")),
        ),
        Step("cleo", PRIVATE, "rota join facilitator", (Words("You're on the rota for facilitator"),)),
        Step("dee", PRIVATE, "pass", (Words("Good, and nobody"), Words("Pass needs no reason.", to="cleo"))),
        Step("cleo", PRIVATE, "yes", (Words("It's yours, thank you"),)),
        Step("ben", ROOM, "!rota", (Words("facilitator: Cleo"),)),
    ),
)

CLOSING = Scene(
    "The evening ends. Dee closes the check-in.",
    (Step("dee", ROOM, "!checkin close", (Words("The check-in is closed."),)),),
)

EVENING = (ARRIVAL, CHECK_IN, MEETING, ALONE, LISTENING, SUPPORT, REMINDED, TURNS, CLOSING)
