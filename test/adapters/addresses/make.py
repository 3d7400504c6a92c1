"""Makes the databases of this folder: python3 -m venv .venv && .venv/bin/pip install mmdb_writer==0.2.7, then run this with it.

Invented but for 203.0.113.0/24 and 10.0.0.0/8, for which published databases give a country, too.
"""

from pathlib import Path

from mmdb_writer import MMDBWriter
from netaddr import IPSet


def write(name, version, networks):
    writer = MMDBWriter(version, database_type="mfa-watch-test", ipv4_compatible=version == 6)
    for network, record in networks.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(Path(__file__).with_name(name)))


def located(country, number, organization):
    return {
        "country": {"iso_code": country, "names": {"en": country}},
        "autonomous_system_number": number,
        "autonomous_system_organization": organization,
    }


write(
    "country-and-network.mmdb",
    6,
    {
        "20.0.0.0/16": located("DE", 64496, "Example Hosting"),
        "2400:1::/32": located("NL", 64497, "Example Mobile"),
        "203.0.113.0/24": located("AU", 64498, "Nobody"),
        "10.0.0.0/8": located("US", 64498, "Nobody"),
        "fe80::/10": located("US", 64498, "Nobody"),
        "21.0.0.0/16": {"country": "Germany", "country_code": "DE", "autonomous_system_number": "AS64496"},
        "22.0.0.0/16": {"country_code": "ZZ", "autonomous_system_number": 0, "autonomous_system_organization": "None"},
        "23.0.0.0/16": {"autonomous_system_number": 64499},
        "24.0.0.0/16": "a text",
    },
)
# 36 is the first byte of 2400:1::
write("country-ipv4.mmdb", 4, {"20.0.0.0/16": {"country_code": "FR"}, "36.0.0.0/8": {"country_code": "FR"}})
