"""Rated usage held against what was invoiced before: invoices, adjustments, credit notes.

register       The register: what was invoiced so far, line by line, and what of it stands.
due            What is due for each entry and not yet invoiced, as lines without numbers.
due_now        What an invoice run would bill now.
left_out       What an invoice run leaves out: entries that are invalid, that wait, or that stand outside the table.
numbering      The numbers of invoices and credit notes: gapless, and never given twice.
particulars    What a document says besides its lines: who sends it to whom, in which currency, and how time was rounded.
documents      Invoices and credit notes: what is due made into documents, and documents cancelled.
old_tax_rates  The tax rates of documents that are older than the column for them, told by what each document says of its tax.
"""
