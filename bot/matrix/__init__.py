"""Kith on Matrix. Nothing else in the program knows a Matrix library or the protocol."""

from bot.matrix.account import Account, CannotStart
from bot.matrix.retire import retire
from bot.matrix.session import Session
from bot.matrix.trust import fingerprint

__all__ = ["Account", "CannotStart", "Session", "fingerprint", "retire"]
