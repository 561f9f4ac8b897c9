"""The workbook replaced in one step: locks, the draft beside it, and its backups.

drafts     The draft of a workbook: the file beside it that one run at a time may write.
locks      Who has the workbook open: what Excel, LibreOffice and the operating system leave for others to see.
versions   The backups of a workbook: copies of what it was, numbered, in a folder beside it.
replacing  Replace a workbook in one step by what was written beside it, or leave it as it was.
"""
