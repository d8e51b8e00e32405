"""What the rest of Kith needs of the configuration."""

from __future__ import annotations

from bot.chat import House, Place
from bot.config import Config
from bot.matrix import Account
from bot.render import Renderer


def house(config: Config) -> House:
    """Return who Kith is here."""
    return House(
        me=config.user_id,
        name=config.display_name,
        prefix=config.command_prefix,
        operator=config.operator,
        resources=tuple(Place(place.name, place.contact, place.hours, place.police) for place in config.resources),
        allow=config.invites.allow,
        ignore=config.ignore,
        defaults=config.defaults,
        keep_inbox=config.keep.inbox,
        keep_letters=config.keep.letters,
        keep_undecrypted=config.keep.undecrypted,
        keep_left_groups=config.keep.left_groups,
    )


def renderer(config: Config) -> Renderer:
    """Return what makes outcomes into words, with the operator's own templates before ours."""
    return Renderer(house(config), overrides=config.templates_dir)


def account(config: Config) -> Account:
    """Return what is needed to log in."""
    return Account(
        homeserver=str(config.homeserver),
        user_id=config.user_id,
        password=config.password.get_secret_value() if config.password else None,
        access_token=config.access_token.get_secret_value() if config.access_token else None,
        device_name=config.device_name,
        display_name=config.display_name,
        encryption=config.encryption,
        recovery_key=config.recovery_key.get_secret_value() if config.recovery_key else None,
    )
