import { alertSchema, type Alert } from './alert';

/** Line breaks, controls, invisible and direction-changing characters, lone surrogates, what XML cannot carry. */
const treacherous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]/gu;

/**
 * For a terminal, a mail or a log line: whatever could move the cursor, hide, reorder or start a line of its own becomes
 * visible (`␛`, `␊`, `[U+202E]`).
 */
export function printable(text: string): string {
  return text.replace(treacherous, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '␡';
    return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  });
}

/** Cuts to `length` UTF-16 units, the mark included, never through a surrogate pair. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Endings of which mail and chat clients make links; every country's has two letters. */
const endings =
  'com|net|org|info|biz|dev|app|xyz|top|site|online|shop|store|club|live|link|click|cloud|page|zip|mov|tech|support|help|email';
const beforePath = /(?<=[\p{L}\p{N}])[.。．｡](?=\p{L}[\p{L}\p{N}-]*[/:?#])/gu;
const beforeEnding = new RegExp(
  `(?<=[\\p{L}\\p{N}])(?<![\\p{L}\\p{N}]@[\\w.-]*)[.。．｡](?=(?:\\p{L}{2}|${endings})(?![\\w-]))`,
  'giu',
);

/**
 * No live links in untrusted text: `https[:]//evil[.]com/fix` is still readable, and dead. Names such as `jane.doe` and mail
 * addresses stay as they are.
 */
export function defang(text: string): string {
  return text
    .replaceAll('://', '[:]//')
    .replace(/(?<![\p{L}\p{N}])www\./giu, 'www[.]')
    .replace(beforePath, '[.]')
    .replace(beforeEnding, '[.]');
}

/** As it is where it looks like an IAM name, an ARN or an id; else in quotes, so that it cannot pass for our words. */
export function named(name: string): string {
  return /^[\w+=,.@:/-]+$/.test(name) ? name : `"${name.replaceAll('"', "'").replace(/\s+/g, ' ')}"`;
}

/** The alert with every text in it changed, whatever field it stands in; fields come in the contract's order. */
export function rewritten(alert: Alert, change: (text: string) => string): Alert {
  return alertSchema.parse(withTexts(alert, change));
}

/** The alert for a reader: every text is made `legible`. */
export function readable(alert: Alert): Alert {
  return rewritten(alert, legible);
}

/** Nothing treacherous, no web address (no field is one), no more than 300 characters. */
export function legible(text: string): string {
  return shorten(printable(shorten(text, 300)).replaceAll('://', '[:]//'), 300);
}

/** As JSON gives it back, with every text but the names of fields changed. @param value what JSON can hold, or undefined. */
export function withTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((inner) => withTexts(inner, change));
  if (typeof value !== 'object' || value === null) return value;
  const changed: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) if (inner !== undefined) changed[name] = withTexts(inner, change);
  return changed;
}

/** The first few, and how many there are beside them. */
export function firstOf(texts: readonly string[], most: number): string[] {
  const left = texts.length - most;
  return left > 0 ? [...texts.slice(0, most), `and ${left} more`] : [...texts];
}
