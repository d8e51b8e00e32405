"""Other people's devices: learning their keys, and giving them the keys of rooms before a message is sent."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections import defaultdict
from typing import TYPE_CHECKING

from nio.responses import KeysClaimResponse, KeysQueryResponse, ToDeviceResponse

from bot.matrix.absent import NOBODYS, Absent, server_of
from bot.matrix.keys import ONE_TIME, Keys
from bot.matrix.loose import Json, table, within
from bot.matrix.publishing import Publishing
from bot.matrix.wire import Answer, Wire, path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.matrix.rooms import Room, Rooms

log = logging.getLogger(__name__)

_OTHERS_SERVERS = 5000  # milliseconds that the homeserver may wait for other servers' keys


class Sharing:
    """Keeps everybody's devices known and gives rooms their keys."""

    def __init__(self, wire: Wire, keys: Keys, rooms: Rooms) -> None:
        """Ask nothing yet."""
        self.publishing = Publishing(wire, keys)
        self._wire = wire
        self._keys = keys
        self._rooms = rooms
        self._machine = keys.machine
        self._one_at_a_time: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.absent = Absent()
        self._unreached: set[str] = set()
        self._learning = asyncio.Lock()
        self._asked_for: set[str] = set()

    # ------------------------------------------------------------- upkeep

    async def upkeep(self) -> Answer | None:
        """Do what is due between two syncs; return the answer of what has to be tried again."""
        troubles = [
            await self.publishing.publish(),
            await self._learn_changes(self._outdated()),
            await self._repair(),
            await self._post(),
        ]
        return next((trouble for trouble in troubles if trouble), None)

    async def _learn_changes(self, people: set[str]) -> Answer | None:
        """Ask for the devices of those of ``people`` whose devices changed, or wait for who asks already."""
        if people.isdisjoint(self._outdated() | self._asked_for):
            return None
        async with self._learning:
            changed = people & self._machine.users_for_key_query
            self._asked_for |= changed
            try:
                return await self._learn(changed)
            finally:
                self._asked_for -= changed

    def _outdated(self) -> set[str]:
        """Return whose devices changed, and whose homeserver was silent and may be back."""
        self._machine.users_for_key_query |= set(filter(self.absent.may_be_back, self._unreached))
        return set(self._machine.users_for_key_query)

    async def _learn(self, people: set[str]) -> Answer | None:
        """Ask for the devices of ``people``; whose devices changed gets new sessions in every shared room."""
        if not people:
            return None
        machine = self._machine
        changed = people & machine.users_for_key_query
        machine.users_for_key_query -= people  # whoever changes from here on is asked for again
        asked = time.monotonic()
        query = {"device_keys": {person: [] for person in people}, "timeout": _OTHERS_SERVERS}
        answer = await self._wire.ask("POST", path("keys", "query"), query)
        if not answer.good:
            machine.users_for_key_query |= changed  # who was asked for to be sure holds up no other room
            return answer
        meanwhile = set(machine.users_for_key_query)
        found = table(answer.body.get("device_keys"))
        self._note_unreached(people - set(found), frozenset(table(answer.body.get("failures"))), asked)
        self._unreached -= set(found)
        for person in people & set(found):
            response = KeysQueryResponse({person: table(found[person])}, {})
            try:
                machine.handle_response(response)
            except Exception as error:  # noqa: BLE001 - a person's keys are what their server says
                log.warning("Somebody's device keys could not be read (%s)", type(error).__name__)
            if self._revive(person, table(found[person])) or response.changed:
                self._renew_where(person)
        machine.users_for_key_query |= meanwhile
        return None

    def _note_unreached(self, people: set[str], silent: frozenset[str], asked: float) -> None:
        """Remember who was not found since their homeserver was ``silent``; it tells nobody when it is back."""
        for person in people:
            if server_of(person) in silent and any(person in room.people for room in self._rooms):
                self._unreached.add(person)
                self.absent.were(person, {server_of(person)}, asked)
            else:
                self._unreached.discard(person)

    def _revive(self, person: str, listed: Json) -> bool:
        """Use devices again that were gone and are back with the same key, which nio leaves out for ever."""
        known = self._machine.device_store[person]
        back = [
            device
            for device_id, device in known.items()
            if device.deleted and within(listed, device_id, "keys", f"ed25519:{device_id}") == device.ed25519
        ]
        for device in back:
            device.deleted = False
        return bool(back)

    def _renew_where(self, person: str) -> None:
        for room in self._rooms:
            if room.encrypted and person in room.people:
                self._keys.renew(room.id)

    async def _repair(self) -> Answer | None:
        """Begin new Olm sessions with devices whose sessions broke."""
        machine = self._machine
        if not machine.wedged_devices and not machine.key_request_devices_no_session:
            return None
        trouble, _ = await self._claim(machine.get_users_for_key_claiming())
        machine.wedged_devices.clear()  # who had no key to give writes again, or never
        machine.key_request_devices_no_session.clear()
        return trouble

    async def _post(self) -> Answer | None:
        """Send what nio wants to say to devices."""
        for message in list(self._machine.outgoing_to_device_messages):
            answer = await self._to_devices(message.type, message.as_dict())
            if not answer.good and not answer.final:
                return answer
            self._machine.handle_response(ToDeviceResponse(message))
        return None

    # ------------------------------------------------------------- before a message

    async def share(self, room: Room) -> Answer | None:
        """Give the room's session to every device of everybody in it; return the answer that prevented it.

        Devices are asked for each time: a server tells nobody about the devices of
        people who were invited and have not joined.
        """
        async with self._one_at_a_time[room.id]:
            if self.absent.may_be_back(room.id):
                self._keys.renew(room.id)
            if trouble := await self._learn_changes(set(room.people)):
                return trouble
            while self._rooms.get(room.id) is room and self._machine.should_share_group_session(room.id):
                if trouble := await self._share(room):
                    self._keys.renew(room.id)
                    return trouble
        return None

    async def _share(self, room: Room) -> Answer | None:
        machine, people, asked = self._machine, set(room.people), time.monotonic()
        if trouble := await self._learn(people):
            return trouble
        absent = frozenset(map(server_of, people & (machine.users_for_key_query | self._unreached)))
        if missing := machine.get_missing_sessions(list(people)):
            trouble, failed = await self._claim(missing)
            if trouble:
                return trouble
            absent |= failed | (NOBODYS if machine.get_missing_sessions(list(people)) else frozenset())
        if people != room.people or self._rooms.get(room.id) is not room:
            return None  # somebody came or went while others' devices were asked for: once more, with whoever is here
        # Made in one go, so that nothing that happens between two requests can take the session away under them.
        messages = list(machine.share_group_session_parallel(room.id, list(people), ignore_unverified_devices=True))
        session = machine.outbound_group_sessions[room.id]
        for devices, message in messages:
            answer = await self._to_devices("m.room.encrypted", message)
            if not answer.good:
                return answer
            session.users_shared_with.update(devices)
        if machine.outbound_group_sessions.get(room.id) is session:  # else somebody came or went meanwhile
            session.shared = True
        self.absent.were(room.id, absent, asked)
        return None

    async def _claim(self, missing: dict[str, Iterable[str]]) -> tuple[Answer | None, frozenset[str]]:
        """Take a one-time key of each device; return the trouble, and the homeservers that could not be asked."""
        wanted = {person: dict.fromkeys(devices, ONE_TIME) for person, devices in missing.items()}
        query = {"one_time_keys": wanted, "timeout": _OTHERS_SERVERS}
        answer = await self._wire.ask("POST", path("keys", "claim"), query)
        if not answer.good:
            return answer, frozenset()
        for person, devices in table(answer.body.get("one_time_keys")).items():
            for device, key in table(devices).items():
                try:
                    self._machine.handle_response(KeysClaimResponse({person: {device: key}}, {}))
                except Exception as error:  # noqa: BLE001 - a key is what somebody's server says
                    log.warning("A one-time key could not be read (%s)", type(error).__name__)
        return None, frozenset(table(answer.body.get("failures")))

    async def _to_devices(self, kind: str, message: Json) -> Answer:
        return await self._wire.ask("PUT", path("sendToDevice", kind, uuid.uuid4().hex), message)
