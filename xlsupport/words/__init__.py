"""What every room speaks: problems with their place and remedy, money, names, periods.

money     Amounts as Decimal, rounded to cents in one place.
names     Names as people see them: neither case, nor white space, nor what is invisible tells two spellings apart.
periods   Months, contract years and calendar years that tile the calendar.
problems  What is wrong, in which cell, and what to do about it.
"""
