"""The command group: what goes wrong becomes one sentence and an exit code, never a traceback."""

import json
import os
import platform
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import click

from xlsupport import __version__
from xlsupport.answers import json_documents
from xlsupport.answers.terminal import console, show_problems
from xlsupport.words.problems import StoppedError, UsageError, WorkbookError, sentence

FOUND_ERRORS, WRONG_USAGE, UNUSABLE, BUG = 1, 2, 3, 4


class _Commands(click.Group):
    """The group with our exit codes: what goes wrong becomes one sentence, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UsageError as error:
            _fail(ctx, WRONG_USAGE, sentence(str(error)))
        except StoppedError as error:
            _fail(ctx, FOUND_ERRORS, sentence(error.sentence), error)
        except WorkbookError as error:
            _fail(ctx, UNUSABLE, sentence(error.sentence), error)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except OSError as error:
            # Whatever has to do with a workbook is told by then: what is left is the output itself.
            _discard_output()
            _fail(
                ctx,
                UNUSABLE,
                f"The answer cannot be written to standard output ({error.strerror}). What the command had to write into the "
                "workbook is written. Direct the output elsewhere and run it again: what is done is not done twice",
            )
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            _fail(
                ctx,
                BUG,
                f"This is a bug in xlsupport {__version__}. Please report these words: "
                f"{type(error).__name__} in {Path(where.filename).name}:{where.lineno} ({where.name}), "
                f"Python {platform.python_version()} on {platform.system()}, {' '.join(sys.argv[1:2])}: {error}",
            )


def _discard_output() -> None:
    """Let what is still to be put out go nowhere, or Python would fail with it once more at its end."""
    ctx = click.get_current_context(silent=True)
    if ctx is not None:
        ctx.meta["json"] = False
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(ctx: click.Context, code: int, found: str, error: WorkbookError | None = None) -> NoReturn:
    problems = error.problems if error else ()
    if ctx.meta.get("json"):
        click.echo(json.dumps(json_documents.problems(found, problems), indent=1))
    show_problems(console(stderr=True), found, problems)
    ctx.exit(code)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="xlsupport")
def main() -> None:
    """Support packages in one shared Excel workbook: usage checked, allowances balanced, invoices made.

    Exit codes: 0 done; 1 the log has errors, an invoice run stopped before what a person must look at first, restore before
    documents issued since, or doctor found something missing; 2 wrong usage; 3 the workbook cannot be read or written; 4 a bug.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an old Windows console has no middle dot
