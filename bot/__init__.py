"""Kith: check-ins, support, meetings and a rotating chair for groups on Matrix."""
