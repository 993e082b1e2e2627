// Elements with text: what data holds is never read as HTML.

export type Part = HTMLElement | string;

export function element(
  name: keyof HTMLElementTagNameMap,
  attributes: Record<string, string>,
  ...parts: (Part | undefined)[]
): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...parts.filter((part) => part !== undefined));
  return made;
}
