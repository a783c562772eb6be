"""Which addresses count as the public internet: every reserved range, at both of its ends."""

import ipaddress

import pytest

from onrecord.ingest.web.public_addresses import RESERVED_IPV4, RESERVED_IPV6, is_own, is_public


@pytest.mark.parametrize(
    "address",
    [
        *[
            "93.184.216.34",
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
        ],
        *["192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "100.128.0.0"],
        *["2606:2800:220:1::1", "2a00:1450:4001::1", "2001:200::1", "2620:0:2d0::1", "::ffff:93.184.216.34"],
    ],
)
def test_addresses_on_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *[
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.100.100.200",
        ],
        *["0.0.0.0", "255.255.255.255", "192.0.0.192", "168.63.129.16"],  # noqa: S104
        *["224.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1"],
        *["64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1", "192.0.2.1", "198.18.0.1", "fd00:ec2::254"],
        *["fec0::1", "feff::1", "::10.0.0.1", "::ffff:0:10.0.0.1", "192.0.0.9", "2620:4f:8000::1", "5f00::1"],
        *["2a00:1450::5efe:a00:1", "2a00:1450::200:5efe:a00:1", "1000::1", "4000::1", "::ffff:127.0.0.1%lo"],
    ],
)
def test_addresses_of_local_networks_and_tunnels_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("network", [*RESERVED_IPV4, *RESERVED_IPV6], ids=str)
def test_a_reserved_network_is_refused_from_its_first_address_to_its_last(
    network: ipaddress.IPv4Network | ipaddress.IPv6Network,
) -> None:
    if network == ipaddress.ip_network("::ffff:0:0/96"):
        return  # judged by the IPv4 address in it
    middle = network[network.num_addresses // 2]
    assert not [str(ip) for ip in (network[0], middle, network[-1]) if is_public(str(ip))]


def test_what_python_calls_private_is_never_public() -> None:
    for first in range(256):
        for second in (0, 18, 31, 51, 64, 88, 100, 113, 168, 175, 254, 255):
            for third in (0, 2, 99, 100, 113, 170, 255):
                ip = ipaddress.ip_address(f"{first}.{second}.{third}.1")
                assert ip.is_global or not is_public(str(ip)), ip


@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1"])
def test_addresses_of_this_machine_are_known_as_its_own(address: str) -> None:
    assert is_own(address)


@pytest.mark.parametrize("address", ["198.51.100.7", "2001:db8::7", "::ffff:198.51.100.7"])
def test_addresses_of_others_are_not_its_own(address: str) -> None:
    assert not is_own(address)
