"""Routes for people's decisions on rows, from forms and from programs.

After a conflict the form keeps its content.
"""

import json
from dataclasses import replace
from typing import Annotated, Any, get_args

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import TypeAdapter

from onrecord.model.errors import ConflictError, SettingError, StoreError
from onrecord.model.judgement import Judgement
from onrecord.model.record import Relation
from onrecord.model.span import Span
from onrecord.resolve import judgements
from onrecord.resolve.judgements import Decider
from onrecord.store.protocol import Dossier
from onrecord.views.pages.row_judgement import Field, JudgingPage, build_judging
from onrecord.web.access.sessions import INVISIBLE
from onrecord.web.page_query import EMPTY_QUERY
from onrecord.web.requests import PROGRAM_PARAMETER, Form, StaleFormError, read_form
from onrecord.web.responses import json_response, page_response
from onrecord.web.routes.sign_in import local_path
from onrecord.web.state import app_state, save_session, session_of

ACTIONS = ("accept", "reject", "same", "different", "answer", "correct", "undo", "confirm", "deny")
NO_ROW = "This dossier has no such row."
PAIR_ACTIONS = ("same", "different", "answer")
# What Python takes for white space; ECMA's \S leaves out some control characters.
_WHITE = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_NOT_BLANK = {"type": "string", "pattern": f"[^{_WHITE}]"}
_FIELDS: dict[str, dict[str, Any]] = {
    "row": {
        **_NOT_BLANK,
        "description": "ARTICLE/ROW, or ARTICLE; to confirm or deny, the id of a step or an answer",
    },
    "other": {**_NOT_BLANK, "description": "The other row of a pair"},
    "relation": {
        "type": "string",
        "enum": list(get_args(Relation)),
        "description": "How the row relates to the other",
    },
    "field": _NOT_BLANK,
    "value": {"type": "string", "description": "JSON, as in the record"},
    "judgement": {**_NOT_BLANK, "description": "The judgement to undo"},
    "seen": {
        "type": "string",
        "pattern": "^[0-9]{0,9}$",
        "description": "The number of decisions on the page; one made since then is a conflict",
    },
    "by": {"type": "string", "pattern": f"[^{INVISIBLE}]"},
    "why": _NOT_BLANK,
}  # fmt: skip


def _decision(actions: tuple[str, ...], *needed: str) -> dict[str, Any]:
    """Return the schema of a form for some actions, which need these fields besides the signature."""
    required = ("action", *needed, "by", "why")
    properties = {"action": {"type": "string", "enum": list(actions)}}
    properties |= {name: _FIELDS[name] for name in (*required[1:], "seen")}
    return {"type": "object", "required": list(required), "properties": properties}


_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "oneOf": [
                        _decision(("accept", "reject"), "row"),
                        _decision(("same", "different"), "row", "other"),
                        _decision(("answer",), "row", "other", "relation"),
                        _decision(("correct",), "row", "field", "value"),
                        _decision(("confirm", "deny"), "row"),
                        _decision(("undo",), "judgement"),
                    ]
                }
            }
        },
    },
    "parameters": [PROGRAM_PARAMETER],
}


def add_routes(app: FastAPI) -> None:
    """Add the pages for decisions to the app, and their JSON."""
    app.add_api_route("/judge", show, include_in_schema=False)
    app.add_api_route("/judge", send, include_in_schema=False, methods=["POST"])
    responses: dict[int | str, dict[str, Any]] = {
        400: {"description": "The request is invalid"},
        403: {"description": "The header X-OnRecord is missing"},
        404: {"description": "There is no such row"},
        409: {"description": "Somebody else has decided on the same row in the meantime"},
    }
    app.add_api_route(
        "/judge.json", show_json, response_model=JudgingPage, responses=responses, tags=["judging"]
    )
    app.add_api_route(
        "/api/judge",
        decide,
        methods=["POST"],
        response_model=tuple[Judgement, ...],
        openapi_extra=_FORM,
        responses=responses,
        tags=["judging"],
    )


Reference = Annotated[str, Query(max_length=200)]


def show(request: Request, row: Reference) -> Response:
    """Return the page on which a person judges a row."""
    return page_response(
        request, "judge.html", EMPTY_QUERY, view=_page(request, row), problem=None, sent={}, chosen={}
    )


def show_json(request: Request, row: Reference) -> Response:
    """Return what can be judged about a row, and earlier decisions."""
    return json_response(_page(request, row))


def _page(request: Request, row: str) -> JudgingPage:
    view = build_judging(app_state(request).dossier, row)
    if view is None:
        raise HTTPException(404, NO_ROW)
    return view


async def send(request: Request) -> Response:
    """Store the decision of a form and return to its page.

    After a conflict or mistake, or when the form is out of date, show it with its content.
    """
    try:
        form = await read_form(request)
    except StaleFormError as error:
        return _show_again(request, error.form, 403, error.detail)
    dossier = app_state(request).dossier
    try:
        made = act(dossier, form)
        app_state(request).cache.clear()
    except (ConflictError, SettingError, StoreError) as error:
        status = 409 if isinstance(error, ConflictError) else 400
        return _show_again(request, form, status, str(error))
    target = local_path(form.text("next") or "/review")
    if made:
        separator = "&" if "?" in target else "?"
        path, hash_sign, fragment = target.partition("#")
        target = f"{path}{separator}judged={made[-1].id}{hash_sign}{fragment}"
    response = RedirectResponse(target, 303)
    session = session_of(request)
    if form.by and form.by != session.name:
        save_session(request, response, session.named(form.by))
    return response


def _show_again(request: Request, form: Form, status: int, problem: str) -> Response:
    row = form.text("row")
    view = build_judging(app_state(request).dossier, row) if "/" in row else None
    if view is None:
        raise HTTPException(status, problem)
    sent = {name: form.text(name) for name in form.parts}
    chosen = {name: form.parts.getlist(name) for name in form.parts}
    parts = {"view": view, "problem": problem, "sent": sent, "chosen": chosen}
    return page_response(request, "judge.html", EMPTY_QUERY, status=status, **parts)


async def decide(request: Request) -> Response:
    """Store a decision and return its judgements."""
    form = await read_form(request)
    try:
        _check_found(app_state(request).dossier, form)
        made = act(app_state(request).dossier, form)
        app_state(request).cache.clear()
    except ConflictError as error:
        raise HTTPException(409, str(error)) from error
    except StoreError as error:
        if form.text("action") == "undo":
            raise HTTPException(404, "This dossier has no such judgement.") from error
        raise HTTPException(400, str(error)) from error
    return Response(TypeAdapter(list[Judgement]).dump_json(made), media_type="application/json")


def _check_found(dossier: Dossier, form: Form) -> None:
    """Raise HTTPException 404 when the dossier does not have the rows of a decision."""
    action = form.text("action")
    if action not in ACTIONS or action == "undo":
        return
    if action in ("confirm", "deny"):
        if judgements.find_decidable(dossier, form.text("row")) is None:
            raise HTTPException(404, NO_ROW)
        return
    for reference in [form.text("row"), *([form.text("other")] if action in PAIR_ACTIONS else [])]:
        row = dossier.find_actor_rows([reference]).get(reference, reference)
        try:
            judgements.find_kind(dossier, row)
        except SettingError as error:
            raise HTTPException(404, NO_ROW) from error


def act(dossier: Dossier, form: Form) -> list[Judgement]:
    """Store the decision of a form and return its judgements.

    Raises SettingError and StoreError (also ConflictError).
    """
    action, row, other = form.text("action"), form.text("row"), form.text("other")
    decider = Decider(form.by, form.text("why"), _seen(form))
    if action == "accept":
        return [judgements.accept(dossier, row, decider)]
    if action == "reject":
        return [judgements.reject(dossier, row, decider)]
    if action in ("same", "different"):
        judge = judgements.merge if action == "same" else judgements.split
        return [judge(dossier, row, other, decider)]
    if action == "answer":
        relation = form.text("relation")
        if relation not in get_args(Relation):
            raise SettingError(
                f"{relation[:40]!r} is not a relation; use one of {', '.join(get_args(Relation))}"
            )
        return [judgements.answer(dossier, row, other, relation, decider)]  # type: ignore[arg-type]
    if action in ("confirm", "deny"):
        return [judgements.decide(dossier, row, action == "confirm", decider)]
    if action == "correct":
        return _correct(dossier, row, form, decider)
    if action == "undo":
        return _undo(dossier, form.text("judgement"), decider)
    raise SettingError(f"{action[:40]!r} is not an action; use one of {', '.join(ACTIONS)}")


def _seen(form: Form) -> int | None:
    seen = form.text("seen")
    if not seen:
        return None
    if not seen.isascii() or not seen.isdecimal() or len(seen) > 9:
        raise SettingError("seen is not a number; reload the page")
    return int(seen)


def _correct(dossier: Dossier, row: str, form: Form, decider: Decider) -> list[Judgement]:
    """Correct one field (`field`, `value`), or those of a form (`f-…`, `s-…`) that differ from the row."""
    if form.text("field"):
        return [judgements.correct(dossier, row, form.text("field"), form.text("value"), decider)]
    view = build_judging(dossier, row)
    if view is None:
        raise SettingError(f"{dossier.name} has no {row[:80]!r}")
    changes = [change for field in view.fields if (change := _changed(field, form)) is not None]
    changes += [
        (part.name, value)
        for part in view.parts
        if (value := _changed_spans(part.spans, form.text(f"s-{part.name}")))
    ]
    if not changes:
        raise SettingError("there is no change to store")
    made: list[Judgement] = []
    for name, value in changes:
        # Each correction is itself a decision about the row, which the next one has to have seen.
        seen = None if decider.seen is None else decider.seen + len(made)
        made.append(judgements.correct(dossier, row, name, value, replace(decider, seen=seen)))
    return made


def _changed(field: Field, form: Form) -> tuple[str, str] | None:
    """Return a field's name and its new value in JSON, None when it is unchanged or missing in the form."""
    name = f"f-{field.name}"
    if name not in form.parts and not (field.many and f"{name}-shown" in form.parts):
        return None
    given = tuple(value for value in form.parts.getlist(name) if isinstance(value, str) and value.strip())
    if field.many:
        return None if set(given) == set(field.values) else (field.name, json.dumps(list(given)))
    value = given[0].strip() if given else ""
    if value == "".join(field.values):
        return None
    return field.name, json.dumps(value or None)


def _changed_spans(spans: tuple[Span, ...], text: str) -> str | None:
    """Return new spans in JSON, None when they are unchanged or missing. `text` is like `12-40, 55-70`."""
    if not text:
        return None
    try:
        given = [
            [int(edge) for edge in piece.split("-")] for piece in text.replace(" ", "").split(",") if piece
        ]
    except ValueError as error:
        raise SettingError(
            f"{text[:60]!r} is not a list of spans; write first and last place, such as 12-40, 55-70"
        ) from error
    return None if given == [list(span) for span in spans] else json.dumps(given)


def _undo(dossier: Dossier, judgement: str, decider: Decider) -> list[Judgement]:
    judgements.undo(dossier, judgement, decider)
    return []
