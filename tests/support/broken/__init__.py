"""Ways to break a workbook, one module for each layer of the file."""
