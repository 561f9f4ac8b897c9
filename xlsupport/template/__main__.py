"""`python -m xlsupport.template workbooks/template.xlsx` builds the template."""

import sys
from pathlib import Path

from xlsupport.template.building.workbook import build

build(Path(sys.argv[1]))
