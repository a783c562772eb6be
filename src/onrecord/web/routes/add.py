"""Routes for adding reports: the page with the form, and the progress of the jobs."""

from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import TypeAdapter

from onrecord.ingest import Overrides
from onrecord.model.errors import OnRecordError
from onrecord.web.add_queue import Job, Source
from onrecord.web.requests import EMPTY_QUERY, Form, StaleFormError, read_form
from onrecord.web.responses import json_response, page_response
from onrecord.web.state import app_state

PASTED_TEXT = "pasted text"
METADATA_FIELDS = ("title", "outlet", "date", "url", "language")
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
                            "description": "An http or https address, or several, one per line.",
                        },
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        **{name: {"type": "string"} for name in (*METADATA_FIELDS, "by")},
                    },
                }
            }
        }
    },
    "parameters": [
        {"name": "X-OnRecord", "in": "header", "required": True, "schema": {"type": "string", "enum": ["1"]}}
    ],
}


def add_routes(app: FastAPI) -> None:
    """Add the page for adding reports to the app, and its JSON."""
    app.add_api_route("/add", show, include_in_schema=False)
    app.add_api_route("/add", send, include_in_schema=False, methods=["POST"])
    responses: dict[int | str, dict[str, Any]] = {
        400: {"description": "There is nothing to add, or a field is invalid"},
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
        await _submit(request, form)
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
    """Queue reports to be read. `/add/{number}.json` shows their progress."""
    job = await _submit(request, await read_form(request))
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


async def _submit(request: Request, form: Form) -> Job:
    """Queue the sources of a form. Raises HTTPException 400 or 429, IngestError for invalid metadata."""
    given = Overrides(**{name: form.text(name) or None for name in METADATA_FIELDS})
    sources: list[Source] = []
    if form.text("text"):
        sources.append(
            Source(PASTED_TEXT, form.raw_text("text").replace("\r\n", "\n").encode("utf-8", "replace"))
        )
    sources += [Source(address, None) for address in _addresses(form.text("address"))]
    for file in form.files("files"):
        sources.append(Source(_file_name(file.filename or ""), await file.read()))
    if not sources:
        raise HTTPException(400, "There is nothing to add: paste a text, choose a file or enter an address.")
    job = app_state(request).add_queue.submit(tuple(sources), given, form.by)
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
