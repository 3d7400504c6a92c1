import type { Alert } from '../../lambda/alerts/alert';
import { html, type Html } from '../../lambda/alerts/html';
import { utc } from '../../lambda/alerts/wording';
import { nameOf } from '../../lambda/events/names';
import { failureOf, type TrailEvent } from '../../lambda/events/trail-event';
import { addressCell, dataTable, firstNames, leftOut, most, section, shown, text } from './parts';

interface Source {
  address: string;
  actors: Set<string>;
  events: number;
  failures: number;
  alerts: number;
  first: string;
  last: string;
}

const place = { heading: 'country, network' };
const columns = [
  { heading: 'address' },
  { heading: 'who' },
  { heading: 'alerts', isNumber: true },
  { heading: 'events', isNumber: true },
  { heading: 'failed', isNumber: true },
  { heading: 'first (UTC)' },
  { heading: 'last (UTC)' },
];

/** Who came from where; addresses in most alerts first. @param events in time order. */
export function addressSection(alerts: readonly Alert[], events: readonly TrailEvent[]): Html {
  const sources = sourcesOf(alerts, events);
  const origins = new Map(
    alerts.flatMap(({ origins = [] }) =>
      origins.map(({ address, country, network }) => [address, { country, network }]),
    ),
  );
  const isAnyKnown = [...origins.values()].some(({ country, network }) => (country ?? network) !== undefined);
  const rows = sources.slice(0, most.addresses).map(({ address, ...source }) => {
    const { country, network } = origins.get(address) ?? {};
    const where = [country, network].flatMap((word) => (word === undefined ? [] : [shown(word)])).join(', ');
    const texts = [
      ...(isAnyKnown ? [where] : []),
      firstNames(source.actors),
      source.alerts,
      source.events,
      source.failures,
    ];
    const times = [source.first, source.last].map((time) => utc(time).replace(' UTC', ''));
    return [addressCell(shown(address)), ...[...texts, ...times].map(text)];
  });
  return section('addresses', 'Addresses', [
    rows.length === 0
      ? html`<p>No watched event names an address.</p>`
      : dataTable('Where watched events came from', isAnyKnown ? columns.toSpliced(1, 0, place) : columns, rows),
    leftOut(sources.length, most.addresses, 'addresses', 'those in most alerts'),
  ]);
}

function sourcesOf(alerts: readonly Alert[], events: readonly TrailEvent[]): Source[] {
  const sources = new Map<string, Source>();
  for (const event of events) {
    const { actor, time } = event;
    if (actor.sourceIp === undefined) continue;
    const source = sources.get(actor.sourceIp) ?? {
      ...{ address: actor.sourceIp, actors: new Set<string>() },
      ...{ events: 0, failures: 0, alerts: 0, first: time, last: time },
    };
    sources.set(actor.sourceIp, source);
    const name = nameOf(actor) ?? actor.arn;
    source.actors.add(name === undefined ? 'not named' : shown(name));
    source.events++;
    if (failureOf(event) !== undefined) source.failures++;
    source.last = time;
  }
  for (const address of alerts.flatMap(({ addresses }) => addresses)) {
    const source = sources.get(address);
    if (source !== undefined) source.alerts++;
  }
  return [...sources.values()].sort((a, b) => b.alerts - a.alerts || b.failures - a.failures);
}
