"""From an agency's home page to its annual-report column, in at most 40 requests.

`leads` says where a page points to, `search` decides what to ask next and when it is enough, `proposals` turns
what was found into lines of a registry, `spider` asks. Only the spider knows the network; nothing is stored.
"""
