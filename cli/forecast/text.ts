import { named, printable, shorten } from '../../lambda/alerts/plain';
import { utc } from '../../lambda/alerts/wording';
import { grouped, plural } from '../../lambda/events/names';
import { wrap } from '../../lambda/alerts/wrap';
import { asInYaml } from '../../lambda/config/telling';
import type { Severity } from '../../lambda/detections/severity';
import type { Forecast } from './forecast';
import type { Outcome } from './proposals';
import { night, type Day, type DestinationFigures, type Loud } from './figures';

const most = { days: 31, loud: 5, nights: 10 };

/** For a terminal: what is most worth changing comes first. */
export function forecastText(forecast: Forecast): string {
  const { from, until, figures, notes, yaml, configuration, outcome } = forecast;
  const { alerts, days, destinations, nights, loudest } = figures;
  if (from === undefined || until === undefined)
    return 'Nothing to forecast: no record of that time is one that a detection watches.\n';
  return [
    [`What ${configuration} would have sent from ${utc(from)} to ${utc(until)}`],
    [
      `${plural(alerts.total, 'alert')}${inBrackets(alerts.severities)}: ${alerts.toldAtOnce} told at once, ` +
        `${alerts.digestOnly} only in the daily digest, ${alerts.suppressed} covered by exceptions.`,
      ...notes.flatMap((note) => wrap(note, 100)),
    ],
    ['MESSAGES', ...destinations.flatMap(destinationLines)],
    section(`MAILS AT NIGHT (${night.from}:00 to 0${night.to}:00, ${forecast.zone})`, nightLines(nights)),
    section('MOST MESSAGES TO PEOPLE', loudLines(loudest)),
    section('DAY BY DAY (UTC)', dayLines(days)),
    yaml === ''
      ? []
      : [
          'EXCEPTIONS TO THINK ABOUT',
          'Each would have kept just these alerts out of mail and chat; the digest still tells them. Take over only what',
          'you can explain: give the reason and who answers for it, and take the # away.',
          ...(outcome === undefined ? [] : outcomeLines(outcome)),
          '',
          ...yaml.trimEnd().split('\n'),
        ],
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(''))
    .join('\n');
}

function outcomeLines({ before, after, later }: Outcome): string[] {
  const all = `With all of them: ${plural(after.messages, 'message')} and ${plural(after.digests, 'digest')}, in place of ${grouped(before.messages)} and ${grouped(before.digests)}.`;
  if (later === 0) return [all];
  const others = `${plural(later, 'other alert')} would have been told later, once ${later === 1 ? 'it was' : 'they were'} more than what is hidden.`;
  return [all, others];
}

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [heading, ...lines];
}

function inBrackets(severities: Partial<Record<Severity, number>>): string {
  const parts = Object.entries(severities).map(([severity, count]) => `${count} ${severity}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

const noticeNames: Readonly<Record<string, string>> = { digest: 'daily digest', flood: 'flood notice' };

function destinationLines({
  name,
  audience,
  addresses,
  messages,
  kinds,
  busiest,
  atNight,
}: DestinationFigures): string[] {
  const to =
    addresses === undefined
      ? audience
      : addresses.length === 0
        ? 'mail, no address yet'
        : `mail to ${addresses.join(', ')}`;
  const notices = Object.entries(kinds).flatMap(([kind, count]) =>
    kind === 'alert' ? [] : [plural(count, noticeNames[kind] ?? kind)],
  );
  const parts = [
    ...(notices.length === 0 ? [] : [`${notices.join(' and ')} among them`]),
    ...(busiest === undefined ? [] : [`at most ${busiest.messages} on one day (${busiest.day})`]),
    ...(atNight === 0 ? [] : [`${atNight} at night`]),
  ];
  return [`  ${asInYaml(name)} (${to}): ${[plural(messages, 'message'), ...parts].join(', ')}`].map(printable);
}

function nightLines(nights: Forecast['figures']['nights']): string[] {
  const lines = nights
    .slice(0, most.nights)
    .map(({ at, destination, text }) =>
      printable(`  ${utc(at.replace(/\.\d+Z$/, 'Z'))}  ${asInYaml(destination)}  ${shorten(text, 90)}`),
    );
  return nights.length > most.nights ? [...lines, `  and ${nights.length - most.nights} more`] : lines;
}

function loudLines(loudest: Forecast['figures']['loudest']): string[] {
  const groups: [string, readonly Loud[]][] = [
    ['user', loudest.users],
    ['actor', loudest.actors],
    ['detection', loudest.detections],
  ];
  return groups.flatMap(([what, all]) =>
    all
      .filter(({ messages }) => messages > 0)
      .slice(0, most.loud)
      .map(({ name, account, messages, alerts }) => {
        const where = account === undefined ? '' : ` of ${account}`;
        const of = alerts === 0 ? 'alerts that became another’s' : plural(alerts, 'alert');
        return `  ${what.padEnd(10)}${printable(named(shorten(name, 64)))}${where}: ${plural(messages, 'message')} of ${of}`;
      }),
  );
}

/** Of a long time only the days with most messages; JSON has all. */
function dayLines(days: readonly Day[]): string[] {
  const total = ({ messages, digests }: Day): number =>
    Object.values(messages).reduce((sum, count) => sum + count, 0) - digests;
  const shown =
    days.length <= most.days
      ? days
      : days
          .toSorted((a, b) => total(b) - total(a))
          .slice(0, most.days)
          .sort((a, b) => (a.day < b.day ? -1 : 1));
  const lines = shown.map(({ day, alerts, messages, digests }) => {
    const count = Object.values(alerts).reduce((sum, one) => sum + one, 0);
    const told = Object.entries(messages).map(([name, sent]) => `${asInYaml(name)} ${sent}`);
    const sent = Object.values(messages).reduce((sum, one) => sum + one, 0);
    const among = digests === 0 ? '' : ` (${digests === sent ? 'only' : 'with'} ${plural(digests, 'digest')})`;
    return `  ${day}  ${plural(count, 'alert')}${inBrackets(alerts)}; ${told.length === 0 ? 'no message' : `messages: ${told.join(', ')}${among}`}`;
  });
  if (shown.length === days.length) return lines;
  return [...lines, `  and ${days.length - shown.length} days with fewer messages of alerts: --format json has all`];
}
