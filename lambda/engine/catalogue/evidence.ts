import type { Condition, Detection, Match } from '../../detections/detection';

/** Sets of texts, of which one must be in a record as a whole; each is the beginning of a key or of a text. */
export type Evidence = readonly (readonly string[])[];

/**
 * What a record must hold to be one that a detection watches, by its name. Derived from `watches`, as the rules
 * are, for those who look at bytes before they parse: a record without it is not watched, one with it may be.
 *
 * @returns undefined for a name that is enough by itself.
 */
export function evidenceOf(detections: readonly Detection[]): ReadonlyMap<string, Evidence | undefined> {
  const evidence = new Map<string, Evidence | undefined>();
  for (const { names, where } of detections.flatMap(({ watches }) => watches))
    for (const name of names) {
      const before = evidence.has(name) ? evidence.get(name) : [];
      evidence.set(name, where === undefined || before === undefined ? undefined : [...before, ...where.map(textsOf)]);
    }
  return evidence;
}

function textsOf(condition: Condition): string[] {
  return Object.entries(condition).flatMap(([path, match]) => [keyOf(path), ...valueOf(match)]);
}

function keyOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function valueOf(match: Match): readonly string[] {
  if ('prefix' in match) return [match.prefix];
  return 'equals' in match && match.equals.length === 1 ? match.equals : [];
}
