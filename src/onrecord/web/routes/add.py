"""Adding reports: the form, what it sends, and how far the jobs have come."""

from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from onrecord.ingest import Overrides
from onrecord.web.add_queue import Job, Source
from onrecord.web.forms import Form, read_form
from onrecord.web.request_filters import NOTHING
from onrecord.web.responses import json_response, page_response
from onrecord.web.state import house_of

PASTED = "pasted text"
FACTS = ("title", "outlet", "date", "url", "language")
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
                            "description": "An http or https address, or several, one a line.",
                        },
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        **{name: {"type": "string"} for name in (*FACTS, "by")},
                    },
                }
            }
        }
    },
    "parameters": [
        {"name": "X-OnRecord", "in": "header", "required": True, "schema": {"type": "string", "enum": ["1"]}}
    ],
}


def add_adding(app: FastAPI) -> None:
    """Give the app the page for adding, and its JSON."""
    app.add_api_route("/add", show, include_in_schema=False)
    app.add_api_route("/add", send, include_in_schema=False, methods=["POST"])
    responses: dict[int | str, dict[str, Any]] = {
        400: {"description": "There is nothing to add, or a field makes no sense"},
        403: {"description": "The header X-OnRecord is missing"},
        413: {"description": "That is too large"},
        429: {"description": "Too many jobs wait"},
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
    app.add_api_route("/add.json", tell, response_model=tuple[Job, ...], tags=["adding"])
    app.add_api_route(
        "/add/{number}.json",
        tell_one,
        response_model=Job,
        responses={404: {"description": "No such job"}},
        tags=["adding"],
    )


def show(request: Request) -> Response:
    """Return the page."""
    return page_response(request, "add.html", NOTHING, jobs=house_of(request).adding.jobs(), problem=None)


async def send(request: Request) -> Response:
    """Put what the form holds in line and go back to the page, which shows how it comes along."""
    form = await read_form(request)
    try:
        await _submit(request, form)
    except HTTPException as error:
        jobs = house_of(request).adding.jobs()
        return page_response(
            request, "add.html", NOTHING, status=error.status_code, jobs=jobs, problem=error.detail
        )
    return RedirectResponse("/add", 303)


async def add(request: Request) -> Response:
    """Put reports in line to be read. Ask `/add/{number}.json` what becomes of them."""
    job = await _submit(request, await read_form(request))
    response = json_response(job)
    response.status_code = 202
    return response


def tell(request: Request) -> Response:
    """Tell how far the jobs have come, the latest first."""
    return JSONResponse([_plain(job) for job in house_of(request).adding.jobs()])


def tell_one(request: Request, number: int) -> Response:
    """Tell how far one job has come."""
    job = house_of(request).adding.job(number)
    if job is None:
        raise HTTPException(404, "There is no such job.")
    return json_response(job)


def _plain(job: Job) -> object:
    from pydantic import TypeAdapter

    return TypeAdapter(Job).dump_python(job, mode="json")


async def _submit(request: Request, form: Form) -> Job:
    """Return the job of a form. Raises HTTPException 400 when there is nothing in it, GatheringError when a fact is none."""
    given = Overrides(**{name: form.text(name) or None for name in FACTS})
    sources: list[Source] = []
    if form.text("text"):
        sources.append(Source(PASTED, form.whole("text").replace("\r\n", "\n").encode("utf-8", "replace")))
    sources += [Source(address, None) for address in _addresses(form.text("address"))]
    for file in form.files("files"):
        sources.append(Source(_file_name(file.filename or ""), await file.read()))
    if not sources:
        raise HTTPException(400, "There is nothing to add: paste a text, drop a file or give an address.")
    job = house_of(request).adding.submit(tuple(sources), given, form.by)
    if job is None:
        raise HTTPException(429, "Too many jobs wait already; try again when some are done.")
    return job


def _addresses(lines: str) -> list[str]:
    """Return the addresses, one a line. Raises HTTPException 400 for what is none."""
    found = lines.split()
    for address in found:
        if not address.lower().startswith(("http://", "https://")):
            raise HTTPException(400, f"{address[:80]!r} is no http or https address.")
    return found


def _file_name(name: str) -> str:
    """Return the last part of a file's name, in whatever system's spelling."""
    return "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable())[:200] or "file"
