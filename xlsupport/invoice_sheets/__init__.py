"""An invoice's sheet as values: its template, its placeholders, and what they are filled with.

placeholders  The placeholders of an invoice: `{{invoice.number}}` and its like, and how their values are written.
row_heights   How high a row must be for the texts that were filled into it.
template      The sheet that invoices are copies of: its cells, its repeated rows, and whatever must be mended on it first.
omissions     What an invoice leaves out: labels of facts that it does not have, and the heading where there are no allowances.
filling       What the cells of one invoice hold: the template's rows in their place, placeholders filled, formulas moved.
print_area    What of an invoice's sheet prints: the print area of its template, stretched over all that is above and below it.
own_tax       Documents of several tax rates on a template that computes the tax by a formula of its own from one rate.
refusals      What keeps invoice sheets from being added: the refusals that a file and an open workbook have in common.
totals        The totals of an invoice sheet, held against the register before anything is written.
values        What the placeholders of an invoice sheet are filled with.
"""
