/** Markup that is safe to send: `html` alone makes it. */
export class Html {
  constructor(readonly markup: string) {}
}

type Part = string | number | Html | readonly Html[];

/** A template whose every part is escaped unless it is markup already; attributes stand in double quotes. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(
    unindented(strings).reduce((markup, text, index) => markup + markupOf(parts[index - 1] ?? '') + text),
  );
}

const seen = new WeakMap<TemplateStringsArray, readonly string[]>();

/** How deep a template is indented is nobody's concern, and a third of a long page. */
function unindented(strings: TemplateStringsArray): readonly string[] {
  const known = seen.get(strings) ?? strings.map(withoutIndent);
  seen.set(strings, known);
  return known;
}

export const nothing = html``;

function markupOf(part: Part): string {
  if (part instanceof Html) return part.markup;
  if (typeof part === 'object') return part.map(({ markup }) => markup).join('');
  return escaped(String(part));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Line breaks without the blanks around them, and without empty lines. */
function withoutIndent(text: string): string {
  const lines = text.split('\n');
  const last = lines.length - 1;
  return lines
    .map((line, index) => (index < last ? line.trimEnd() : line))
    .map((line, index) => (index > 0 ? line.trimStart() : line))
    .filter((line, index) => line !== '' || index === 0 || index === last)
    .join('\n');
}
