"""The page for the visit, and the rows, in the formats that people and programs read.

One file per format. `chosen` takes out what is to be left out, `page` turns the summary into headings, paragraphs
and tables of plain text, and each page format only lays those out: so all of them say the same.
"""
