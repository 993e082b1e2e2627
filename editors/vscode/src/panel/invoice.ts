// One model's invoice: the stage, each score with its lines, what did not fire, and what would change the stage.

import type { Entry, Happening, Invoice, Outlook, Place, Score } from "../protocol";
import { element, type Part } from "./element";
import { age, points, signed, time, whyNot, worth } from "./words";

/** Opens a place in the rules. */
export type Open = (file: string, line: number) => void;

/** Events of a rule before the latest of these are counted, not listed. */
const MOST_EVENTS = 50;

export function invoice(it: Invoice, open: Open): HTMLElement {
  const model = it.model === null ? [] : [element("h2", { class: "model" }, it.model)];
  if (!it.in_model) {
    return element("article", {}, ...model, element("p", {}, "This model is not for this lead."));
  }
  return element(
    "article",
    {},
    ...model,
    verdict(it, open),
    ...it.scores.map((score) => sheet(score, open)),
    ...(it.outlook ? next(it.outlook, open) : []),
  );
}

function verdict(it: Invoice, open: Open): HTMLElement {
  const stage = it.stage ?? "no stage";
  const action = it.action === null ? [] : [element("span", { class: "action" }, `→ ${it.action}`)];
  const sources = it.disqualified.length > 0 ? it.disqualified : it.stage_source ? [it.stage_source] : [];
  return element(
    "section",
    { class: "verdict" },
    element("div", {}, element("span", { class: "stage" }, stage), ...action),
    ...sources.map((source) => element("div", { class: "source" }, `${source.title} `, link(source, open))),
    ...it.grades.map(({ name, label }) => element("div", {}, `${name} `, element("b", {}, label ?? "none"))),
    ...it.matrices.map(({ name, value, action }) =>
      element("div", {}, `${name} `, element("b", {}, value ?? "none"), action === null ? undefined : ` → ${action}`),
    ),
    element("div", { class: "quiet" }, `as of ${time(it.as_of)} UTC`),
  );
}

/** A score: what counts, then what does not. */
function sheet(score: Score, open: Open): HTMLElement {
  const silent = score.entries.filter(isSilent);
  const counts = score.entries.filter((entry) => !isSilent(entry) && !isIdle(entry));
  const heading = element("h2", {}, score.name, element("span", { class: "total" }, points(score.points)));
  const rows = counts.map((entry) => row(entry, score, open));
  return element(
    "section",
    {},
    heading,
    rows.length > 0 ? element("table", {}, element("tbody", {}, ...rows)) : element("p", { class: "quiet" }, "no points"),
    silent.length > 0 ? others(silent, score, open) : undefined,
  );
}

function isSilent({ rule }: Entry): boolean {
  return rule !== null && rule.status !== "fired";
}

/** A range or a group that takes nothing away is nothing to tell. */
function isIdle({ kind, points }: Entry): boolean {
  return (kind === "range" || kind === "group") && points === 0;
}

function others(silent: Entry[], score: Score, open: Open): HTMLElement {
  const summary = element("summary", {}, `Without points: ${silent.length}`);
  const rows = silent.map((entry) => row(entry, score, open));
  return element("details", { open: "" }, summary, element("table", { class: "quiet" }, element("tbody", {}, ...rows)));
}

function row(entry: Entry, score: Score, open: Open): HTMLElement {
  const indent = `depth${Math.min(entry.depth, 4)}`;
  return element(
    "tr",
    { class: entry.kind },
    element("td", { class: indent }, element("div", {}, title(entry)), ...how(entry, score)),
    element("td", { class: "place" }, link(entry, open)),
    element("td", { class: `points ${entry.points < 0 ? "minus" : ""}` }, signed(entry.points)),
  );
}

function title({ kind, title }: Entry): string {
  return kind === "range" ? "The score's range" : title;
}

/** How the points came about. */
function how({ kind, rule }: Entry, { formula }: Score): Part[] {
  if (kind === "formula" && formula) {
    return [detail(`= ${formula.figures}`)];
  }
  if (!rule) {
    return [];
  }
  const reason = whyNot(rule);
  const earlier = Math.max(0, rule.events.length - MOST_EVENTS);
  return [
    ...(rule.before_max === null ? [] : [detail(`${points(rule.before_max)} before its max`)]),
    ...(reason === undefined ? [] : [detail(reason)]),
    ...(earlier > 0 ? [detail(`${earlier} earlier events`)] : []),
    ...rule.events.slice(earlier).map(happening),
  ];
}

function happening(event: Happening): HTMLElement {
  const counts = event.fate === "counted";
  const what = `${time(event.time)}  ${event.event ?? "event"}, ${age(event.age_seconds)}: ${worth(event)}`;
  return element("div", { class: counts ? "detail" : "detail passed-over" }, what);
}

function detail(text: string): HTMLElement {
  return element("div", { class: "detail" }, text);
}

function link({ file, line }: Place, open: Open): HTMLElement {
  const name = file.split(/[\\/]/).at(-1) ?? file;
  const anchor = element("a", { href: "#", title: `${file}:${line}` }, `${name}:${line}`);
  anchor.addEventListener("click", (event) => {
    event.preventDefault();
    open(file, line);
  });
  return anchor;
}

/** What would change the stage, now and by itself. */
function next({ above, ways, turn }: Outlook, open: Open): HTMLElement[] {
  const items = [
    ...above.map((line) =>
      element("li", {}, line.missing === 0 ? "just below " : `${points(line.missing)} points below `, element("b", {}, line.stage), ` by ${line.score} `, link(line, open)),
    ),
    ...ways.map(({ steps, stage }) => element("li", {}, `${steps.join(" and ")} would make it `, element("b", {}, stage))),
    ...(turn ? [element("li", {}, `${turned(turn)} on ${turn.day} if nothing happens`)] : []),
  ];
  return items.length === 0 ? [] : [element("section", {}, element("h2", {}, "What would change the stage"), element("ul", {}, ...items))];
}

function turned({ stage, falls }: NonNullable<Outlook["turn"]>): string {
  return `${falls ? "falls to" : "becomes"} ${stage ?? "no stage"}`;
}
