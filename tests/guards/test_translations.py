"""Every sentence exists in German, with the same places to fill, and nothing is kept that nobody says."""

import ast
import re

from tests.guards import catalogues

_PLACES = re.compile(r"%\((\w+)\)s")
_HELP = "Run `make translations` and write the German sentences into portal/translations/de/."


def test_every_sentence_has_its_german_one() -> None:
    known = catalogues.everything_known()
    missing = {
        f"{name}: {msgid}"
        for name, sentences in catalogues.said().items()
        for msgid in sentences
        if not known.get(msgid) or (isinstance(known[msgid], tuple | list) and not all(known[msgid]))
    }
    assert not missing, f"{_HELP}\n" + "\n".join(sorted(missing))


def test_no_sentence_stands_where_nobody_looks_for_it() -> None:
    """Inside an f-string a sentence is not found, and stays English."""
    hidden = [
        f"{path.relative_to(catalogues.ROOT)}:{call.lineno}"
        for path in catalogues.sources()
        if path.suffix == ".py"
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in catalogues.KEYWORDS
    ]
    assert not hidden, "Take these sentences out of their f-strings:\n" + "\n".join(hidden)


def test_no_german_sentence_has_lost_its_origin() -> None:
    said = {msgid for sentences in catalogues.said().values() for msgid in sentences}
    stale = sorted(set(catalogues.everything_known()) - said)
    assert not stale, f"{_HELP}\n" + "\n".join(stale)


def test_translations_fill_the_same_places() -> None:
    wrong = []
    for msgid, found in catalogues.everything_known().items():
        wanted = set(_PLACES.findall(msgid)) - {"n"}
        for form in found if isinstance(found, tuple | list) else [found]:
            if set(_PLACES.findall(form)) - {"n"} != wanted:
                wrong.append(f"{msgid!r} -> {form!r}")
    assert not wrong, "\n".join(wrong)


def test_german_says_du() -> None:
    formal = re.compile(r"(?<![.!?:…] )(?<!^)\b(Sie|Ihr|Ihre|Ihnen|Ihren|Ihrem)\b")
    hits = [
        form
        for found in catalogues.everything_known().values()
        for form in (found if isinstance(found, tuple | list) else [found])
        if formal.search(form)
    ]
    assert not hits, "These say Sie:\n" + "\n".join(hits)
