#!/usr/bin/env bash
# `serve` against nginx: requests for a token, and whole conversations with durable archiving. Server and wrk share one
# core (CORE, default 1), and the two servers take turns, as unpinned figures wander by half.
#   bench/serve.sh [ROUNDS] [SECONDS]
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
need nginx wrk taskset
rounds=${1:-5} seconds=${2:-5} core=${CORE:-1}
ours=18291 peer=18292
find_program
data=$work/serve
rm -rf "$data"
"${program[@]}" import "$root/captures/weigh-in.pcap" --data "$data" >/dev/null

if [ "${WEIGHTS:-0}" -gt 0 ]; then
    # Each of these conversations has two weights.
    file=$work/weights-$WEIGHTS.pcap
    [ -f "$file" ] || dotnet run --project "$root/tests/SampleCaptures" -c Release -- --conversations "$file" $((WEIGHTS / 2)) >/dev/null
    "${program[@]}" import "$file" --data "$data" >/dev/null
fi

trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
sed -e "s#@WORK@#$work#; s#@PORT@#$peer#" "$bench/nginx.conf" >"$work/nginx.conf"
taskset -c "$core" nginx -c "$work/nginx.conf" &
taskset -c "$core" "${program[@]}" serve --listen 127.0.0.1:$ours --data "$data" 2>"$work/serve.log" &
wait_for_port $ours
wait_for_port $peer

load() { taskset -c "$core" wrk -t1 -c32 "-d${3:-$seconds}s" -s "$bench/$1.lua" "http://127.0.0.1:$2/"; }
rate() { load "$1" "$2" | awk '/Requests\/sec/ { r = $2 } /refused/ && $2 > 0 { print "bench: " $2 " requests were refused" > "/dev/stderr" } END { print r }'; }

for what in ${ONLY:-once conversation}; do
    load $what $ours "${WARM:-5}" >/dev/null
    load $what $peer 2 >/dev/null
    : >"$work/ours"; : >"$work/peer"
    for _ in $(seq "$rounds"); do
        rate $what $ours >>"$work/ours"
        rate $what $peer >>"$work/peer"
    done
    a=$(median <"$work/ours") b=$(median <"$work/peer")
    echo "$what: serve $a requests/s, nginx $b requests/s, ratio $(ratio "$a" "$b") (medians of $rounds rounds of $seconds s, 32 connections, core $core)"
done

weights=$("${program[@]}" measurements --data "$data" --json | grep -c '"weightKg"')
echo "weights archived: $weights"
