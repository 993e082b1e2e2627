// The test explorer: `test` blocks of rule files, run by the server on what stands in the editor.

import * as vscode from "vscode";

import type { Server } from "./client";
import { TEST, TESTS, type TestPlace, type TestResult } from "./protocol";
import { isRules, later, messageOf, rangeOf } from "./places";

/** Rule files that are looked at for tests; a folder has fewer. */
const MOST_FILES = 2000;
/** A line that begins a test, before anything is asked of the server. */
const HAS_TEST = /^[ \t]*test[ \t]+"/m;
const FILES = "**/*.score";

export class Tests implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController("baremo", "Baremo");
  private readonly parts: vscode.Disposable[] = [this.controller];
  private readonly profile: vscode.TestRunProfile;

  constructor(private readonly server: Server) {
    this.controller.resolveHandler = (item) => (item ? this.discover(item) : this.findFiles());
    this.controller.refreshHandler = () => this.findFiles();
    this.profile = this.controller.createRunProfile(
      "Run",
      vscode.TestRunProfileKind.Run,
      (request, token) => this.run(request, token),
      true,
    );
    const refresh = later(300, (document: vscode.TextDocument) => this.look(document.uri, document.getText()));
    const watcher = vscode.workspace.createFileSystemWatcher(FILES);
    this.parts.push(
      this.profile,
      watcher,
      watcher.onDidCreate((uri) => this.lookOnDisk(uri)),
      watcher.onDidChange((uri) => this.lookOnDisk(uri)),
      watcher.onDidDelete((uri) => this.controller.items.delete(uri.toString())),
      vscode.workspace.onDidOpenTextDocument((document) => isRules(document) && refresh(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => isRules(document) && refresh(document)),
      server.onDidChange((there) => there && this.again()),
    );
  }

  dispose(): void {
    this.parts.forEach((part) => part.dispose());
  }

  /** What the lens above a test asks for. */
  async runLens({ uri, name }: { uri: string; name?: string }): Promise<void> {
    const file = this.file(vscode.Uri.parse(uri));
    await this.discover(file);
    const items = name === undefined ? [file] : children(file).filter((item) => item.label === name);
    const request = new vscode.TestRunRequest(items.length > 0 ? items : [file], undefined, this.profile);
    const source = new vscode.CancellationTokenSource();
    await this.run(request, source.token).finally(() => source.dispose());
  }

  private async findFiles(): Promise<void> {
    const files = await vscode.workspace.findFiles(FILES, "**/node_modules/**", MOST_FILES);
    await Promise.all(files.map((uri) => this.lookOnDisk(uri)));
  }

  private async lookOnDisk(uri: vscode.Uri): Promise<void> {
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    // What an editor holds is looked at as it is there, when it changes there.
    const text = open?.getText() ?? (await textOf(uri));
    await this.look(uri, text);
  }

  /** A file with tests stands in the tree; those that are shown there are asked for again. */
  private async look(uri: vscode.Uri, text: string): Promise<void> {
    const known = this.controller.items.get(uri.toString());
    if (!HAS_TEST.test(text)) {
      this.controller.items.delete(uri.toString());
      return;
    }
    const item = known ?? this.file(uri);
    const open = vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
    if (open || item.children.size > 0) {
      await this.discover(item);
    }
  }

  private again(): void {
    for (const document of vscode.workspace.textDocuments) {
      if (isRules(document)) {
        void this.look(document.uri, document.getText());
      }
    }
  }

  private file(uri: vscode.Uri): vscode.TestItem {
    const known = this.controller.items.get(uri.toString());
    if (known) {
      return known;
    }
    const item = this.controller.createTestItem(uri.toString(), vscode.workspace.asRelativePath(uri), uri);
    item.canResolveChildren = true;
    this.controller.items.add(item);
    return item;
  }

  /** Asks the server for the tests of a file, which has to be open for that. */
  private async discover(file: vscode.TestItem): Promise<void> {
    const uri = file.uri;
    if (!uri || file.parent) {
      return;
    }
    try {
      await vscode.workspace.openTextDocument(uri);
      const tests = await this.server.ask<TestPlace[]>(TESTS, { uri: uri.toString() });
      file.error = undefined;
      file.children.replace(this.items(uri, tests));
    } catch (error) {
      file.error = messageOf(error);
    }
  }

  /** Tests by their names; where two share one, the second is told apart by its number. */
  private items(uri: vscode.Uri, tests: TestPlace[]): vscode.TestItem[] {
    const seen = new Map<string, number>();
    return tests.map(({ name, range }, position) => {
      const count = seen.get(name) ?? 0;
      seen.set(name, count + 1);
      const item = this.controller.createTestItem(count === 0 ? name : `${name} #${count + 1}`, name, uri);
      item.range = rangeOf(range);
      item.sortText = String(position).padStart(6, "0");
      return item;
    });
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    if (!request.include) {
      await this.findFiles();
    }
    const excluded = new Set(request.exclude);
    const chosen = [...(request.include ?? all(this.controller.items))].filter((item) => !excluded.has(item));
    for (const item of chosen) {
      if (token.isCancellationRequested) {
        break;
      }
      if (item.parent) {
        await this.runTests(run, item.parent, [item], item.label, token);
      } else {
        await this.discover(item);
        const tests = children(item).filter((child) => !excluded.has(child));
        await this.runTests(run, item, tests, undefined, token);
      }
    }
    run.end();
  }

  /** Runs the tests of a file, or that of a name, and tells of each of these items. */
  private async runTests(
    run: vscode.TestRun,
    file: vscode.TestItem,
    items: vscode.TestItem[],
    name: string | undefined,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const uri = file.uri;
    if (!uri) {
      return;
    }
    items.forEach((item) => run.started(item));
    try {
      await vscode.workspace.openTextDocument(uri);
      const question = { uri: uri.toString(), ...(name === undefined ? {} : { name }) };
      const results = await this.server.ask<TestResult[]>(TEST, question, token);
      for (const item of items) {
        const own = results.filter((result) => belongs(result, item));
        // Lines may have moved since the test was found; who asked by name has the right one.
        report(run, item, own.length > 0 || name === undefined ? own : results);
      }
    } catch (error) {
      const told = items.length > 0 ? items : [file];
      told.forEach((item) => run.errored(item, new vscode.TestMessage(messageOf(error))));
    }
  }
}

/** Names may be given twice; places are not. */
function belongs(result: TestResult, item: vscode.TestItem): boolean {
  return item.range ? item.range.start.line === result.range.start.line : result.name === item.label;
}

function report(run: vscode.TestRun, item: vscode.TestItem, results: TestResult[]): void {
  if (results.length === 0) {
    run.skipped(item);
    return;
  }
  const times = results.flatMap(({ milliseconds }) => milliseconds ?? []);
  const time = times.length > 0 ? times.reduce((sum, one) => sum + one, 0) : undefined;
  for (const { text } of results) {
    run.appendOutput(`${text.trimEnd().replace(/\r?\n/g, "\r\n")}\r\n`, undefined, item);
  }
  const failed = results.filter(({ passed }) => !passed);
  if (failed.length === 0) {
    run.passed(item, time);
    return;
  }
  run.failed(item, failed.flatMap((result) => messages(item, result)), time);
}

function messages(item: vscode.TestItem, result: TestResult): vscode.TestMessage[] {
  const messages = result.failures.map(({ case: name, range, expected, found }) => {
    // `expect fit = 10`, and `fit is 100`
    const wanted = expected.replace(/^expect /, "");
    const of = name === null ? "" : `${name}: `;
    const message = vscode.TestMessage.diff(`${of}expected ${wanted}: ${found}`, wanted, found);
    if (item.uri) {
      message.location = new vscode.Location(item.uri, rangeOf(range));
    }
    return message;
  });
  return messages.length > 0 ? messages : [new vscode.TestMessage(result.text)];
}

function all(items: vscode.TestItemCollection): vscode.TestItem[] {
  const found: vscode.TestItem[] = [];
  items.forEach((item) => found.push(item));
  return found;
}

function children(item: vscode.TestItem): vscode.TestItem[] {
  return all(item.children);
}

async function textOf(uri: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return "";
  }
}

