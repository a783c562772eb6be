"""Sessions: the signed content of a browser's cookie, the token of its forms, who has signed in."""

import hmac
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeTimedSerializer

from onrecord.web.access.password_attempts import PasswordAttempts

SESSION_SECONDS = 12 * 3600  # since the cookie was last written
RENEWAL_SECONDS = 3600  # a cookie older than this is written again, so that work does not end a session
LONGEST_SESSION = 7 * 86_400  # seconds since signing in, however often the cookie was renewed
MOST_SIGN_INS = 10_000  # remembered; beyond, the oldest end
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Session:
    """One browser.

    `token` goes into its forms; `name` signs its decisions and is empty until somebody enters it; `sign_in`
    is the id of its sign-in, None before. `is_saved` is whether the browser has it in a cookie that is valid
    and not due for renewal.
    """

    token: str
    name: str = ""
    sign_in: str | None = None
    is_saved: bool = field(default=False, compare=False)

    @property
    def signed_in(self) -> bool:
        """Whether somebody has given the password."""
        return self.sign_in is not None

    def named(self, name: str) -> "Session":
        """Return the session with another name."""
        return replace(self, name=name)


class Sessions:
    """Reads and writes cookies, and remembers who has signed in.

    The key is made when the server starts, so a restart signs everybody out. `identity` tells the cookies of
    one dossier from those of others on the same host.
    """

    def __init__(
        self, password: str | None, identity: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.identity = identity
        self._password = None if password is None else _digest(password)
        self._signer = URLSafeTimedSerializer(
            secrets.token_bytes(32), salt="session", signer_kwargs={"digest_method": sha256}
        )
        self._clock = clock
        self._sign_ins: OrderedDict[str, float] = OrderedDict()  # id -> when
        self._lock = threading.Lock()
        self.attempts = PasswordAttempts()

    @property
    def needs_password(self) -> bool:
        """Whether people have to sign in."""
        return self._password is not None

    def is_password(self, given: str) -> bool:
        """Return whether this is the password, in a time that does not depend on how much of it is right."""
        return self._password is not None and hmac.compare_digest(_digest(given), self._password)

    def read(self, cookies: Iterable[str]) -> Session:
        """Return the session of the first valid cookie, a new one when there is none."""
        for cookie in cookies:
            try:
                content, written = self._signer.loads(cookie, max_age=SESSION_SECONDS, return_timestamp=True)
                sign_in = content["in"]
                if sign_in is None or self._is_current(str(sign_in)):
                    is_fresh = time.time() - written.timestamp() < RENEWAL_SECONDS
                    return Session(str(content["token"]), str(content["name"]), sign_in, is_fresh)
            except (BadSignature, KeyError, TypeError):
                continue
        return Session(secrets.token_urlsafe(24))

    def write(self, session: Session) -> str:
        """Return the cookie of a session."""
        content = {"token": session.token, "name": session.name, "in": session.sign_in}
        return str(self._signer.dumps(content))

    def sign_in(self, session: Session, name: str) -> Session:
        """Return the session after the right password, with a new token: one planted before is worthless."""
        self.end(session)
        made = secrets.token_urlsafe(24)
        with self._lock:
            self._sign_ins[made] = self._clock()
            while len(self._sign_ins) > MOST_SIGN_INS:
                self._sign_ins.popitem(last=False)
        return Session(secrets.token_urlsafe(24), clean_name(name), made)

    def end(self, session: Session) -> None:
        """Sign out: no cookie of this sign-in is valid any more, wherever a copy of it is."""
        with self._lock:
            self._sign_ins.pop(session.sign_in or "", None)

    def _is_current(self, sign_in: str) -> bool:
        with self._lock:
            since = self._sign_ins.get(sign_in)
            return since is not None and self._clock() - since < LONGEST_SESSION


def is_token(session: Session, given: str) -> bool:
    """Return whether a form's token is that of the session."""
    return hmac.compare_digest(session.token.encode(), given.encode("utf-8", "surrogatepass"))


# What shows nothing: control characters, white space, marks. Written so that OpenAPI (ECMA 262) reads it too.
INVISIBLE = r"\x00-\x20\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"


def clean_name(name: str) -> str:
    """Return a person's name on one line, shortened if need be, and never in the form of a rule's name."""
    words = " ".join(re.sub(f"[{INVISIBLE}]", " ", name).split())[:LONGEST_NAME]
    return words.replace("rule:", "rule ")


def _digest(password: str) -> bytes:
    return sha256(password.encode("utf-8", "surrogatepass")).digest()
