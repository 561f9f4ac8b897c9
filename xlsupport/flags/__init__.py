"""What stops a row, wants a look or informs: the codes, and a small rule for each.

facts           What a rule looks at, and the breach that it finds.
row_rules       The rules about rows of the log: each looks at every entry.
register_rules  The rules about entries that were invoiced or closed: changed since, or gone from the log.
table_rules     The rules about what stands outside the log's table, and about Clients.
limit_rules     The rules about limits and agreements on the as-of date.
rules           Every flag: its code, how much it weighs, and the rule that finds it; and a log's breaches by all of them.
"""
