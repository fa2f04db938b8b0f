"""The real servers: what they acknowledged survives a kill, and nothing of them is left behind."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from embedded.place import remove_place
from tests.embedded.running import Run, eventually, lives

_PAIR = "tests.embedded.server_pair"


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    remove_place(tmp_path)


def test_a_kill_leaves_no_server_and_loses_nothing(data: Path) -> None:
    run = Run(_PAIR, data)
    first = run.told()
    with psycopg.connect(first["database_url"], autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT '[1,2]'::vector AS place")
    redis.Redis.from_url(first["redis_url"]).set("kept", "yes")

    run.kill()
    assert eventually(lambda: not any(lives(pid) for pid in first["pids"]))

    run = Run(_PAIR, data)
    second = run.told()
    with psycopg.connect(second["database_url"]) as connection:
        assert connection.execute("SELECT place::text FROM kept").fetchall() == [("[1,2]",)]
    assert redis.Redis.from_url(second["redis_url"]).get("kept") == b"yes"
    assert second["database_url"] == first["database_url"]
    assert run.stop() == "stopped in order\n"


def test_the_servers_want_a_password(data: Path) -> None:
    run = Run(_PAIR, data)
    addresses = run.told()
    stranger = addresses["database_url"].replace("handrail:", "handrail:not-", 1)

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(stranger)
    with (
        socket.create_connection(("127.0.0.1", urlsplit(addresses["redis_url"]).port)) as wire,
        wire.makefile("rwb") as lines,
    ):
        lines.write(b"PING\r\n")
        lines.flush()
        assert lines.readline().startswith(b"-NOAUTH")
    run.stop()


def test_a_cluster_of_another_release_is_refused_with_the_way_out(data: Path) -> None:
    run = Run(_PAIR, data)
    run.told()
    run.stop()
    (data / "servers" / "postgres" / "PG_VERSION").write_text("15\n")

    errors = Run(_PAIR, data).process.communicate()[1]

    assert "The data was written by PostgreSQL 15" in errors
    assert "make demo-reset" in errors
