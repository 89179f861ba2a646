"""One Chinese page in other scripts and languages: a page goes in, a page comes out, and nothing else is touched.

`traditional` writes it in traditional characters, `translating` says it in another language from a catalogue, and
`links` keeps the reader where they are. None of them knows Django, a network or whose page it is.
"""
