import { visible } from '../../lambda/alerts/json';
import { isoTime, millis } from '../../lambda/events/trail-event';
import { figuresOf, type Figures } from './figures';
import { asYaml, proposals, type Outcome, type Proposal } from './proposals';
import { simulate, type SimulationParts } from './simulation';

export interface Forecast {
  /** As the person called it. */
  configuration: string;
  /** ISO times of the first and the last record in the range; absent: there is none. */
  from?: string;
  until?: string;
  /** Of the clock by which it is night. */
  zone: string;
  figures: Figures;
  /** What the figures take for granted. */
  notes: string[];
  proposals: Proposal[];
  /** What would be with all of them. */
  outcome?: Outcome;
  /** The same for mfa-watch.yaml, commented out. */
  yaml: string;
}

/** What the configuration would have sent, had it been deployed then. */
export async function forecast(
  parts: SimulationParts,
  { configuration, zone, first }: { configuration: string; zone: string; first: number },
): Promise<Forecast> {
  const simulated = await simulate(parts);
  const { proposed, outcome } = await proposals(simulated, parts);
  const [from, until] = [Math.max(first, parts.range.since), Math.min(parts.last, parts.range.until)];
  return {
    configuration,
    ...(from <= until && { from: isoTime(from), until: isoTime(until) }),
    zone,
    figures: figuresOf(simulated, zone),
    notes: notesOn(parts),
    proposals: proposed,
    ...(outcome && { outcome }),
    yaml: asYaml(proposed),
  };
}

function notesOn({ config, events, range, inventory }: SimulationParts): string[] {
  const accounts = new Set<string>();
  for (const { watched, event } of events) if (watched && millis(event) >= range.since) accounts.add(event.account);
  const units = [...config.overrides, ...config.destinations, ...config.exceptions].some((one) =>
    'organizationalUnits' in one ? one.organizationalUnits.length > 0 : one.organizationalUnit !== undefined,
  );
  const isToOthers = config.destinations.some(({ when }) => when === 'unanswered');
  return [
    'It takes for granted that each event arrives at once, that nobody announces a change, and that exceptions which hold ' +
      `today held all the time${isToOthers ? '; and that nobody answers, so everything is escalated' : ''}.`,
    ...(accounts.size > 1 && config.organization === undefined
      ? [
          `The trail is of ${accounts.size} accounts; without "organization" in mfa-watch.yaml only its own would count.`,
        ]
      : []),
    ...(inventory === undefined
      ? [
          'Devices are known here as far as the trail tells of them; deployed, IAM is asked, and severities may differ: give --devices-from-account or --devices.',
        ]
      : []),
    ...(units ? ['No file says which account is in which unit: what is set for units is left out.'] : []),
  ];
}

/** Fields may be added, never renamed. */
export function forecastJson({ figures, proposals: exceptions, outcome: withExceptions, ...told }: Forecast): string {
  return `${visible(JSON.stringify({ schemaVersion: 1, ...told, ...figures, exceptions, withExceptions }))}\n`;
}
