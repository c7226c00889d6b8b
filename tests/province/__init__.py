"""A simulated province: agency web sites of every family, their annual reports, and the truth about them.

Every place, agency, code and figure here is invented. The package imports nothing of `crawler`, `pipelines`
or `archive`: its labels are typed from the official forms a second time, and the markup of its sites from
descriptions of the systems, so that a wrong label or selector in the reader cannot agree with itself.

`small` is what `make demo` crawls (13 agencies, three families), `full` has every family and every trap, a
number is as many agencies, for load. `places.py`, `full.py` and `load.py` are the data, `families/` the systems,
`homes.py` and `traps.py` what is true of whole sites, `truth.py` what an exact archive holds, `check.py` and
`manners.py` the comparison. A family is added with a module of `path_of` and `routes`, and a line in `full.py`.
"""
