"""A log that people keep: found, looked at row by row, and planned to become the usage log.

totals      The texts with which people mark a row of totals.
rows        The rows under a log's headers: which are entries, which is the totals row, and which are something else.
headers     The row of headers of a log that people keep: under titles, merged, in two rows, or with a cell left blank.
found_logs  A log that people keep already, found on its sheet: an Excel table, or a range under a row of headers.
headings    Which columns of a log that people have already are which of ours, by their headers.
planning    What becomes of the columns of a log that people have already, as far as the person's wishes settle it.
minutes     The minutes of a log that keeps hours or durations: the formula that computes them, and its results.
unmerging   Merged cells of a log, which a table cannot hold: the merges are undone, and what they showed stays in each row.
"""
