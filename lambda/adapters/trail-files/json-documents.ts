import { reasonOf } from '../reason';

/** One JSON document of a file, or what is wrong at that place. `at` is empty if the file is a single document. */
export type Document = { at: string; value: unknown } | { at: string; problem: string };

/**
 * All documents of a text: one, several one after the other, or one a line. Of a broken document the intact elements of
 * its record list are still given. Never recurses, so that depth of nesting cannot exhaust the stack. Takes linear time:
 * after many broken places a document ends at the latest where another may begin.
 */
export function* jsonDocuments(text: string): Generator<Document> {
  const whole = parse(text);
  if (whole.ok) {
    yield { at: '', value: whole.value };
    if (isTwice(text))
      yield { at: 'Records', problem: 'there twice in one document: only the last list is read; make two files of it' };
    return;
  }
  let line = 1;
  let counted = 0;
  let onLine = 0;
  const first = skipBlank(text, 0);
  if (first === text.length) yield { at: '', problem: 'empty, expected CloudTrail records' };
  let lookedAhead = 0;
  let reach = 0;
  for (let from = first; from < text.length;) {
    const before = line;
    for (; counted < from; counted++) if (text.charCodeAt(counted) === newline) line++;
    onLine = line === before ? onLine + 1 : 1;
    const at = onLine === 1 ? `line ${line}` : `line ${line}, document ${onLine}`;
    const isPatient = lookedAhead <= patience * text.length;
    if (!isPatient && reach <= from) reach = nextStart(text, from + 1);
    const within = isPatient ? text : text.slice(0, reach);
    const next = intactDocument(within, from, onLine === 1);
    if (next === undefined) {
      from = yield* salvage(within, from, at);
      lookedAhead += within.length - from;
    } else {
      yield { at, value: next.value };
      from = next.end;
    }
    from = skipBlank(text, from);
  }
}

/** Parsing keeps the last of two lists that bear one name. */
function isTwice(text: string): boolean {
  const name = /"Records"\s*:\s*$/;
  if (text.indexOf('"Records"') === text.lastIndexOf('"Records"') || !/^\s*\{/.test(text)) return false;
  let lists = 0;
  for (const { at, depth } of structure(text, text.indexOf('{')))
    if (depth === 2 && text[at] === '[' && name.test(text.slice(Math.max(0, at - 200), at))) lists++;
  return lists > 1;
}

const newline = 10;

/** How many times the text's length may be looked through in vain. */
const patience = 100;

function intactDocument(
  text: string,
  from: number,
  isFirstOfLine: boolean,
): { value: unknown; end: number } | undefined {
  if (isFirstOfLine) {
    const newlineAt = text.indexOf('\n', from);
    const lineEnd = newlineAt === -1 ? text.length : newlineAt;
    const oneLine = parse(text.slice(from, lineEnd));
    if (oneLine.ok) return { value: oneLine.value, end: lineEnd };
  }
  const end = valueEnd(text, from);
  const balanced = end === undefined ? undefined : parse(text.slice(from, end));
  return balanced?.ok === true && end !== undefined ? { value: balanced.value, end } : undefined;
}

/** @returns where to go on reading. */
function* salvage(text: string, from: number, at: string): Generator<Document, number> {
  const list = recordList(text, from);
  if (list === undefined) {
    const end = nextStart(text.slice(0, valueEnd(text, from)), from + 1);
    const { reason } = parse(text.slice(from, end));
    yield { at, problem: `not JSON: ${reason ?? 'unreadable'}` };
    return end;
  }
  let position = list.from;
  for (let index = 0; ; index++) {
    position = skipBlank(text, position, ',');
    if (position >= text.length) {
      yield { at, problem: `breaks off after ${index} records` };
      return text.length;
    }
    if (text[position] === ']') return Math.max(skipClosing(text, position), from + 1);
    const where = `${at}: ${list.name}[${index}]`;
    const end = valueEnd(text, position);
    if (end === undefined) {
      yield { at: where, problem: 'not JSON: breaks off before its end' };
      return nextStart(text, position + 1);
    }
    const element = parse(text.slice(position, end));
    yield element.ok ? { at: where, value: element.value } : { at: where, problem: `not JSON: ${element.reason}` };
    position = end;
  }
}

/** Where the elements of a bare array, of `Records` or of `Events` begin. */
function recordList(text: string, from: number): { name: string; from: number } | undefined {
  if (text[from] === '[') return { name: '', from: from + 1 };
  if (text[from] !== '{') return undefined;
  for (const token of structure(text, from)) {
    if (token.depth === 0) return undefined;
    if (token.depth !== 2 || text[token.at] !== '[') continue;
    const name = /"(Records|Events)"\s*:\s*$/.exec(text.slice(Math.max(from, token.at - 200), token.at))?.[1];
    if (name !== undefined) return { name, from: token.at + 1 };
  }
  return undefined;
}

/** End of the value that begins here, by counting brackets outside of strings; undefined if the text ends before. */
function valueEnd(text: string, from: number): number | undefined {
  if (text[from] === '{' || text[from] === '[') {
    for (const { at, depth } of structure(text, from)) if (depth === 0) return at + 1;
    return undefined;
  }
  if (text[from] === '"') {
    const end = stringEnd(text, from);
    return end < text.length ? end + 1 : undefined;
  }
  let end = from + 1;
  while (end < text.length && !',]}\n'.includes(text.charAt(end))) end++;
  return end;
}

/** Each bracket outside of strings, with the depth after it. */
function* structure(text: string, from: number): Generator<{ at: number; depth: number }> {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = stringEnd(text, at);
    else if (code === 0x7b || code === 0x5b) yield { at, depth: ++depth };
    else if (code === 0x7d || code === 0x5d) yield { at, depth: --depth };
  }
}

/** Position of the quote that closes the string, the text's length if there is none. */
function stringEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return text.length;
}

function skipBlank(text: string, from: number, also = ''): number {
  const skipped = `\u0000\u001e\uFEFF \t\r\n${also}`;
  let at = from;
  while (at < text.length && skipped.includes(text.charAt(at))) at++;
  return at;
}

function skipClosing(text: string, from: number): number {
  const object = skipBlank(text, from + 1);
  return text[object] === '}' ? object + 1 : from + 1;
}

/** After a break: the next line that begins a value (pretty-printed records are indented), or CloudTrail's own opening. */
function nextStart(text: string, from: number): number {
  const start = /\n(?=[{[])|(?=\{"Records":\[)/g;
  start.lastIndex = from;
  return start.exec(text)?.index ?? text.length;
}

function parse(text: string): { ok: true; value: unknown; reason?: never } | { ok: false; reason: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}
