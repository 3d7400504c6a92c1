import * as z from 'zod/mini';

/** What `npm audit --json` writes (npm's audit report, version 2). */
const reportSchema = z.looseObject({
  vulnerabilities: z.record(z.string(), z.looseObject({ severity: z.string(), range: z.string() })),
});
const grave = ['high', 'critical'];

export interface Verdict {
  fails: boolean;
  /** For a person, a line each. */
  lines: string[];
}

/** High and critical ones fail. A registry that gives no report is told, and fails nothing: it says nothing of the code. */
export function verdictOn(output: string): Verdict {
  const report = reportSchema.safeParse(asJson(output));
  if (!report.success)
    return {
      fails: false,
      lines: [
        'WARNING: the registry gave no report, so known vulnerabilities were NOT looked for. Run `npm run audit` where it answers.',
        `It said: ${output.replaceAll(/\s+/g, ' ').slice(0, 200) || 'nothing'}`,
      ],
    };
  const known = Object.entries(report.data.vulnerabilities);
  if (known.length === 0) return { fails: false, lines: ['No known vulnerability in a production dependency.'] };
  return {
    fails: known.some(([, { severity }]) => grave.includes(severity)),
    lines: [
      ...known.map(([name, { severity, range }]) => `${severity}: ${name} ${range}`),
      'Raise the version in package.json, or of what depends on it under "overrides", and run `npm install`.',
    ],
  };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
