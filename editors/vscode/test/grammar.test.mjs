// The TextMate grammar colours words as the language server does, but for names: only the server knows what those stand for.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

const require = createRequire(import.meta.url);
const textmate = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");

const here = (name) => new URL(name, import.meta.url);
const read = (name) => readFileSync(here(name), "utf8");

/** The scope that stands for a colour of the server. */
const SCOPES = {
  keyword: /^(keyword\.(control|other|operator\.word)|constant\.language|variable\.language|support\.type)/,
  number: /^(constant\.numeric|keyword\.other\.unit)/,
  comment: /^comment/,
  operator: /^keyword\.operator\.baremo/,
  regexp: /^string\.regexp/,
};
/** Words that only the server can tell from keywords or from names. */
const NAMES = ["property", "event", "variable", "class", "namespace", "enumMember", "function"];

/** `expect no score`: what is called like a keyword. */
const KNOWN = ["examples/personas/loyalty_test.score:19 score class: keyword.control.baremo"];

async function grammar() {
  await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(read("../syntaxes/baremo.tmLanguage.json"), "baremo.json"),
  });
  return registry.loadGrammar("source.baremo");
}

/** The lines of a text, each as its tokens with their innermost scopes. */
function colour(grammar, text) {
  let state = textmate.INITIAL;
  return text.split(/\r?\n/).map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.map(({ startIndex, endIndex, scopes }) => ({
      start: startIndex,
      end: endIndex,
      word: line.slice(startIndex, endIndex),
      scopes: scopes.slice(1),
    }));
  });
}

const at = (tokens, place) => tokens.find(({ start, end }) => start <= place && place < end)?.scopes ?? [];

test("as the server colours", async () => {
  const grammarOfBaremo = await grammar();
  const told = JSON.parse(read("colours.json"));
  const differences = [];
  for (const [name, lines] of Object.entries(told)) {
    const text = read(`../../../${name}`);
    const ours = colour(grammarOfBaremo, text);
    text.split(/\r?\n/).forEach((line, number) => {
      for (const [start, length, kind] of lines[number] ?? []) {
        const scopes = at(ours[number], start);
        const last = scopes.at(-1) ?? "none";
        const word = line.slice(start, start + length);
        const quoted = word.startsWith('"');
        const agrees = (quoted ? /^string|^constant\.character|^invalid/ : SCOPES[kind])?.test(last);
        const keyword = SCOPES.keyword.test(last);
        // A name may have any colour but a keyword's.
        const differs = quoted || SCOPES[kind] ? !agrees : NAMES.includes(kind) && keyword;
        if (differs) differences.push(`${name}:${number + 1} ${word} ${kind}: ${last}`);
      }
    });
  }
  assert.deepEqual(differences, KNOWN);
});

// UPDATE=1 writes it anew.
test("a page of the language", async () => {
  const text = read("page.score");
  const lines = colour(await grammar(), text).map((tokens) =>
    tokens
      .filter(({ word, scopes }) => word.trim() !== "" && scopes.length > 0)
      .map(({ word, scopes }) => `  ${word.trim()}  ${scopes.join(" ").replaceAll(".baremo", "")}`),
  );
  const shown = text.split(/\r?\n/).map((line, number) => [line, ...(lines[number] ?? [])].join("\n")).join("\n");
  const snapshot = here("page.txt");
  if (process.env.UPDATE) writeFileSync(snapshot, shown);
  assert.equal(shown, readFileSync(snapshot, "utf8"));
});
