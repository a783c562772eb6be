"""Routes for adding reports: the page with the form, and the progress of the jobs."""

from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import TypeAdapter

from onrecord.ingest import Overrides
from onrecord.model.errors import OnRecordError
from onrecord.web.add_queue import Job, Source
from onrecord.web.page_query import EMPTY_QUERY
from onrecord.web.requests import PROGRAM_PARAMETER, Form, StaleFormError, read_form
from onrecord.web.responses import json_response, page_response
from onrecord.web.state import app_state

PASTED_TEXT = "pasted text"
NOTHING = "There is nothing to add: paste a text, choose a file or enter an address."
METADATA_FIELDS = ("title", "outlet", "date", "url", "language")
FIELDS = ("text", "address", "files", *METADATA_FIELDS, "by")
# What programs send; dates as people write them are understood as well (ingest/dates.py).
_DAY = (
    r"(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
)
_DATE = rf"^([12][0-9]{{3}}(-(0[1-9]|1[0-2])|-({_DAY}))?)?$"
_ADDRESS = r"[Hh][Tt][Tt][Pp][Ss]?://[^\s\u0000-\u001f\u007f-\u009f]+"
_FORM: dict[str, Any] = {
    "requestBody": {
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "text": {"type": "string", "description": "The text of one report."},
                        "address": {
                            "type": "string",
                            "pattern": rf"^(\s*{_ADDRESS}(\s+{_ADDRESS})*)?\s*$",
                            "description": "An http or https address, or several, one per line.",
                        },
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "title": {"type": "string"},
                        "outlet": {"type": "string"},
                        "date": {"type": "string", "pattern": _DATE},
                        "url": {"type": "string"},
                        "language": {
                            "type": "string",
                            "pattern": "^([A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,6})?$",
                        },
                        "by": {"type": "string"},
                    },
                    "additionalProperties": False,
                }
            }
        },
    },
    "parameters": [PROGRAM_PARAMETER],
}


def add_routes(app: FastAPI) -> None:
    """Add the page for adding reports to the app, and its JSON."""
    app.add_api_route("/add", show, include_in_schema=False)
    app.add_api_route("/add", send, include_in_schema=False, methods=["POST"])
    responses: dict[int | str, dict[str, Any]] = {
        400: {"description": "A field is unknown or invalid"},
        403: {"description": "The header X-OnRecord is missing"},
        413: {"description": "The request is too large"},
        429: {"description": "Too many jobs are waiting"},
    }
    app.add_api_route(
        "/api/add",
        add,
        methods=["POST"],
        status_code=202,
        response_model=Job,
        openapi_extra=_FORM,
        responses=responses,
        tags=["adding"],
    )
    app.add_api_route("/add.json", list_jobs, response_model=tuple[Job, ...], tags=["adding"])
    app.add_api_route(
        "/add/{number}.json",
        get_job,
        response_model=Job,
        responses={404: {"description": "No such job"}},
        tags=["adding"],
    )


def show(request: Request) -> Response:
    """Return the page."""
    return _page(request)


async def send(request: Request) -> Response:
    """Queue what the form holds and return to the page, which shows the progress.

    After a mistake, or when the form is out of date, show it with what was typed.
    """
    try:
        form = await read_form(request)
    except StaleFormError as error:
        return _page(request, error.form, error.status_code, error.detail)
    try:
        sources = await _read_sources(form)
        if not sources:
            raise HTTPException(400, NOTHING)
        _submit(request, sources, form)
    except HTTPException as error:
        return _page(request, form, error.status_code, error.detail)
    except OnRecordError as error:
        return _page(request, form, 400, str(error))
    return RedirectResponse("/add", 303)


def _page(request: Request, form: Form | None = None, status: int = 200, problem: str = "") -> Response:
    sent: dict[str, str] = {}
    if form is not None:
        sent = {name: form.raw_text(name) for name in ("text", "address", *METADATA_FIELDS)}
        if form.files("files"):
            problem += " Choose the files again: a browser does not let a page keep them."
    jobs = app_state(request).add_queue.jobs()
    return page_response(
        request, "add.html", EMPTY_QUERY, status=status, jobs=jobs, problem=problem, sent=sent
    )


async def add(request: Request) -> Response:
    """Queue reports to be read. `/add/{number}.json` shows their progress; without a report it is done."""
    form = await read_form(request)
    unknown = sorted(set(form.parts) - set(FIELDS))
    if unknown:
        raise HTTPException(400, f"There is no field {unknown[0][:40]!r}; use {', '.join(FIELDS)}.")
    job = _submit(request, await _read_sources(form), form)
    response = json_response(job)
    response.status_code = 202
    return response


def list_jobs(request: Request) -> Response:
    """Return all jobs with their progress, the latest first."""
    jobs = app_state(request).add_queue.jobs()
    return JSONResponse(TypeAdapter(tuple[Job, ...]).dump_python(jobs, mode="json"))


def get_job(request: Request, number: int) -> Response:
    """Return one job with its progress."""
    job = app_state(request).add_queue.job(number)
    if job is None:
        raise HTTPException(404, "There is no such job.")
    return json_response(job)


async def _read_sources(form: Form) -> tuple[Source, ...]:
    """Return the sources of a form. Raises HTTPException 400 for what is no address or no file."""
    sources: list[Source] = []
    if form.text("text"):
        sources.append(
            Source(PASTED_TEXT, form.raw_text("text").replace("\r\n", "\n").encode("utf-8", "replace"))
        )
    sources += [Source(address, None) for address in _addresses(form.text("address"))]
    if any(isinstance(part, str) and part for part in form.parts.getlist("files")):
        raise HTTPException(400, "`files` holds text; send a file, or the text as `text`.")
    for file in form.files("files"):
        sources.append(Source(_file_name(file.filename or ""), await file.read()))
    return tuple(sources)


def _submit(request: Request, sources: tuple[Source, ...], form: Form) -> Job:
    """Queue sources. Raises HTTPException 429, IngestError for invalid metadata."""
    given = Overrides(**{name: form.text(name) or None for name in METADATA_FIELDS})
    job = app_state(request).add_queue.submit(sources, given, form.by)
    if job is None:
        raise HTTPException(429, "Too many jobs are waiting; try again when some are done.")
    return job


def _addresses(lines: str) -> list[str]:
    """Return the addresses, separated by white space. Raises HTTPException 400 for anything else."""
    found = lines.split()
    for address in found:
        if not address.lower().startswith(("http://", "https://")):
            raise HTTPException(400, f"{address[:80]!r} is not an http or https address.")
    return found


def _file_name(name: str) -> str:
    """Return the last part of a file's path, with slashes or backslashes."""
    return "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable())[:200] or "file"
