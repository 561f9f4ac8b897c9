"""The commands, each in the file of its name.

addin     The commands of `addin`: the add-in for Excel built, installed and removed.
adopt     The command `adopt`: xlsupport moves into a workbook that people have already.
balances  The command `balances`: what each client has left.
check     The command `check`: validate and evaluate the log.
diff      The command `diff`: what differs between two workbooks.
doctor    The command `doctor`: what this machine lacks for xlsupport in Excel, and whether a workbook can be read.
explain   The command `explain`: why an entry was covered, billed or held.
invoice   The command `invoice`: close and invoice a month.
lite      The command `lite`: the code for the add-in xlwings Lite put into a workbook, or taken out.
new       The command `new`: a new workbook from the template.
demo      The command `demo`: a realistic workbook, and the whole job run on it.
restore   The command `restore`: go back to a backup of a workbook.
update    The command `update`: check, and write the results back.
void      The command `void`: cancel an invoice by a credit note.
"""
