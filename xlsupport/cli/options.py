"""The arguments and options that commands share."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from xlsupport.xlsx.saving.replacing import Saving

Command = TypeVar("Command", bound=Callable[..., Any])


class Day(click.ParamType):  # type: ignore[type-arg] # generic only in the newest releases
    """An ISO date such as 2026-10-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            found = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2026-10-31", param, ctx)
        if not 2000 <= found.year <= 2200:
            self.fail(f"{value!r} is not between 2000 and 2200", param, ctx)
        return found


_MONTH = re.compile(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])")


class Month(click.ParamType):  # type: ignore[type-arg] # the same
    """A month such as 2026-10."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        if not _MONTH.fullmatch(value):
            self.fail(f"{value!r} is not a month such as 2026-10", param, ctx)
        return datetime.strptime(value, "%Y-%m").date()


def _note_json(ctx: click.Context, _param: click.Parameter, value: bool) -> bool:
    ctx.meta["json"] = value
    return value


json_option = click.option("--json", "as_json", is_flag=True, callback=_note_json, help="One JSON document on standard output.")


def reads(command: Command) -> Command:
    """The argument and the options of every command that reads a workbook."""
    for decorate in (
        click.option("--strict", is_flag=True, help="Exit with 1 if the log has errors."),
        json_option,
        click.option("--as-of", type=Day(), default=date.today, show_default="today", help="The day that decides what is "
                     "in the future and which period the balances show."),
        click.argument("book", type=click.Path(path_type=Path)),
    ):  # fmt: skip
        command = decorate(command)
    return command


keep_option = click.option("--keep", type=click.IntRange(0, 1000), default=5, show_default=True, help="How many backups to keep.")


extend_option = click.option(
    "--extend", is_flag=True, help="Let the log and the set-up tables grow over rows right below them, so that these count."
)


def writes(command: Command) -> Command:
    """The options of every command that writes a workbook, which it gets as the argument `saving`."""

    @wraps(command)
    def saved(*given: Any, keep: int, break_signature: bool, **named: Any) -> Any:
        return command(*given, saving=Saving(keep, break_signature), **named)

    decorated: Any = saved
    for decorate in (
        click.option(
            "--break-signature", is_flag=True, help="Write a digitally signed workbook, too; its signature is taken out."
        ),
        keep_option,
    ):
        decorated = decorate(decorated)
    return cast(Command, decorated)
