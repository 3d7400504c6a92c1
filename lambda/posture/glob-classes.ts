import { type Piece, piecesOf } from './policy-match';

/** Positions of a glob that the text so far may have reached. */
type Reached = readonly number[];

/**
 * Texts that stand for all others: any text matches exactly the same of the patterns as one of these. So what holds for
 * them holds for all, without a list of all actions of AWS.
 *
 * @param most states that are looked at, as patterns with many `*` have very many. @returns undefined if that is not enough.
 */
export function globClasses(patterns: readonly string[], most = 20_000): string[] | undefined {
  const globs = patterns.map(piecesOf);
  const other = foreignCharacter(globs);
  const classes = new Map<string, string>();
  const seen = new Set<string>();
  const start = globs.map((pieces) => closure(pieces, [0]));
  const queue: { text: string; reached: readonly Reached[] }[] = [{ text: '', reached: start }];
  seen.add(keyOf(start));
  for (const { text, reached } of queue) {
    const matched = keyOf(globs.map((pieces, index) => (reached[index]?.includes(pieces.length) ? [index] : [])));
    if (!classes.has(matched)) classes.set(matched, text);
    for (const character of nextCharacters(globs, reached, other)) {
      const next = globs.map((pieces, index) => step(pieces, reached[index] ?? [], character));
      const key = keyOf(next);
      if (seen.has(key)) continue;
      if (seen.size >= most) return undefined;
      seen.add(key);
      queue.push({ text: text + character, reached: next });
    }
  }
  return [...classes.values()];
}

function keyOf(reached: readonly Reached[]): string {
  return reached.map((positions) => positions.join(' ')).join();
}

/** All characters that no pattern waits for lead to the same place. */
function nextCharacters(globs: readonly Piece[][], reached: readonly Reached[], other: string): Set<string> {
  const awaited = globs.flatMap((pieces, index) => (reached[index] ?? []).map((position) => pieces[position]));
  return new Set([...awaited.flatMap((piece) => (typeof piece === 'object' ? piece.character : [])), other]);
}

function step(pieces: readonly Piece[], reached: Reached, character: string): Reached {
  if (reached.length === 0) return reached;
  const next = reached.flatMap((position) => {
    const piece = pieces[position];
    if (piece === 'many') return position;
    return piece === 'any' || piece?.character === character ? position + 1 : [];
  });
  return closure(pieces, next);
}

/** A `*` may match nothing. */
function closure(pieces: readonly Piece[], reached: Reached): Reached {
  const all = new Set(reached);
  for (const position of all) if (pieces[position] === 'many') all.add(position + 1);
  return [...all].sort((a, b) => a - b);
}

function foreignCharacter(globs: readonly Piece[][]): string {
  const used = new Set(globs.flat().flatMap((piece) => (typeof piece === 'object' ? piece.character : [])));
  for (let code = 'z'.charCodeAt(0); ; code++) {
    const character = String.fromCharCode(code);
    if (!used.has(character)) return character;
  }
}
