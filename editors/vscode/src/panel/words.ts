// Figures and ages in words, as `baremo why` writes them.

import type { Happening, Rule } from "../protocol";

const DIGITS = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const FINE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 4 });

export function points(value: number): string {
  return DIGITS.format(value).replace("-", "−");
}

export function signed(value: number): string {
  return value > 0 ? `+${points(value)}` : points(value);
}

const FATES: Record<string, string> = {
  outside_period: "outside the period",
  points_unknown: "points unknown",
  too_few: "too few",
  not_first: "not the first",
  cooldown: "in the cooldown",
  not_kept: "others count",
};

/** `10 × 0.9637 = 9.6367`, or why the event does not count. */
export function worth({ points: before, factor, worth: after, fate }: Happening): string {
  if (fate !== "counted" || before === null) {
    return FATES[fate] ?? fate.replaceAll("_", " ");
  }
  const aged = factor === 1 ? "" : ` × ${FINE.format(factor)} =`;
  return aged === "" ? FINE.format(after) : `${FINE.format(before)}${aged} ${FINE.format(after)}`;
}

const STATUSES: Record<string, string> = {
  off: "off",
  outside_period: "outside its period",
  false: "not true",
  unknown: "unknown",
  no_row: "no row holds",
  points_unknown: "its points are unknown",
  no_events: "no events",
  none_counts: "no event counts",
  zero: "adds up to 0",
};

/** Why a rule did not fire; nothing where it did. */
export function whyNot({ status, reason }: Rule): string | undefined {
  return status === "fired" ? undefined : (reason ?? STATUSES[status] ?? status.replaceAll("_", " "));
}

const UNITS: [number, string][] = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"],
];

export function age(seconds: number): string {
  const [size, name] = UNITS.find(([size]) => seconds >= size) ?? [1, "s"];
  return `${Math.floor(seconds / size)}${name} ago`;
}

/** `2026-01-20 11:05`, in UTC as the data has it. */
export function time(moment: string): string {
  return moment.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}).*$/, "$1 $2");
}
