"""The HTTP and socket doors: a host leads to one tenant or to none."""

from datetime import timedelta

import pytest
from django.test import Client

from helpdesk.asgi import application
from tenants.context import CrossTenant, in_public, in_tenant
from tenants.provisioning import resume_tenant, suspend_tenant
from tenants.signing import BadToken, sign, unsign
from tests.cast import Company
from tests.sockets import Closed, Socket

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    "host",
    [
        "nobody.localhost",
        "acme.localhost.evil.example",
        "acme.localhost,globex.localhost",
        "xacme.localhost",
        "",
        "[::1",
        "acme.localhost@globex.localhost",
        "a" * 300,
    ],
)
def test_an_unknown_host_leads_nowhere(acme: Company, globex: Company, host: str) -> None:
    response = Client(HTTP_HOST=host).get("/help/")
    assert response.status_code == 404
    assert b"Acme" not in response.content
    assert b"Globex" not in response.content


@pytest.mark.parametrize("host", ["acme.localhost", "ACME.localhost:8000", "acme.localhost."])
def test_case_port_and_final_dot_of_a_host_do_not_matter(acme: Company, host: str) -> None:
    assert Client(HTTP_HOST=host).get("/help/").status_code == 200


def test_a_suspended_workspace_is_not_served(acme: Company) -> None:
    with in_public():
        suspend_tenant(acme.tenant)
        assert acme.client().get("/help/").status_code == 404
        resume_tenant(acme.tenant)
    assert acme.client().get("/help/").status_code == 200


@pytest.mark.parametrize("path", ["/ws/widget", "/ws/inbox"])
async def test_a_socket_to_an_unknown_host_is_refused(acme: Company, path: str) -> None:
    socket = Socket(application, acme, path, headers={"host": "nobody.localhost"})
    with pytest.raises(Closed) as refused:
        await socket.connect()
    assert refused.value.code == 4404


def test_a_tenants_code_can_not_bind_another_tenant_or_the_public_schema(
    acme: Company, globex: Company
) -> None:
    with acme.bound(), pytest.raises(CrossTenant), in_tenant(globex.schema):
        pass
    with acme.bound(), pytest.raises(CrossTenant), in_public():
        pass


@pytest.mark.parametrize("name", ["public", "t_x; DROP SCHEMA public", "pg_catalog", "T_ABCDEFGH"])
def test_only_schema_names_of_our_own_making_can_be_bound(name: str) -> None:
    with pytest.raises(ValueError, match="schema name"), in_tenant(name):
        pass


def test_a_token_of_one_tenant_is_worth_nothing_in_another(acme: Company, globex: Company) -> None:
    with acme.bound():
        token = sign("visitor", {"contact": 1})
        assert unsign("visitor", token, max_age=HOUR) == {"contact": 1}
        with pytest.raises(BadToken):
            unsign("invitation", token, max_age=HOUR)
    with globex.bound(), pytest.raises(BadToken):
        unsign("visitor", token, max_age=HOUR)
