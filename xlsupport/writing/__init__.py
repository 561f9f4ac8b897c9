"""The results of a run as edits of the workbook's tables and sheets.

figures  The formulas of *Start* and *Dashboard*, each with the Python that computes the same.
edits    Results into edits: the log's columns, the registers, invoice sheets. Only what differs from what stands there.
"""
