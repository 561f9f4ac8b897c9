"""`python -m xlsupport` is the command xlsupport."""

from xlsupport.cli import main

main()
