"""Records and outcomes to JSON and back, and the JSON Schema. No other module knows the format."""

import json
from functools import cache
from typing import cast

from pydantic import TypeAdapter, ValidationError

from onrecord.model.errors import OnRecordError
from onrecord.model.record import Outcome, Record, Undone


# Made when they are first used: making them takes longer than all else that `import onrecord` does.
@cache
def _records() -> TypeAdapter[Record]:
    return TypeAdapter(Record)


@cache
def _undone() -> TypeAdapter[Undone]:
    return TypeAdapter(Undone)


def outcome_to_json(outcome: Outcome) -> str:
    """Return one line of JSON, as `onrecord read --format json` prints it for one article."""
    adapter: TypeAdapter[Record] | TypeAdapter[Undone] = (
        _records() if isinstance(outcome, Record) else _undone()
    )
    return json.dumps(_ordered(adapter.dump_python(outcome, mode="json")), ensure_ascii=False)  # type: ignore[arg-type]


def outcome_from_json(line: str) -> Outcome:
    """Return the outcome in a line that `outcome_to_json` wrote. Raises OnRecordError for any other line."""
    try:
        raw = json.loads(line)
        if raw.get("outcome") == "done":
            return _records().validate_json(line, context={"text": raw["article"]["text"]})
        return _undone().validate_json(line)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise OnRecordError(f"not a record of schema onrecord/1: {place}: {fault['msg']}") from error
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        raise OnRecordError(f"not a record of schema onrecord/1: {error}") from error


def record_schema() -> dict[str, object]:
    """Return the JSON Schema (2020-12) of an outcome, generated from the types."""
    outcomes: TypeAdapter[Outcome] = TypeAdapter(Outcome)
    schema = outcomes.json_schema(mode="serialization")
    return cast("dict[str, object]", {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})


def _ordered(raw: dict[str, object]) -> dict[str, object]:
    """Put the fields that people look for first at the front, and `run` at the end."""
    first, last = ("schema", "outcome", "article"), ("run",)
    middle = tuple(key for key in raw if key not in first + last)
    return {key: raw[key] for key in first + middle + last if key in raw}
