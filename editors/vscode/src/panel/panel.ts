// The page in the panel: takes what the extension sends and shows it.

import "./panel.css";

import type { Said, Shown } from "../protocol";
import { element, type Part } from "./element";
import { invoice } from "./invoice";

declare function acquireVsCodeApi(): { postMessage(said: Said): void };

const api = acquireVsCodeApi();
const main = document.getElementById("main");

window.addEventListener("message", ({ data }: MessageEvent<Shown>) => main?.replaceChildren(...page(data)));
api.postMessage({ kind: "ready" });

function page({ why, stale }: Shown): Part[] {
  const copy = element("button", { class: "quiet", title: "Copy as text" }, "Copy as text");
  copy.addEventListener("click", () => api.postMessage({ kind: "copy" }));
  return [
    element("header", {}, element("h1", {}, why.title), copy),
    ...(stale === undefined ? [] : [element("p", { class: "stale" }, `As it was: ${stale}`)]),
    ...body(why),
  ];
}

/** The invoices drawn; where they are not as we know them, the text says the same. */
function body({ invoices, text }: Shown["why"]): Part[] {
  try {
    if (invoices.length > 0) {
      return invoices.map((one) => invoice(one, (file, line) => api.postMessage({ kind: "open", file, line })));
    }
  } catch (error) {
    console.warn(error);
  }
  return [element("pre", {}, text)];
}
