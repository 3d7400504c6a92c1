import { type Piece, piecesOf } from './policy-match';

/** A glob that the text so far may still match, and the positions in it that it may have reached. */
interface Live {
  index: number;
  pieces: readonly Piece[];
  reached: readonly number[];
}

/**
 * Texts that stand for all others: any text matches exactly the same of the patterns as one of these. So what holds for
 * them holds for all, without a list of all actions of AWS.
 *
 * @param most states that are looked at, as patterns with many `*` have very many. @returns undefined if that is not enough.
 */
export function globClasses(patterns: readonly string[], most = 100_000): string[] | undefined {
  const globs = patterns.map(piecesOf);
  const other = foreignCharacter(globs);
  const classes = new Map<string, string>();
  const start: Live[] = globs.map((pieces, index) => ({ index, pieces, reached: closure(pieces, [0]) }));
  const seen = new Set([keyOf(start)]);
  const queue = [{ text: '', live: start }];
  for (const { text, live } of queue) {
    const matched = live.flatMap(({ index, pieces, reached }) => (reached.includes(pieces.length) ? index : [])).join();
    if (!classes.has(matched)) classes.set(matched, text);
    for (const character of nextCharacters(live, other)) {
      const next = live.flatMap((one) => step(one, character));
      const key = keyOf(next);
      if (seen.has(key)) continue;
      if (seen.size >= most) return undefined;
      seen.add(key);
      queue.push({ text: text + character, live: next });
    }
  }
  return [...classes.values()];
}

function keyOf(live: readonly Live[]): string {
  return live.map(({ index, reached }) => `${index}:${reached.join(' ')}`).join();
}

/** All characters that no pattern waits for lead to the same place. */
function nextCharacters(live: readonly Live[], other: string): Set<string> {
  const awaited = live.flatMap(({ pieces, reached }) => reached.map((position) => pieces[position]));
  return new Set([...awaited.flatMap((piece) => (typeof piece === 'object' ? piece.character : [])), other]);
}

function step({ index, pieces, reached }: Live, character: string): Live[] {
  const next = reached.flatMap((position) => {
    const piece = pieces[position];
    if (piece === 'many') return position;
    return piece === 'any' || piece?.character === character ? position + 1 : [];
  });
  return next.length === 0 ? [] : [{ index, pieces, reached: closure(pieces, next) }];
}

/** A `*` may match nothing. */
function closure(pieces: readonly Piece[], reached: readonly number[]): number[] {
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
