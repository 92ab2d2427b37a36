"""Whether a bundle is FHIR R4, by the official definitions in `data/fhir`.

Owns the reading of those: the JSON schema, and a walk along the structure definitions for required elements,
cardinalities, types, required codes and invariants. What neither of them sees has lines of its own: references
that lead nowhere or to the wrong type, ids used twice, empty elements, answers that do not fit their form.
It must not use `ktrack`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import fhirpathpy
from fhirpathpy.engine.nodes import ResourceNode
from fhirpathpy.models import models
from jsonschema import Draft6Validator

_FOLDER = Path(__file__).parent / "data" / "fhir"
_JSON_TYPES: Mapping[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "integer": (int,),
    "positiveInt": (int,),
    "unsignedInt": (int,),
    "decimal": (int, float),
}
_ONLY_CONTAINED = "dom-3"
"""An invariant about contained resources, in words that fhirpathpy does not know. There are none."""

_XHTML = "{http://www.w3.org/1999/xhtml}"
_FORMATTING = frozenset("div p br b i em strong span ul ol li table thead tbody tr th td h1 h2 h3 h4".split())
_ATTRIBUTES = frozenset(("class", "dir", "lang", "style", "title", "colspan", "rowspan"))
"""The part of what txt-1 allows that a summary may need."""

_TRACE = re.compile(r"\.trace\([^()]*\)")
_ANSWERS = {"text": "String", "string": "String", "boolean": "Boolean", "integer": "Integer", "decimal": "Decimal"}


def problems(bundle: Mapping[str, Any]) -> list[str]:
    """What is wrong with a bundle, each with its place; empty when nothing is."""
    found = [*_by_schema("Bundle", {**bundle, "entry": []}), *_walk(bundle, "Bundle", bundle)]
    return found + list(_links(bundle))


def problems_of_form(bundle: Mapping[str, Any]) -> list[str]:
    """What the JSON schema alone finds in the resources: quick, and enough where only texts differ."""
    found: list[str] = []
    for entry in bundle["entry"]:
        found += _in_schema(json.dumps(entry["resource"]))
    return found


@lru_cache(4096)
def _in_schema(written: str) -> tuple[str, ...]:
    resource = json.loads(written)
    return tuple(_by_schema(resource.get("resourceType", ""), resource))


@lru_cache(4096)
def _in_resource(written: str) -> tuple[str, ...]:
    """What is wrong inside one resource, given as JSON: many are the same from bundle to bundle."""
    resource = json.loads(written)
    kind = resource.get("resourceType", "")
    found = list(_by_schema(kind, resource))
    if kind in _definitions()[0]:
        found += _walk(resource, kind, resource)
    else:
        found.append(f"{kind or 'a resource'}: no definition of it")
    return tuple(found)


def _by_schema(kind: str, resource: Mapping[str, Any]) -> Iterator[str]:
    validator = _validator(kind)
    if validator is None:
        yield f"{kind or 'a resource'}: not a type of resource"
        return
    for error in validator.iter_errors(resource):
        yield f"{kind}.{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"


@cache
def _validator(kind: str) -> Draft6Validator | None:
    definitions: dict[str, Any] = {}
    for name in ("r4.subset.schema.json", "r4.medication-statement.schema.json"):
        definitions |= _read(name)["definitions"]
    if kind not in definitions:
        return None
    return Draft6Validator({"definitions": definitions, "$ref": f"#/definitions/{kind}"})


@cache
def _read(name: str) -> Mapping[str, Any]:
    read: dict[str, Any] = json.loads((_FOLDER / name).read_text("utf-8"))
    return read


@cache
def _definitions() -> tuple[Mapping[str, Mapping[str, Any]], Mapping[str, Any]]:
    """The elements by their path, and the codes by value set."""
    elements: dict[str, Any] = {}
    codes: dict[str, Any] = {}
    for name in ("r4.sd.json", "r4.questionnaire.sd.json", "r4.medication-statement.sd.json"):
        read = _read(name)
        elements |= {each["path"]: each for kind in read["sd"].values() for each in kind}
        codes |= read["vs"]
    return elements, codes


@cache
def _children(path: str) -> Mapping[str, Mapping[str, Any]]:
    """The definition of each JSON name that may stand in an object at this path, with its type."""
    found = {}
    for each in _definitions()[0].values():
        head, _, name = each["path"].rpartition(".")
        if head != path:
            continue
        for kind in each.get("types", [""]):
            bare = "System.String" if kind.startswith("http") else kind
            said = name.replace("[x]", bare[:1].upper() + bare[1:])
            found[said] = {**each, "type": bare}
    return found


def _walk(value: Any, path: str, root: Any) -> Iterator[str]:
    """One object against the definition at `path`: a type's name, or the place of an element inside one."""
    if not isinstance(value, dict) or not value:
        yield f"{path}: must be an object with something in it"
        return
    children = _children(path)
    yield from _invariants(value, path, root)
    if path == "Extension" and ("extension" in value) == any(name.startswith("value") for name in value):
        yield f"{path}: ext-1, must have a value or extensions"
    counted: dict[str, int] = {}
    for name, inner in value.items():
        if name == "resourceType" and "." not in path:
            continue
        if name not in children:
            yield f"{path}.{name}: no such element"
            continue
        child = children[name]
        several = child["max"] != "1"
        if several != isinstance(inner, list):
            yield f"{path}.{name}: must {'' if several else 'not '}be a list"
            continue
        if inner == []:
            yield f"{path}.{name}: ele-1, must not be empty"
        each_of = inner if several else [inner]
        counted[child["path"]] = counted.get(child["path"], 0) + len(each_of)
        for each in each_of:
            yield from _element(each, child, root)
    for child in {each["path"]: each for each in children.values()}.values():
        count = counted.get(child["path"], 0)
        if count < child["min"]:
            yield f"{child['path']}: is missing"
        if child["max"] == "1" and count > 1:
            yield f"{child['path']}: only one is allowed"


def _element(value: Any, child: Mapping[str, Any], root: Any) -> Iterator[str]:
    path, kind = child["path"], child["type"]
    if kind == "Resource":
        yield from _in_resource(json.dumps(value))
    elif kind in ("", "BackboneElement", "Element"):
        yield from _walk(value, _inside(child), root)
    elif kind[:1].isupper() and kind != "System.String":
        yield from _invariants(value, path, root)
        yield from _walk(value, kind, root)
    else:
        yield from _primitive(value, child)


def _inside(child: Mapping[str, Any]) -> str:
    """The path under which the elements of an element are defined."""
    if "ref" in child:
        return str(child["ref"].lstrip("#"))
    return str(child["path"] if child["type"] in ("BackboneElement", "Element") else child["type"])


def _primitive(value: Any, child: Mapping[str, Any]) -> Iterator[str]:
    path, expected = child["path"], _JSON_TYPES.get(child["type"], (str,))
    if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected):
        yield f"{path}: {value!r} is not a {child['type']}"
    elif value == "":
        yield f"{path}: ele-1, must not be empty"
    elif child["type"] == "xhtml":
        yield from (f"{path}: {wrong}" for wrong in _xhtml(str(value)))
    elif "vs" in child and value not in _definitions()[1].get(child["vs"], [value]):
        yield f"{path}: {value!r} is not in {child['vs']}"


def _xhtml(written: str) -> Iterator[str]:
    """What txt-1 and txt-2 say in words: basic formatting and nothing else, and something to read in it."""
    try:
        root = ElementTree.fromstring(written)
    except ElementTree.ParseError as error:
        yield f"txt-1, is not XML: {error}"
        return
    if root.tag != f"{_XHTML}div":
        yield f"txt-1, is a {root.tag}"
    for each in root.iter():
        if each.tag.removeprefix(_XHTML) not in _FORMATTING or not set(each.attrib) <= _ATTRIBUTES:
            yield f"txt-1, {each.tag} {[*each.attrib]} is not basic formatting"
    if not "".join(root.itertext()).strip():
        yield "txt-2, there is nothing to read"


def _invariants(value: Any, path: str, root: Any) -> Iterator[str]:
    for key, expression in _definitions()[0].get(path, {}).get("inv", ()):
        if key != _ONLY_CONTAINED and _evaluate(path, expression, value, root) not in ([True], []):
            yield f"{path}: {key}, {expression}"
    if "contained" in value:
        yield f"{path}: has resources inside, which this walk does not look into"


def _evaluate(path: str, expression: str, value: Any, root: Any) -> Any:
    node = ResourceNode.create_node(value, path)  # type: ignore[no-untyped-call]
    return _compiled(expression)(node, {"resource": root, "rootResource": root})


@cache
def _compiled(expression: str) -> Callable[[Any, Any], Any]:
    # fhirpathpy lacks hasValue(), and a primitive that is there has a value; trace() only prints
    expression = _TRACE.sub("", expression.replace("hasValue()", "exists()"))
    compiled: Callable[[Any, Any], Any] = fhirpathpy.compile(expression, models["r4"])
    return compiled


def _links(bundle: Mapping[str, Any]) -> Iterator[str]:
    """What holds between the resources."""
    resources = [entry.get("resource", {}) for entry in bundle.get("entry", [])]
    urls = [entry.get("fullUrl") for entry in bundle.get("entry", [])]
    ids = [each.get("id") for each in resources]
    for what, names in (("fullUrl", urls), ("id", ids)):
        if len(set(names)) != len(names):
            yield f"Bundle: a {what} is used twice"
    for url, name in zip(urls, ids, strict=True):
        if url != f"urn:uuid:{name}":
            yield f"Bundle: fullUrl {url} is not that of {name}"
    for reference in references(bundle):
        if reference not in urls:
            yield f"Bundle: {reference} leads nowhere"
    kinds = {url: each.get("resourceType", "") for url, each in zip(urls, resources, strict=True)}
    for each in resources:
        for path, target in _pointing(each, each.get("resourceType", "")):
            kind = kinds.get(target.get("reference"), target.get("type"))
            if kind not in (allowed := _read("r4.targets.json").get(path, ())) and "Resource" not in allowed:
                yield f"{path}: must not refer to a {kind}"
            if target.get("type", kind) != kind:
                yield f"{path}: refers to a {kind}, and says it is a {target['type']}"
    forms = {f"{each.get('url')}|{each.get('version')}": each for each in resources if each.get("url")}
    for each in resources:
        if each.get("resourceType") == "QuestionnaireResponse":
            yield from _fits(each, forms.get(each.get("questionnaire", "")))


def _pointing(value: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The references in a resource, each with the path of its definition."""
    for name, inner in value.items():
        child = _children(path).get(name)
        for each in inner if isinstance(inner, list) else [inner]:
            if child is not None and isinstance(each, dict):
                if child["type"] == "Reference":
                    yield child["path"], each
                yield from _pointing(each, _inside(child))


def references(value: Any) -> Iterator[str]:
    """Every reference anywhere in a value."""
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from references(each)


def _fits(response: Mapping[str, Any], form: Mapping[str, Any] | None) -> Iterator[str]:
    """A response has items of its questionnaire, in its order, with answers of their type."""
    if form is None:
        yield f"QuestionnaireResponse: {response.get('questionnaire')} is not in the bundle"
    else:
        yield from _items_fit(response.get("item", []), form["item"])


def _items_fit(said: Any, asked: Any) -> Iterator[str]:
    order = [each["linkId"] for each in asked]
    links = [each["linkId"] for each in said]
    if not set(links) <= set(order) or sorted(links, key=order.index) != links:
        yield f"QuestionnaireResponse: {links} does not follow its questionnaire"
        return
    for item in said:
        question = asked[order.index(item["linkId"])]
        if not question.get("repeats") and (links.count(item["linkId"]) > 1 or len(item.get("answer", [])) > 1):
            yield f"QuestionnaireResponse: {item['linkId']} is answered twice"
        kind = _ANSWERS.get(question["type"], question["type"][:1].upper() + question["type"][1:])
        for answer in item.get("answer", []):
            if f"value{kind}" not in answer:
                yield f"QuestionnaireResponse: {item['linkId']} is not answered by a {kind}"
            yield from _items_fit(answer.get("item", []), question.get("item", []))
        yield from _items_fit(item.get("item", []), question.get("item", []))
