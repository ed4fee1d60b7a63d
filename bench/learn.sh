#!/usr/bin/env bash
# `learn`, recording, against nginx's proxy_pass and mitmproxy (Debian's, reverse mode, -w), all before the same vendor:
# requests/s of whole conversations over 32 connections kept alive, the processor time of each, and what each adds to the
# median of one connection. Proxy and wrk share one core (CORE, default 1), the vendor has the other, or all of them have both
# (CORE=any); they take turns. `learn` keeps what passes in its journal at once, and takes it into the archive when nothing
# passes: each turn begins when that is done, and it is said how long it took.
#   bench/learn.sh [ROUNDS] [SECONDS]
# EXCHANGES=1000000 passes so many exchanges afterwards, without a pause between them, and says how fast, and what memory
# `learn` held on the way: with more waiting than the journal is to hold, it archives while it passes.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
need nginx wrk taskset
rounds=${1:-5} seconds=${2:-5} core=${CORE:-1}
vendor=18294 ours=18295 peer=18296 mitm=18297
# pin PLACE COMMAND...
pin() {
    local place=$1
    shift
    if [ "$core" = any ]; then exec "$@"; elif [ "$place" = proxy ]; then exec taskset -c "$core" "$@"; else exec taskset -c $((1 - core)) "$@"; fi
}
find_program
data=$work/learn
rm -rf "$data"

trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
sed -e "s#@WORK@#$work#; s#@PORT@#$vendor#" "$bench/nginx.conf" >"$work/nginx.conf"
sed -e "s#@WORK@#$work#; s#@PORT@#$peer#; s#@VENDOR@#$vendor#" "$bench/proxy.conf" >"$work/proxy.conf"
pin vendor nginx -c "$work/nginx.conf" &
pin proxy nginx -c "$work/proxy.conf" &
nginx=$!
pin proxy "${program[@]}" learn --listen 127.0.0.1:$ours --upstream http://127.0.0.1:$vendor --data "$data" 2>"$work/learn.log" &
learn=$!
ports=($vendor $ours $peer)
declare -A pids=([$ours]=$learn [$peer]=$nginx)
if command -v mitmdump >/dev/null 2>&1; then
    pin proxy mitmdump -q --mode reverse:http://127.0.0.1:$vendor --listen-host 127.0.0.1 -p $mitm -w "$work/mitm.flow" >/dev/null 2>&1 &
    pids[$mitm]=$!
    ports+=($mitm)
fi
for port in "${ports[@]}"; do wait_for_port "$port"; done

load() { (pin proxy wrk -t1 -c32 "-d${2:-$seconds}s" -s "$bench/conversation.lua" "http://127.0.0.1:$1/"); }
# Processor time of a process and its children so far, ticks.
used() { cat "/proc/$1/stat" $(pgrep -P "$1" | sed 's#.*#/proc/&/stat#') | awk '{ n += $14 + $15 } END { print n }'; }
# PORT PID: requests/s of one turn, and the microseconds of processor time that passing one on takes, which wander less.
turn() {
    local before out
    before=$(used "$2")
    out=$(load "$1")
    awk '/Requests\/sec/ { print $2 }' <<<"$out" >>"$work/rate-$1"
    awk -v ticks=$(($(used "$2") - before)) -v hz="$(getconf CLK_TCK)" '/requests in/ { print ticks / hz * 1e6 / $1 }' <<<"$out" >>"$work/cost-$1"
}
# Microseconds.
latency() {
    (pin proxy wrk -t1 -c1 "-d${seconds}s" --latency -s "$bench/conversation.lua" "http://127.0.0.1:$1/") |
        awk '$1 == "50%" { n = $2 + 0; print $2 ~ /us$/ ? n : $2 ~ /ms$/ ? n * 1000 : n * 1000000 }'
}

# Until `learn` has taken no processor time for a while. Seconds since it was asked, to a tenth.
settle() {
    local used before=-1 began
    began=$(date +%s%N)
    while used=$(awk '{ print $14 + $15 }' /proc/$learn/stat) && [ "$used" != "$before" ]; do
        before=$used
        sleep 0.3
    done
    awk -v ns=$(($(date +%s%N) - began)) 'BEGIN { s = ns / 1e9 - 0.3; printf "%.1f\n", (s > 0 ? s : 0) }'
}

load $ours 3 >/dev/null; load $peer 1 >/dev/null; settle >/dev/null
: >"$work/settled"
for port in "${ports[@]}"; do : >"$work/rate-$port"; : >"$work/cost-$port"; : >"$work/latency-$port"; done
for _ in $(seq "$rounds"); do
    for port in "${ports[@]}"; do
        if [ "$port" != $vendor ]; then
            turn "$port" "${pids[$port]}"
            settled=$(settle)
            [ "$port" != $ours ] || echo "$settled" >>"$work/settled"
        fi
        latency "$port" >>"$work/latency-$port"
        settle >/dev/null
    done
done
direct=$(median <"$work/latency-$vendor")
report() {
    local r l c
    r=$(median <"$work/rate-$2") l=$(median <"$work/latency-$2") c=$(median <"$work/cost-$2")
    echo "$1: $r requests/s, $c us of processor time for each, adds $(awk -v a="$l" -v b="$direct" 'BEGIN { print a - b }') us to the median of $direct us"
}
report "learn" $ours
report "nginx proxy_pass" $peer
echo "learn had archived what passed in $seconds s another $(median <"$work/settled") s later"
echo "learn / nginx: $(ratio "$(median <"$work/rate-$ours")" "$(median <"$work/rate-$peer")")"
if [ -s "$work/rate-$mitm" ]; then
    report "mitmproxy -w" $mitm
    echo "learn / mitmproxy: $(ratio "$(median <"$work/rate-$ours")" "$(median <"$work/rate-$mitm")")"
else
    echo "mitmproxy is not installed (on Debian: apt-get install mitmproxy), so it was left out"
fi

passed=0
while [ "$passed" -lt "${EXCHANGES:-0}" ]; do
    more=$(load $ours 5 | awk '/requests in/ { print $1 }')
    passed=$((passed + more))
    echo "after $passed exchanges: $((more / 5)) requests/s, $(awk '/VmRSS/ { print $2 / 1024 }' /proc/$learn/status) MiB"
done
kill -TERM $learn && wait $learn || true
echo "recorded: $("${program[@]}" recordings list --data "$data" --json | grep -c '"id"') recordings; unrecorded connections: $(grep -c unrecorded "$work/learn.log" || true)"
