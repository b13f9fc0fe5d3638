"""`cpee app` serves to this computer alone, with the quiet settings, and ends without a trace."""

import asyncio
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
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from typer.testing import CliRunner

from optimizer import InvalidInput
from optimizer.cli import app as commands
from optimizer.limits import UPLOADS_AT_ONCE
from optimizer.ui import gate, serving
from optimizer.ui.gate import Gate

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
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.disableDataExport": True,
    "client.allowedOrigins": [],
    "runner.magicEnabled": False,
}
APP = """
import os
import streamlit as st
from streamlit import config
from optimizer.ui.gate import GATE
if __name__ == "__main__":
    for key in {keys!r}:
        print("SETTING", key, repr(config.get_option(key)), flush=True)
    print("FOLDER", os.environ.get("CPEE_FOLDER"), flush=True)
else:
    app = st.App(__file__, middleware=GATE)
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

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    def asked(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str]]:
        """The status of an answer and what its header says, in small letters."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request(method, path, body, {"Host": self.host, **headers})
        answer = connection.getresponse()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}

    def status(self, path: str, **headers: str) -> int:
        return self.asked(path, **headers)[0]


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


def test_the_address_is_told_once_it_answers_with_a_key_that_nobody_can_guess(server: Server) -> None:
    assert re.search(rf"http://localhost:{server.port}/\?project=[\w-]{{22}} ", server.said), server.said
    assert "Ctrl-C" in server.said
    assert server.status(serving.HEALTH) == 200


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere 127.0.0.2 is no address of this computer")
def test_only_this_computer_is_served(server: Server) -> None:
    with socket.socket() as outside, pytest.raises(ConnectionRefusedError):
        outside.connect(("127.0.0.2", server.port))


OTHER_HOSTS = ("evil.example", "localhost.evil.example", "localhost@evil.example", "localhost:x", "", "127.0.0.1/x")


@pytest.mark.parametrize("path", ["/", "/result", "/_stcore/health", "/_stcore/host-config", "/static/x", "/media/x"])
def test_no_other_name_of_this_computer_is_answered(server: Server, path: str) -> None:
    assert server.status(path) in (200, 404)
    for host in OTHER_HOSTS:
        assert server.status(path, Host=host) in (400, 421), host


def test_pages_are_told_apart_by_their_port_too(server: Server) -> None:
    ours = upgraded(Origin=f"http://{server.host}")
    assert server.status("/_stcore/stream", **ours) == 101
    assert server.status("/_stcore/stream", **{**ours, "Host": "evil.example"}) == 403
    assert server.status("/", Origin=f"http://{server.host}") == 200
    others = ("localhost", "localhost:1", f"127.0.0.1:{server.port}", "evil.example", f"{server.host}.evil.example")
    for origin in ("null", *(f"http://{other}" for other in others)):
        assert server.status("/_stcore/stream", **{**ours, "Origin": origin}) == 403, origin
        assert server.status("/", Origin=origin) == 403, origin


def test_a_browser_is_given_a_secret_once_that_no_page_can_read(server: Server) -> None:
    page = {"Accept": "text/html,*/*"}
    secrets = [server.asked("/result", **page)[1]["set-cookie"] for _ in range(2)]
    for told in secrets:
        assert re.match(r"cpee_visitor=[\w-]{22}; Path=/; ", told), told
        assert "HttpOnly" in told
        assert "SameSite=Lax" in told
    assert secrets[0] != secrets[1]
    known = {"Cookie": secrets[0].partition(";")[0]}
    assert "set-cookie" not in server.asked("/result", **page, **known)[1]
    for path in ("/_stcore/health", "/static/x"):
        assert "cpee_visitor" not in server.asked(path)[1].get("set-cookie", "")


def test_no_page_may_show_the_app_in_a_frame_or_learn_its_address(server: Server) -> None:
    for path in ("/", "/compare", "/_stcore/health", "/_stcore/metrics"):
        _, told = server.asked(path)
        assert told["content-security-policy"] == "frame-ancestors 'none'"
        assert told["x-frame-options"] == "DENY"
        assert told["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["metrics", "metrics/", "agent/openapi.json", "agent/mcp", "script-health-check", ""])
def test_what_the_server_tells_of_itself_is_not_served(server: Server, path: str) -> None:
    assert server.status(f"/_stcore/{path}") == 404
    assert server.status(f"//_stcore/{path}") in (400, 404)


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


def test_a_browser_is_started_with_a_code_that_leads_to_the_address_once(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(serving.webbrowser, "open", opened.append)
    monkeypatch.setattr(serving, "_answers", lambda _port: True)
    serving._announce("http://localhost:1/?project=secret", 1, browser=True)
    (address,) = opened
    assert "secret" not in address
    guarded, path = Gate(PlainTextResponse("the app")), address.removeprefix("http://localhost:1")
    assert (b"location", b"http://localhost:1/?project=secret") in asyncio.run(sent(guarded, "GET", path))["headers"]
    for again in (path, "/open/"):
        assert asyncio.run(sent(guarded, "GET", again))["body"] == b"the app"


async def sent(guarded: Gate, method: str, path: str) -> dict[str, Any]:
    """A request to the gate, and all that is answered."""
    answer: dict[str, Any] = {}

    async def send(message: dict[str, Any]) -> None:
        answer.update(message)

    scope = {"type": "http", "method": method, "path": path, "headers": [(b"host", b"localhost")]}
    await guarded(scope, None, send)
    return answer


class Uploads:
    """What Streamlit keeps of each session, as far as the gate looks at it."""

    def __init__(self) -> None:
        self.file_storage: dict[str, dict[str, int]] = {}
        self.most_at_once = self.at_once = 0

    def remove_file(self, session: str, file: str) -> None:
        del self.file_storage[session][file]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Streamlit's part: the file comes, and is kept."""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0.01)
        *_, session, file = scope["path"].split("/")
        self.file_storage.setdefault(session, {})[file] = 1
        self.at_once -= 1
        await PlainTextResponse("kept")(scope, receive, send)


def test_a_session_has_the_server_hold_no_more_than_its_last_files(monkeypatch: pytest.MonkeyPatch) -> None:
    uploads = Uploads()
    monkeypatch.setattr(gate.Runtime, "instance", lambda: SimpleNamespace(uploaded_file_mgr=uploads))
    guarded = Gate(uploads)
    for number in range(30):
        for path in (f"one/{number}", "two/0"):
            assert asyncio.run(sent(guarded, "PUT", f"/_stcore/upload_file/{path}"))["body"] == b"kept"
    assert list(uploads.file_storage["one"]) == ["27", "28", "29"]
    assert list(uploads.file_storage["two"]) == ["0"]


def test_few_files_are_on_their_way_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    uploads = Uploads()
    monkeypatch.setattr(gate.Runtime, "instance", lambda: SimpleNamespace(uploaded_file_mgr=uploads))
    guarded = Gate(uploads)

    async def all_sent() -> None:
        await asyncio.gather(*(sent(guarded, "PUT", f"/_stcore/upload_file/{n}/0") for n in range(20)))

    asyncio.run(all_sent())
    assert len(uploads.file_storage) == 20
    assert uploads.most_at_once == UPLOADS_AT_ONCE


def test_the_browser_is_opened_only_when_the_server_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(serving.webbrowser, "open", opened.append)
    monkeypatch.setattr(serving, "PATIENCE", 0.2)
    began = time.monotonic()
    serving._announce("http://localhost:1/", serving._any_port(), browser=True)
    assert opened == []
    assert time.monotonic() - began >= 0.2
