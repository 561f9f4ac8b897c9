"""Support packages in one shared Excel workbook: usage checked, allowances balanced, invoices made."""

__version__ = "0.1.0"
