"""`dalil serve`: the web workers and the background worker in one command. It never changes the database itself."""

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType

import click

from dalil.cli.keys import what_keys_lack
from dalil.cli.prepare import what_is_missing
from dalil.cli.terminal import say
from dalil.vault.watching import Watch

SECONDS_TO_COME_UP = 60.0
SECONDS_TO_GO_DOWN = 35.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The network address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes, one a core.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the guide, and work through what editors put in the queue, until stopped with Ctrl-C.

    Put a web server with HTTPS before it, and tell it who may ask: see DALIL_HOSTS and DALIL_PUBLIC_ADDRESS in README.

    Example:  dalil serve --port 8080 --workers 4
    """
    if missing := what_is_missing():
        raise click.ClickException(missing)
    refuse_taken(host, port)
    run(host, port, workers, lambda: say(f"Serving at {address_of(host, port)}   (stop with Ctrl-C)"))


def address_of(host: str, port: int) -> str:
    """The address to type into a browser on this machine: by name, because passkeys work under a name alone."""
    return f"http://localhost:{port}/"


def refuse_taken(host: str, port: int) -> None:
    """Say at once when something else listens there, or when the address is not ours to listen on."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on {host}, port {port}: {error.strerror}. Choose another --port."
        ) from error


def run(host: str, port: int, workers: int, when_up: Callable[[], None]) -> None:
    """Start both, say so once pages come, and stop both when asked to or when the web server ends."""
    signal.signal(signal.SIGTERM, interrupt)
    keys = Watch()
    web = subprocess.Popen(web_command(host, port, workers))  # noqa: S603 - our own program
    worker = start_worker()
    try:
        wait_until_up(web, host, port)
        when_up()
        if lacking := what_keys_lack():
            say(lacking)
        while web.poll() is None:
            if worker.poll() is not None:
                say("The background worker ended; starting another.")
                worker = start_worker()
            keys.look()
            time.sleep(2)
    except KeyboardInterrupt:
        say("Stopping.")
    finally:
        stop_all(web, worker)
        keys.stop()
    if web.returncode not in (0, -signal.SIGTERM, -signal.SIGINT):
        raise click.ClickException(f"The web server ended by itself (code {web.returncode}).")


def web_command(host: str, port: int, workers: int) -> list[str]:
    """The web server, without an access log: readers leave no trace."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = ["--bind", bind, "--workers", str(workers), "--threads", "4", "--timeout", "120"]
    quiet = ["--log-level", "error", "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", *options, *quiet, "dalil.web.wsgi"]


def start_worker() -> subprocess.Popen[bytes]:
    """The background worker as a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "dalil.cli.main", "work"])


def wait_until_up(web: subprocess.Popen[bytes], host: str, port: int) -> None:
    """Return once a page comes, or once the server has ended."""
    asked = "127.0.0.1" if host == "0.0.0.0" else "::1" if host == "::" else host  # noqa: S104
    end = time.monotonic() + SECONDS_TO_COME_UP
    while web.poll() is None and time.monotonic() < end:
        connection = http.client.HTTPConnection(asked, port, timeout=20)
        try:
            connection.request("GET", "/en/", headers={"Host": "localhost"})
            connection.getresponse().read()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        finally:
            connection.close()


def stop_all(*processes: subprocess.Popen[bytes]) -> None:
    """Ask each to end, and wait."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(SECONDS_TO_GO_DOWN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def interrupt(number: int, frame: FrameType | None) -> None:
    """A service manager's request to stop is the same as Ctrl-C."""
    raise KeyboardInterrupt
