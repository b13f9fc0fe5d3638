"""A gate before Streamlit: checks each request's host name, origin and address.

    app = st.App(__file__, middleware=GATE)

Streamlit checks host and origin of its WebSocket only, and accepts any page of this computer as its own. Here
every request must use a host name in `server.allowedHosts` and, if a page sends it, come from a page of
exactly this server and port. No page may show the app in a frame. Of Streamlit's own addresses only those that the
app needs are served; its metrics are not. Uploads are limited (`optimizer.limits`). A browser gets a cookie with a
secret at its first page, so that Start can list the projects that it opened, and those of nobody else.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse
from streamlit import config
from streamlit.runtime import Runtime

from optimizer.limits import UPLOADS_AT_ONCE, UPLOADS_KEPT
from optimizer.projects.home import new_key

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

CORE, UPLOAD = "_stcore", "upload_file"
SERVED = ("health", "host-config", "stream", UPLOAD, "bidi-components")
OPEN = "/open/"
VISITOR, YEAR = "cpee_visitor", 365 * 24 * 3600
HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # an address of the app contains the key of a project
}
opening: dict[str, str] = {}
"""One-time codes for addresses: a browser is started with one because other users can see command lines."""


class Gate:
    """The middleware; one per server."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._turns = asyncio.Semaphore(UPLOADS_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, refuse it, or redirect it to the address of its code."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if (refusal := refused(scope)) is not None:
            await _refuse(refusal, scope, receive, send)
            return
        if scope["type"] == "http":
            send = _with_headers(send, _first_visit(scope))
        if (address := _address(scope)) is not None:
            await RedirectResponse(address, HTTPStatus.SEE_OTHER)(scope, receive, send)
        elif (session := _uploading(scope)) is not None:
            async with self._turns:  # an upload is held in memory while it arrives
                _make_room(session)
                await self.app(scope, receive, send)
        else:
            await self.app(scope, receive, send)


GATE = [Middleware(Gate)]


def refused(scope: Scope) -> HTTPStatus | None:
    """Return why a request is refused, or None."""
    headers = Headers(scope=scope)
    host, origin = headers.get("host", ""), headers.get("origin")
    if not _is_ours(host):
        return HTTPStatus.MISDIRECTED_REQUEST
    if origin is not None and not _same_page(origin, host):
        return HTTPStatus.FORBIDDEN
    parts = scope["path"].split("/")
    asked = parts[parts.index(CORE) + 1 :] if CORE in parts else [*SERVED]
    return None if asked and asked[0] in SERVED else HTTPStatus.NOT_FOUND


def _is_ours(host: str) -> bool:
    """Return whether a request uses an allowed host name."""
    try:
        split = urlsplit(f"//{host}")
        split.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return False
    names = [str(name).strip().lower() for name in config.get_option("server.allowedHosts")]
    return split.netloc == host and "@" not in host and (split.hostname or "") in names


def _same_page(origin: str, host: str) -> bool:
    """Return whether a page belongs to this server: same host and port; a proxy may have added TLS."""
    scheme, _, named = origin.lower().partition("://")
    return scheme in ("http", "https") and named == host.lower()


async def _refuse(status: HTTPStatus, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": status.phrase})
        return
    await PlainTextResponse(status.phrase, status)(scope, receive, _with_headers(send))


def _with_headers(send: Send, cookie: str | None = None) -> Send:
    """Add security headers to each response, and a cookie if there is one to set."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            if cookie is not None:
                headers.append("Set-Cookie", cookie)
        await send(message)

    return sent


def _first_visit(scope: Scope) -> str | None:
    """Return the cookie of a browser that opens a page without having one: a secret, by which it finds its projects."""
    headers = Headers(scope=scope)
    is_page = scope["method"] == "GET" and "text/html" in headers.get("accept", "")
    if not is_page or f"{VISITOR}=" in headers.get("cookie", ""):
        return None
    return f"{VISITOR}={new_key()}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Lax"


def _address(scope: Scope) -> str | None:
    """Return the address of a request's code, and invalidate the code."""
    _, is_code, code = scope["path"].partition(OPEN)
    return opening.pop(code, None) if is_code and scope["type"] == "http" and scope["method"] == "GET" else None


def _uploading(scope: Scope) -> str | None:
    """Return the session of an upload; None for any other request."""
    parts = scope["path"].split("/")
    is_put = scope["type"] == "http" and scope["method"] == "PUT"
    return parts[-2] if is_put and parts[-4:-2] == [CORE, UPLOAD] else None


def _make_room(session: str) -> None:
    """Drop the earliest files of a session. The app processes a file on arrival, so they are no longer needed."""
    kept: MemoryUploadedFileManager = Runtime.instance().uploaded_file_mgr  # type: ignore[assignment]
    for earlier in [*kept.file_storage.get(session, ())][: 1 - UPLOADS_KEPT or None]:
        kept.remove_file(session, earlier)
