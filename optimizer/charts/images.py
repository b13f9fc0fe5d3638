"""Charts as image files, drawn without a browser and without a network."""

from __future__ import annotations

from typing import Any, Literal

import altair as alt

ImageFormat = Literal["png", "svg"]
WIDTH, SHARPNESS = 1000, 2  # pixels; an image of twice as many stays sharp on slides


def image(drawn: Any, title: str, about: str, file_format: ImageFormat) -> bytes:
    """Return a chart as an image under its title and a line about it; draw it in the mode `print` before."""
    import vl_convert  # noqa: PLC0415 - it brings a JavaScript engine, which only images need

    heading = alt.TitleParams(
        title, subtitle=about, anchor="start", frame="bounds", fontSize=18, subtitleFontSize=13, offset=16
    )
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")  # names of any length leave the image as wide
    whole = drawn.properties(title=heading, width=WIDTH, padding=16, autosize=fit).to_json()
    if file_format == "svg":
        return str(vl_convert.vegalite_to_svg(whole, allowed_base_urls=[])).encode()
    return bytes(vl_convert.vegalite_to_png(whole, scale=SHARPNESS, allowed_base_urls=[]))
