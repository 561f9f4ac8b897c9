"""What each button does, and the person who pressed it.

person         The person at the open workbook: what they are told in boxes, and what they answer.
attempts       An action attempted: whatever goes wrong is told in a sentence, with the cell selected where there is one.
choosing       What the person has chosen: the selected row, the selected invoice, the month to invoice.
running        A run on the open workbook: settled, written whole or not at all, and looked at again.
checking       The buttons about the log: Check, Update, Explain row.
invoicing      The buttons that issue documents: Invoice month and Void invoice.
exporting      The button Export PDF.
live_balances  The button Live balances: a sheet whose formula Excel keeps up to date.
table          The table of actions: what each button of the ribbon does, by the button's name.
"""
