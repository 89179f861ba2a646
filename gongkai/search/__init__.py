"""Finding words in public texts: every document that holds a searched phrase, exactly counted, without a server.

Pure: no Django, no clock, no network. `text` cuts texts, `query` reads what people type, `index` keeps and asks the
index, `marking` shows where the words stand, `suggest` helps those who typed something else, `synonyms` knows what
people call things.
"""
