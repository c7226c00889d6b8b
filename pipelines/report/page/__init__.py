"""One web page taken apart: bytes decoded, chrome stripped, what is left as blocks in order."""
