"""The limit on wrong passwords: by address and network, and never for others."""

import pytest

from onrecord.web.access.password_attempts import (
    ATTEMPT_SECONDS,
    MOST_ATTEMPTS,
    MOST_ATTEMPTS_OF_SITE,
    MOST_NETWORKS,
    PasswordAttempts,
    Verdict,
    networks_of,
)


def wrong(attempts: PasswordAttempts, address: str, times: int = MOST_ATTEMPTS) -> None:
    for _ in range(times):
        assert attempts.check(address, lambda: False) == Verdict(False)


def test_wrong_passwords_are_forgotten_after_a_while_and_the_verdict_says_when() -> None:
    now = [0.0]
    attempts = PasswordAttempts(lambda: now[0])
    wrong(attempts, "192.0.2.1")
    now[0] = 100.0
    assert attempts.check("192.0.2.1", lambda: True) == Verdict(False, ATTEMPT_SECONDS - 100)
    now[0] = ATTEMPT_SECONDS + 1.0
    assert attempts.check("192.0.2.1", lambda: True).is_right


def test_no_number_of_wrong_passwords_locks_out_other_addresses() -> None:
    attempts = PasswordAttempts()
    for number in range(200):
        wrong(attempts, f"198.51.100.{number}")
    assert attempts.check("203.0.113.9", lambda: True).is_right


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::2%eth1"),
        ("not an address", "another"),
    ],
)
def test_addresses_that_one_machine_can_have_are_counted_together(one: str, other: str) -> None:
    attempts = PasswordAttempts()
    wrong(attempts, one)
    assert attempts.check(other, lambda: True).wait is not None


def test_a_customer_with_many_ipv6_networks_is_stopped_but_not_the_neighbour() -> None:
    attempts = PasswordAttempts()
    for number in range(MOST_ATTEMPTS_OF_SITE):
        wrong(attempts, f"2001:db8:7:{number:x}::1", 1)
    assert attempts.check("2001:db8:7:ffff::1", lambda: True).wait is not None
    assert attempts.check("2001:db8:8::1", lambda: True).is_right


def test_a_locked_customer_does_not_fill_the_table_nor_push_others_out() -> None:
    attempts = PasswordAttempts()
    wrong(attempts, "192.0.2.1")
    for number in range(MOST_ATTEMPTS_OF_SITE):
        wrong(attempts, f"2001:db8:7:{number:x}::1", 1)
    before = len(attempts._by_network)
    for number in range(MOST_ATTEMPTS_OF_SITE, MOST_NETWORKS + 100):
        assert attempts.check(f"2001:db8:7:{number:x}::1", lambda: False).wait is not None
    assert len(attempts._by_network) == before
    assert attempts.check("192.0.2.1", lambda: True).wait is not None


def test_the_right_password_clears_the_count_of_its_network() -> None:
    attempts = PasswordAttempts()
    wrong(attempts, "192.0.2.1", MOST_ATTEMPTS - 1)
    assert attempts.check("192.0.2.1", lambda: True).is_right
    wrong(attempts, "192.0.2.1")


def test_a_network_is_named_by_its_own_width() -> None:
    networks = [network for network, _ in networks_of("2001:db8:1:2:3::4")]
    assert networks == [
        "2001:db8:1:2::/64",
        "2001:db8:1::/48",
    ]
    assert networks_of("10.1.2.3") == [("10.1.2.3", MOST_ATTEMPTS)]
