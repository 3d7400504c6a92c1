/** CloudTrail cuts userAgent and error texts at 1 KB; stored observations must fit one DynamoDB write unit of 1 KB. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** '' and the literal "None" (seen in real records) mean absent. */
export function present(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === undefined || trimmed === '' || trimmed === 'None' ? undefined : trimmed;
}
