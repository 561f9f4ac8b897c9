"""The formulas of a sheet: their references, how these move, and what the formulas come to.

repetition   Where a sheet's rows stand after some of them were repeated or left out.
references   The references in a formula, and where they point after rows were repeated, as Excel would move them.
arithmetic   One formula computed in exact fractions: SUM, SUBTOTAL, ROUND and arithmetic. Anything else is left to Excel.
calculation  A sheet's formulas computed, each after the cells that it reads.
"""
