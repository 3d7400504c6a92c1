import { legible, printable, shorten } from '../../lambda/alerts/plain';
import { wrap } from '../../lambda/alerts/wrap';
import type { FoundExposure } from '../../lambda/posture/posture';
import { severityLabel } from '../terminal/severities';
import type { Page } from '../terminal/terminal';
import { checkPage } from './check-page';

const inset = 10;
const [narrowest, widest] = [60, 120];

/** Some lines an exposure: how bad, who; why; how it comes to harm; what to do, once for each check. */
export function postureTable(exposures: readonly FoundExposure[], { columns, color }: Page): string {
  const width = Math.min(Math.max(columns, narrowest), widest) - inset;
  const told = new Set<string>();
  const isNews = (text: string): boolean => told.size < told.add(text).size;
  return exposures.map((exposure) => `${entry(exposure, isNews, width, color).join('\n')}\n`).join('\n');
}

/** @param isNews whether the text was not told before: remedies and diffs are often the same for many people. */
function entry(exposure: FoundExposure, isNews: (text: string) => boolean, width: number, color: boolean): string[] {
  const { check, severity, title, reasons, path = [], undecided, diff = '' } = exposure;
  const [first = '', ...others] = wrap(legible(title), width);
  const facts = [
    ...reasons.map((reason) => `- ${reason}`),
    ...(undecided === true ? ['- not decided: look at it yourself'] : []),
    ...path,
    ...(isNews(check.id) ? check.remediation.map((step) => `To mend it: ${step}`) : []),
    `Check ${check.id}: ${checkPage(check)}`,
  ];
  return [
    `${severityLabel(severity, color)}${' '.repeat(inset - severity.length)}${first}`,
    ...[...others, ...facts.flatMap((fact) => wrap(shorten(printable(fact), 1_000), width, 2))].map(
      (line) => ' '.repeat(inset) + line,
    ),
    ...(diff === '' ? [] : diffLines(diff, isNews)).map((line) => ' '.repeat(inset) + line),
  ];
}

/** Not wrapped, so that it can be copied; a policy has no line breaks of its own, as JSON escapes them. */
function diffLines(diff: string, isNews: (text: string) => boolean): string[] {
  return isNews(diff) ? diff.split('\n').map(printable) : ['The diff above mends this, too.'];
}
