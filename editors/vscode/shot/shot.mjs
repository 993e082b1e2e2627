// Tries the extension in a real editor without a display, and takes pictures of it.
//
//   npm run package, then in an empty folder: npm install code-server playwright-core (and a Chromium: apt-get install chromium)
//   TOOLS=that/folder BAREMO=path/to/baremo node shot.mjs OUT
//
// OUT is a folder for pictures; `editor.png` and `why.png` there are those of docs/images.

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const out = resolve(process.argv[2] ?? ".");
const tools = resolve(process.env.TOOLS ?? ".");
const baremo = resolve(process.env.BAREMO ?? "../../../target/release/baremo");
const { chromium } = createRequire(join(tools, "package.json"))("playwright-core");
const port = Number(process.env.PORT ?? 8391);

const folder = mkdtempSync(join(tmpdir(), "baremo-shot-"));
const rules = join(folder, "rules");
const data = join(folder, "data");
const server = join(tools, "node_modules/code-server/out/node/entry.js");
const places = ["--user-data-dir", data, "--extensions-dir", join(folder, "extensions")];

/** What a person would do at a keyboard; mistakes come last, for the editor saves by itself. */
const steps = {
  /** The tests of a file beside it, with one that fails. */
  async tests(page) {
    await open(page, "model_test.score");
    await command(page, "Test: Run All Tests");
    await page.waitForTimeout(4000);
    await command(page, "Testing: Focus on Test Explorer View");
  },
  /** The invoice of a lead of the sample. */
  async why(page) {
    await open(page, "model.score");
    await command(page, "View: Close Primary Side Bar");
    await page.keyboard.press("Control+G");
    await page.keyboard.type("47");
    await page.keyboard.press("Enter");
    await command(page, "Baremo: Why this lead?");
    await page.waitForTimeout(1500);
    await page.keyboard.type("1003");
    await page.keyboard.press("Enter");
    await page.frameLocator("iframe.webview").frameLocator("iframe").locator(".stage").waitFor();
  },
  /** Two mistakes are typed, and underlined. */
  async editor(page) {
    await open(page, "model.score");
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\n\nscore late {\non demo_reqest +10 once per day\nif employees = yes +5");
    await page.locator(".squiggly-error").nth(1).waitFor();
    await command(page, "View: Close Primary Side Bar");
    await command(page, "View: Focus Problems");
    await page.keyboard.press("Control+1");
    await page.keyboard.press("Control+End");
    await page.keyboard.press("ArrowDown");
  },
};

async function open(page, name) {
  await page.keyboard.press("Control+P");
  await page.keyboard.type(name);
  await page.locator(".quick-input-list .monaco-list-row").first().waitFor();
  await page.waitForTimeout(500);
  await page.keyboard.press("Enter");
  await page.locator(".view-line").first().waitFor();
  await page.waitForTimeout(1500);
}

async function command(page, name) {
  await page.keyboard.press("F1");
  await page.keyboard.type(name);
  await page.waitForTimeout(700);
  await page.keyboard.press("Enter");
  await page.waitForTimeout(700);
}

function prepare() {
  mkdirSync(rules);
  mkdirSync(out, { recursive: true });
  execFileSync(baremo, ["init"], { cwd: rules, stdio: "ignore" });
  const settings = {
    "baremo.path": process.env.SERVER ?? baremo,
    "editor.minimap.enabled": false,
    "editor.fontSize": 13,
    "editor.occurrencesHighlight": "off",
    "editor.stickyScroll.enabled": false,
    "telemetry.telemetryLevel": "off",
    "window.commandCenter": false,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.colorTheme": "Default Light Modern",
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": false,
    "chat.disableAIFeatures": true,
  };
  // The editor's own settings, and those of the machine on which its server runs.
  for (const name of ["User", "Machine"]) {
    mkdirSync(join(data, name), { recursive: true });
    writeFileSync(join(data, name, "settings.json"), JSON.stringify(settings));
  }
  const vsix = readdirSync(resolve(import.meta.dirname, "..")).filter((name) => name.endsWith(".vsix"))[0];
  const path = resolve(import.meta.dirname, "..", vsix);
  execFileSync(process.execPath, [server, ...places, "--install-extension", path], { stdio: "inherit" });
}

async function answers(url) {
  for (let tries = 0; tries < 60; tries += 1) {
    try {
      return (await fetch(url)).status;
    } catch {
      await new Promise((done) => setTimeout(done, 500));
    }
  }
  throw new Error("code-server does not answer");
}

prepare();
const about = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-workspace-trust", "--disable-telemetry"];
const editor = spawn(process.execPath, [server, ...places, ...about, rules], { stdio: "ignore" });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  await answers(`http://127.0.0.1:${port}`);
  for (const [name, step] of Object.entries(steps)) {
    if (process.env.ONLY && process.env.ONLY !== name) continue;
    const page = await browser.newPage({ viewport: { width: 1000, height: 640 } });
    await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(rules)}`);
    await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor({ timeout: 60_000 });
    await page.waitForTimeout(2000);
    try {
      await step(page);
    } catch (error) {
      console.error(`${name}: ${error.message}`);
      process.exitCode = 1;
    }
    await page.waitForTimeout(1500);
    await page.screenshot({ path: join(out, `${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  editor.kill();
  await new Promise((done) => editor.once("exit", done));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
