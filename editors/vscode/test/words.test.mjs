// The figures and ages of the panel are those that `baremo why` prints.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { transform } from "esbuild";

const source = readFileSync(new URL("../src/panel/words.ts", import.meta.url), "utf8");
const { code } = await transform(source, { loader: "ts", format: "esm" });
const { age, points, signed, time, whyNot, worth } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

const event = { event: "page_view", time: "2026-01-20T11:05:00Z", age_seconds: 0, points: 10, factor: 1, worth: 10, fate: "counted" };

test("points", () => {
  assert.equal(points(1234.5), "1,234.5");
  assert.equal(signed(9.64), "+9.64");
  assert.equal(signed(0), "0");
  assert.equal(signed(-10), "−10");
});

test("what an event is worth", () => {
  assert.equal(worth({ ...event, factor: 0.96366, worth: 9.6366 }), "10 × 0.9637 = 9.6366");
  assert.equal(worth(event), "10");
  assert.equal(worth({ ...event, worth: 0, fate: "cooldown" }), "in the cooldown");
  assert.equal(worth({ ...event, points: null, worth: 0, fate: "points_unknown" }), "points unknown");
  assert.equal(worth({ ...event, worth: 0, fate: "one_of_tomorrow" }), "one of tomorrow");
});

test("why a rule did not fire", () => {
  const rule = { status: "false", reason: null, before_max: null, events: [] };
  assert.equal(whyNot(rule), "not true");
  assert.equal(whyNot({ ...rule, reason: 'title is "CTO"' }), 'title is "CTO"');
  assert.equal(whyNot({ ...rule, status: "fired" }), undefined);
});

test("ages and times", () => {
  assert.deepEqual([59, 60, 7199, 86_400, 950_400].map(age), ["59s ago", "1min ago", "1h ago", "1d ago", "11d ago"]);
  assert.equal(time("2026-01-20T11:05:59Z"), "2026-01-20 11:05");
});
