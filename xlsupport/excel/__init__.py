"""Inside Excel: buttons, worksheet functions, and the open workbook read and written."""
