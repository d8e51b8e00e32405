"""The operator was asked to have somebody forgotten: `kith forget`."""

from __future__ import annotations

from bot.storage.erasure import erase
from bot.storage.jobs import Job
from bot.storage.moments import stamp
from bot.storage.tx import Tx

KIND = "forget"


def run(job: Job, tx: Tx) -> None:
    """Forget the person that the job is about."""
    forget(tx, job.subject)


def forget(tx: Tx, person: str) -> tuple[int, int]:
    """Erase all about a person and take back what Kith wrote to them in private; return how many rows and chats.

    They are told nothing: nobody is written to who is forgotten.
    """
    chats = tx.chats.rooms_of(person)
    tx.letters.cause = f"{KIND} {tx.forgotten.seal(person)} {stamp(tx.now)}"  # a job's own cause would name them
    tx.support.left(person)
    tx.rota.left(person)
    erased = erase(tx.db, person, tx.now)
    for room in chats:
        tx.letters.redact(room)
    return erased, len(chats)
