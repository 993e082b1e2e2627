"""Reads the rules of a `.score` file that has `if` lines alone, and says them in other languages.

    python3 rules.py cel|zen|roto|codes.roto|codes.json|duckdb|clickhouse FILE.score

For CEL and ZEN also rules about events, as `embed.score` has them: `count(E within 30d) >= 2`, `any E within 30d`, `no event within 60d`,
and `on E where … +2 max 12`. The events are a list of objects, the moment is `now`.
"""
import json
import re
import sys

TEXT = ["title", "seniority", "country", "industry", "source", "email"]
NUMBERS = ["employees", "revenue", "visits", "pages_per_visit"]
NULLABLE = ["employees", "revenue"]
WORDS = re.compile(r'\s*("[^"]*"|\d{4}-\d\d-\d\dT[\d:]+Z|-?[\d.]+|>=|<=|[<>=()\[\],]|\w+)')


class Reader:
    """A condition as nested tuples: ("in", column, values), ("and", [conditions]) …"""

    def __init__(self, text):
        self.words, self.at = WORDS.findall(text), 0

    def take(self, *expected):
        word = self.words[self.at] if self.at < len(self.words) else None
        if expected and word not in expected:
            return None
        self.at += 1
        return word

    def condition(self):
        parts, joint = [self.atom()], None
        while word := self.take("and", "or"):
            joint = word
            parts.append(self.atom())
        return (joint, parts) if joint else parts[0]

    def atom(self):
        if self.take("("):
            inside = self.condition()
            self.take(")")
            return inside
        column, word = self.take(), self.take()
        if word == "in":
            values = []
            self.take("[")
            while not self.take("]"):
                values.append(self.value())
                self.take(",")
            return ("in", column, values)
        if word == "between":
            low = self.value()
            self.take("and")
            return ("and", [("compare", column, ">=", low), ("compare", column, "<=", self.value())])
        if word == "is":
            self.take("unknown")
            return ("unknown", column)
        if word == "ends":
            self.take("with")
            return ("ends", column, self.value())
        value = self.take()
        return ("yes", column) if value == "yes" else ("compare", column, word, read(value))

    def value(self):
        return read(self.take())


class Moment(str):
    """An RFC 3339 time."""

    def seconds(self):
        from datetime import datetime
        return int(datetime.fromisoformat(self.replace("Z", "+00:00")).timestamp())

    def plain(self):
        return self.replace("T", " ").replace("Z", "")


def read(word):
    if word.startswith('"'):
        return word[1:-1]
    return Moment(word) if "T" in word else float(word)


def rules(text):
    """[(condition, points)] of every `if` line."""
    lines = re.findall(r"^\s*if (?!count\(|any |no )(.*) ([+-][\d.]+)$", text, re.M)
    return [(Reader(condition).condition(), float(points)) for condition, points in lines]


IF_EVENTS = re.compile(r"^\s*if (?:count\((\w+) within (\d+)d\) >= (\d+)|(any|no) (\w+) within (\d+)d) ([+-][\d.]+)$", re.M)
ON_EVENT = re.compile(r"^\s*on (\w+)(?: where (\w+) (starts with|>) (\S+))? ([+-][\d.]+)(?: max ([\d.]+)| (once))$", re.M)


def event_rules(text):
    """[(event or nothing for any, days or nothing, property test or nothing, how the number of them becomes points)]"""
    found = []
    for name, days, least, quantity, other, window, points in IF_EVENTS.findall(text):
        event, within = name or (None if other == "event" else other), int(days or window)
        test = f">= {least}" if name else (">= 1" if quantity == "any" else "== 0")
        found.append((event, within, None, ("if", test, float(points))))
    for event, prop, op, value, points, most, once in ON_EVENT.findall(text):
        test = (prop, op, value.strip('"')) if prop else None
        found.append((event, None, test, ("each", float(points), float(most) if most else abs(float(points)))))
    return found


def limited(text):
    """Is the score clamped to 0..100?"""
    return "0..100" in text


def quoted(text, quote):
    return quote + text + quote


def say(condition, language):
    """A condition in the words of a language: a dictionary of small functions."""
    kind = condition[0]
    if kind in ("and", "or"):
        return "(" + language[kind].join(say(part, language) for part in condition[1]) + ")"
    return language[kind](*condition[1:])


def number(value):
    return repr(float(value))


def plain(value):
    return str(int(value)) if value == int(value) else repr(value)


def guarded(column, text, both="&&"):
    return f"({column} != null {both} {text})" if column in NULLABLE else text


CEL = {
    "and": " && ", "or": " || ",
    "in": lambda c, vs: f"{c} in [{', '.join(quoted(v, chr(34)) for v in vs)}]",
    "compare": lambda c, op, v: guarded(c, f"{c} {op} {v.seconds() if isinstance(v, Moment) else number(v)}"),
    "unknown": lambda c: f"{c} == null",
    "ends": lambda c, v: f'{c}.endsWith("{v}")',
    "yes": lambda c: c,
}
ZEN = {
    "and": " and ", "or": " or ",
    "in": lambda c, vs: f"{c} in [{', '.join(quoted(v, chr(39)) for v in vs)}]",
    "compare": lambda c, op, v: guarded(c, f"{c} {op} {v.seconds() if isinstance(v, Moment) else plain(v)}", "and"),
    "unknown": lambda c: f"{c} == null",
    "ends": lambda c, v: f"endsWith({c}, '{v}')",
    "yes": lambda c: c,
}
ROTO = {
    "and": " && ", "or": " || ",
    "in": lambda c, vs: "(" + " || ".join(f'{c} == "{v}"' for v in vs) + ")",
    "compare": lambda c, op, v: f"{c} {op} {v.seconds() if isinstance(v, Moment) else number(v)}",
    "unknown": lambda c: f"!({c} == {c})",
    "ends": lambda c, v: f'{c}.ends_with("{v}")',
    "yes": lambda c: c,
}


def sql(moment, ends):
    return {
        "and": " AND ", "or": " OR ",
        "in": lambda c, vs: f"{c} IN ({', '.join(quoted(v, chr(39)) for v in vs)})",
        "compare": lambda c, op, v: f"{c} {op} {moment(v) if isinstance(v, Moment) else plain(v)}",
        "unknown": lambda c: f"{c} IS NULL",
        "ends": lambda c, v: f"{ends}({c}, '{v}')",
        "yes": lambda c: c,
    }


DUCKDB = sql(lambda v: f"TIMESTAMP '{v.plain()}'", "ends_with")
CLICKHOUSE = sql(lambda v: f"toDateTime('{v.plain()}', 'UTC')", "endsWith")


def balanced(terms):
    """A sum as a shallow tree: a thousand terms in a row are too deep for some."""
    while len(terms) > 1:
        pairs = [terms[i:i + 2] for i in range(0, len(terms), 2)]
        terms = [f"({' + '.join(pair)})" for pair in pairs]
    return terms[0]


def query(text, language, table="leads"):
    """SELECT lead_id, score, stage. The dialects differ in the words of their conditions alone."""
    terms = [f"CASE WHEN {say(c, language)} THEN {p!r}e0 ELSE 0e0 END" for c, p in rules(text)]
    score = balanced(terms)
    if limited(text):
        score = f"least(greatest({score}, 0e0), 100e0)"
    stage = "CASE WHEN score >= 60 THEN 'hot' WHEN score >= 30 THEN 'warm' ELSE 'cold' END"
    return f"SELECT lead_id, score, {stage} AS stage FROM (SELECT lead_id, {score} AS score FROM {table}) q"


def happened(rule, variable, words):
    """The condition on one event."""
    event, days, test, _ = rule
    parts = [f"{variable}.event == {words['quote']}{event}{words['quote']}"] if event else []
    if days:
        parts.append(f"now - {variable}.time < {days * 86_400}")
    if test:
        prop, op, value = test
        parts.append(words["starts"](f"{variable}.{prop}", value) if op == "starts with" else f"{variable}.{prop} {op} {words['number'](float(value))}")
    return words["and"].join(parts)


CEL_EVENTS = {"quote": '"', "and": " && ", "number": number, "variable": "e",
              "starts": lambda c, v: f'{c}.startsWith("{v}")',
              "count": lambda holds: f"events.filter(e, {holds}).size()",
              "each": lambda count, worth, most: f"min(double({count}) * {number(worth)}, {number(most)})" if worth > 0 else f"max(double({count}) * {number(worth)}, {number(-most)})"}
ZEN_EVENTS = {"quote": "'", "and": " and ", "number": plain, "variable": "#",
              "starts": lambda c, v: f"startsWith({c}, '{v}')",
              "count": lambda holds: f"count(events, {holds})",
              "each": lambda count, worth, most: f"min([{count} * {plain(worth)}, {plain(most)}])" if worth > 0 else f"max([{count} * {plain(worth)}, {plain(-most)}])"}


def of_events(text, words):
    terms = []
    for rule in event_rules(text):
        count, how = words["count"](happened(rule, words["variable"], words)), rule[3]
        if how[0] == "if":
            terms.append(f"({count} {how[1]} ? {words['number'](how[2])} : {words['number'](0.0)})")
        else:
            terms.append(words["each"](count, how[1], how[2]))
    return terms


def ternaries(text, language, number, words):
    terms = [f"({say(c, language)} ? {number(p)} : {number(0.0)})" for c, p in rules(text)]
    return balanced(terms + of_events(text, words))


def roto(text, language=ROTO):
    """A function of no argument: the lead's fields are the context, under their names."""
    lines = [f"    if {say(c, language)} {{ points = points + {number(p)}; }}" for c, p in rules(text)]
    lines = [line.replace("+ -", "- ") for line in lines]
    return "fn score() -> f64 {\n    let points = 0.0;\n" + "\n".join(lines) + "\n    points\n}\n"


def numbers_of_texts(text):
    """By column, the texts that the rules name, numbered from 1."""
    found = {column: set() for column in TEXT}

    def visit(condition):
        if condition[0] in ("and", "or"):
            for part in condition[1]:
                visit(part)
        elif condition[0] in ("in", "ends"):
            found[condition[1]].update(condition[2] if condition[0] == "in" else [condition[2]])

    for condition, _ in rules(text):
        visit(condition)
    return {column: {v: i for i, v in enumerate(sorted(values), 1)} for column, values in found.items()}


def coded_roto(text):
    """The same where the host has numbered the texts."""
    codes = numbers_of_texts(text)
    one_of = lambda c, vs: "(" + " || ".join(f"{c} == {codes[c][v]}" for v in vs) + ")"
    return roto(text, ROTO | {"in": one_of, "ends": lambda c, v: one_of(c, [v])})


def translated(text, language):
    if language == "cel":
        return ternaries(text, CEL, number, CEL_EVENTS)
    if language == "zen":
        return ternaries(text, ZEN, plain, ZEN_EVENTS)
    if language == "roto":
        return roto(text)
    if language == "codes.roto":
        return coded_roto(text)
    if language == "codes.json":
        return json.dumps(numbers_of_texts(text), indent=1)
    return query(text, DUCKDB if language == "duckdb" else CLICKHOUSE)


if __name__ == "__main__":
    print(translated(open(sys.argv[2]).read(), sys.argv[1]))
