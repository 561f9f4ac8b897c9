"""The command line run in this process, as tests of many rooms need it."""

from click.testing import CliRunner, Result

from xlsupport.cli import main


def run(*arguments: object) -> Result:
    """A command with its arguments, and whatever came of it."""
    return CliRunner().invoke(main, [str(each) for each in arguments])


def done(*arguments: object) -> Result:
    """The same, where it must succeed."""
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result
