"""Routes for what people add: rows, answers and dated steps, from forms and from programs."""

from typing import Annotated, Any, get_args

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import TypeAdapter

from onrecord.model.annotation import ACTS, EVENT_TYPES
from onrecord.model.errors import ConflictError, SettingError, StoreError
from onrecord.model.judgement import Judgement
from onrecord.model.record import Relation
from onrecord.model.step import STEP_KINDS
from onrecord.resolve.judgements import Decider
from onrecord.resolve.ledger.own_rows import FIELDS, OWN_KINDS, OwnKind, Source, add_own
from onrecord.resolve.linker import link_article
from onrecord.views.pages.note import NotePage, build_note
from onrecord.web.page_query import EMPTY_QUERY
from onrecord.web.requests import PROGRAM_PARAMETER, Form, StaleFormError, read_form
from onrecord.web.responses import page_response
from onrecord.web.state import app_state, save_session, session_of

NO_ARTICLE = "This dossier has no such article."
_TEXT = {"type": "string", "maxLength": 2000}
_FIELDS = sorted({field for fields in FIELDS.values() for field in fields})
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["article", "kind", "quote", "by", "why"],
                    "properties": {
                        "article": {"type": "string", "description": "The article that has the words"},
                        "kind": {"type": "string", "enum": list(OWN_KINDS)},
                        "quote": {**_TEXT, "description": "Words of the article, copied exactly"},
                        "nth": {"type": "string", "description": "Which place, if it has them several times"},
                        "about": {"type": "string", "description": "What a step or an answer is about"},
                        "by": _TEXT,
                        "why": _TEXT,
                        **{f"f-{field}": _TEXT for field in _FIELDS},
                    },
                }
            }
        },
    },
    "parameters": [PROGRAM_PARAMETER],
}
Reference = Annotated[str, Query(max_length=200)]
_CHOICES = {"acts": ACTS, "types": EVENT_TYPES, "steps": STEP_KINDS, "relations": get_args(Relation)}


def add_routes(app: FastAPI) -> None:
    """Add the page and the form to the app, and the route for programs."""
    app.add_api_route("/note", show, include_in_schema=False)
    app.add_api_route("/note", send, include_in_schema=False, methods=["POST"])
    responses: dict[int | str, dict[str, Any]] = {
        400: {"description": "The row cannot be added; the message says why"},
        403: {"description": "The header X-OnRecord is missing"},
        404: {"description": "There is no such article"},
    }
    app.add_api_route(
        "/api/note",
        add,
        methods=["POST"],
        response_model=tuple[Judgement, ...],
        openapi_extra=_FORM,
        responses=responses,
        tags=["judging"],
    )


def show(request: Request, article: Reference, about: Reference = "", kind: Reference = "") -> Response:
    """Return the page on which a person adds what was missed in an article."""
    chosen = kind if kind in OWN_KINDS else "step" if about else "commitment"
    return _page(request, article, {"about": about, "kind": chosen}, None, 200)


def _page(request: Request, article: str, sent: dict[str, str], problem: str | None, status: int) -> Response:
    view: NotePage | None = build_note(app_state(request).dossier, article)
    if view is None:
        raise HTTPException(404, NO_ARTICLE)
    parts: dict[str, Any] = {"view": view, "sent": sent, "problem": problem, "kinds": OWN_KINDS, **_CHOICES}
    return page_response(request, "note.html", EMPTY_QUERY, status=status, **parts)


async def send(request: Request) -> Response:
    """Add what a form says and return to the article; after a mistake, show the form with its content."""
    try:
        form = await read_form(request)
    except StaleFormError as error:
        return _page(request, error.form.text("article"), _sent(error.form), error.detail, 403)
    try:
        made = _add(request, form)
    except (ConflictError, SettingError, StoreError) as error:
        return _page(request, form.text("article"), _sent(form), str(error), 400)
    row = made[0].left if made and made[0].kind == "added" else form.text("article")
    article, _, name = row.partition("/")
    target = f"/articles/{article}" + (f"?row={name}#w-{name}" if name else "")
    response = RedirectResponse(target, 303)
    session = session_of(request)
    if form.by and form.by != session.name:
        save_session(request, response, session.named(form.by))
    return response


def _sent(form: Form) -> dict[str, str]:
    return {name: form.text(name) for name in form.parts}


async def add(request: Request) -> Response:
    """Add a row, an answer or a step and return the judgements."""
    form = await read_form(request)
    if build_note(app_state(request).dossier, form.text("article")) is None:
        raise HTTPException(404, NO_ARTICLE)
    made = _add(request, form)
    return Response(TypeAdapter(list[Judgement]).dump_json(made), media_type="application/json")


def _add(request: Request, form: Form) -> list[Judgement]:
    """Add what a form says. Raises SettingError and StoreError."""
    dossier, kind, nth = app_state(request).dossier, form.text("kind"), form.text("nth")
    if kind not in OWN_KINDS:
        raise SettingError(f"{kind[:40]!r} cannot be added; add one of {', '.join(OWN_KINDS)}")
    own: OwnKind = kind
    if nth and not (nth.isascii() and nth.isdecimal() and len(nth) < 5):
        raise SettingError("the number of the place is not a number; leave it empty or write 1, 2 …")
    fields = {name: form.text(f"f-{name}") for name in FIELDS[own] if form.text(f"f-{name}")}
    source = Source(form.text("article"), form.raw_text("quote"), int(nth) if nth else None)
    about = form.text("about") if own in ("step", "answer") else None
    made = add_own(dossier, source, own, fields, Decider(form.by, form.text("why")), about or None)
    link_article(dossier, source.article)
    app_state(request).cache.clear()
    return made
