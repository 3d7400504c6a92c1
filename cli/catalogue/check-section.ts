import type { Check } from '../../lambda/posture/check';

/** Markdown of one check, for the docs. */
export function checkSection({ id, title, why, severity, remediation, notEvaluated, securityHub, cis }: Check): string {
  const numbers = Object.entries(cis).map(([version, number]) => `${number} (v${version})`);
  return [
    `### ${id}`,
    `${title}. ${why}`,
    ...list('Severity', severity),
    ...list('To mend it', remediation),
    ...list('What it does not see', notEvaluated),
    ...(securityHub === undefined
      ? []
      : [`Security Hub ${securityHub}; CIS AWS Foundations Benchmark ${numbers.join(', ')}.`]),
  ].join('\n\n');
}

function list(heading: string, lines: readonly string[]): string[] {
  return [`**${heading}**`, lines.map((line) => `- ${line}`).join('\n')];
}
