"""What people and other programs are told of a run: summaries, explanations, JSON, terminal.

narrowing       Which part of what a check found was asked for: that of some clients, of a month, or with some codes.
breach_lists    The breaches that a person should read after a check: by client, the worst first, and not too many of a kind.
json_documents  A settlement as the JSON documents that other programs read: the keys of 3-cli.md.
summaries       What a run found in a few sentences: the same words in a terminal and in a box.
payment_steps   The steps of an explanation that are about money: who pays for overage, how it is rounded, and what was invoiced.
explanations    Why an entry was covered, billed or held: the steps that evaluation kept, each with the rule behind it.
restorations    What a person is told when a backup is restored: which documents would be gone, and what keeps their numbers.
terminal        What a person reads in a terminal: short tables and sentences, never a control character from a cell.
"""
