# What the benchmarks share. Sourced, not run.
set -euo pipefail
bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$bench")
work=${WORK:-$bench/work}
mkdir -p "$work"

need() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null 2>&1 || { echo "bench: $tool is not installed (on Debian: apt-get install tcpdump tshark nginx-light wrk)" >&2; exit 1; }
    done
}

# The program as its users have it, without the script around it: ${program[@]} runs it.
find_program() {
    "$root/scaleproxy" --version >/dev/null
    program=("$root/out/scaleproxy/scaleproxy")
    [ ! -f "${program[0]}.dll" ] || program=(dotnet "${program[0]}.dll")
}

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

wait_for_port() {
    local tries
    for tries in $(seq 200); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return; fi
        sleep 0.05
    done
    echo "bench: nothing listens on port $1" >&2
    exit 1
}
