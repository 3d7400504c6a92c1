/**
 * Whether the pattern lets the event through, as EventBridge evaluates it, or the filter policy the message attributes, as
 * SNS does. Knows what these templates use and throws at anything else.
 */
export function matches(pattern: unknown, event: unknown): boolean {
  return Object.entries(pattern as object).every(([key, conditions]) => {
    if (key === '$or') return (conditions as unknown[]).some((one) => matches(one, event));
    const value: unknown = (event as Record<string, unknown> | null | undefined)?.[key];
    if (!Array.isArray(conditions)) return matches(conditions, value);
    // One of a list is enough.
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return conditions.some((one) => values.some((each) => holds(one, each)));
  });
}

function holds(condition: unknown, value: unknown): boolean {
  if (typeof condition === 'string') return value === condition;
  const [[operator, operand] = []] = Object.entries(condition as object) as [string, unknown][];
  if (operator === 'exists') return (value !== undefined) === operand;
  if (operator === 'prefix') return typeof value === 'string' && value.startsWith(String(operand));
  if (operator === 'wildcard') return typeof value === 'string' && [operand].flat().some((one) => isLike(one, value));
  if (operator === 'anything-but') return value !== undefined && !but(operand).some((one) => holds(one, value));
  throw new Error(`not known here: ${JSON.stringify(condition)}`);
}

function but(operand: unknown): unknown[] {
  return Array.isArray(operand) ? operand : [operand];
}

function isLike(pattern: unknown, text: string): boolean {
  const parts = String(pattern).split('*');
  return new RegExp(
    `^${parts.map((part) => part.replaceAll(/[.+?^${}()|[\]\\/]/g, String.raw`\$&`)).join('.*')}$`,
  ).test(text);
}
