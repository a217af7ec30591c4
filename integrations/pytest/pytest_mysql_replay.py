"""pytest plugin for mysql-replay: tests answer from a recording, each in a scope of its own.

It starts the executable `mock` and speaks its standard output and its REST API; it knows nothing of MySQL's protocol.

    def test_it(mock_scope):
        db = pymysql.connect(host=mock_scope.host, port=mock_scope.port, user=mock_scope.user("app"), password="x")
"""

import json
import os
import shlex
import subprocess
import urllib.error
import urllib.request
from urllib.parse import quote

import pytest

MODES = ("none", "once", "new", "all")


def pytest_addoption(parser):
    group = parser.getgroup("mysql-replay")
    group.addoption("--mock-record", choices=MODES, default=None, help="when a recording is made (MOCK_RECORD; once)")
    group.addoption("--mock-upstream", default=None, help="the real server, for recording (MOCK_UPSTREAM)")
    parser.addini("mock_recording", "the recording, from the root folder on", default="recordings/tests.db")
    parser.addini("mock_command", "how mock is started (MOCK_COMMAND)", default="npx --no-install mock")


class Process:
    """A serving `mock`: where it listens, and its end."""

    def __init__(self, command, *words):
        self.words = [*shlex.split(command), *words]
        try:
            # it ends with us, since its standard input does
            env = {**os.environ, "MOCK_END_WITH_STDIN": "1"}
            self.child = subprocess.Popen(self.words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)
        except OSError as error:
            raise pytest.UsageError(f"mock cannot be started: {error}; set mock_command or MOCK_COMMAND") from error
        self.host, self.port, self.http = "127.0.0.1", 0, None
        for line in self.child.stdout:
            kind, _, url = line.strip().partition(" ")
            if url.startswith("mysql://"):
                self.host, _, port = url[len("mysql://"):].rpartition(":")
                self.port = int(port)
            elif url.startswith("http://"):
                self.http = url.rstrip("/")
            elif kind == "ready":
                return
        raise pytest.UsageError(f"mock ended with {self.child.wait()}: {shlex.join(self.words)}")

    def get(self, path):
        try:
            with urllib.request.urlopen(f"{self.http}/api/v1/mock/{path}", timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                raise pytest.UsageError(f"this mock is older than the plugin: it has no {path}; update it") from error
            raise

    def stop(self):
        self.child.terminate()
        self.child.stdout.close()
        if self.child.wait() != 0:
            raise pytest.UsageError(f"mock ended with {self.child.returncode}: {shlex.join(self.words)}")


class Servers:
    """What a session of tests connects to, by the mode and by what is recorded already."""

    def __init__(self, config):
        self.command = os.environ.get("MOCK_COMMAND") or config.getini("mock_command")
        self.file = str(config.rootpath / config.getini("mock_recording"))
        self.part = f"{self.file}-recording-{os.getpid()}"
        self.replay = self.record = None
        self.scopes = set()
        mode = config.getoption("mock_record") or os.environ.get("MOCK_RECORD") or "once"
        upstream = config.getoption("mock_upstream") or os.environ.get("MOCK_UPSTREAM")
        is_ci = os.environ.get("CI", "").lower() not in ("", "0", "false", "no", "off")
        exists = os.path.exists(self.file)
        may_record = mode != "none" and not is_ci
        if mode == "all" and not may_record:
            raise pytest.UsageError("with CI set nothing is recorded: record where it is not, and commit the file")
        records = may_record and (mode in ("all", "new") or not exists)
        if records and not upstream:
            raise pytest.UsageError("to record, name the server: --mock-upstream or MOCK_UPSTREAM")
        if records and hasattr(config, "workerinput"):
            raise pytest.UsageError("recording is done by one process: record without -n")
        if not records and not exists:
            raise pytest.UsageError(f"there is no recording at {self.file}: run once with --mock-upstream, and commit it")
        if exists and mode != "all":
            self.replay = Process(self.command, "replay", self.file, "--port", "0", "--http-port", "0", "--log-level", "error")
            self.scopes = {scope["name"] for scope in self.replay.get("scopes")["scopes"]}
        if records:
            words = ["--upstream", upstream, "--port", "0", "-o", self.part, "--overwrite", "--log-level", "error"]
            self.record = Process(self.command, "record", *words)

    def serving(self, scope):
        is_replayed = self.replay and (self.record is None or scope in self.scopes)
        return self.replay if is_replayed else self.record

    def stop(self, is_passed):
        """What was recorded by tests that failed is not kept."""
        try:
            if self.replay:
                self.replay.stop()
            if self.record:
                self.record.stop()
                self.keep(is_passed)
        finally:
            for rest in ("", "-wal", "-shm"):
                if os.path.exists(self.part + rest):
                    os.remove(self.part + rest)

    def keep(self, is_passed):
        if not is_passed or not os.path.exists(self.part):
            return
        if self.replay is None:
            os.replace(self.part, self.file)
            return
        words = ["merge", self.file, self.part, "-o", self.file, "--overwrite"]
        subprocess.run([*shlex.split(self.command), *words], check=True, stdout=subprocess.DEVNULL)


class Scope:
    """Where a test connects."""

    def __init__(self, process, name, is_recorded):
        self.process, self.name = process, name
        self.mode = "record" if is_recorded else "replay"
        self.host, self.port = process.host, process.port

    def user(self, name):
        """The user to log in as: it carries the test's name."""
        return f"{name}+{self.name}"

    def url(self, user, password, database, scheme="mysql"):
        return f"{scheme}://{quote(self.user(user), '')}:{quote(password, '')}@{self.host}:{self.port}/{database}"

    def misses(self):
        if self.process.http is None:
            return []
        return [miss for miss in self.process.get("misses") if miss.get("scope") == self.name]


@pytest.fixture(scope="session")
def mock_servers(request):
    servers = Servers(request.config)
    yield servers
    servers.stop(is_passed=request.session.testsfailed == 0)


@pytest.fixture
def mock_scope(request, mock_servers):
    # two files may have a test of the same name; a plus would end the user's name
    name = request.node.nodeid.replace("+", " plus ")
    process = mock_servers.serving(name)
    scope = Scope(process, name, process is mock_servers.record)
    yield scope
    lines = [told(miss) for miss in scope.misses()]
    if lines:
        lines.append("If that is as it should be, record anew: --mock-record=all.")
        pytest.fail("\n".join(lines), pytrace=False)


def told(miss):
    nearest = miss.get("nearest")
    text = f"mock has no recorded answer to: {miss.get('sql') or miss.get('command')}"
    return text if nearest is None else f"{text}\n    nearest: {nearest['sql']}\n    {nearest['difference']}"
