"""What the documents say is so: links lead somewhere, commands and files exist, words mean what the data says."""

import csv
import re
import subprocess

import pytest
import yaml

from tests.folders import HOME

TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=HOME,
    capture_output=True,
    text=True,
    check=True,
).stdout.splitlines()
DOCUMENTS = sorted(path for path in TRACKED if path.endswith(".md") and (HOME / path).is_file())
FOR_EVERYONE = ["ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "GLOSSARY.md", "README.md"]
TOP = {path.split("/")[0] for path in TRACKED if "/" in path}


def text_of(document):
    return (HOME / document).read_text(encoding="utf-8")


def code_in(document):
    """Give what a document sets as code: its blocks, and the pieces between backticks."""
    text = text_of(document)
    blocks = re.findall(r"^```.*?$(.*?)^```", text, re.MULTILINE | re.DOTALL)
    pieces = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    return blocks + pieces


def heading_anchors(document):
    headings = re.findall(r"^#+ (.*)$", text_of(document), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_documents_that_everyone_looks_for_are_there():
    assert set(FOR_EVERYONE) <= set(DOCUMENTS)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document):
    folder = (HOME / document).parent
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text_of(document)):
        path, _, anchor = link.partition("#")
        if "://" in path or path.startswith("mailto:"):
            continue
        target = (folder / path).resolve() if path else HOME / document
        if not target.exists() or (anchor and anchor not in heading_anchors(target.relative_to(HOME))):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_a_document_names_exists(document):
    named = {path for piece in code_in(document) for path in re.findall(r"(?<![\w./<>*-])[\w.-]+/[\w./*-]*\w", piece)}
    ours = {path for path in named if path.split("/")[0] in TOP and not path.startswith("docker/secrets")}
    beside = (HOME / document).parent
    assert {path for path in ours if not any(HOME.glob(path)) and not any(beside.glob(path))} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_a_document_gives_exists(document):
    from sfpc.cli import main

    targets = set(re.search(r"^\.PHONY: (.*)$", text_of("Makefile"), re.MULTILINE)[1].split())
    code = "\n".join(code_in(document))
    assert set(re.findall(r"\bmake ([a-z]+)\b", code)) - targets == set()
    assert set(re.findall(r"(?:^|[ ;])sfpc ([a-z]+(?:-[a-z]+)*)\b", code, re.MULTILINE)) - set(main.commands) == set()


def test_every_step_of_the_command_line_is_written_about():
    from sfpc.cli import main

    written = "\n".join(text_of(document) for document in DOCUMENTS)
    assert {name for name in main.commands if f"sfpc {name}" not in written} == set()


def test_the_architecture_has_a_heading_for_each_step_in_order():
    headings = [heading.lower() for heading in re.findall(r"^#+ (.*)$", text_of("ARCHITECTURE.md"), re.MULTILINE)]
    steps = ["returns", "landing", "raw", "staging", "marts", "gate", "report"]
    assert [heading for heading in headings if heading in steps] == steps


# ---- the glossary's words are the data's words


def glossary():
    """Give each word's text."""
    entries = re.findall(r"^\*\*(.+?)\.\*\*\s(.*?)(?=^\*\*|^#|\Z)", text_of("GLOSSARY.md"), re.MULTILINE | re.DOTALL)
    words = [(word.lower(), text) for entry, text in entries for word in entry.split(", ")]
    assert len(words) == len({word for word, _ in words}), "a word stands twice in the glossary"
    return dict(words)


def emphasised(word):
    return {piece.replace(" ", "_") for piece in re.findall(r"\*([a-z ]+)\*", glossary()[word])}


def accepted_values(model, column):
    """Give the values that a mart's test accepts in a column."""
    marts = yaml.safe_load(text_of("dbt_project/models/marts/_marts.yml"))["models"]
    [described] = [mart for mart in marts if mart["name"] == model]
    [described] = [one for one in described["columns"] if one["name"] == column]
    tests = [test["accepted_values"] for test in described["data_tests"] if "accepted_values" in test]
    [values] = [test["arguments"]["values"] for test in tests]
    return set(values)


def test_the_glossary_explains_every_status_of_a_value():
    assert emphasised("status") == accepted_values("fct_performance", "status")


def test_the_glossary_explains_every_state_of_a_return():
    from sfpc.status import STATES

    in_the_mart = re.findall(r"(?:then|else) '(\w+)'", text_of("dbt_project/models/marts/fct_return.sql"))
    [allowed] = re.findall(r"values: \[(not_due, .*?)\]", text_of("dbt_project/models/marts/_marts.yml"))
    assert emphasised("state") == set(STATES) == set(allowed.split(", "))
    assert set(in_the_mart) == set(STATES) - {"received", "accepted", "nil"}  # the last two come from reading


def test_the_glossary_explains_every_severity_of_a_finding():
    with (HOME / "seeds/finding_types.csv").open(encoding="utf-8", newline="") as lines:
        assert emphasised("severity") == {row["severity"] for row in csv.DictReader(lines)}


def test_the_glossary_explains_every_disposition():
    ledger = text_of("src/sfpc/raw/ledger.py")
    listed = re.search(r"^ +disposition: (.+?)\.$", ledger, re.MULTILINE | re.DOTALL)[1]
    words = re.split(r",\s+|\s+or\s+", re.sub(r"\s*\([^)]*\)", "", listed))
    assert emphasised("disposition") == set(words)


# ---- what CONTRIBUTING.md promises of the code


def test_every_folder_of_tests_is_of_a_kind_that_is_described():
    folders = {path.split("/")[1] for path in TRACKED if re.match(r"tests/[^/]+/.*\.py$", path)}
    described = set(re.findall(r"`tests/(\w+)`", text_of("CONTRIBUTING.md")))
    assert folders <= described
    assert {folder for folder in described if not (HOME / "tests" / folder).is_dir()} == set()


def test_no_authority_is_named_in_code_or_sql():
    with (HOME / "seeds/authorities.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = {row[column] for row in rows for column in ("folder", "short_name", "authority_name", "authority_code")}
    named = re.compile(r"\b(" + "|".join(sorted(names)) + r")\b", re.IGNORECASE)
    code = [
        path
        for path in TRACKED
        if path.startswith(("src/", "dags/", "orchestration/", "dbt_project/"))
        and path.endswith((".py", ".sql", ".html"))
    ]
    assert len(code) > 50
    assert [path for path in code if (HOME / path).is_file() and named.search(text_of(path))] == []


def test_no_file_names_a_package_index_or_a_folder_of_one_machine():
    forbidden = re.compile(r"pypi\.[o]rg|pythonhosted|npmjs|deb\.debian|/(work|root|opt/pypi)/|\.\./shared")
    text_files = [path for path in TRACKED if re.search(r"(\.(py|sql|ya?ml|md|toml|csv|html|lock)|/\w+|file)$", path)]
    assert len(text_files) > 100
    named = [
        path
        for path in text_files
        if path != "tests/unit/test_documentation.py"
        and (HOME / path).is_file()
        and forbidden.search((HOME / path).read_text(encoding="utf-8", errors="replace"))
    ]
    assert named == []
