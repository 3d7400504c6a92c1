import type { Alert } from '../../lambda/alerts/alert';
import { ConfiguredAccounts } from '../../lambda/adapters/accounts-configured';
import { MemoryDossiers, MemoryLedger, MemoryTimelines, MemoryTimers } from '../../lambda/adapters/memory';
import type { Exception } from '../../lambda/config/exceptions';
import { detections } from '../../lambda/detections';
import type { Case, Detection } from '../../lambda/detections/detection';
import { Judgements } from '../../lambda/engine/judgements';
import { Pipeline } from '../../lambda/engine/pipeline';
import { Planner, type Step } from '../../lambda/engine/steps';
import { lookBack } from '../../lambda/events/window';
import { watcher } from '../../lambda/engine/catalogue/pattern';
import type { Devices, ExposureList, Policies } from '../../lambda/engine/observe';
import type { Accounts } from '../../lambda/engine/ports';
import type { Schedules } from '../../lambda/engine/receiver';
import type { Device } from '../../lambda/events/device';
import { account as sampleAccount } from '../../lambda/events/samples';
import { addsDevice, changesDevices, type Observation } from '../../lambda/events/timeline';
import type { Target } from '../../lambda/events/target';
import { byTime, parseTrailEvent, type TrailEvent } from '../../lambda/events/trail-event';
import type { Route } from '../../lambda/config/environment';
import { type Audience, type Destinations, nowhere } from '../../lambda/engine/telling/routing';

export function parse(record: object): TrailEvent {
  const parsed = parseTrailEvent(record);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.event;
}

/**
 * IAM as it answers long after everything has happened: the final state, with the dates of enabling. The engine has to
 * find out for itself what was there before.
 */
export function finalDevices(
  before: Readonly<Record<string, readonly string[]>>,
  events: readonly TrailEvent[],
): Devices {
  const users = new Map<string, Device[]>();
  const of = (account: string, name: string): Device[] =>
    users.get(`${account}/${name}`) ??
    (before[Object.keys(before).find((user) => user.toLowerCase() === name) ?? ''] ?? []).map((serialNumber) => ({
      serialNumber: serialNumber.replace(sampleAccount, account),
      enabledAt: '2025-01-01T00:00:00Z',
    }));
  const nameOf = (target: Target): string => (target.type === 'Root' ? '<root>' : (target.name ?? '').toLowerCase());
  for (const event of [...events].filter(changesDevices).sort(byTime)) {
    const name = nameOf(event.target);
    const listed = of(event.account, name);
    // IAM knows the name of a device that the record leaves out.
    const serial =
      event.serialNumber ?? (addsDevice(event) ? `GAHT-${event.time}` : (listed.at(-1)?.serialNumber ?? ''));
    const others = listed.filter(({ serialNumber }) => serialNumber !== serial);
    const added = { serialNumber: serial, enabledAt: event.time };
    users.set(`${event.account}/${name}`, addsDevice(event) ? [...others, added] : others);
  }
  return {
    lookUp: (account, target) =>
      Promise.resolve(
        target.name === undefined
          ? { status: 'unknown', why: 'no user is named', devices: [] }
          : { status: 'known', devices: of(account, nameOf(target)) },
      ),
  };
}

export const failingDevices: Devices = {
  lookUp: () => Promise.resolve({ status: 'unknown', why: 'IAM refused the look-up', devices: [] }),
};

function listedPolicies(withMfa: readonly string[]): Policies {
  return { mentionMfa: (_, policyArn) => Promise.resolve(withMfa.includes(policyArn)) };
}

/** Told of everything at once, since no person reads them. */
export const ofPrograms = { besides: [], audienceOf: (): Audience => 'machine' };

/** For a receiver that gets hardly anything but events. @param own what it does at certain times. */
export const schedules = (own: Partial<Schedules> = {}) => ({
  heartbeat: { handle: () => Promise.resolve({ isNew: true, told: [] }) },
  schedules: () =>
    Promise.resolve({
      notifier: { alarm: () => Promise.resolve(false), digest: () => Promise.resolve() },
      followUps: { run: () => Promise.resolve() },
      subscriptionWatch: { run: () => Promise.resolve() },
      ...own,
    }),
});

/** What a pipeline needs to remember what has happened. */
export function remembering(ledger: MemoryLedger, timelines = new MemoryTimelines()) {
  return { timelines, dossiers: new MemoryDossiers(timelines, ledger) };
}

/** Its destinations are told of every account. */
export const everywhere = (destinations: Route['destinations']): Route => ({
  accounts: [],
  organizationalUnits: [],
  destinations,
});
export const noAccounts = new ConfiguredAccounts({});

export interface World {
  devices?: Readonly<Record<string, readonly string[]>>;
  settings?: Readonly<Record<string, unknown>>;
  only?: Detection;
  /** Ids of others that run beside `only`. */
  alongside?: readonly string[];
  exceptions?: readonly Exception[];
  /** ARNs of the managed policies that IAM says demand MFA; absent: nobody can be asked. */
  policiesWithMfa?: readonly string[];
  /** ISO time to which the clock goes on after the last event. */
  until?: string;
  /** A new pipeline for each event, over the same stores: as if each came in an invocation of its own. */
  apart?: boolean;
  /** What was judged before is remembered, as in a replay. */
  remembers?: boolean;
  /** All events are known beforehand, in time order, and nothing is done that is not needed, as in a replay. */
  foreseen?: boolean;
  destinations?: Destinations;
  /** Absent: nothing is known of any. */
  accounts?: Accounts;
  /** Absent: nobody looks at accounts. */
  exposures?: ExposureList;
}

/** Sends the records through the engine in the order given and returns the alerts in their final state. */
export async function alertsOf(records: readonly object[], world: World = {}): Promise<Alert[]> {
  const others = detections.filter(({ id }) => world.alongside?.includes(id));
  const catalogue = world.only === undefined ? detections : [world.only, ...others];
  const events = records.filter(watcher(catalogue)).map(parse);
  const ledger = new MemoryLedger();
  let now = 0;
  const parts = {
    detections: catalogue,
    settings: world.settings ?? {},
    exceptions: world.exceptions ?? [],
    clock: () => now,
    accounts: world.accounts ?? noAccounts,
    devices: world.devices === undefined ? failingDevices : finalDevices(world.devices, events),
    ...(world.policiesWithMfa && { policies: listedPolicies(world.policiesWithMfa) }),
    ...remembering(ledger),
    exposures: world.exposures,
    timers: new MemoryTimers(),
    ...(world.remembers === true && { judgements: new Judgements() }),
    ledger,
    destinations: world.destinations ?? nowhere,
  };
  let pipeline = new Pipeline(parts);
  const observations = await Promise.all(events.map((event) => pipeline.observe(event)));
  const steps: Step[] =
    world.foreseen === true
      ? foreseen(observations, new Planner(pipeline.filing, lookBack))
      : observations.map((observation) => ({ observation, todo: 'review' }));
  for (const step of steps) {
    if (world.apart === true) pipeline = new Pipeline(parts);
    now = Math.max(now, Date.parse(step.observation.event.time));
    await pipeline.sweep(now);
    await (step.todo === 'file' ? pipeline.file(step.observation) : pipeline.handleObserved(step.observation));
  }
  now = Math.max(now, Date.parse(world.until ?? '1970-01-01'));
  await pipeline.sweep(now);
  return ledger.alerts();
}

/** What is to be done where all events are known. @param observations in time order, each event once. */
export function foreseen(observations: readonly Observation[], planner: Planner): Step[] {
  const plan = planner.plan(observations.map((observation) => planner.see(observation)));
  return observations.flatMap((observation, index) => {
    const todo = plan(index);
    return todo === undefined ? [] : { observation, todo };
  });
}

/** What the detection makes of one of its cases: the alerts that it is part of. */
export async function alertsOfCase(
  detection: Detection,
  { records, devices, until, alongside }: Case,
): Promise<Alert[]> {
  const alerts = await alertsOf(records, {
    only: detection,
    ...(alongside && { alongside }),
    ...(devices && { devices }),
    ...(until && { until }),
  });
  return alerts.filter((alert) => [alert.detection, ...alert.related].includes(detection.id));
}
