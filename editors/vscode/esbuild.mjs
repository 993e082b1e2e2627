// Two bundles, the extension and the page of its panel, and the licences of what is in them.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const shared = { bundle: true, minify: true, legalComments: "none", logLevel: "warning", metafile: true, outdir: "dist" };

const extension = await build({
  ...shared,
  entryPoints: ["src/extension.ts"],
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
});
await build({
  ...shared,
  entryPoints: ["src/panel/panel.ts"],
  platform: "browser",
  format: "iife",
  target: "es2022",
});

/** The folder of the package that a bundled file is from. */
const packageOf = (file) => file.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/)?.[0];

const packages = new Set(Object.keys(extension.metafile.inputs).map(packageOf).filter(Boolean));
const licences = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  const text = file ? readFileSync(`${folder}/${file}`, "utf8").trim() : license;
  return `${name} ${version}\n\n${text}\n`;
});
writeFileSync("dist/LICENCES.txt", licences.join("\n----\n\n"));
