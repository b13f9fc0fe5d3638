"""`cpee app`: serves the app to this computer alone, and opens a browser once it answers.

The settings are in `.streamlit/config.toml` next to `app.py`, where Streamlit finds them however it is started.
"""

from __future__ import annotations

import errno
import os
import socket
import threading
import time
import webbrowser
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING

from optimizer.errors import InvalidInput, Problem
from optimizer.locales import tr
from optimizer.projects.home import FOLDER, FOLDER_KEY, new_key
from optimizer.shipped import folder as shipped

if TYPE_CHECKING:
    from pathlib import Path

HOST, NAME = "127.0.0.1", "localhost"
PORT, MOST_PORTS = 8501, 100
PATIENCE, BETWEEN = 60.0, 0.05
HEALTH = "/_stcore/health"


def script() -> Path:
    """Return the script that Streamlit runs: at the top of a checkout, or inside an installed package."""
    return shipped() / "app.py"


def serve(
    folder: Path | None = None, port: int | None = None, *, browser: bool = True, app: Path | None = None
) -> None:
    """Serve the app until it is interrupted; `folder` is a project to open in place."""
    if folder is not None and not folder.is_dir():
        raise InvalidInput([Problem(str(folder), "there is no such folder")])
    chosen = free_port(port)
    address = f"http://{NAME}:{chosen}/"
    if folder is not None:
        key = new_key()
        os.environ[FOLDER], os.environ[FOLDER_KEY] = str(folder.resolve()), key
        address = f"{address}?project={key}"
    threading.Thread(target=_announce, args=(address, chosen, browser), daemon=True).start()
    _run(app or script(), chosen)


def free_port(wanted: int | None = None) -> int:
    """Return the port to serve at: the wanted one, or the first free one from Streamlit's default up."""
    if wanted is not None:
        if not _is_free(wanted):
            text = "port {port} is in use: choose another one, or omit it to use any free port"
            raise InvalidInput([Problem("--port", text, values={"port": wanted})])
        return wanted
    free = (port for port in range(PORT, PORT + MOST_PORTS) if _is_free(port))
    return next(free, 0) or _any_port()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name == "posix":  # elsewhere this would let two programs share one port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as reason:
            if reason.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            return False
        return True


def _any_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _run(app: Path, port: int) -> None:
    """Run Streamlit in this process until it is interrupted."""
    from click.exceptions import Abort  # noqa: PLC0415
    from streamlit.web.cli import main  # noqa: PLC0415 - takes most of a second

    quiet = {"logger.hideWelcomeMessage": "true", "logger.level": "warning"}
    own = {"server.port": str(port), "server.headless": "true", **quiet}
    flags = [f"--{key}={value}" for key, value in own.items()]
    with suppress(Abort):  # Ctrl-C is the normal way to stop a server
        main(["run", str(app), *flags], prog_name="streamlit", standalone_mode=False)


def _announce(address: str, port: int, browser: bool) -> None:  # noqa: FBT001 - the target of a thread
    """Print the app's address and open it, once it answers."""
    if not _answers(port):
        return
    print(tr("The app is open at {address} (on this computer only). Ctrl-C stops it.", address=address), flush=True)  # noqa: T201
    if browser:
        from optimizer.ui.gate import OPEN, opening  # noqa: PLC0415 - loads Streamlit, which is there by now

        code = new_key()
        opening[code] = address  # others can see a browser's command line, and the address contains the folder's key
        webbrowser.open(f"http://{NAME}:{port}{OPEN}{code}")


def _answers(port: int) -> bool:
    """Wait until the server is up; connect directly, without any proxy."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        connection = HTTPConnection(HOST, port, timeout=1)
        try:
            connection.request("GET", HEALTH)
            if connection.getresponse().status == HTTPStatus.OK:
                return True
        except (OSError, HTTPException):
            time.sleep(BETWEEN)
        finally:
            connection.close()
    return False
