"""Sessions: who is signed in, in a signed cookie; the tokens that forms carry; how often somebody may try a password."""

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
LASTS = 12 * 3600  # seconds a session is good for after it was last renewed
TRIES, WITHIN = 8, 300  # wrong passwords from one address, in so many seconds
TRIES_ALL = 100  # the same from all addresses together
MOST_ADDRESSES = 10_000
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Session:
    """One browser. `token` goes into its forms; `name` is how its judgements are signed, empty until told."""

    token: str
    name: str = ""
    signed_in: bool = False

    def named(self, name: str) -> "Session":
        """Return the session with how its judgements are signed."""
        return replace(self, name=name)


class Sessions:
    """Reads and writes the cookie. The key is made when the server starts: a restart signs everybody out."""

    def __init__(self, password: str | None) -> None:
        self._password = None if password is None else _digest(password)
        self._signer = URLSafeTimedSerializer(
            secrets.token_bytes(32), salt="session", signer_kwargs={"digest_method": sha256}
        )
        self.tries = Tries()

    @property
    def asks(self) -> bool:
        """Tell whether a password is asked for."""
        return self._password is not None

    def is_password(self, given: str) -> bool:
        """Tell whether this is the password, in a time that does not depend on how much of it is right."""
        return self._password is not None and hmac.compare_digest(_digest(given), self._password)

    def read(self, cookie: str | None) -> Session:
        """Return the session of a cookie, a new one where there is none that holds."""
        if cookie:
            try:
                told = self._signer.loads(cookie, max_age=LASTS)
                return Session(str(told["token"]), str(told["name"]), bool(told["in"]))
            except (BadSignature, KeyError, TypeError):
                pass
        return Session(secrets.token_urlsafe(24))

    def write(self, session: Session) -> str:
        """Return the cookie of a session."""
        return str(
            self._signer.dumps({"token": session.token, "name": session.name, "in": session.signed_in})
        )

    def sign_in(self, session: Session, name: str) -> Session:
        """Return the session after the right password: under a new token, so that one planted before is worth nothing."""
        return replace(session, token=secrets.token_urlsafe(24), name=clean_name(name), signed_in=True)


def is_token(session: Session, given: str) -> bool:
    """Tell whether a form was made for this session."""
    return hmac.compare_digest(session.token.encode(), given.encode())


def clean_name(name: str) -> str:
    """Return a person's name on one line, not too long, and never in the form of a rule's."""
    words = " ".join("".join(c if c.isprintable() else " " for c in name).split())[:LONGEST_NAME]
    return words.replace("rule:", "rule ")


def _digest(password: str) -> bytes:
    return sha256(password.encode("utf-8", "surrogatepass")).digest()


class Tries:
    """Wrong passwords lately, by address. Knows nothing after a restart."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._by: OrderedDict[str, deque[float]] = OrderedDict()
        self._all: deque[float] = deque()
        self._lock = threading.Lock()

    def judge(self, address: str, try_it: Callable[[], bool]) -> Literal["right", "wrong", "wait"]:
        """Try a password unless too many were wrong lately; a wrong one is counted."""
        with self._lock:
            now = self._clock()
            own = self._by.setdefault(address, deque())
            self._by.move_to_end(address)
            for times in (own, self._all):
                while times and times[0] <= now - WITHIN:
                    times.popleft()
            if len(own) >= TRIES or len(self._all) >= TRIES_ALL:
                return "wait"
            if try_it():
                own.clear()
                return "right"
            own.append(now)
            self._all.append(now)
            while len(self._by) > MOST_ADDRESSES:
                self._by.popitem(last=False)
            return "wrong"
