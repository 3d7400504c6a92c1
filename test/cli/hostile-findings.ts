import fc from 'fast-check';
import type { Findings } from '../../cli/replay/findings';
import { KeptEvents, type KeptEvent } from '../../cli/reading/kept-events';
import type { Alert } from '../../lambda/alerts/alert';
import { consoleLogin, deactivateMfaDevice, enableMfaDevice } from '../../lambda/events/samples';
import { parseTrailEvent } from '../../lambda/events/trail-event';
import { noneSkipped } from '../../lambda/adapters/trail-files/trail-records';
import { fuzzedAlert, hostileText } from '../alerts/fuzzed-alert';

const texts = fc.tuple(hostileText, hostileText, hostileText);

/** Events with hostile names, devices, addresses and records. */
const hostileEvent = fc
  .tuple(texts, fc.nat(200), fc.constantFrom(enableMfaDevice, deactivateMfaDevice, consoleLogin))
  .map(([[name, serialNumber, other], minute, record]): KeptEvent[] => {
    const raw = {
      ...record({ minute }),
      eventID: other,
      sourceIPAddress: other,
      userAgent: name,
      errorCode: minute % 3 === 0 ? other : undefined,
      userIdentity: { type: 'IAMUser', userName: name, arn: other },
      requestParameters: { userName: name, serialNumber },
    };
    const parsed = parseTrailEvent(raw);
    const json = JSON.stringify(raw);
    return parsed.ok ? [{ event: parsed.event, watched: true, raw: { json, length: json.length, file: other } }] : [];
  });

/** What a replay could find at the worst. */
export const hostileFindings: fc.Arbitrary<Findings> = fc
  .tuple(fc.array(fuzzedAlert, { maxLength: 4 }), fc.array(hostileEvent, { maxLength: 12 }), texts)
  .map(([alerts, events, [path, problem, config]]) => {
    const kept = events.flat();
    const eventIds = kept.map(({ event }) => event.eventId);
    const shown = alerts.map((alert, index) => ({ ...alert, id: `a${index}`, eventIds }));
    return findingsOf(shown, kept, { path, problem, config });
  });

export function findingsOf(
  alerts: readonly Alert[],
  kept: readonly KeptEvent[],
  { path, problem, config }: Record<'path' | 'problem' | 'config', string>,
): Findings {
  const events = new KeptEvents();
  for (const event of kept) events.push(event);
  const trail = {
    ...{ events, files: 1, records: kept.length, first: 0, last: 1 },
    ...{ skipped: { foreign: 0, ...noneSkipped() }, problemCount: 1, problems: [], unlisted: 1 },
    ...{ foreign: 0, notOpened: { files: 0, folders: 0 }, notes: [problem], unread: 0 },
  };
  return {
    replayed: {
      ...{
        trail,
        range: { since: -Infinity, until: Infinity },
        alerts: [...alerts],
        earlier: 0,
        outside: 0,
        open: 0,
        failures: [],
      },
      ...{ unjudged: 0, isStopped: false, before: undefined },
    },
    ...{ shown: alerts, hidden: [], suppressed: [], summary: `  ${problem}\n` },
    asked: {
      at: 0,
      paths: [path],
      config,
      inventory: config,
      scope: path,
      minSeverity: 'low',
      athenaTable: 'cloudtrail_logs',
    },
  };
}
