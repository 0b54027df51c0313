"""JSON Schemas of the answers, strict enough for servers that enforce them: everything required, nothing else."""

from __future__ import annotations

from assistant.prompting.tasks import UNSAID, ScreenTask, VerifyTask, legal_labels

Schema = dict[str, object]


def screen_schema(task: ScreenTask) -> Schema:
    """Return the schema of a screening answer."""
    labels: Schema = {"type": "string", "enum": list(dict.fromkeys(passage.label for passage in task.passages))}
    codes: Schema = {"type": "string", "enum": [code.id for code in task.codes]}
    found = _object({"segment": labels, "code": codes, "evidence": {"type": "string"}})
    return _object(
        {
            "document": _only(task.setting.tag),
            "found": {"type": "array", "items": found},
            "none": {"type": "array", "items": labels},
        }
    )


def verify_schema(task: VerifyTask) -> Schema:
    """Return the schema of a verification answer; the reason stands before the label."""
    values = {
        attribute.id: {"type": "string", "enum": list(dict.fromkeys([*(v.id for v in attribute.values), UNSAID]))}
        for attribute in task.attributes
    }
    return _object(
        {
            "document": _only(task.setting.tag),
            "segment": _only(task.passage.label),
            "reason": {"type": "string"},
            "evidence": {"type": "array", "items": {"type": "string"}},
            "label": {"type": "string", "enum": list(legal_labels(task))},
            "attributes": _object(dict(values)),
        }
    )


def _only(value: str) -> Schema:
    return {"type": "string", "enum": [value]}


def _object(properties: dict[str, object]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
