"""Usage rated against entitlements: what is covered, what is over, and who pays for it.

entitlements  Draw entries down against limits.
overage       Who pays for what no limit covers: tiers, hours left, increments.
evaluation    The whole log evaluated: statuses, charges, and the steps that led there.
balances      What each client has left of each limit and agreement on the as-of date.
"""
