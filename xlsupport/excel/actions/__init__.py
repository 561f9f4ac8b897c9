"""What each button does, and the person who pressed it.

live_balances  A sheet of its own with the balances as a worksheet function, which Excel keeps up to date.
person         The person at the open workbook: what they are told in boxes, and what they answer.
actions        What each button does: settle the open workbook, ask where something is issued, write, and tell.
attempts       An action attempted: whatever goes wrong is told in a sentence, with the cell selected where there is one.
"""
