#!/usr/bin/env bash
# The page with 20 years of daily data of 6 people: an API page of 1,000 measurements, a trend of all years, the first chart.
#   bench/web.sh [ROUNDS]
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
need python3
find_program
rounds=${1:-200}
data=$work/web
rm -rf "$data"
mkdir -p "$data"
"${program[@]}" measurements --data "$data" >/dev/null 2>&1
python3 "$bench/fill.py" "$data/scaleproxy.db" 43800 6 >&2
"${program[@]}" serve --listen 127.0.0.1:18381 --web 127.0.0.1:18380 --data "$data" 2>"$work/web.log" &
trap 'kill %1' EXIT
wait_for_port 18380
python3 - "$rounds" <<'ASK'
import http.client, statistics, sys, time

connection = http.client.HTTPConnection("127.0.0.1", 18380)
for what, path in (("1,000 measurements", "/api/v1/measurements?limit=1000"), ("a trend of 20 years", "/api/v1/people/3/trend")):
    taken = []
    for _ in range(int(sys.argv[1])):
        began = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        size = len(answer.read())
        taken.append(1000 * (time.perf_counter() - began))
        assert answer.status == 200, answer.status
    print(f"{what}: median {statistics.median(taken):.1f} ms, {size / 1000:.0f} kB ({len(taken)} times, one after the other)")
ASK

# The browser is driven by what the end-to-end tests' build brings along.
playwright=$root/tests/EndToEnd/bin/Release/net10.0/.playwright/package
browser=$(command -v chromium chromium-browser google-chrome | head -n 1 || true)
if [ -d "$playwright" ] && [ -n "$browser" ] && command -v node >/dev/null 2>&1; then
    node "$bench/chart.mjs" "$playwright" "$browser" http://127.0.0.1:18380/ 9
else
    echo "the first chart: not measured; it takes chromium, node, and ./test to have been run" >&2
fi
