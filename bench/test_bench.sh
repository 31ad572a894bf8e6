#!/bin/sh
# SPDX-License-Identifier: MIT
# One round of the bench with tiny counts: its files have their shape, and
# every contestant has done the work that it says.  No time is judged.
#
# usage: test_bench.sh BUILD
set -eu
cd "$(dirname "$0")"

if ! command -v python3 >/dev/null; then
	echo "1..0 # SKIP python3 is not here"
	exit 77
fi
if ! python3 -c 'import socket
socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).bind(("::1", 0))' \
	2>/dev/null; then
	echo "1..0 # SKIP there is no ::1"
	exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo 1..3
if ./run --build "$1" --output "$work" --rounds 1 --scale 20 \
	--only sock6,raw,uv,codec,join >"$work/text" 2>&1; then
	echo "ok 1 - a round runs"
else
	sed 's/^/# /' "$work/text"
	echo "not ok 1 - a round runs"
	exit 1
fi
status=0
python3 - "$work" <<'END' || status=1
import json
import sys
import xml.etree.ElementTree as tree
from pathlib import Path

work = Path(sys.argv[1])
found = json.loads((work / "bench.json").read_text())
faults = []


def expect(condition, text):
    if not condition:
        faults.append(text)


for key, kind in (("format", int), ("machine", dict), ("rounds", int),
                  ("unmeasured", dict), ("cases", list), ("targets", list),
                  ("failures", dict)):
    expect(isinstance(found.get(key), kind), f"{key}: {found.get(key)!r}")
expect(not found["failures"], f"failures: {found['failures']}")
names = {case["name"] for case in found["cases"]}
expect({"single", "batch64", "runs", "stream", "codec", "join-10"} <= names,
       f"cases: {names}")
for case in found["cases"]:
    for who in ("sock6", "raw"):
        measures = case["measures"].get(who, {})
        expect(measures, f"{case['name']}: nothing of {who}")
        for measure, values in measures.items():
            expect(values["minimum"] <= values["median"]
                   <= values["maximum"] and len(values["samples"]) == 1,
                   f"{case['name']}, {who}, {measure}: {values}")
verdicts = {"met", "met within error", "missed", "unmeasured"}
for target in found["targets"]:
    expect(target["verdict"] in verdicts, f"target: {target}")
    expect(target["verdict"] != "unmeasured" or target["reason"],
           f"no reason: {target}")
expect(len(found["targets"]) > 30, f"{len(found['targets'])} targets")
plot = tree.parse(work / "bench.svg").getroot()
expect(plot.tag.endswith("svg") and len(plot) > 20, "the plot is empty")
for fault in faults:
    print(f"# {fault}")
print("not ok 2 - JSON and plot have their shape" if faults
      else "ok 2 - JSON and plot have their shape")
sys.exit(bool(faults))
END
if grep -q 'unmeasured: Go x/net/ipv6: left out by --only' "$work/text" &&
	grep -q '^ *unmeasured .*/ Go, .*left out by --only' "$work/text"; then
	echo "ok 3 - who is missing is named, with the reason"
else
	sed 's/^/# /' "$work/text"
	echo "not ok 3 - who is missing is named, with the reason"
	status=1
fi
exit "$status"
