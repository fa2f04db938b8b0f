"""``make demo`` and ``make dev``: everything that runs, in order, until Ctrl-C."""

import contextlib
import os
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial

from embedded import local_model, lock
from embedded.application import Application, application_environment
from embedded.changes import SourceChanges
from embedded.checkout import Checkout
from embedded.install import install
from embedded.options import read_options
from embedded.place import remove_place
from embedded.ports import LOOPBACK, RememberedPorts, is_free
from embedded.problem import Problem
from embedded.servers import Servers
from embedded.steps import Steps, digest
from embedded.supervisor import Child, Supervisor
from embedded.terminal import say

_READY_SECONDS = 120.0
_MIGRATIONS = ("*/migrations/*.py", "*/*/migrations/*.py", "requirements.txt")
_ADDRESS_SETTINGS = ("PUBLIC_SCHEME", "PUBLIC_PORT", "TENANT_DOMAIN", "PLATFORM_HOSTS")
_LOG_INS = ("helpdesk/demo/*.py", "helpdesk/demo/content/cast.yaml")
# What a process writes when it has taken up its work; /readyz tells the rest.
_READY_WORDS = {"worker": " ready.", "relay": "relay: ready"}


def demo(checkout: Checkout, supervisor: Supervisor) -> int:
    """Run the application with its demo content until told to stop."""
    return _Run(checkout, supervisor, {"DEMO": "true"}).until_stopped()


def dev(checkout: Checkout, supervisor: Supervisor) -> int:
    """The same in debug mode, restarted whenever a source file changes."""
    run = _Run(checkout, supervisor, {"DEMO": "true", "DEBUG": "true"}, reload=True)
    return run.until_stopped()


def demo_reset(checkout: Checkout, _supervisor: Supervisor) -> int:
    """Forget the embedded servers' data, the demo's content and every secret made for it."""
    with _alone(checkout, "make demo-reset"):
        remove_place(checkout.data.path)
        checkout.data.clear()
    say("The demo's data is gone; the next make demo starts afresh.")
    return 0


class _Run:
    """One start of the application, from the installation to the last child's end."""

    def __init__(
        self,
        checkout: Checkout,
        supervisor: Supervisor,
        defaults: dict[str, str],
        *,
        reload: bool = False,
    ) -> None:
        self._checkout = checkout
        self._supervisor = supervisor
        self._defaults = defaults
        self._reload = reload
        self._options = read_options(checkout.root / ".env")
        ports = RememberedPorts(checkout.data.file("ports.json"), self._options.server_ports)
        self._model_port = ports.port_for("model") if self._options.has_model else 0

    def until_stopped(self) -> int:
        """Never returns: a signal raises Stopped, and every child ends."""
        note = f"process {os.getpid()}, http://localhost:{self._options.port}/"
        with _alone(self._checkout, note):
            try:
                children = self._begin()
                self._supervisor.watch(self._on_change(children) if self._reload else None)
            finally:
                # Here, and not when the supervisor is left: the next start must find nothing.
                self._supervisor.stop_all()
        return 0

    def _begin(self) -> list[Child]:
        began = time.monotonic()
        _refuse_busy(self._options.port)
        install(self._checkout, self._supervisor, model=self._options.has_model)
        application = self._application()
        self._start_model(application)
        log_ins = self._bring_up_to_date(application)
        children = self._start(application)
        self._welcome(log_ins, time.monotonic() - began)
        return children

    def _application(self) -> Application:
        """The servers started, and the application told where they are."""
        servers = Servers(self._checkout, self._options, self._checkout.data)
        addresses = servers.start(self._supervisor)
        known = application_environment(self._checkout, self._options, addresses)
        return Application(self._checkout, self._defaults | known | self._model_settings())

    def _model_settings(self) -> dict[str, str]:
        """Where the application finds the small model, whose words cost nothing."""
        if not self._options.has_model:
            return {}
        address = f"http://{LOOPBACK}:{self._model_port}/v1"
        prices = {"LLM_PRICE_IN": "0", "LLM_PRICE_OUT": "0"}
        return {"LLM_BASE_URL": address, "LLM_MODEL": local_model.NAME, **prices}

    def _start_model(self, application: Application) -> None:
        """It stays when sources change: nothing of it comes from here."""
        if not self._options.has_model:
            return
        say(f"Starting {local_model.NAME} …")
        self._supervisor.start(application.model(self._model_port))
        self._supervisor.wait_until(
            lambda: _answers(f"http://{LOOPBACK}:{self._model_port}/health"),
            within=_READY_SECONDS,
            what="The model",
        )

    def _bring_up_to_date(self, application: Application) -> str:
        """Migrate, write the demo's content once, and return the table of log-ins."""
        root, manage = self._checkout.root, partial(application.manage, self._supervisor)
        # Others may change a database that is not ours, so there nothing is taken as done.
        ours = not self._options.database_url
        steps = Steps(self._checkout.data.file("servers") if ours else None)
        steps.once("migrated", digest(root, _MIGRATIONS), partial(manage, "migrate_tenants"))
        steps.once("seeded", "", partial(manage, "seed_demo"))
        shown = digest(root, _LOG_INS, *map(application.setting, _ADDRESS_SETTINGS))
        return steps.once("log-ins", shown, partial(manage, "demo_logins"))

    def _start(self, application: Application) -> list[Child]:
        """Start every process and wait until each has taken up its work."""
        port = self._options.port
        say("Starting web, worker, relay and beat …")
        children = [self._supervisor.start(each) for each in application.processes(port)]
        self._supervisor.wait_until(
            lambda: _is_ready(port, children), within=_READY_SECONDS, what="The application"
        )
        # The clock comes last: nothing waits for it, and it would slow the others' start.
        return [*children, self._supervisor.start(application.beat())]

    def _welcome(self, log_ins: str, seconds: float) -> None:
        say(f"\nHandrail is ready after {seconds:.1f} s: http://localhost:{self._options.port}/\n")
        say(log_ins)
        say(f"Logs are in {self._checkout.data.logs}. Stop with Ctrl-C; the data is kept.")

    def _on_change(self, children: list[Child]) -> Callable[[], None]:
        changes = SourceChanges(self._checkout.root)

        def restart() -> None:
            if changed := changes.since_last_look():
                say(f"{changed} changed, starting again …")
                self._supervisor.restart(children)

        return restart


@contextlib.contextmanager
def _alone(checkout: Checkout, note: str) -> Iterator[None]:
    """Only one at a time uses the data directory."""
    try:
        with lock.held(checkout.data.file("running.lock"), note):
            yield
    except lock.Held as holder:
        raise Problem(
            f"Handrail already runs from this checkout ({holder}).", "stop that one first (Ctrl-C)"
        ) from None


def _refuse_busy(port: int) -> None:
    if not is_free(port):
        raise Problem(
            f"Port {port} is in use by another program.", f"name another: make demo PORT={port + 1}"
        )


def _is_ready(port: int, children: list[Child]) -> bool:
    """Whether the web server says so and each process of this start has taken up its work."""
    if not all(_has_taken_up(child) for child in children):
        return False
    return _answers(f"http://{LOOPBACK}:{port}/readyz")


def _answers(address: str) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:  # not listening yet, or 503
        return False


def _has_taken_up(child: Child) -> bool:
    return _READY_WORDS.get(child.program.name, "") in child.written()
