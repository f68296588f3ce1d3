"""Statements that break good marts: what the breaks of every suite are written with."""

from tests.gate.conftest import NORTHBY, QUARTER

HERE = f"authority_code = '{NORTHBY}' and quarter = '{QUARTER}'"


def empty(table):
    """Measure change is a view over performance: emptying the one empties the other."""
    return f"delete from marts.{table} where quarter = '{QUARTER}'"


def performance(measure, value):
    return f"update marts.fct_performance set value = {value} where measure = '{measure}' and {HERE}"


def small(measure, before, now):
    return (
        f"update marts.fct_performance set value = if(quarter = '{QUARTER}', {now}, {before}) "
        f"where measure = '{measure}' and authority_code = '{NORTHBY}'"
    )


def change(table, values, where="true"):
    return f"update marts.{table} set {values} where {HERE} and {where}"


def status(section, status):
    return change("fct_completeness", f"status = '{status}'", f"section = '{section}' and item != 'section'")


def gone(table, where="true"):
    return f"delete from marts.{table} where {HERE} and {where}"


def found(finding_type, severity="critical"):
    return change("fct_finding", f"finding_type = '{finding_type}', severity = '{severity}'")


def difference(reconciliation, difference, where="true"):
    return change(
        "fct_reconciliation",
        f"observed = expected + {difference}, difference = {difference}",
        f"reconciliation = '{reconciliation}' and {where}",
    )
