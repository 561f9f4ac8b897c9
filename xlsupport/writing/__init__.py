"""The results of a run as edits of the workbook's tables and sheets.

counted          Cells as Excel's functions count them: numbers, sums and texts of the tables as they stand after a run.
links            The arrows beside *Breaches* and *Invoices*: formulas that lead to an entry in the log, or to an invoice's sheet.
nearest_clients  The clients nearest to their limits, on *Dashboard*: the formulas, and the Python that computes the same.
first_dashboard  The clients on *Dashboard* as the first template showed them, in the workbooks that were made from it.
figures          The formulas of *Start* and *Dashboard*, each with the Python that computes the same.
kept_rows        Rows of a written table that stay where they are, because somebody wrote something beside one of them.
registers        The rows of the written tables.
edits            Results into edits: the log's columns, the registers, invoice sheets. Only what differs from what stands there.
kept_numbers     The row of the table Runs that keeps documents' numbers from being given again after a version was restored.
"""
