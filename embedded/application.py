"""The application's processes, as programs for the supervisor."""

import re
from collections.abc import Mapping

from embedded.checkout import Checkout, DataDirectory
from embedded.logfile import last_lines, size, text_since
from embedded.options import Options
from embedded.ports import LOOPBACK
from embedded.problem import Problem
from embedded.process import Program
from embedded.servers import Addresses
from embedded.supervisor import Supervisor
from embedded.terminal import say

_WRONG_SETTING = re.compile(r"ImproperlyConfigured: (.+)")


class Application:
    """Programs of one checkout that share an environment."""

    def __init__(
        self,
        checkout: Checkout,
        environment: Mapping[str, str],
        data: DataDirectory | None = None,
    ) -> None:
        self._checkout = checkout
        self._environment = environment
        # Where logs and the clock's notes go, if not beside the checkout's own data.
        self._data = data or checkout.data

    def setting(self, name: str) -> str:
        """What its environment says; empty when that leaves it to the settings' default."""
        return self._environment.get(name, "")

    def processes(self, port: int) -> list[Program]:
        """What runs for as long as the application does, besides the clock."""
        return [self.worker(), self.web(port), self.relay()]

    def web(self, port: int, name: str = "web") -> Program:
        return self._module(name, "helpdesk.web", "--host", LOOPBACK, "--port", str(port))

    def worker(self) -> Program:
        return self._module(
            "worker", "celery", "--app", "helpdesk.celery", "worker", "--pool", "threads",
            "--without-gossip", "--without-mingle", "--loglevel", "INFO",
        )  # fmt: skip

    def beat(self) -> Program:
        schedule = self._data.file("beat-schedule")
        return self._module(
            "beat", "celery", "--app", "helpdesk.celery", "beat",
            "--schedule", str(schedule), "--pidfile", "", "--loglevel", "INFO",
        )  # fmt: skip

    def model(self, port: int) -> Program:
        """The small language model (``local_model``)."""
        return self._module("model", "embedded.local_model", str(port))

    def relay(self) -> Program:
        return self._python("relay", "manage.py", "relay")

    def manage(self, supervisor: Supervisor, *arguments: str) -> str:
        """Run a management command to its end and return what it wrote."""
        say(f"manage.py {' '.join(arguments)} …")
        program = self._python("manage", "manage.py", *arguments)
        before = size(program.log)
        status = supervisor.run(program)
        written = text_since(program.log, before)
        if status != 0:
            raise _failure(program, arguments[0], written)
        return written

    def _module(self, name: str, module: str, *arguments: str) -> Program:
        return self._python(name, "-m", module, *arguments)

    def _python(self, name: str, *arguments: str) -> Program:
        return Program(
            name=name,
            argv=(str(self._checkout.python), *arguments),
            log=self._data.logs / f"{name}.log",
            env=self._environment,
            cwd=self._checkout.root,
        )


def _failure(program: Program, command: str, written: str) -> Problem:
    """A wrong setting by its name alone; anything else with the end of what was written."""
    if wrong := _WRONG_SETTING.findall(written):
        return Problem(wrong[-1], "see .env.example")
    return Problem(f"manage.py {command} failed, see {program.log}.\n{last_lines(written)}")


def application_environment(
    checkout: Checkout, options: Options, addresses: Addresses
) -> dict[str, str]:
    """What the caller set, completed so that the demo needs no setting at all."""
    env = {
        "PUBLIC_PORT": str(options.port),
        "SECRET_KEY": options.environment.get("SECRET_KEY") or checkout.data.secret("secret-key"),
        "PYTHONUNBUFFERED": "1",
    }
    env |= {name: value for name, value in options.environment.items() if value}
    env |= {"DATABASE_URL": addresses.database_url, "REDIS_URL": addresses.redis_url}
    if not options.database_url:
        # It would name another database than the one that the embedded server was given.
        env.pop("DATABASE_NAME", None)
    for name in ("PYTHONHOME", "PYTHONPATH"):
        env.pop(name, None)
    return env
