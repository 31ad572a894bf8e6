# SPDX-License-Identifier: MIT
"""Multicast listener discovery: what scapy writes, the library reads, and what
the library writes, scapy reads, as the same text.

usage: mld.py WITNESS_PROGRAM
"""
import ipaddress
import logging
import random
import subprocess
import sys

logging.getLogger("scapy.runtime").setLevel(logging.ERROR)
from scapy.layers.inet6 import (  # noqa: E402
    ICMPv6MLDMultAddrRec, ICMPv6MLDone, ICMPv6MLQuery, ICMPv6MLQuery2,
    ICMPv6MLReport, ICMPv6MLReport2, IPv6, in6_chksum)

COUNT = 2000
RECORDS = ["", "mode_is_include", "mode_is_exclude", "change_to_include_mode",
           "change_to_exclude_mode", "allow_new_sources", "block_old_sources"]
chance = random.Random(9777)

# scapy 2.5 takes the length for bytes; it is words (RFC 3810, 5.2.6).
for field in ICMPv6MLDMultAddrRec.fields_desc:
    if field.name == "auxdata":
        field.length_from = lambda record: 4 * record.auxdata_len


def address(first=None):
    """A random address, of which some have zeros to shorten."""
    bits = chance.getrandbits(128)
    if chance.random() < 0.5:
        bits &= ~(0xffffffffffffffff << chance.choice([16, 32, 48]))
    if first is not None:
        bits = bits & (1 << 120) - 1 | first << 120
    return str(ipaddress.IPv6Address(bits))


def addresses(most):
    return [address() for _ in range(chance.randrange(most + 1))]


def float_code(code, bits):
    """RFC 3810, 5.1.3 and 5.1.9."""
    if code < 8 << bits:
        return code
    mantissa, exponent = code % (1 << bits), code >> bits & 7
    return (mantissa + (1 << bits)) * 2 ** (exponent + 3)


def random_message():
    kind = chance.randrange(5)
    if kind == 0:
        return ICMPv6MLQuery(mrd=chance.getrandbits(16), mladdr=address(0xff))
    if kind == 1:
        return ICMPv6MLReport(mladdr=address(0xff))
    if kind == 2:
        return ICMPv6MLDone(mladdr=address(0xff))
    if kind == 3:
        return ICMPv6MLQuery2(
            mrd=chance.getrandbits(16), mladdr=address(0xff),
            Resv=chance.getrandbits(4), S=chance.getrandbits(1),
            QRV=chance.getrandbits(3), QQIC=chance.getrandbits(8),
            sources=addresses(5))
    return ICMPv6MLReport2(
        reserved=chance.choice([0, chance.getrandbits(16)]),
        records=[random_record() for _ in range(chance.randrange(5))])


def random_record():
    words = chance.choice([0, 0, 1, 3])
    return ICMPv6MLDMultAddrRec(
        rtype=chance.choice([1, 2, 3, 4, 5, 6, chance.getrandbits(8)]),
        dst=address(0xff), sources=addresses(4), auxdata_len=words,
        auxdata=bytes(chance.getrandbits(8) for _ in range(4 * words)))


def shown(text):
    """As inet_ntop(3) writes an address (RFC 5952)."""
    return str(ipaddress.IPv6Address(text))


def text_of_group(group, sources, auxiliary=b""):
    text = " group=" + shown(group)
    if auxiliary:
        text += " auxiliary_size=%d" % len(auxiliary)
    if sources:
        text += " sources=" + ",".join(shown(source) for source in sources)
    return text


def text_of_record(record):
    name = str(record.rtype)
    if 1 <= record.rtype <= 6:
        name = RECORDS[record.rtype]
    return " record=" + name + text_of_group(record.dst, record.sources,
                                             record.auxdata)


def records_of(message):
    """scapy takes a record that it reads for the payload of the one before."""
    for record in message.records:
        while isinstance(record, ICMPv6MLDMultAddrRec):
            yield record
            record = record.payload


def text_of(message):
    """What sock6_mld_format() documents, from the fields of scapy."""
    if isinstance(message, ICMPv6MLReport2):
        text = "type=report version=2"
        if message.reserved:
            text += " flags=0x%x" % message.reserved
        return text + "".join(text_of_record(r) for r in records_of(message))
    if isinstance(message, ICMPv6MLQuery2):
        text = "type=query version=2 response_delay=%d suppress=%d " \
            "robustness=%d query_interval=%d" % (
                float_code(message.mrd, 12), message.S, message.QRV,
                float_code(message.QQIC, 4))
        if message.Resv:
            text += " flags=0x%x" % message.Resv
        return text + text_of_group(message.mladdr, message.sources)
    name = {130: "query", 131: "report", 132: "done"}[message.type]
    text = "type=%s version=1" % name
    if message.type == 130:
        text += " response_delay=%d" % message.mrd
    return text + text_of_group(message.mladdr, [])


def run(arguments, lines=""):
    return subprocess.run([sys.argv[1]] + arguments, input=lines, check=True,
                          stdout=subprocess.PIPE, text=True,
                          timeout=60).stdout.splitlines()


def dissect(packet):
    """The message in a packet's bytes, and what its checksum should be."""
    whole = IPv6(packet)
    payload = bytes(whole)[40:]
    return whole.payload, in6_chksum(58, whole, payload)


def compare(name, number, pairs):
    wrong = [pair for pair in pairs if pair[0] != pair[1]]
    for expected, actual in wrong[:5]:
        print("# scapy   " + expected)
        print("# library " + actual)
    print("%s %d - %s" % ("not ok" if wrong else "ok", number, name))
    return bool(wrong)


def what_scapy_writes_is_read():
    expected, lines = [], []
    for _ in range(COUNT):
        source, destination = address(), address()
        message = random_message()
        packet = bytes(IPv6(src=source, dst=destination, hlim=1, nh=58)
                       / message)
        lines.append("%s %s %s\n" % (source, destination, packet[40:].hex()))
        expected.append(text_of(message))
    got = run(["read"], "".join(lines))
    assert len(got) == COUNT, len(got)
    return list(zip(expected, got))


def what_is_written_scapy_reads():
    lines = run(["write", str(COUNT)])
    assert len(lines) == COUNT, len(lines)
    texts = run(["read"], "\n".join(lines) + "\n")
    expected = []
    for line in lines:
        source, destination, hexadecimal = line.split(" ")
        payload = bytes.fromhex(hexadecimal)
        header = bytes(IPv6(src=source, dst=destination, hlim=1, nh=58,
                            plen=len(payload)))
        message, rest = dissect(header + payload)
        text = text_of(message)
        if rest != 0:
            text += " with a wrong checksum"
        expected.append(text)
    return list(zip(expected, texts))


def main():
    print("1..2")
    failed = compare("what scapy writes is read", 1,
                     what_scapy_writes_is_read())
    failed |= compare("what is written scapy reads", 2,
                      what_is_written_scapy_reads())
    return failed


sys.exit(main())
