"""Tables for paper: whole, and with the texts of users as they are."""

from __future__ import annotations

import pandas as pd

from optimizer.ui.shared.printed import printed


def test_a_table_is_printed_whole_with_texts_as_they_are() -> None:
    frame = pd.DataFrame({"<b>name</b>": ["a & b", "<script>x</script>"], "cost": [1500, 2]})
    assert printed(frame, {"cost": lambda value: f"{value} UAH"}) == (
        '<table class="printed"><thead><tr><th>&lt;b&gt;name&lt;/b&gt;</th><th class="number">cost</th></tr></thead>'
        '<tbody><tr><td>a &amp; b</td><td class="number">1500 UAH</td></tr>'
        '<tr><td>&lt;script&gt;x&lt;/script&gt;</td><td class="number">2 UAH</td></tr></tbody></table>'
    )


def test_every_row_of_a_long_table_is_there() -> None:
    assert printed(pd.DataFrame({"k": range(180)}), {}).count("<tr>") == 181
