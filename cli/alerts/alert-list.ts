import type { Answer } from '../../lambda/alerts/answer';
import { answerCommand } from '../../lambda/alerts/hints';
import { readable } from '../../lambda/alerts/plain';
import { accountOf } from '../../lambda/alerts/wording';
import { wrap } from '../../lambda/alerts/wrap';
import { asInYaml } from '../../lambda/config/telling';
import { needsAnswer } from '../../lambda/engine/telling/deliveries';
import type { Standing } from '../../lambda/engine/answers/request';
import { quoted, second, shown } from '../terminal/shown';
import type { Page } from '../terminal/terminal';

const inset = 10;
const label = 8;
const [narrowest, widest] = [60, 120];

/** Some lines an alert: how bad, when, which; what; and who looks after it. */
export function alertList(standings: readonly Standing[], { columns }: Page): string {
  const width = Math.min(Math.max(columns, narrowest), widest) - inset;
  return standings.map((standing) => `${entry(standing, width).join('\n')}\n`).join('\n');
}

function entry(standing: Standing, width: number): string[] {
  const alert = readable(standing.alert);
  const facts: [string, string[]][] = [
    ['account', [accountOf(alert)]],
    ['told', [told(standing)]],
    ['answer', answer(standing)],
  ];
  const lines = [
    ...wrap(alert.drill === true ? `[DRILL] ${alert.title}` : alert.title, width),
    ...facts.flatMap(([name, texts]) =>
      texts
        .flatMap((text) => wrap(text, width - label))
        .map((line, index) => `${(index === 0 ? name : '').padEnd(label)}${line}`),
    ),
  ];
  const head = `${alert.severity.toUpperCase().padEnd(inset)}${second(alert.time)}  ${shown(alert.id)}`;
  return [head, ...lines.map((line) => ' '.repeat(inset) + line)];
}

function told({ told: names, alert: { suppressed } }: Standing): string {
  if (suppressed !== undefined)
    return `nobody, by an exception of ${shown(suppressed.owner)}: ${quoted(suppressed.reason)}`;
  return names.length === 0 ? 'nobody' : names.map((name) => shown(asInYaml(name))).join(', ');
}

/** Nothing where there is none, and none is needed. */
function answer(standing: Standing): string[] {
  const { alert, answer: given } = standing;
  const command = answerCommand(shown(alert.id));
  const isOpen = needsAnswer(standing);
  if (given === undefined) return isOpen ? [`NOBODY YET: ${command}`] : [];
  return [
    inWords(given, isOpen),
    ...(given.replaced === undefined ? [] : [`before: ${inWords(given.replaced, false)}`]),
    ...(isOpen ? [`NOBODY YET AS ${alert.severity}: ${command}`] : []),
  ];
}

/** @param isWeaker whether the alert is more severe than what was answered. */
function inWords({ answer: said, severity, by, at, note }: Answer, isWeaker: boolean): string {
  const words = note === undefined ? '' : `: ${quoted(note)}`;
  return `${said}${isWeaker ? ` as ${severity}` : ''} by ${shown(by)}, ${second(at)}${words}`;
}
