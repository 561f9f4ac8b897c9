"""What stops a row, wants a look or informs: the codes, and a small rule for each.

breaches  Flags and notices, as a tuple of small rules.
"""
