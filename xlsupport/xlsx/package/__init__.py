"""The zip container and the parts in it: opened, checked, and written with all untouched bytes as they were.

compression    Deflate and inflate, by the faster library where it is installed.
zip_directory  A zip file's table of contents: its members as the file states them, and the bytes that state them.
fingerprint    What a file was when it was read, so that a change in the meantime is seen.
lookalikes     Files that people take for a workbook: what each is instead, and what to do about it.
archive        The zip container of a workbook: opened, checked, and written anew with every untouched part's bytes as they were.
markup         Find elements in a small XML part with a real parser, edit them as bytes.
parts          The parts of a package, the relationships between them, and the changes collected until it is saved.
signatures     The digital signatures of a workbook: whether it has any, and how they are taken out of its package.
workbook_part  The package of a workbook: its sheets, names and calculation settings.
"""
