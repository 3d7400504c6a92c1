import { type Piece, piecesOf } from './policy-match';

export interface Within {
  /** Begins every text. */
  stem?: string;
  /** Every text matches one of these. */
  one?: readonly string[];
}

/** A place in a pattern: what the text must have next there; undefined at the end, where all of it has matched. */
interface Place {
  pattern: number;
  next: Piece | undefined;
}

/** Indices of the places that a text may have reached, ascending. */
type Reached = readonly number[];

/**
 * Texts that stand for all others: any text matches exactly the same of the patterns as one of these. So what holds for
 * them holds for all, without a list of all actions of AWS. The shortest come first, each as soon as it is found.
 *
 * @param within which texts are of interest. @param most states that are looked at, as patterns with many `*` have very
 * many; if that is not enough, the last is undefined.
 */
export function* globClasses(
  patterns: readonly string[],
  { stem = '', one = ['*'] }: Within = {},
  most = 100_000,
): Generator<string | undefined, void> {
  const all = [...one, ...patterns];
  const places = all.flatMap((pattern, index) => placesOf(pattern, index));
  const other = foreignCharacter(places);
  // Those of `one` come first.
  const isWanted = ([first]: Reached): boolean => (places[first ?? -1]?.pattern ?? one.length) < one.length;
  const beginnings = places.flatMap(({ pattern }, at) => (places[at - 1]?.pattern === pattern ? [] : [at]));
  const start = Array.from(stem).reduce(
    (reached, character) => after(places, reached, character),
    entered(places, beginnings),
  );
  const told = new Set<string>();
  const seen = new Set([start.join()]);
  const queue = isWanted(start) ? [{ text: stem, reached: start }] : [];
  for (const { text, reached } of queue) {
    const matched = reached.filter((at) => places[at]?.next === undefined);
    if (isWanted(matched) && told.size < told.add(matched.join()).size) yield text;
    for (const character of nextCharacters(places, reached, other)) {
      const next = after(places, reached, character);
      const key = next.join();
      if (!isWanted(next) || seen.has(key)) continue;
      if (seen.size >= most) {
        yield undefined;
        return;
      }
      seen.add(key);
      queue.push({ text: text + character, reached: next });
    }
  }
}

function placesOf(pattern: string, index: number): Place[] {
  return [...piecesOf(pattern), undefined].map((next) => ({ pattern: index, next }));
}

/** All characters that no pattern waits for lead to the same place. */
function nextCharacters(places: readonly Place[], reached: Reached, other: string): Set<string> {
  const characters = new Set([other]);
  for (const at of reached) {
    const next = places[at]?.next;
    if (typeof next === 'object') characters.add(next.character);
  }
  return characters;
}

function after(places: readonly Place[], reached: Reached, character: string): Reached {
  const ahead: number[] = [];
  for (const at of reached) {
    const next = places[at]?.next;
    if (next === 'many') ahead.push(at);
    else if (next === 'any' || next?.character === character) ahead.push(at + 1);
  }
  return entered(places, ahead);
}

/** A `*` may match nothing, so what comes after it is reached, too. */
function entered(places: readonly Place[], ahead: readonly number[]): Reached {
  const reached = new Set(ahead);
  for (const at of reached) if (places[at]?.next === 'many') reached.add(at + 1);
  return [...reached].sort((a, b) => a - b);
}

function foreignCharacter(places: readonly Place[]): string {
  const used = new Set(places.flatMap(({ next }) => (typeof next === 'object' ? next.character : [])));
  for (let code = 'z'.charCodeAt(0); ; code++) {
    const character = String.fromCharCode(code);
    if (!used.has(character)) return character;
  }
}
