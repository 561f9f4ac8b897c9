"""The rules and the people as frozen values, and the vocabulary that the workbook's cells use.

vocabulary  The words that cells may hold, each with all that is said and done about it: one table for each vocabulary.
wording     The words that xlsupport fills into documents, and the words that a vendor wants in their place: the table Words.
policy      The rules as data: packages, limits, categories, rates, settings.
parties     Clients, contacts and agreements: who may be supported, and who pays.
usage       One entry of the usage log.
"""
