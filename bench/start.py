#!/usr/bin/env python3
"""Starts `serve` again and again: how long to the first answer and through the first conversation, and what it holds idle."""
import hashlib
import re
import socket
import statistics
import subprocess
import sys
import time

MAC, SECRET = "00:24:e4:5c:a1:e0", "7c1d90e2b45f8a36"
rounds, command = int(sys.argv[1]), sys.argv[2:]
host, port = re.search(r"--listen (\S+):(\d+)", " ".join(command)).groups()


def connect():
    """Tries until somebody listens, as a scale would not, but a stopwatch must."""
    for _ in range(20000):
        try:
            return socket.create_connection((host, int(port)), 5)
        except ConnectionRefusedError:
            time.sleep(0.001)
    sys.exit("bench: serve does not listen")


def ask(sock, endpoint, form):
    sock.sendall((f"POST /cgi-bin/{endpoint} HTTP/1.1\r\nHost: scalews.withings.net\r\nContent-Length: {len(form)}\r\n"
                  f"Content-Type: application/x-www-form-urlencoded\r\n\r\n{form}").encode())
    reply = b""
    while not (reply.endswith(b"0\r\n\r\n") or (b"Content-Length" in reply and reply.endswith(b"}}"))):
        part = sock.recv(4096)
        if not part:
            sys.exit("bench: serve closed the connection")
        reply += part
    return reply.decode()


first, conversation, idle = [], [], []
for number in range(rounds):
    begin = time.monotonic()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    sock = connect()
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    once = re.search(r'"once":"([^"]*)"', ask(sock, "once", "action=get")).group(1)
    first.append(time.monotonic() - begin)
    begin = time.monotonic()
    once = re.search(r'"once":"([^"]*)"', ask(sock, "once", "action=get")).group(1)
    digest = hashlib.md5(f"{MAC}:{SECRET}:{once}".encode()).hexdigest()
    session = re.search(r'"sessionid":"([^"]*)"', ask(sock, "session", f"action=new&auth={MAC}&hash={digest}&currentfw=211&batterylvl=69")).group(1)
    measure = "%7B%22measures%22%3A%5B%7B%22value%22%3A63185%2C%22type%22%3A1%2C%22unit%22%3A-3%7D%5D%7D"
    stored = ask(sock, "measure", f"action=store&sessionid={session}&macaddress={MAC}&userid=2468013&meastime={int(time.time()) - number * 60}&devtype=1&attribstatus=0&measures={measure}")
    if '{"status":0}' not in stored:
        sys.exit("bench: the weight was not taken: " + stored)
    ask(sock, "session", f"action=delete&sessionid={session}")
    conversation.append(time.monotonic() - begin)
    time.sleep(1)
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        idle.append(int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024)
    process.terminate()
    process.wait()
print(f"start to first answer {statistics.median(first) * 1000:.0f} ms, first conversation {statistics.median(conversation) * 1000:.0f} ms, "
      f"idle {statistics.median(idle):.0f} MiB (medians of {rounds} starts)")
