import type { Alert } from '../../lambda/alerts/alert';
import { html, nothing, type Html } from '../../lambda/alerts/html';
import type { TrailEvent } from '../../lambda/events/trail-event';
import type { KeptEvent, RawRecord } from '../reading/kept-events';
import { most } from './parts';

export interface Evidence {
  /** From 1 in the order of time. */
  number: number;
  event: TrailEvent;
  raw: RawRecord;
}

/** The records that alerts rest on. */
export class EvidenceRoom {
  private readonly byEventId = new Map<string, Evidence[]>();
  private readonly byIdentity = new Map<string, Evidence>();
  readonly all: readonly Evidence[];
  /** Those that are not here because there are too many. */
  readonly missing: number;

  /** @param alerts of which the first go before the others. */
  constructor(alerts: readonly Alert[], events: Iterable<KeptEvent>) {
    const order = new Map([...new Set(alerts.flatMap(({ eventIds }) => eventIds))].map((id, index) => [id, index]));
    const told: { event: TrailEvent; raw: RawRecord }[] = [];
    for (const { event, raw } of events) if (raw !== undefined && order.has(event.eventId)) told.push({ event, raw });
    const rank = ({ event }: { event: TrailEvent }): number => order.get(event.eventId) ?? Infinity;
    const kept = new Set(told.toSorted((a, b) => rank(a) - rank(b)).slice(0, most.records));
    this.all = told.filter((record) => kept.has(record)).map((record, index) => ({ number: index + 1, ...record }));
    this.missing = told.length - this.all.length;
    for (const evidence of this.all) {
      const { eventId, identity } = evidence.event;
      this.byIdentity.set(identity, evidence);
      this.byEventId.set(eventId, [...(this.byEventId.get(eventId) ?? []), evidence]);
    }
  }

  linksFor({ eventIds, count }: Alert): Html {
    const found = eventIds.flatMap((id) => this.byEventId.get(id) ?? []);
    const links = found.map((evidence, index) => html`${index === 0 ? '' : ', '}${link(evidence)}`);
    const left = count - found.length;
    if (found.length === 0) return html`not in this file: ${eventIds.length} event ids`;
    return html`${links}${left > 0 ? `, and ${left} more that are not in this file` : ''}`;
  }

  linkOf({ identity }: TrailEvent): Html {
    const evidence = this.byIdentity.get(identity);
    return evidence === undefined ? nothing : link(evidence);
  }
}

function link({ number }: Evidence): Html {
  return html`<a href="#record-${number}">record ${number}</a>`;
}
