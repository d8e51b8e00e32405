"""Kith on Matrix. Nothing else in the program knows a Matrix library or the protocol."""

from bot.matrix.account import Account, CannotStart
from bot.matrix.retire import retire
from bot.matrix.session import Session

__all__ = ["Account", "CannotStart", "Session", "retire"]
