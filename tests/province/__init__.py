"""A simulated province: agency web sites of three families, their annual reports, and the truth about them.

Every place, agency, code and figure here is invented. The package imports nothing of `crawler`, `pipelines`
or `archive`: its labels are typed from the official forms a second time, so that a wrong label in the reader
cannot agree with itself.
"""
