"""Translations as files, for whoever works elsewhere: XLIFF 2 and 1.2, PO, and the memory as TMX.

`document` is what all of them say, in plain data; `inline` is how mark-up stands within a sentence; `xliff`, `po` and
`tmx` read and write one format each; `gather` takes a document out of the desk; `compare` says what a
file would change; `bring_in` writes it.
"""
