"""Addresses as keys: what is one page under several addresses, and which host a request goes to.

An address is compared without its fragment and without the parameters that count clicks. Everything else is
kept: other parameters can name the report.
"""

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
# Parameters that say where a reader came from. The names are those of the services that add them.
_CLICK_PARAMETERS = re.compile(
    r"(?:utm_[a-z_]+|at_(?:medium|campaign|custom[0-9]|link_[a-z]+|format|bbc_team|ptr_[a-z]+)|fbclid|gclid|dclid"
    r"|msclkid|twclid|igshid|mc_cid|mc_eid|ito|ncid|cmpid|ocid|xtor|ns_[a-z]+|smid|partner|ftag|srnd|traffic_source"
    r"|__twitter_impression|_ga|yclid|wt_mc|sc_cid)\Z",
    re.IGNORECASE,
)
_PREFIXES = ("www.", "amp.", "m.", "mobile.")
_AMP_CACHES = (".cdn.ampproject.org", ".ampproject.net")
_LINK = re.compile(r"<link\b[^<>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"([a-z-]{1,20})\s{0,5}=\s{0,5}(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'|([^\s\"'>]{1,2000}))", re.I
)
_AMP_PAGE = re.compile(r"<html\b[^<>]{0,1000}?\s(?:amp|⚡)(?=[\s=>])", re.IGNORECASE)
_HEAD = 300_000  # characters of a page in which its links are looked for


def normalise(address: str) -> str:
    """Return the form of an address under which it is compared with others."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        return address.strip()
    host = (parts.hostname or "").rstrip(".")
    if port and port != _DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._%") or "/"
    fields = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([(name, value) for name, value in fields if not _CLICK_PARAMETERS.match(name)])
    return urlunsplit((parts.scheme.lower(), host, path, query, ""))


def without_clicks(address: str) -> str:
    """Return an address without the parameters that count clicks, and otherwise as it is."""
    start, mark, rest = address.partition("?")
    query, hash_mark, fragment = rest.partition("#")
    kept = "&".join(one for one in query.split("&") if not _CLICK_PARAMETERS.match(one.partition("=")[0]))
    if not mark or kept == query:
        return address
    return f"{start}{'?' if kept else ''}{kept}{hash_mark}{fragment}"


def host_of(address: str) -> str:
    """Return scheme, host and port: what has a robots.txt of its own and waits between two requests."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def is_front_page(address: str) -> bool:
    """Return whether an address is that of a whole site, which is no report."""
    parts = urlsplit(address)
    return parts.path in ("", "/") and not parts.query


def canonical_address(html: str, url: str) -> str | None:
    """Return the address that an AMP page says it stands for, None for other pages and for another's site.

    An AMP page names the page it was made from (https://amp.dev/documentation/guides-and-tutorials/
    learn/spec/amphtml/). It may lie on a host of its own (amp.paper.example) or in a cache of AMP pages,
    whose address contains that of the page.
    """
    head = html[:_HEAD]
    if not _AMP_PAGE.search(head):
        return None
    for tag in _LINK.finditer(head):
        fields = _attributes(tag[0])
        if fields.get("rel", "").lower() == "canonical" and _is_of_same_site(fields.get("href", ""), url):
            return fields["href"].strip()
    return None


def find_feed_links(html: str) -> list[str]:
    """Return the addresses of feeds that a web page names, as they are written there."""
    links = []
    for tag in _LINK.finditer(html[:_HEAD]):
        fields = _attributes(tag[0])
        if "alternate" in fields.get("rel", "").lower() and re.search(
            r"(?:rss|atom|feed)\+", fields.get("type", "")
        ):
            links.append(fields.get("href", ""))
    return [link for link in links if link]


def _attributes(tag: str) -> dict[str, str]:
    return {str(name).lower(): str(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag)}


def _is_of_same_site(canonical: str, url: str) -> bool:
    try:
        wanted, page = urlsplit(canonical.strip()), urlsplit(url)
    except ValueError:
        return False
    if wanted.scheme not in ("http", "https") or not wanted.hostname or not page.hostname:
        return False
    ours, theirs = _bare_host(wanted.hostname), _bare_host(page.hostname)
    if page.hostname.endswith(_AMP_CACHES):
        return ours in unquote(page.path).split("/") or wanted.hostname in unquote(page.path).split("/")
    return ours == theirs or ours.endswith(f".{theirs}") or theirs.endswith(f".{ours}")


def _bare_host(host: str) -> str:
    return next((host[len(one) :] for one in _PREFIXES if host.startswith(one)), host)
