"""Rated usage held against what was invoiced before: invoices, adjustments, credit notes.

invoicing  What is due less what was invoiced: invoices, adjustments, credit notes.
"""
