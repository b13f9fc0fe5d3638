"""What edits make of a scenario file, to the letter."""

import pytest

from optimizer.projects.toml_edit import edited

FILE = """\
# About the file.
name = "X"   # n
case = "../data/c"

[budget]
total = 3_000_000 # all of it
per_year = [
  2_000_000, # 2026
  1500000,
]

# about heat
[prices.heat]
price = 3.10
path = { 2028 = 9.0, 2030 = 12_500 }

# about limit A
[[limits]]
name = "A"
at_least = "30%"  # the board

# about limit B
[[limits]]
name = "B"
at_most = 3
# the end of the limits
[measures]
include = ['led']
# the end
"""


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("goal",), "npv", 'case = "../data/c"\n', 'case = "../data/c"\ngoal = "npv"\n'),
        (("name",), 'Й "x"', 'name = "X"   # n', 'name = "Й \\"x\\""   # n'),
        (("budget", "carry_over"), True, "  1500000,\n]\n", "  1500000,\n]\ncarry_over = true\n"),
        (("budget", "total"), 2_500_000.5, "3_000_000 #", "2_500_000.5 #"),
        (("budget", "per_year"), [2_000_000, 1_600_000], "  1500000,\n", "  1600000,\n"),
        (("budget", "per_year"), [1_999_999, 1_500_000], "  2_000_000, #", "  1_999_999, #"),
        (("budget", "per_year"), [2_000_000, 1_500_000, 5000], "  1500000,\n", "  1500000,\n  5000,\n"),
        (("budget", "per_year"), [2_000_000], "  1500000,\n", ""),
        (("prices", "heat", "path"), {2028: 9, 2030: 13_000}, "12_500 }", "13_000 }"),
        (("prices", "heat", "path", "2029"), 10, "12_500 }", "12_500, 2029 = 10 }"),
        (("prices", "heat", "price"), None, "price = 3.10\n", ""),
        (("prices", "a.b"), {"tax": 2}, "12_500 }\n", '12_500 }\n\n[prices."a.b"]\ntax = 2\n'),
        (("taxes", "co2e", "tax"), 30, "# about limit A\n", "[taxes.co2e]\ntax = 30\n\n# about limit A\n"),
        (("solver", "gap"), 0.001, "# the end\n", "# the end\n\n[solver]\ngap = 0.001\n"),
        (("limits", 0, "at_least"), "45%", '"30%"  #', '"45%"  #'),
        (("limits", 0), {"name": "A", "at_most": 1}, 'at_least = "30%"  # the board\n', "at_most = 1\n"),
        (("limits", 0), None, '# about limit A\n[[limits]]\nname = "A"\nat_least = "30%"  # the board\n\n', ""),
        (("limits", 1), None, '# about limit B\n[[limits]]\nname = "B"\nat_most = 3\n', ""),
        (("limits", 2), {"name": "C", "where": {"site": ["q"]}}, "at_most = 3\n",
         'at_most = 3\n\n[[limits]]\nname = "C"\nwhere = { site = ["q"] }\n\n'),
        (("measures",), None, "[measures]\ninclude = ['led']\n", ""),
        (("measures", "include"), ["led", "x"], "['led']", "['led', \"x\"]"),
        (("measures", "include"), [], "['led']", "[]"),
    ],
)  # fmt: skip
def test_an_edit_changes_what_it_is_about(path: tuple, value: object, old: str, new: str) -> None:
    assert FILE.count(old) == 1
    assert edited(FILE, path, value) == FILE.replace(old, new)
