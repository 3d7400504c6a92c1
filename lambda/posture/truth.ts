/** Whether something holds; `undefined`: it could not be decided, and `why` says what stood in the way. */
export interface Truth {
  holds: boolean | undefined;
  why: readonly string[];
}

export const yes: Truth = { holds: true, why: [] };
export const no: Truth = { holds: false, why: [] };

export function unclear(...why: string[]): Truth {
  return { holds: undefined, why };
}

export function truth(holds: boolean): Truth {
  return holds ? yes : no;
}

/** One that fails settles it, whatever the unclear ones would be. */
export function all(truths: readonly Truth[]): Truth {
  if (truths.some(({ holds }) => holds === false)) return no;
  return truths.every(({ holds }) => holds === true) ? yes : unclear(...reasons(truths));
}

/** One that holds settles it. */
export function any(truths: readonly Truth[]): Truth {
  return not(all(truths.map(not)));
}

export function not({ holds, why }: Truth): Truth {
  return { holds: holds === undefined ? undefined : !holds, why };
}

function reasons(truths: readonly Truth[]): string[] {
  return [...new Set(truths.flatMap(({ why }) => why))];
}
