"""Files of other programs → a case folder: a company's own register, US audits (IAC), treasure hunts (MEASUR).

Each package reads one kind of file and writes the case with `readers`; none imports another.
"""
