import fc from 'fast-check';

/** One reader of untrusted input, with inputs for it and what must hold of each. */
export interface Target {
  name: string;
  /** Its part of all inputs, against the shares of the others: cheap ones get more. */
  share: number;
  /** Throws if the reader throws what is not documented, or loses something without a word. */
  property: fc.IAsyncProperty<unknown> | fc.IProperty<unknown>;
}

export function target<Input>(
  name: string,
  share: number,
  inputs: fc.Arbitrary<Input>,
  check: (input: Input) => void | Promise<void>,
): Target {
  return {
    name,
    share,
    property: fc.asyncProperty(inputs, async (input) => {
      await check(input);
    }),
  };
}

export function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
