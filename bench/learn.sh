#!/usr/bin/env bash
# `learn`, recording, against nginx's proxy_pass and mitmproxy (Debian's, reverse mode, -w), all before the same vendor:
# requests/s of whole conversations over 32 connections kept alive, and what each adds to the median of one connection.
# Proxy and wrk share one core (CORE, default 1), the vendor has the other; they take turns.
#   bench/learn.sh [ROUNDS] [SECONDS]
# EXCHANGES=1000000 passes so many exchanges afterwards, and says what memory `learn` held on the way.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
need nginx wrk taskset
rounds=${1:-5} seconds=${2:-5} core=${CORE:-1}
vendor=18294 ours=18295 peer=18296 mitm=18297
find_program
data=$work/learn
rm -rf "$data"

trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
sed -e "s#@WORK@#$work#; s#@PORT@#$vendor#" "$bench/nginx.conf" >"$work/nginx.conf"
sed -e "s#@WORK@#$work#; s#@PORT@#$peer#; s#@VENDOR@#$vendor#" "$bench/proxy.conf" >"$work/proxy.conf"
taskset -c $((1 - core)) nginx -c "$work/nginx.conf" &
taskset -c "$core" nginx -c "$work/proxy.conf" &
taskset -c "$core" "${program[@]}" learn --listen 127.0.0.1:$ours --upstream http://127.0.0.1:$vendor --data "$data" 2>"$work/learn.log" &
learn=$!
ports=($vendor $ours $peer)
if command -v mitmdump >/dev/null 2>&1; then
    taskset -c "$core" mitmdump -q --mode reverse:http://127.0.0.1:$vendor --listen-host 127.0.0.1 -p $mitm -w "$work/mitm.flow" >/dev/null 2>&1 &
    ports+=($mitm)
fi
for port in "${ports[@]}"; do wait_for_port "$port"; done

rate() { taskset -c "$core" wrk -t1 -c32 "-d${2:-$seconds}s" -s "$bench/conversation.lua" "http://127.0.0.1:$1/" | awk '/Requests\/sec/ { print $2 }'; }
# Microseconds.
latency() {
    taskset -c "$core" wrk -t1 -c1 "-d${seconds}s" --latency -s "$bench/conversation.lua" "http://127.0.0.1:$1/" |
        awk '$1 == "50%" { n = $2 + 0; print $2 ~ /us$/ ? n : $2 ~ /ms$/ ? n * 1000 : n * 1000000 }'
}

rate $ours 3 >/dev/null; rate $peer 1 >/dev/null
for port in "${ports[@]}"; do : >"$work/rate-$port"; : >"$work/latency-$port"; done
for _ in $(seq "$rounds"); do
    for port in "${ports[@]}"; do
        [ "$port" = $vendor ] || rate "$port" >>"$work/rate-$port"
        latency "$port" >>"$work/latency-$port"
    done
done
direct=$(median <"$work/latency-$vendor")
report() {
    local r l
    r=$(median <"$work/rate-$2") l=$(median <"$work/latency-$2")
    echo "$1: $r requests/s, adds $(awk -v a="$l" -v b="$direct" 'BEGIN { print a - b }') us to the median of $direct us"
}
report "learn" $ours
report "nginx proxy_pass" $peer
echo "learn / nginx: $(ratio "$(median <"$work/rate-$ours")" "$(median <"$work/rate-$peer")")"
if [ -s "$work/rate-$mitm" ]; then
    report "mitmproxy -w" $mitm
    echo "learn / mitmproxy: $(ratio "$(median <"$work/rate-$ours")" "$(median <"$work/rate-$mitm")")"
else
    echo "mitmproxy is not installed (on Debian: apt-get install mitmproxy), so it was left out"
fi

passed=0
while [ "$passed" -lt "${EXCHANGES:-0}" ]; do
    more=$(taskset -c "$core" wrk -t1 -c32 -d5s -s "$bench/conversation.lua" "http://127.0.0.1:$ours/" | awk '/requests in/ { print $1 }')
    passed=$((passed + more))
    echo "after $passed exchanges: $(awk '/VmRSS/ { print $2 / 1024 }' /proc/$learn/status) MiB"
done
kill -TERM $learn && wait $learn || true
echo "recorded: $("${program[@]}" recordings list --data "$data" --json | grep -c '"id"') recordings; unrecorded connections: $(grep -c unrecorded "$work/learn.log" || true)"
