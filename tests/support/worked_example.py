"""The ledger of the specification's worked example, which many tests run on."""

LEDGER = """
    2026-10-05 Phone   Training        15 -> Covered     15  0  0.00
    2026-10-06 Phone   Training        40 -> Part billed 15 30 62.50 over-length
    2026-10-07 Phone   Training        10 -> Covered     10  0  0.00
    2026-10-08 Phone   Training        10 -> Covered     10  0  0.00
    2026-10-09 Phone   Training        10 -> Billed       0 30 62.50 over-limit
    2026-10-10 Email   System question 12 -> Part billed 10 30 62.50 over-limit
    2026-10-11 Phone   Bug fix         90 -> Included    90  0  0.00
    2026-10-12 Meeting General         75 -> Part billed 60 30 62.50 over-length
"""
