// What the server's own commands take and give: docs/reference/lsp.md.

import type { Range } from "vscode-languageclient/node";

export const TESTS = "baremo.tests";
export const TEST = "baremo.test";
export const WHY = "baremo.why";
export const LEADS = "baremo.leads";

export interface TestPlace {
  name: string;
  range: Range;
}

export interface TestResult extends TestPlace {
  passed: boolean;
  milliseconds?: number;
  failures: { case: string | null; range: Range; expected: string; found: string }[];
  /** What people read. */
  text: string;
}

export interface WhyQuestion {
  uri: string;
  lead?: string;
  test?: string;
}

export interface Why {
  title: string;
  /** The same as aligned text. */
  text: string;
  invoices: Invoice[];
}

export interface Leads {
  leads: string[];
  /** There are more than these. */
  more: boolean;
}

/** Something in the rules: what people call it, and where it stands. */
export interface Place {
  title: string;
  file: string;
  /** From one. */
  line: number;
}

export interface Invoice {
  model: string | null;
  in_model: boolean;
  as_of: string;
  stage: string | null;
  action: string | null;
  stage_source: Place | null;
  disqualified: Place[];
  scores: Score[];
  grades: { name: string; label: string | null }[];
  matrices: { name: string; value: string | null; action: string | null }[];
  outlook?: Outlook;
}

export interface Score {
  name: string;
  points: number;
  formula: { text: string; figures: string } | null;
  entries: Entry[];
}

export interface Entry extends Place {
  kind: "rule" | "group" | "formula" | "range";
  points: number;
  /** How many groups are around it. */
  depth: number;
  rule: Rule | null;
}

export interface Rule {
  status: string;
  /** Why it did not fire. */
  reason: string | null;
  /** Before `max`, where one cuts it. */
  before_max: number | null;
  events: Happening[];
}

export interface Happening {
  event: string | null;
  time: string;
  age_seconds: number;
  points: number | null;
  factor: number;
  worth: number;
  /** `counted`, or why not. */
  fate: string;
}

export interface Outlook {
  above: (Place & { stage: string; score: string; missing: number })[];
  ways: { steps: string[]; stage: string }[];
  turn: { stage: string | null; falls: boolean; day: string; at: string } | null;
}

/** What the panel is sent. */
export interface Shown {
  why: Why;
  /** Why the figures are those of a moment ago. */
  stale?: string;
}

/** What the panel says. */
export type Said =
  | { kind: "ready" }
  | { kind: "open"; file: string; line: number }
  | { kind: "copy" };
