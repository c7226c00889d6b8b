"""Files offered beside or instead of a page, read into blocks: one module a format, `file_content` the only door."""
