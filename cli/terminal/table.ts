import { styleText } from 'node:util';
import Table from 'cli-table3';
import { deviceName } from '../../lambda/events/device';
import type { Alert } from '../../lambda/alerts/alert';
import { screen } from '../../lambda/alerts/medium';
import { originLines } from '../../lambda/alerts/origin-wording';
import { firstOf, named, readable, shorten } from '../../lambda/alerts/plain';
import * as wording from '../../lambda/alerts/wording';
import { wrap } from '../../lambda/alerts/wrap';
import { rank } from '../../lambda/detections/severity';
import { severityLabel, type Style } from './severities';
import { asRunHere, type Page } from './terminal';

const when = 12;
const borders = 3;
const padding = 2;
const label = 8;
const mostReasons = 8;
const [narrowest, widest] = [40, 120];

/** One box an alert, in the order of events, for somebody who reads it at night in 80 columns. */
export function table(alerts: readonly Alert[], page: Page): string {
  if (alerts.length === 0) return '';
  const width = Math.min(Math.max(page.columns, narrowest), widest);
  const boxes = alerts.map((alert) => box(readable(alert), width, page.color));
  return `${[...boxes, ...hint(alerts, width)].join('\n')}\n`;
}

function box(alert: Alert, width: number, color: boolean): string {
  const paint = (style: Style, text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const story = width - when - borders - padding;
  const title = wrap(alert.title, story).map((line) => paint('bold', line));
  const left = [
    ...(alert.drill === true ? ['DRILL'] : []),
    severityLabel(alert.severity, color),
    ...wording.utc(alert.time).split(' ').slice(0, 2),
  ];
  const right = [...title, ...facts(alert, story)];
  // A row a line: cli-table3 needs 100 ms for one cell of many lines.
  const rows = new Table({ colWidths: [when, story + padding], style: { head: [], border: [], compact: true } });
  for (let line = 0; line < Math.max(left.length, right.length); line++)
    rows.push([left[line] ?? '', right[line] ?? '']);
  return rows.toString();
}

function facts(alert: Alert, width: number): string[] {
  const { actor, target, devices } = alert;
  const who = `${wording.whoOf(alert, named)} (${wording.credentialAndMfa(actor)})`;
  const others = wording.otherTargets(alert, named);
  const same = wording.sameUser(alert) ? ' (the same user)' : '';
  const whom = `${wording.targetName(target, named)}${same}${others === '' ? '' : ` ${others}`}`;
  const origins = originLines(alert, screen, 5);
  const agent = actor.userAgent === undefined ? [] : [`"${shorten(actor.userAgent.replaceAll('"', "'"), 60)}"`];
  const lines: [string, string[]][] = [
    ['who', [who, ...(actor.accessKeyId === undefined ? [] : [`access key ${named(actor.accessKeyId)}`])]],
    ['to whom', [`${whom}, account ${wording.accountOf(alert)}`]],
    ['why', firstOf(wording.reasonsOf(alert), mostReasons).map((reason) => `- ${reason}`)],
    ['devices', devices === undefined ? [] : deviceLines(alert, devices)],
    ['from', [...(origins.length > 0 ? origins : ['not recorded']), ...agent]],
    ['events', alert.count > 1 ? [wording.period(alert)] : []],
    ['hidden', alert.suppressed === undefined ? [] : [suppression(alert.suppressed)]],
    ['runbook', [alert.runbook]],
  ];
  return lines.flatMap(([name, texts]) =>
    texts
      .flatMap((text) => wrap(text, width - label, text.startsWith('- ') ? 2 : 0))
      .map((line, index) => `${(index === 0 ? name : '').padEnd(label)}${line}`),
  );
}

/** Shown all the same, as somebody asked for it. */
function suppression({ reason, owner, expires }: NonNullable<Alert['suppressed']>): string {
  return `exception of ${owner}, until ${expires}: ${reason}`;
}

function deviceLines(alert: Alert, devices: NonNullable<Alert['devices']>): string[] {
  const names = devices.list.map(
    ({ serialNumber, isNew }) => `${named(deviceName(serialNumber))}${isNew === true ? ' (NEW)' : ''}`,
  );
  const removed = wording.removedDevices(alert).map((name) => `${named(name)} (REMOVED)`);
  const all = [...removed, ...names];
  const list = all.length === 0 ? '' : `: ${firstOf(all, 8).join(', ')}`;
  return [`${wording.deviceCount(devices)}${list}`, ...wording.whyUnknown(alert, mostReasons)];
}

function hint(alerts: readonly Alert[], width: number): string[] {
  const worst = alerts.reduce((a, b) => (rank(b.severity) > rank(a.severity) ? b : a));
  if (rank(worst.severity) < rank('medium')) return wrap('Nothing here needs a person at night.', width);
  return [
    ...wrap(`Start with the ${worst.severity} one of ${wording.utc(worst.time)}. What to do:`, width),
    `  ${asRunHere(`npm start -- explain ${worst.detection}`)}`,
    ...wrap('Commands with names and keys filled in: --format html --output report.html', width),
    ...wrap('Every field, event ids too: --format jsonl', width),
  ];
}
