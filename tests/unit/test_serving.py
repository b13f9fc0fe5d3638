"""`cpee app` serves to this computer alone, with the quiet settings, and ends without a trace."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from optimizer import InvalidInput
from optimizer.cli import app as commands
from optimizer.ui import serving

pytestmark = pytest.mark.xdist_group("serving")
ROOT = Path(__file__).parents[2]
SETTINGS = ROOT / ".streamlit" / "config.toml"
QUIET = {
    "server.address": "127.0.0.1",
    "server.allowedHosts": ["localhost", "127.0.0.1"],
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.maxUploadSize": 10,
    "server.fileWatcherType": "none",
    "browser.serverAddress": "localhost",
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "viewer",
    "client.showErrorDetails": "none",
    "client.disableDataExport": True,
    "client.allowedOrigins": [],
    "runner.magicEnabled": False,
}
APP = """
import os
from streamlit import config
for key in {keys!r}:
    print("SETTING", key, repr(config.get_option(key)), flush=True)
print("FOLDER", os.environ.get("CPEE_FOLDER"), flush=True)
"""
PROGRAM = """
import sys
from pathlib import Path
from optimizer.ui.serving import serve
serve(Path(sys.argv[1]), int(sys.argv[2]), browser=False, app=Path(sys.argv[3]))
"""


@dataclass(frozen=True)
class Server:
    program: "subprocess.Popen[str]"
    port: int
    folder: Path
    said: str

    def status(self, path: str, **headers: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", path, headers=headers)
        status = connection.getresponse().status
        connection.close()
        return status


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app's server around a page of the test's own, started as `cpee app FOLDER --no-browser` does."""
    place = tmp_path_factory.mktemp("app")
    (place / ".streamlit").mkdir()
    (place / ".streamlit" / "config.toml").write_bytes(SETTINGS.read_bytes())
    (place / "app.py").write_text(APP.format(keys=list(QUIET)))
    port = serving._any_port()
    arguments = [str(place), str(port), str(place / "app.py")]
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    program = subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", PROGRAM, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=elsewhere,
        env={**os.environ, "HOME": str(elsewhere)},
    )
    with program:
        assert program.stdout is not None
        yield Server(program, port, place, program.stdout.readline())
        program.kill()


def upgraded(**headers: str) -> dict[str, str]:
    key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version": "13"}
    return {"Connection": "Upgrade", "Upgrade": "websocket", **key, **headers}


def test_the_address_is_told_once_it_answers(server: Server) -> None:
    assert f"http://localhost:{server.port}/?project=local" in server.said
    assert "Ctrl-C" in server.said
    assert server.status(serving.HEALTH) == 200


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere 127.0.0.2 is no address of this computer")
def test_only_this_computer_is_served(server: Server) -> None:
    with socket.socket() as outside, pytest.raises(ConnectionRefusedError):
        outside.connect(("127.0.0.2", server.port))


def test_no_other_name_of_this_computer_is_believed(server: Server) -> None:
    host = f"localhost:{server.port}"
    ours = upgraded(Host=host, Origin=f"http://{host}")
    assert server.status("/_stcore/stream", **ours) == 101
    assert server.status("/_stcore/stream", **{**ours, "Host": "evil.example"}) == 403
    assert server.status("/_stcore/stream", **{**ours, "Origin": "http://evil.example"}) == 403


def test_the_settings_in_force_are_the_quiet_ones_and_the_end_leaves_nothing(server: Server) -> None:
    """Last, as it ends the server: a page run once prints the settings that Streamlit goes by."""
    from streamlit.proto.BackMsg_pb2 import BackMsg  # noqa: PLC0415
    from websockets.sync.client import connect  # noqa: PLC0415 - only here

    with connect(f"ws://localhost:{server.port}/_stcore/stream", origin=f"http://localhost:{server.port}") as visit:
        message = BackMsg()
        message.rerun_script.query_string = ""
        visit.send(message.SerializeToString())
        assert server.program.stdout is not None
        lines = []
        while not (lines and lines[-1].startswith("FOLDER")):
            lines.append(server.program.stdout.readline().rstrip("\n"))
    told = {line.split(" ", 2)[1]: line.split(" ", 2)[2] for line in lines if line.startswith("SETTING")}
    assert told == {key: repr(value) for key, value in QUIET.items()}
    assert lines[-1] == f"FOLDER {server.folder}"
    server.program.send_signal(signal.SIGINT)
    assert server.program.wait(10) == 0


def test_the_settings_beside_the_app_are_those_that_were_agreed() -> None:
    tables: dict[str, Any] = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    written = {f"{table}.{key}": value for table, values in tables.items() for key, value in values.items()}
    assert {key: written.get(key) for key in QUIET} == QUIET


def test_an_installed_package_has_the_app_and_its_settings() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    included = wheel["wheel"]["force-include"]
    assert included["app.py"] == f"optimizer/shipped/{serving.script().name}"
    assert included[".streamlit"] == "optimizer/shipped/.streamlit"


def test_a_free_port_is_found_where_the_usual_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(serving, "PORT", port)
        assert serving.free_port() != port
        with pytest.raises(InvalidInput, match=str(port)):
            serving.free_port(port)
    assert serving.free_port(port) == port


def test_a_folder_that_is_not_there_is_told_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no such folder"):
        serving.serve(tmp_path / "nowhere")


def test_the_command_explains_itself() -> None:
    shown = CliRunner().invoke(commands, ["app", "--help"])
    assert shown.exit_code == 0
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown.stdout)
    assert {"--port", "--no-browser", "FOLDER"} <= set(re.findall(r"--[a-z-]+|FOLDER", plain))


def test_the_browser_is_opened_only_when_the_server_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(serving.webbrowser, "open", opened.append)
    monkeypatch.setattr(serving, "PATIENCE", 0.2)
    began = time.monotonic()
    serving._announce("http://localhost:1/", serving._any_port(), browser=True)
    assert opened == []
    assert time.monotonic() - began >= 0.2
