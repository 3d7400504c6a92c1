import type { Check } from '../../lambda/posture/check';

/** Where the check is described. */
export function checkPage({ id }: Check): string {
  return `docs/posture.md#${id}`;
}

/** What asks for the same as the check; none where nothing is known to. */
export function requirementsOf({ securityHub, cis }: Check): { standard: string; requirement: string }[] {
  return [
    ...(securityHub === undefined ? [] : [{ standard: 'Security Hub', requirement: `Security Hub ${securityHub}` }]),
    ...Object.entries(cis).map(([version, number]) => {
      const standard = `CIS AWS Foundations Benchmark v${version}`;
      return { standard, requirement: `${standard}, ${number}` };
    }),
  ];
}
