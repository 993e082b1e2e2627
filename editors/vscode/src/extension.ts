// The extension: puts the parts together.

import * as vscode from "vscode";

import { Server } from "./client";
import { TEST, WHY, type WhyQuestion } from "./protocol";
import { Tests } from "./tests";
import { Why } from "./why";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  // Lenses of the server call its commands; their answers are shown here.
  server = new Server({
    executeCommand: (command, args, next) => {
      switch (command) {
        case TEST:
          return tests.runLens(args[0] as { uri: string; name?: string });
        case WHY:
          return why.show(args[0] as WhyQuestion);
        default:
          return next(command, args);
      }
    },
  });
  const tests = new Tests(server);
  const why = new Why(server, context.extensionUri);
  const restart = (): Promise<void> | undefined => server?.restart();
  context.subscriptions.push(
    tests,
    why,
    vscode.commands.registerCommand("baremo.restart", restart),
    vscode.commands.registerCommand("baremo.whyLead", () => why.showForEditor()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("baremo.path")) {
        void restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
  );
  await server.restart();
}

export async function deactivate(): Promise<void> {
  await server?.dispose();
}
