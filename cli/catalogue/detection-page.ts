import * as z from 'zod/mini';
import { aboutDeadlines } from '../../lambda/alerts/deadline';
import type { Case, Detection, DetectionPage, Watch } from '../../lambda/detections/detection';
import { atMost } from './pages';

/** The detection's page in `docs/detections/`. Everything in it stands in the code, so that it cannot go stale. */
export function detectionPage(detection: Detection, page: DetectionPage, cases: readonly Case[]): string {
  const { id, title, attack, watches, runbook } = detection;
  const { why, severity, blindSpots, falsePositives } = page;
  return `<!-- Generated from lambda/detections/${id}.ts by \`npm run docs\`: change it there. -->

# ${title}

\`${id}\` · ATT&CK ${attack.map(technique).join(', ')}

${why}

## How bad

${list(severity)}
${exposureSection(detection)}
## What to do

${runbook.map((step, index) => `${index + 1}. ${step}`).join('\n')}
${aboutDeadlines(runbook) === '' ? '' : `\n${aboutDeadlines(runbook)}\n`}
## What it misses

${list(blindSpots)}

## When it is harmless

${list(falsePositives)}

## What it reads

${list(watches.map(watched))}
${settingsSection(detection)}
## Tested examples

| situation | severity |
| --- | --- |
${cases.map(({ name, expect }) => `| ${name} | ${expect ?? 'silent'} |`).join('\n')}
`;
}

/** One row a detection, for README. */
export function detectionTable(detections: readonly Detection[]): string {
  const rows = detections.map(
    ({ id, title }) => `| [\`${id}\`](docs/detections/${id}.md) | ${title} | ${atMost(id)} |`,
  );
  return ['| id | fires when | at most |', '| --- | --- | --- |', ...rows].join('\n');
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function technique(id: string): string {
  return `[${id}](https://attack.mitre.org/techniques/${id.replace('.', '/')}/)`;
}

function watched({ source, names, where }: Watch): string {
  const conditions = (where ?? []).map((condition) =>
    Object.entries(condition)
      .map(([path, match]) => {
        if ('exists' in match) return `\`${path}\` is there`;
        if ('prefix' in match) return `\`${path}\` starts with “${match.prefix}”`;
        return `\`${path}\` is ${match.equals.join(' or ')}`;
      })
      .join(' and '),
  );
  const narrowed = conditions.length === 0 ? '' : `, where ${conditions.join(', or ')}`;
  return `${names.map((name) => `\`${name}\``).join(', ')} of ${source}${narrowed}`;
}

function exposureSection({ looksUp }: Detection): string {
  if (looksUp?.exposure === undefined) return '';
  return `
Deployed, one step more where the user was [exposed](../posture.md#enrolments-of-exposed-users) at the last look.
`;
}

function settingsSection({ id, settings }: Detection): string {
  const defaults = Object.entries(z.parse(z.record(z.string(), z.unknown()), settings.parse({})));
  if (defaults.length === 0) return '';
  return `
## Settings

In \`mfa-watch.yaml\`, with these defaults:

\`\`\`yaml
detections:
  ${id}:
${defaults.map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`).join('\n')}
\`\`\`
`;
}
