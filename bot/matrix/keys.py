"""Kith's encryption: the store of its keys, and what they open and seal.

nio's Olm machine does the cryptography and its SQLite store keeps the keys. All
requests are made in :mod:`bot.matrix.sharing`, so that no failure of one is lost.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from nio.crypto.olm_machine import Olm
from nio.events import ForwardedRoomKeyEvent, MegolmEvent, RoomKeyEvent, ToDeviceEvent
from nio.exceptions import EncryptionError
from nio.store.database import SqliteStore

from bot.matrix.account import CannotStart
from bot.matrix.identity import Identity, private_folder
from bot.matrix.loose import Json, rows, table, text, texts, within

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

MEGOLM = "m.megolm.v1.aes-sha2"
ONE_TIME = "signed_curve25519"

# The reasons that the specification gives for `m.room_key.withheld`.
_WITHHELD = frozenset({"m.blacklisted", "m.unverified", "m.unauthorised", "m.unavailable", "m.no_olm"})


class Keys:
    """The keys of one device. ``machine`` is nio's; only this package's encryption touches it.

    ``fallback_wanted`` is true when the homeserver has no unused fallback key, ``own_changed``
    when something of Kith's own devices or identity changed there.
    """

    def __init__(self, identity: Identity, file: Path) -> None:
        """Open the store in ``file``, begun where there is none."""
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        file.chmod(0o600)
        who = (identity.user_id, identity.device_id)
        self._store: Any = SqliteStore(*who, str(file.parent), identity.pickle_key, file.name)
        self.machine: Any = Olm(*who, self._store)
        self.fallback_wanted = False
        self.own_changed = False
        self._encrypted: set[str] = self._store.load_encrypted_rooms()
        self._withheld: set[str] = set()

    @property
    def fingerprint(self) -> str:
        """The device's own Ed25519 key."""
        return str(self.machine.account.identity_keys["ed25519"])

    def close(self) -> None:
        """Close the store."""
        self._store.database.close()

    # ------------------------------------------------------------- what a sync brings

    def receive(self, response: Json) -> frozenset[str]:
        """Take in what a sync says about keys; return the sessions that became readable by it."""
        readable = set()
        # All or nothing: a message to the device opens once only, and a kill after that and before the key that it
        # brought was kept would lose the key. Whatever is undone here comes again with the next sync.
        with self._store.database.atomic():
            for event in rows(within(response, "to_device", "events")):
                try:
                    readable.update(self._receive(event))
                except Exception as error:  # noqa: BLE001 - anybody can send anything, and nio raises whatever it likes
                    log.warning("A message to the device could not be read (%s)", type(error).__name__)
        machine = self.machine
        if "device_one_time_keys_count" in response:
            count = table(response["device_one_time_keys_count"]).get(ONE_TIME, 0)
            machine.uploaded_key_count = count if isinstance(count, int) else None
        if "device_unused_fallback_key_types" in response:
            self.fallback_wanted = ONE_TIME not in texts(response["device_unused_fallback_key_types"])
        changed = texts(within(response, "device_lists", "changed"))
        self.own_changed = self.own_changed or machine.user_id in changed
        machine.users_for_key_query.update(person for person in changed if person in machine.tracked_users)
        machine.tracked_users.difference_update(texts(within(response, "device_lists", "left")))
        return frozenset(readable)

    def _receive(self, event: Json) -> set[str]:
        if event.get("type") == "m.room_key.withheld":
            self._note_withheld(text(within(event, "content", "code")) or "")
            return set()
        parsed = ToDeviceEvent.parse_event(event)
        opened = self.machine.handle_to_device_event(parsed)
        self.machine.clear_verifications()
        self.machine.collect_key_requests()
        return {opened.session_id} if isinstance(opened, RoomKeyEvent | ForwardedRoomKeyEvent) else set()

    def _note_withheld(self, code: str) -> None:
        why = code if code in _WITHHELD else "?"  # anybody can send any code, and none may fill the log
        if why not in self._withheld:
            self._withheld.add(why)
            log.warning("Somebody's device keeps its keys from Kith (%s): what it writes can't be read", why)

    # ------------------------------------------------------------- what is read

    def known(self, room: str, event: Json) -> bool:
        """Return whether the key of an encrypted event is there."""
        session = text(within(event, "content", "session_id"))
        return session is not None and self._sender_key(room, session) is not None

    def open(self, room: str, event: Json) -> Json | None:
        """Return the event inside an ``m.room.encrypted`` one; ``None`` where it can't be read (yet).

        A key that is missing is asked for, once. Raises whatever a malformed
        event makes nio raise.
        """
        content = table(event.get("content"))
        # Since v1.3 of the specification the key and the device of the sender are optional.
        sender_key = text(content.get("sender_key")) or self._sender_key(room, text(content.get("session_id")) or "")
        content = {"device_id": "", **content, "sender_key": sender_key or ""}
        said = event.get("origin_server_ts")
        sound = said if isinstance(said, int) and said >= 0 else 0  # nio refuses others, we take them for now
        sealed = MegolmEvent.from_dict({**event, "content": content, "room_id": room, "origin_server_ts": sound})
        if not isinstance(sealed, MegolmEvent):
            raise ValueError  # noqa: TRY004 - nio has found the event malformed and gives another type for it
        try:
            opened: Json = self.machine.decrypt_megolm_event(sealed).source
        except EncryptionError:
            self._ask_for(sealed)
            return None
        return {**opened, "origin_server_ts": said}

    def _sender_key(self, room: str, session: str) -> str | None:
        """Return the key of the device that shared ``session``."""
        kept = self.machine.inbound_group_store[room]
        return next((sender_key for sender_key, sessions in kept.items() if session in sessions), None)

    def _ask_for(self, sealed: Any) -> None:  # noqa: ANN401 - a nio event, and nio has no types
        machine = self.machine
        waiting = {getattr(message, "session_id", None) for message in machine.outgoing_to_device_messages}
        if sealed.session_id not in machine.outgoing_key_requests and sealed.session_id not in waiting:
            machine.outgoing_to_device_messages.append(sealed.as_key_request(machine.user_id, machine.device_id))

    # ------------------------------------------------------------- what is written

    def seal(self, room: str, kind: str, content: Json) -> Json:
        """Return the content of the ``m.room.encrypted`` event; the session must have been shared."""
        sealed: Json = self.machine.group_encrypt(room, {"type": kind, "content": content})
        if "m.relates_to" in content:
            sealed["m.relates_to"] = content["m.relates_to"]
        return sealed

    def renew(self, room: str) -> None:
        """Let the next message of the room begin a new session, shared with whoever is there then."""
        self.machine.outbound_group_sessions.pop(room, None)

    def is_encrypted(self, room: str) -> bool:
        """Return whether the room was ever seen encrypted, whatever its state says now."""
        return room in self._encrypted

    def mark_encrypted(self, room: str) -> None:
        """Remember that the room is encrypted, for ever."""
        if room not in self._encrypted:
            self._encrypted.add(room)
            self._store.save_encrypted_rooms({room})


def store_file(folder: Path, identity: Identity) -> Path:
    """Return where the keys of this device are kept in ``folder``."""
    private_folder(folder)
    return folder / f"{quote(identity.device_id, safe='')}.sqlite3"


def opened(identity: Identity, file: Path) -> Keys | None:
    """Open the keys of last time; ``None`` where there are none or they can't be read.

    Raises :class:`CannotStart` where the file may not be opened.
    """
    if not file.exists():
        return None
    try:
        with closing(sqlite3.connect(file, timeout=1, isolation_level=None)) as store:
            store.execute("BEGIN IMMEDIATE")
        return Keys(identity, file)
    except (OSError, sqlite3.OperationalError) as error:
        message = f"{file} can't be opened ({error}); Kith must own it, and be alone with it"
        raise CannotStart(message, 2) from error
    except Exception as error:  # noqa: BLE001 - SQLite, peewee and vodozemac each have their own
        log.warning("The encryption keys in %s can't be read (%s)", file, type(error).__name__)
        file.replace(file.with_suffix(".unreadable"))
        return None
