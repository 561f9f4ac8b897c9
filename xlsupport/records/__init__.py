"""The rules and the people as frozen values, and the vocabulary that the workbook's cells use.

policy   The rules as data: packages, limits, categories, rates, settings.
parties  Clients, contacts and agreements: who may be supported, and who pays.
usage    One entry of the usage log.
"""
