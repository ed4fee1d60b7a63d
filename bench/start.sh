#!/usr/bin/env bash
# From start to the first answer, the first conversation, and idle memory of `serve`.
#   bench/start.sh [ROUNDS]
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
rounds=${1:-7}
find_program
data=$work/start
rm -rf "$data"
"${program[@]}" import "$root/captures/weigh-in.pcap" --data "$data" >/dev/null
python3 "$bench/start.py" "$rounds" "${program[@]}" serve --listen 127.0.0.1:18293 --data "$data"
