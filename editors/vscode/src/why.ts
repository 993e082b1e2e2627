// Why a lead has its points: asks for the lead, asks the server, and shows the invoice in a panel that follows the rules as they are edited.

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

import type { Server } from "./client";
import { isRules, later, messageOf } from "./places";
import { LEADS, type Leads, type Said, type Shown, WHY, type WhyQuestion, type Why as Answer } from "./protocol";

export class Why implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private question: WhyQuestion | undefined;
  private shown: Shown | undefined;
  private readonly parts: vscode.Disposable[];

  constructor(
    private readonly server: Server,
    private readonly folder: vscode.Uri,
  ) {
    const refresh = later(300, () => this.refresh());
    this.parts = [
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isRules(document)) {
          refresh(this);
        }
      }),
      server.onDidChange((there) => there && this.refresh()),
    ];
  }

  dispose(): void {
    this.panel?.dispose();
    this.parts.forEach((part) => part.dispose());
  }

  /** The command of the palette: for the rules in the editor. */
  async showForEditor(): Promise<void> {
    const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
    const document = editors.find((editor) => editor && isRules(editor.document))?.document;
    if (document) {
      await this.show({ uri: document.uri.toString() });
    } else {
      void vscode.window.showInformationMessage("Baremo: open a rule file first.");
    }
  }

  /** The invoice of a lead of the sample or of a test's lead; where neither is named, people choose. */
  async show(question: WhyQuestion): Promise<void> {
    try {
      await vscode.workspace.openTextDocument(vscode.Uri.parse(question.uri));
      const named = question.lead !== undefined || question.test !== undefined;
      const lead = named ? question.lead : await this.choose(question.uri);
      if (!named && lead === undefined) {
        return;
      }
      const whole = lead === undefined ? question : { ...question, lead };
      const why = await this.server.ask<Answer>(WHY, whole);
      this.question = whole;
      this.present({ why });
    } catch (error) {
      void vscode.window.showErrorMessage(`Baremo: ${messageOf(error)}`);
    }
  }

  private async choose(uri: string): Promise<string | undefined> {
    const { leads, more } = await this.server.ask<Leads>(LEADS, { uri });
    return chooseLead(leads, more);
  }

  private present(shown: Shown): void {
    this.shown = shown;
    const panel = this.panel ?? this.open();
    panel.title = `Why ${shown.why.title}`;
    panel.reveal(undefined, true);
    void panel.webview.postMessage(shown);
  }

  /** The same question to the rules as they are now; what cannot be answered leaves the last answer, and says so. */
  private async refresh(): Promise<void> {
    if (!this.panel || !this.question || !this.shown) {
      return;
    }
    try {
      this.shown = { why: await this.server.ask<Answer>(WHY, this.question) };
    } catch (error) {
      this.shown = { why: this.shown.why, stale: messageOf(error) };
    }
    void this.panel?.webview.postMessage(this.shown);
  }

  private open(): vscode.WebviewPanel {
    const dist = vscode.Uri.joinPath(this.folder, "dist");
    const panel = vscode.window.createWebviewPanel(
      "baremo.why",
      "Why",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, enableFindWidget: true, localResourceRoots: [dist] },
    );
    panel.iconPath = vscode.Uri.joinPath(this.folder, "icons", "score.svg");
    panel.webview.onDidReceiveMessage((said: Said) => this.hear(said));
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.question = undefined;
    });
    panel.webview.html = page(panel.webview, dist);
    this.panel = panel;
    return panel;
  }

  private async hear(said: Said): Promise<void> {
    switch (said.kind) {
      case "ready":
        if (this.shown) {
          void this.panel?.webview.postMessage(this.shown);
        }
        break;
      case "open":
        await this.openPlace(said.file, said.line);
        break;
      case "copy":
        await vscode.env.clipboard.writeText(this.shown?.why.text ?? "");
        break;
    }
  }

  private async openPlace(file: string, line: number): Promise<void> {
    for (const uri of this.places(file)) {
      if (await exists(uri)) {
        const at = new vscode.Range(line - 1, 0, line - 1, 0);
        await vscode.window.showTextDocument(uri, { selection: at, viewColumn: vscode.ViewColumn.One });
        return;
      }
    }
    void vscode.window.showInformationMessage(`Baremo: ${file} is not there.`);
  }

  /** Where a file may be that an invoice names: as it is, beside the rules, in a folder of the workspace. */
  private places(file: string): vscode.Uri[] {
    if (!file.endsWith(".score") || !this.question) {
      return [];
    }
    if (file.startsWith("file:")) {
      return [vscode.Uri.parse(file)];
    }
    if (/^([\\/]|[A-Za-z]:)/.test(file)) {
      return [vscode.Uri.file(file)];
    }
    const rules = vscode.Uri.joinPath(vscode.Uri.parse(this.question.uri), "..");
    const folders = vscode.workspace.workspaceFolders ?? [];
    return [rules, ...folders.map(({ uri }) => uri)].map((folder) => vscode.Uri.joinPath(folder, file));
  }
}

/** A lead of the sample from a list, or any other id that is typed. */
async function chooseLead(leads: string[], more: boolean): Promise<string | undefined> {
  const picker = vscode.window.createQuickPick();
  const known = new Set(leads);
  const listed = leads.map((label) => ({ label }));
  picker.title = "Why this lead?";
  picker.placeholder = more ? "A lead of the sample: choose one, or type any id" : "A lead of the sample";
  picker.items = listed;
  picker.onDidChangeValue((value) => {
    const typed = value.trim();
    picker.items = typed === "" || known.has(typed) ? listed : [...listed, { label: typed, description: "this id", alwaysShow: true }];
  });
  try {
    return await new Promise((resolve) => {
      picker.onDidAccept(() => resolve(picker.selectedItems[0]?.label));
      picker.onDidHide(() => resolve(undefined));
      picker.show();
    });
  } finally {
    picker.dispose();
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** Nothing of the data stands in the page: the script puts it there, as text. */
function page(webview: vscode.Webview, dist: vscode.Uri): string {
  const nonce = randomBytes(16).toString("base64");
  const style = webview.asWebviewUri(vscode.Uri.joinPath(dist, "panel.css"));
  const script = webview.asWebviewUri(vscode.Uri.joinPath(dist, "panel.js"));
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'">
  <link rel="stylesheet" href="${style}">
  <title>Why</title>
</head>
<body>
  <main id="main"></main>
  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
