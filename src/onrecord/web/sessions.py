"""Sessions: the signed cookie of a browser, the token of its forms, the limit on password attempts."""

import hmac
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal

from itsdangerous import BadSignature, URLSafeTimedSerializer

COOKIE = "onrecord"
SESSION_SECONDS = 12 * 3600  # since the cookie was last written
# Wrong passwords from one address, and from all addresses, within ATTEMPT_SECONDS.
MOST_ATTEMPTS, MOST_ATTEMPTS_OVERALL, ATTEMPT_SECONDS = 8, 100, 300
MOST_ADDRESSES = 10_000
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Session:
    """One browser.

    `token` goes into its forms; `name` signs its decisions and is empty until somebody enters it.
    """

    token: str
    name: str = ""
    signed_in: bool = False

    def named(self, name: str) -> "Session":
        """Return the session with another name."""
        return replace(self, name=name)


class Sessions:
    """Reads and writes the cookie.

    The key is made when the server starts, so a restart signs everybody out.
    """

    def __init__(self, password: str | None) -> None:
        self._password = None if password is None else _digest(password)
        self._signer = URLSafeTimedSerializer(
            secrets.token_bytes(32), salt="session", signer_kwargs={"digest_method": sha256}
        )
        self.attempts = PasswordAttempts()

    @property
    def needs_password(self) -> bool:
        """Whether people have to sign in."""
        return self._password is not None

    def is_password(self, given: str) -> bool:
        """Return whether this is the password, in a time that does not depend on how much of it is right."""
        return self._password is not None and hmac.compare_digest(_digest(given), self._password)

    def read(self, cookie: str | None) -> Session:
        """Return the session of a cookie, a new one when the cookie is missing or invalid."""
        if cookie:
            try:
                content = self._signer.loads(cookie, max_age=SESSION_SECONDS)
                return Session(str(content["token"]), str(content["name"]), bool(content["in"]))
            except (BadSignature, KeyError, TypeError):
                pass
        return Session(secrets.token_urlsafe(24))

    def write(self, session: Session) -> str:
        """Return the cookie of a session."""
        content = {"token": session.token, "name": session.name, "in": session.signed_in}
        return str(self._signer.dumps(content))

    def sign_in(self, session: Session, name: str) -> Session:
        """Return the session after the right password, with a new token: one planted before is worthless."""
        return replace(session, token=secrets.token_urlsafe(24), name=clean_name(name), signed_in=True)


def is_token(session: Session, given: str) -> bool:
    """Return whether a form's token is that of the session."""
    return hmac.compare_digest(session.token.encode(), given.encode())


def clean_name(name: str) -> str:
    """Return a person's name on one line, shortened if need be, and never in the form of a rule's name."""
    words = " ".join("".join(c if c.isprintable() else " " for c in name).split())[:LONGEST_NAME]
    return words.replace("rule:", "rule ")


def _digest(password: str) -> bytes:
    return sha256(password.encode("utf-8", "surrogatepass")).digest()


class PasswordAttempts:
    """Recent wrong passwords by address, in memory."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._by_address: OrderedDict[str, deque[float]] = OrderedDict()
        self._overall: deque[float] = deque()
        self._lock = threading.Lock()

    def check(self, address: str, is_right: Callable[[], bool]) -> Literal["right", "wrong", "wait"]:
        """Check a password, unless there were too many wrong ones recently ("wait").

        A wrong one is counted.
        """
        with self._lock:
            now = self._clock()
            own = self._by_address.setdefault(address, deque())
            self._by_address.move_to_end(address)
            for times in (own, self._overall):
                while times and times[0] <= now - ATTEMPT_SECONDS:
                    times.popleft()
            if len(own) >= MOST_ATTEMPTS or len(self._overall) >= MOST_ATTEMPTS_OVERALL:
                return "wait"
            if is_right():
                own.clear()
                return "right"
            own.append(now)
            self._overall.append(now)
            while len(self._by_address) > MOST_ADDRESSES:
                self._by_address.popitem(last=False)
            return "wrong"
