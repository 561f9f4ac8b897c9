"""The command line.

group          The command group: what goes wrong becomes one sentence and an exit code, never a traceback.
options        The arguments and options that commands share.
shell          Commands as a person types them into this machine's shell: paths and names in quotes where they need some.
adoptions      What adopting a workbook did, or would do: sentences for people, and a JSON document for programs.
new_workbooks  New workbooks from the template, with their tables filled in as people would type them.
steps          The steps that commands share: a workbook settled or written, and what is put out of it.
commands       The commands, each in the file of its name.
"""

from importlib import import_module
from pkgutil import iter_modules

from xlsupport.cli import commands
from xlsupport.cli.group import main

__all__ = ["main"]

for each in iter_modules(commands.__path__):
    import_module(f"{commands.__name__}.{each.name}")  # each adds its command to the group
