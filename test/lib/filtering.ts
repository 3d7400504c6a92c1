/**
 * Whether the pattern lets the event through, as EventBridge evaluates it, or the filter policy the message attributes, as
 * SNS does. Knows what these templates use and throws at anything else.
 */
export function matches(pattern: unknown, event: unknown): boolean {
  return Object.entries(pattern as object).every(([key, conditions]) => {
    const value: unknown = (event as Record<string, unknown> | undefined)?.[key];
    return Array.isArray(conditions) ? conditions.some((one) => holds(one, value)) : matches(conditions, value);
  });
}

function holds(condition: unknown, value: unknown): boolean {
  if (typeof condition === 'string') return value === condition;
  const [[operator, operand] = []] = Object.entries(condition as object) as [string, unknown][];
  if (operator === 'exists') return (value !== undefined) === operand;
  if (operator === 'anything-but' && Array.isArray(operand)) return value !== undefined && !operand.includes(value);
  throw new Error(`not known here: ${JSON.stringify(condition)}`);
}
