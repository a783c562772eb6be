"""Judging: what people decide about rows, from forms and from programs; conflicts are told, and nothing of a form is lost."""

import json
from typing import Annotated, Any, get_args

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import TypeAdapter

from onrecord.model.errors import ConflictError, OnRecordError, SettingError, StoreError
from onrecord.model.judgement import Judgement
from onrecord.model.record import Relation
from onrecord.model.span import Span
from onrecord.resolve import judgements
from onrecord.resolve.judgements import Decider
from onrecord.store.protocol import Dossier, JudgementFilter
from onrecord.views.pages.row_judgement import Field, JudgingPage, build_judging
from onrecord.web.forms import Form, read_form
from onrecord.web.request_filters import NOTHING, Asked
from onrecord.web.responses import json_response, keep_session, page_response, session_of
from onrecord.web.routes.sign_in import inside
from onrecord.web.state import house_of

ACTIONS = ("accept", "reject", "same", "different", "answer", "correct", "undo")
MOST_DECISIONS = 200
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["action", "by", "why"],
                    "properties": {
                        "action": {"type": "string", "enum": list(ACTIONS)},
                        "row": {"type": "string", "description": "ARTICLE/ROW, or ARTICLE"},
                        "other": {"type": "string", "description": "The other of a pair"},
                        "relation": {"type": "string", "description": "Of an answer"},
                        "field": {"type": "string"},
                        "value": {"type": "string", "description": "JSON, as in the record"},
                        "judgement": {"type": "string", "description": "What to undo"},
                        "seen": {
                            "type": "string",
                            "description": "What the page said: another's decision since is a conflict",
                        },
                        "by": {"type": "string"},
                        "why": {"type": "string"},
                    },
                }
            }
        },
    },
    "parameters": [
        {"name": "X-OnRecord", "in": "header", "required": True, "schema": {"type": "string", "enum": ["1"]}}
    ],
}


def add_judging(app: FastAPI) -> None:
    """Give the app the pages for judging, and their JSON."""
    app.add_api_route("/judge", show, include_in_schema=False)
    app.add_api_route("/judge", send, include_in_schema=False, methods=["POST"])
    responses: dict[int | str, dict[str, Any]] = {
        400: {"description": "It makes no sense"},
        403: {"description": "The header X-OnRecord is missing"},
        404: {"description": "There is no such row"},
        409: {"description": "Somebody has decided about the same meanwhile"},
    }
    app.add_api_route("/judge.json", tell, response_model=JudgingPage, responses=responses, tags=["judging"])
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
    """Return the page on which a row is judged."""
    return page_response(request, "judge.html", NOTHING, view=_page(request, row), problem=None, sent={})


def tell(request: Request, row: Reference) -> Response:
    """Tell what can be judged of a row, and what was decided."""
    return json_response(_page(request, row))


def _page(request: Request, row: str) -> JudgingPage:
    view = build_judging(house_of(request).dossier, row)
    if view is None:
        raise HTTPException(404, "This dossier holds no such row.")
    return view


async def send(request: Request) -> Response:
    """Keep what a form decides and lead back; a conflict or a mistake shows the form again, with what was typed."""
    form = await read_form(request)
    dossier = house_of(request).dossier
    try:
        made = act(dossier, form)
        house_of(request).memory.forget()
    except (ConflictError, SettingError, StoreError) as error:
        return _again(request, form, error)
    judged = made[-1].id if made else ""
    back = inside(form.text("next") or "/review")
    joint = "&" if "?" in back else "?"
    path, hash_sign, fragment = back.partition("#")
    response = RedirectResponse(f"{path}{joint}judged={judged}{hash_sign}{fragment}" if judged else back, 303)
    session = session_of(request)
    if form.by and form.by != session.name:
        keep_session(request, response, session.named(form.by))
    return response


def _again(request: Request, form: Form, error: OnRecordError) -> Response:
    status = 409 if isinstance(error, ConflictError) else 400
    row = form.text("row")
    view = build_judging(house_of(request).dossier, row) if "/" in row else None
    if view is None:
        raise HTTPException(status, str(error))
    sent = {name: form.text(name) for name in form.parts}
    return page_response(
        request, "judge.html", NOTHING, status=status, view=view, problem=str(error), sent=sent
    )


async def decide(request: Request) -> Response:
    """Keep a decision and return what was judged by it."""
    form = await read_form(request)
    try:
        made = act(house_of(request).dossier, form)
        house_of(request).memory.forget()
    except ConflictError as error:
        raise HTTPException(409, str(error)) from error
    except StoreError as error:
        raise HTTPException(400, str(error)) from error
    return Response(TypeAdapter(list[Judgement]).dump_json(made), media_type="application/json")


def act(dossier: Dossier, form: Form) -> list[Judgement]:
    """Do what a form says and return the judgements made. Raises SettingError, StoreError (ConflictError among them)."""
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
                f"{relation[:40]!r} is no relation; it is one of {', '.join(get_args(Relation))}"
            )
        return [judgements.answer(dossier, row, other, relation, decider)]  # type: ignore[arg-type]
    if action == "correct":
        return _correct(dossier, row, form, decider)
    if action == "undo":
        return _undo(dossier, form.text("judgement"), decider)
    raise SettingError(f"{action[:40]!r} is nothing to do; it is one of {', '.join(ACTIONS)}")


def _seen(form: Form) -> int | None:
    seen = form.text("seen")
    if not seen:
        return None
    if not seen.isascii() or not seen.isdecimal() or len(seen) > 9:
        raise SettingError("seen is no number; load the page again")
    return int(seen)


def _correct(dossier: Dossier, row: str, form: Form, decider: Decider) -> list[Judgement]:
    """Correct one field (`field` and `value`), or every field of a form (`f-…`, `s-…`) that differs from what is there."""
    if form.text("field"):
        return [judgements.correct(dossier, row, form.text("field"), form.text("value"), decider)]
    view = build_judging(dossier, row)
    if view is None:
        raise SettingError(f"{dossier.name} holds no {row[:80]!r}")
    changes = [change for field in view.fields if (change := _changed(field, form)) is not None]
    changes += [
        (part.name, told)
        for part in view.parts
        if (told := _changed_spans(part.spans, form.text(f"s-{part.name}")))
    ]
    if not changes:
        raise SettingError("nothing was changed")
    made: list[Judgement] = []
    for name, value in changes:
        seen = None if decider.seen is None else decider.seen + len(made)
        made.append(
            judgements.correct(
                dossier, row, name, value, Decider(decider.by, decider.why, seen, decider.clock)
            )
        )
    return made


def _changed(field: Field, form: Form) -> tuple[str, str] | None:
    """Return a field's new value in JSON, None when it stays as it is or the form does not hold it."""
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


def _changed_spans(spans: tuple[Span, ...], told: str) -> str | None:
    """Return new spans in JSON, None when they are those there or were not told. They come as `12-40, 55-70`."""
    if not told:
        return None
    try:
        given = [
            [int(edge) for edge in piece.split("-")] for piece in told.replace(" ", "").split(",") if piece
        ]
    except ValueError as error:
        raise SettingError(
            f"{told[:60]!r} are no spans; write first and last place, such as 12-40, 55-70"
        ) from error
    return None if given == [list(span) for span in spans] else json.dumps(given)


def _undo(dossier: Dossier, judgement: str, decider: Decider) -> list[Judgement]:
    judgements.undo(dossier, judgement, decider)
    return []


def history(dossier: Dossier, asked: Asked) -> tuple[Judgement, ...]:  # noqa: ARG001
    """Return people's decisions, the latest first."""
    found = list(dossier.list_judgements(JudgementFilter(by_people=True, withdrawn=True)))
    return tuple(reversed(found[-MOST_DECISIONS:]))
