"""Answers that are kept: what each of them shows, and what has changed since.

`reading` notes what an answer was made from, `telling` what a transaction changed, `journal` carries the changes from
process to process, `store` keeps the answers and `middleware` hands them out. See docs/decisions/0028.
"""
