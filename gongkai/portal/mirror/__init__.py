"""The public site as files, for the day on which the program does not answer.

`places` says where to begin, `making` makes each answer as readers get it and follows its links, `tree` writes the
files and puts them in place in one moment, `manifest` says what is there, and `verifying` proves it. `carrying`
makes a package of it for machines without a network, whose pages are those of `carried_pages`.
"""
