// Small things that several parts need.

import * as vscode from "vscode";
import type { Range } from "vscode-languageclient/node";

/** Rule files on disk and new ones; not the older text beside a change. */
export const SCHEMES = ["file", "untitled"];

export function isRules({ languageId, uri }: vscode.TextDocument): boolean {
  return languageId === "baremo" && SCHEMES.includes(uri.scheme);
}

export function rangeOf({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Does something once, when nobody has asked for it again for so many milliseconds; the last call counts for each document. */
export function later<Of extends object>(milliseconds: number, what: (of: Of) => unknown): (of: Of) => void {
  const waiting = new WeakMap<Of, ReturnType<typeof setTimeout>>();
  return (of) => {
    clearTimeout(waiting.get(of));
    waiting.set(
      of,
      setTimeout(() => void what(of), milliseconds),
    );
  };
}
