"""An engine of xlwings over headless LibreOffice, in the place of Excel."""
