"""The template workbook and the demonstration; `python -m xlsupport.template PATH` builds the template.

packaged    The template workbook that comes with xlsupport.
mail_names  Names as e-mail addresses of the demonstration spell them: plain Latin letters, none of the name's letters lost.
demo        A year of a vendor that does not exist: clients, people, agreements and a log in which every case occurs.
example     A small office for a first month: two clients, and October's log with one slip in it.
building    Builds `workbooks/template.xlsx` with openpyxl, from the same definitions that read it.
"""
