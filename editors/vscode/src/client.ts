// The language server's life: it starts, starts again when its command changes, and says what to do where it cannot start.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as vscode from "vscode";
import {
  ExecuteCommandRequest,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  type ServerOptions,
  State,
} from "vscode-languageclient/node";

import { SCHEMES } from "./places";

const SELECTOR = SCHEMES.map((scheme) => ({ scheme, language: "baremo" }));

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  /** One change at a time: whoever comes meanwhile waits for it. */
  private turn: Promise<void> = Promise.resolve();
  private readonly log = vscode.window.createOutputChannel("Baremo", { log: true });
  private readonly changed = new vscode.EventEmitter<boolean>();
  private readonly watchers = ["**/*.score", "**/baremo.toml"].map((pattern) =>
    vscode.workspace.createFileSystemWatcher(pattern),
  );
  /** The server is there, or gone. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly middleware: Middleware) {}

  get running(): boolean {
    return this.client?.state === State.Running;
  }

  restart(): Promise<void> {
    this.turn = this.turn.then(() => this.stop()).then(() => this.start());
    return this.turn;
  }

  /** The answer to a command of the server; an error with its plain message where it has none. */
  async ask<Answer>(command: string, argument: object, token?: vscode.CancellationToken): Promise<Answer> {
    await this.turn;
    const client = this.client;
    if (!client || !this.running) {
      throw new Error("the Baremo language server does not run");
    }
    const offered = client.initializeResult?.capabilities.executeCommandProvider?.commands ?? [];
    if (!offered.includes(command)) {
      throw new Error(`this version of baremo does not know ${command}: a newer one does`);
    }
    return (await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [argument] }, token)) as Answer;
  }

  private async start(): Promise<void> {
    // A folder that is not trusted has no say in which program runs: package.json restricts the setting.
    const command = vscode.workspace.getConfiguration("baremo").get<string>("path", "").trim() || "baremo";
    if (!(await this.isThere(command))) {
      void missing(command);
      return;
    }
    const server: ServerOptions = { command, args: ["lsp"] };
    const options: LanguageClientOptions = {
      documentSelector: SELECTOR,
      outputChannel: this.log,
      initializationOptions: { showsResults: true },
      synchronize: { fileEvents: this.watchers },
      middleware: this.middleware,
      initializationFailedHandler: () => false,
    };
    const client = new LanguageClient("baremo", "Baremo", server, options);
    this.client = client;
    try {
      await client.start();
      this.changed.fire(true);
    } catch (error) {
      // The client has said so.
      this.log.error(String(error));
      this.client = undefined;
    }
  }

  /** What else may be wrong with it, the client tells. */
  private async isThere(command: string): Promise<boolean> {
    try {
      const { stdout } = await promisify(execFile)(command, ["--version"], { timeout: 10_000 });
      this.log.info(`${command}: ${stdout.trim()}`);
      return true;
    } catch (error) {
      this.log.error(String(error));
      return !["ENOENT", "EACCES", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
    }
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client) {
      this.changed.fire(false);
      await client.dispose().catch((error: unknown) => this.log.warn(String(error)));
    }
  }

  async dispose(): Promise<void> {
    await this.turn;
    await this.stop();
    this.watchers.forEach((watcher) => watcher.dispose());
    this.changed.dispose();
    this.log.dispose();
  }
}

async function missing(command: string): Promise<void> {
  const setting = "Open the setting";
  const message = `Baremo: there is no command \`${command}\`. Install baremo, or say where it is.`;
  if ((await vscode.window.showErrorMessage(message, setting)) === setting) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "baremo.path");
  }
}
