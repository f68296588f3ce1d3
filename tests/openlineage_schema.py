"""What an event of OpenLineage must be, by its specification 2-0-2: as a JSON schema, in our own words.

The standard's own file refers to web addresses, and nothing is fetched in a test. Facets are held to what each of them
must have; those of the client's are written by the client.
"""

FACET = {
    "type": "object",
    "properties": {
        "_producer": {"type": "string", "pattern": r"^\w[\w+.-]*:\S+$"},
        "_schemaURL": {"type": "string", "pattern": r"^https://\S+$"},
    },
    "required": ["_producer", "_schemaURL"],
}
FACETS = {"type": "object", "additionalProperties": FACET}
UUID = {"type": "string", "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"}


def data_set(*kinds):
    """A data set: where its name is unique, its name, and facets of some kinds."""
    return {
        "type": "object",
        "properties": {
            "namespace": {"type": "string", "minLength": 1},
            "name": {"type": "string", "minLength": 1},
            **dict.fromkeys(("facets", *kinds), FACETS),
        },
        "required": ["namespace", "name"],
        "additionalProperties": False,
    }


JOB = {
    "type": "object",
    "properties": {
        "namespace": {"type": "string", "minLength": 1},
        "name": {"type": "string", "minLength": 1},
        "facets": FACETS,
    },
    "required": ["namespace", "name"],
    "additionalProperties": False,
}
RUN = {
    "type": "object",
    "properties": {"runId": UUID, "facets": FACETS},
    "required": ["runId"],
    "additionalProperties": False,
}

RUN_EVENT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "eventType": {"enum": ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]},
        "eventTime": {
            "type": "string",
            "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
        },
        "run": RUN,
        "job": JOB,
        "inputs": {"type": "array", "items": data_set("inputFacets")},
        "outputs": {"type": "array", "items": data_set("outputFacets")},
        "producer": {"type": "string", "pattern": r"^\w[\w+.-]*:\S+$"},
        "schemaURL": {"type": "string", "pattern": r"^https://openlineage\.io/spec/2-0-\d+/OpenLineage\.json#"},
    },
    "required": ["eventType", "eventTime", "run", "job", "producer", "schemaURL"],
    "additionalProperties": False,
}
