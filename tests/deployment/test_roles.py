"""docker/roles.yml names what there is, and gives nobody what would let them publish past the reporting lead."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import re

import pytest

from tests.folders import HOME


@pytest.fixture(scope="module")
def apply_roles():
    """The script of the containers, as a module."""
    loader = importlib.machinery.SourceFileLoader("apply_roles", str(HOME / "docker" / "apply_roles"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def roles(apply_roles):
    return apply_roles.wanted()


def who_has(roles, permission):
    return {name for name, permissions in roles.items() if permission in permissions}


def test_only_the_reporting_lead_may_answer_a_request(roles):
    assert len(roles) == 4
    assert who_has(roles, ("can_edit", "HITL Detail")) == {"Reporting lead"}


@pytest.mark.parametrize("resource", ["XComs", "Variables", "Roles", "Permission Views", "Permissions"])
@pytest.mark.parametrize("action", ["can_create", "can_edit", "can_delete"])
def test_nobody_may_change_what_an_answer_or_a_role_rests_on(roles, action, resource):
    assert who_has(roles, (action, resource)) == set()


def test_the_reporting_lead_takes_in_nothing(roles):
    ours = {resource for action, resource in roles["Reporting lead"] if action in ("can_create", "can_edit")}

    assert ours == {"HITL Detail", "DAG:publish_quarter", "DAG Run:publish_quarter", "My Password"}


def test_each_dag_that_is_named_exists(roles):
    named = {
        resource.partition(":")[2]
        for permissions in roles.values()
        for _, resource in permissions
        if resource.startswith(("DAG:", "DAG Run:"))
    }

    assert named
    assert named <= {path.stem for path in (HOME / "dags").glob("*.py")}


def test_no_role_has_the_name_of_one_of_airflows_own(roles):
    assert not {name.casefold() for name in roles} & {"admin", "op", "user", "viewer", "public"}


def test_what_is_misspelt_is_found(apply_roles):
    known = {("can_read", "DAGs"), ("can_edit", "HITL Detail")}
    strange = {("can_read", "Dags"), ("can_write", "DAGs"), ("can_edit", "DAG:publish_quarter")}

    assert apply_roles.unknown({"a": known}, known) == []
    assert apply_roles.unknown({"a": known, "b": strange}, known) == ["can_read on Dags", "can_write on DAGs"]


def test_with_single_sign_on_nobody_is_given_what_there_is_not(apply_roles, roles):
    of_own_log_ins = ("can_create", "Users")
    known = set().union(*roles.values()) - {of_own_log_ins}

    possible = apply_roles.possible(roles, known)

    assert who_has(roles, of_own_log_ins) == {"Programme administrator"}
    assert who_has(possible, of_own_log_ins) == set()
    assert apply_roles.unknown(possible, known) == []
    assert {
        name: roles[name] - permissions for name, permissions in possible.items() if roles[name] != permissions
    } == {"Programme administrator": {of_own_log_ins}}


def test_the_page_for_people_tells_of_each_role(roles):
    page = (HOME / "docs/how_to/give_people_access.md").read_text(encoding="utf-8")
    [heading] = re.findall(r"^\| \| (.*) \|$", page, re.MULTILINE)[:1]

    assert set(heading.split(" | ")) == set(roles)
