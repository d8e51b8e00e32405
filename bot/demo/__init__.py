"""`kith demo`: a small evening with a real homeserver, four people and Kith, on this machine alone."""

from bot.demo.evening import demo

__all__ = ["demo"]
