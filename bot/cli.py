"""The command line: kith run, check, demo, backup, restore, export, forget."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.config import Config, ConfigMistakes, load
from bot.matrix import CannotStart
from bot.shell.folder import Stopped
from bot.storage.database import CannotOpen


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say and return the exit status: 0 done, 1 not now, 2 something to be put right first."""
    args = _parser().parse_args(argv)
    try:
        return _do(args)
    except ConfigMistakes as mistakes:
        print(mistakes, file=sys.stderr)
        return 2
    except (CannotStart, CannotOpen, Stopped) as stopped:
        print(f"kith: {stopped}", file=sys.stderr)
        return stopped.status
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kith", description="A Matrix bot for mutual aid and peer-support groups.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    run = verbs.add_parser("run", help="connect and stay there")
    check = verbs.add_parser("check", help="configuration, homeserver, login, encryption, database, clock: a line each")
    backup = verbs.add_parser("backup", help="write what Kith keeps into one file, beside a running Kith too")
    backup.add_argument("dest", metavar="DEST", type=Path, help="a new file, or a folder")
    restore = verbs.add_parser("restore", help="put a backup in place of the database; Kith must not run")
    restore.add_argument("src", metavar="SRC", type=Path, help="a file that kith backup wrote")
    forget = verbs.add_parser("forget", help="erase what Kith holds about somebody, beside a running Kith too")
    forget.add_argument("person", metavar="ID", help="their whole Matrix ID, like @ana:example.org")
    export = verbs.add_parser("export", help="a group's meetings as a calendar file, beside a running Kith too")
    export.add_argument("--group", metavar="GROUP", required=True, help="its name, or its room: !abc:example.org")
    export.add_argument("--format", choices=["ics"], default="ics", help="(default: %(default)s)")
    export.add_argument(
        "--out", metavar="FILE", type=Path, default=Path(), help="a new file, or a folder (default: this one)"
    )
    for verb in (run, check, backup, restore, forget, export):
        verb.add_argument(
            "--config", metavar="FILE", type=Path, default=Path("config.yaml"), help="(default: %(default)s)"
        )
    demo = verbs.add_parser("demo", help="a small evening with a real homeserver on this machine")
    demo.add_argument("--once", action="store_true", help="end after the story; status 0 if every step came true")
    return parser


def _do(args: argparse.Namespace) -> int:
    # Each verb imports what it needs: `backup` starts without the Matrix library's weight, `run` without the demo's.
    match args.verb:
        case "run":
            from bot.shell.run import run

            asyncio.run(run(_config(args)))
        case "check":
            from bot.shell.check import check

            return asyncio.run(check(args.config, os.environ))
        case "backup":
            from bot.shell.keepsake import backup
            from bot.shell.run import clock

            print(f"written: {backup(_config(args).data_dir, args.dest, clock())}")
        case "restore":
            from bot.shell.keepsake import restore
            from bot.shell.run import clock

            config = _config(args)
            replaced = restore(config.data_dir, args.src, clock())
            print(f"restored: {args.src}. Kith goes on from now, as a new device, when you start kith run.")
            if replaced is not None:
                print(f"The database that was there lies in {replaced}; delete it when you need it no longer.")
        case "export":
            from bot.shell.export import export
            from bot.shell.run import clock

            print(f"written: {export(_config(args).data_dir, args.group, args.out, clock())}")
        case "forget":
            from bot.shell.forgetting import forget
            from bot.shell.run import clock

            print(asyncio.run(forget(_config(args), args.person, clock())))
        case _:
            from bot.demo import demo

            return asyncio.run(demo(once=args.once))
    return 0


def _config(args: argparse.Namespace) -> Config:
    return load(args.config, os.environ)
