#!/usr/bin/env python3
"""How long an editor waits: a long rule file is open, keys are typed in it, diagnostics come back.

    python3 benches/editor.py target/release/baremo [LINES [KEYS]]

Talks with `baremo lsp` as an editor does, over standard input and output. A key is typed 20 ms after the answer to the last one, which is faster
than hands are; what is told is the time from the change to the diagnostics of that version, in milliseconds, and the same for an answer of each other
kind asked right behind a key. Where the system tells it, the server's CPU time for each is told too: it does not grow where other programs keep the
machine busy.
"""

import json
import os
import statistics
import subprocess
import sys
import time

URI = "file:///nowhere/big.score"
PAUSE = 0.02


def model(lines):
    """A model as large companies have them, only longer: lists, definitions, groups of rules of every kind, stages, tests."""
    out = ["# Who fits, and who is interested.", "list free_mail = [gmail.com, hotmail.com, yahoo.com]", "param open_points = 2",
           "define decision_maker: title in [CEO, CTO, VP] or seniority = c_level", "lead {", "  title text", "  email text", "  seniority one of [junior, senior, c_level]",
           "  employees number", "  country text", "  industry text", "  created_at date", "}", "event email_open", "event page_view { path text; seconds number }",
           "event webinar { topic text }", "score fit 0..100 {"]
    half = (lines - 60) // 2
    for i in range(half):
        out.append([f"  if industry = \"Industry {i}\" +{i % 9 + 1} \"industry {i}\"", f"  if title contains \"role {i}\" and employees between {i} and {i + 50} +3",
                    f"  if country in [C{i}, D{i}, \"E {i}\"] and decision_maker +{i % 7 + 1}", f"  if created_at within {i % 300 + 1}d and not (industry = x{i}) -2",
                    f"  # what is below was agreed in week {i % 52 + 1}", f"  points by employees {{ under {i + 1} -1; up to {i + 100} +2; above +5; unknown 0 }}", f"  if domain(email) in free_mail and employees < {i} -1"][i % 7])
    out += ["}", "score engagement 0..100 {", "  decay 10%/30d"]
    for i in range(half):
        out.append([f"  on page_view where path starts with \"/p{i}\" +{i % 5 + 1} max {i % 20 + 10}", f"  if count(webinar where topic = \"t {i}\" within 90d) >= {i % 3 + 1} +4",
                    f"  on webinar where topic contains any [a{i}, b{i}] +$open_points \"webinar {i}\"", f"  if any (page_view where (path = \"/q{i}\" and seconds > {i % 60}) within 30d) +2",
                    f"  on email_open where $open_points > 1 +1 max 3 per week" if i % 11 == 0 else f"  on page_view where seconds > {i} +1 once per day", ][i % 5])
    out += ["}", "score total 0.. = 0.4 * fit + 0.6 * engagement", "mql at total >= 30", "sql at total >= 60 and decision_maker -> call", "otherwise cold", "grade fit { A at >= 50; B at >= 20; otherwise C }"]
    for i in range(4):
        out += [f"test \"case {i}\" {{", "  as of 2026-01-31", f"  lead {{ industry = \"Industry {7 * i}\"; title = CTO; employees = 3 }}", "  email_open 3d ago", f"  expect fit >= 0", "}"]
    return "\n".join(out) + "\n"


class Editor:
    def __init__(self, command):
        self.process = subprocess.Popen([command, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.asked = 0
        self.ask("initialize", {"capabilities": {}})
        self.send({"method": "initialized", "params": {}})

    def cpu(self):
        """Seconds so far; nothing where the system does not tell."""
        try:
            fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except OSError:
            return None

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def receive(self):
        length = None
        while (line := self.process.stdout.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode().partition(":")
            length = int(value) if name.lower() == "content-length" else length
        return json.loads(self.process.stdout.read(length))

    def ask(self, method, params):
        self.asked += 1
        self.send({"id": self.asked, "method": method, "params": params})
        while (message := self.receive()).get("id") != self.asked:
            pass
        return message

    def diagnostics(self, version):
        while True:
            message = self.receive()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"].get("version") == version:
                return message["params"]["diagnostics"]


def spread(times, cpu=None):
    times = sorted(1000 * t for t in times)
    told = f"median {statistics.median(times):7.1f} ms   95 in 100 {times[int(len(times) * 0.95)]:7.1f} ms   worst {times[-1]:7.1f} ms"
    return told if cpu is None else f"{told}   CPU {1000 * cpu:6.1f} ms each"


def main():
    command = sys.argv[1]
    lines = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    keys = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    text = model(lines)
    rows = text.split("\n")
    editor = Editor(command)
    start = time.perf_counter()
    editor.send({"method": "textDocument/didOpen", "params": {"textDocument": {"uri": URI, "languageId": "baremo", "version": 1, "text": text}}})
    found = editor.diagnostics(1)
    print(f"{len(rows)} lines, {len(text)} bytes, {len(found)} diagnostics; opened in {1000 * (time.perf_counter() - start):.0f} ms")
    for one in found[:3]:
        print("  ", one["range"]["start"], one["message"].split("\n")[0])
    version, at = 1, {"textDocument": {"uri": URI}}
    places = [i for i, row in enumerate(rows) if row.startswith("  if") or row.startswith("  on")]

    def key(line, character, letter, removed=0):
        nonlocal version
        version += 1
        place = {"start": {"line": line, "character": character}, "end": {"line": line, "character": character + removed}}
        change = {"textDocument": {"uri": URI, "version": version}, "contentChanges": [{"range": place, "text": letter}]}
        start = time.perf_counter()
        editor.send({"method": "textDocument/didChange", "params": change})
        return start

    kinds = {
        # The points of a rule, in every sixth rule or so: the file stays whole.
        "a number grows": lambda line: [("9", 0), ("", 1)],
        # A new rule, letter by letter: the file is broken most of the time.
        "a rule is typed": lambda line: [(letter, 0) for letter in "\n  if title = x"],
    }
    for name, strokes in kinds.items():
        times, before = [], editor.cpu()
        changes = version
        while len(times) < keys:
            line = places[len(times) * 7919 % len(places)]
            character = len(rows[line]) if name == "a rule is typed" else rows[line].rfind("+") + 1 or len(rows[line])
            place = (line, character)
            typed = 0
            for letter, removed in strokes(line):
                time.sleep(PAUSE)
                start = key(*place, letter, removed)
                editor.diagnostics(version)
                times.append(time.perf_counter() - start)
                if name == "a rule is typed":
                    place = (line + 1, 0) if letter == "\n" else (place[0], place[1] + 1)
                    typed += 1
            if typed:
                key(line, character, "", 0)
                editor.diagnostics(version)
                version += 1
                whole = {"textDocument": {"uri": URI, "version": version}, "contentChanges": [{"text": text}]}
                editor.send({"method": "textDocument/didChange", "params": whole})
                editor.diagnostics(version)
        cpu = before is not None and (editor.cpu() - before) / (version - changes)
        print(f"{name:24} {spread(times, cpu or None)}")
    position = {"line": places[10], "character": 6}
    wide = {"start": {"line": 0, "character": 0}, "end": {"line": 60, "character": 0}}
    asked = {
        "hover": {"position": position}, "completion": {"position": position}, "documentSymbol": {}, "semanticTokens/full": {}, "foldingRange": {}, "inlayHint": {"range": wide},
        "codeLens": {}, "formatting": {"options": {"tabSize": 2, "insertSpaces": True}}, "codeAction": {"range": wide, "context": {"diagnostics": []}},
    }
    for method, params in asked.items():
        times = []
        for turn in range(5):
            key(places[10], len(rows[places[10]]), " " if turn % 2 == 0 else "", turn % 2)
            editor.diagnostics(version)
            start = time.perf_counter()
            editor.ask(f"textDocument/{method}", {**at, **params})
            times.append(time.perf_counter() - start)
        print(f"{method:24} {spread(times)}")
    editor.ask("shutdown", None)
    editor.send({"method": "exit"})
    sys.exit(editor.process.wait())


main()
