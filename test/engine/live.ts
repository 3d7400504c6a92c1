import {
  MemoryDossiers,
  MemoryLedger,
  MemoryNotebook,
  MemoryRegisters,
  MemoryTimelines,
  MemoryTimers,
} from '../../lambda/adapters/memory';
import type { Alert, Update } from '../../lambda/alerts/alert';
import type { Notice } from '../../lambda/alerts/notice';
import type { Exception } from '../../lambda/config/exceptions';
import { detections } from '../../lambda/detections';
import { Agenda } from '../../lambda/engine/telling/agenda';
import { Courier } from '../../lambda/engine/telling/courier';
import { Crowds } from '../../lambda/engine/crowds';
import { Deliveries } from '../../lambda/engine/telling/deliveries';
import { Expectations } from '../../lambda/engine/expectations';
import { FloodGate } from '../../lambda/engine/telling/flood-gate';
import { FollowUps } from '../../lambda/engine/telling/follow-ups';
import { Notifier } from '../../lambda/engine/telling/notifier';
import { Once } from '../../lambda/engine/once';
import { Pipeline } from '../../lambda/engine/pipeline';
import type { Devices } from '../../lambda/engine/observe';
import type { Accounts, Wait } from '../../lambda/engine/ports';
import type { Route } from '../../lambda/config/environment';
import type { Audience, Destinations, Notices } from '../../lambda/engine/telling/routing';
import { Responder } from '../../lambda/engine/answers/responder';
import { account } from '../../lambda/events/samples';
import { everywhere, failingDevices, noAccounts } from './world';

/** What a destination has accepted. */
export type Sent = { destination: string; at: number } & (
  { alert: Alert; update: Update; notice?: never } | { notice: Notice; alert?: never }
);

export interface Situation {
  routes?: readonly Route[];
  besides?: readonly Route[];
  /** By name of the destination; default: a program. */
  audiences?: Readonly<Record<string, Audience>>;
  quietMinutes?: number;
  floodLimit?: number;
  devices?: Devices;
  exceptions?: readonly Exception[];
  /** Milliseconds since the epoch. */
  start?: number;
  /** Goes around every port, to make calls fail. */
  around?: <Port extends object>(port: Port) => Port;
  hasMembers?: boolean;
  /** Absent: each destination waits for the one before. */
  wait?: Wait;
  /** Absent: nothing is known of any. */
  accounts?: Accounts;
  /** Each event is judged by itself, however many there are. */
  judgesEach?: boolean;
  /** Those of an earlier deployment. */
  stores?: ReturnType<typeof emptyStores>;
}

function emptyStores() {
  const notebook = new MemoryNotebook();
  const [timelines, ledger] = [new MemoryTimelines(), new MemoryLedger(notebook)];
  return {
    ...{ ledger, notebook, timelines },
    dossiers: new MemoryDossiers(timelines, ledger),
    registers: new MemoryRegisters(),
    timers: new MemoryTimers(),
    reminders: new MemoryTimers(),
  };
}

/** Both functions as they are deployed, over stores in memory, at a time that the test sets. */
export function live(situation: Situation = {}) {
  const { routes = [everywhere([{ name: 'mail', minSeverity: 'medium' }])], besides = [] } = situation;
  const { audiences = { mail: 'mail' }, quietMinutes = 60, floodLimit = 20, around = (port) => port } = situation;
  const clock = { now: situation.start ?? Date.parse('2026-11-20T09:00:00Z') };
  const sent: Sent[] = [];
  const refusing = new Set<string>();
  const accept = (message: Sent): Promise<void> => {
    if (refusing.has(message.destination)) return Promise.reject(new Error(`${message.destination} refuses`));
    return Promise.resolve(void sent.push(message));
  };
  const names = [...routes, ...besides].flatMap((route) => route.destinations.map(({ name }) => name));
  const audienceOf = (name: string): Audience => {
    if (!names.includes(name)) throw new Error(`destination ${name} is not deployed any more`);
    return audiences[name] ?? 'machine';
  };
  const calls = around({
    publish: (destination: string, alert: Alert, update: Update) =>
      accept({ destination, alert, update, at: clock.now }),
    notify: (destination: string, notice: Notice) => accept({ destination, notice, at: clock.now }),
  });
  const destinations: Destinations & Notices = {
    ...{ routes, besides, audienceOf },
    publish: (...told) => calls.publish(...told),
    notify: (...told) => calls.notify(...told),
    takesDigest: (name) => audienceOf(name) !== 'machine',
  };
  const { stores = emptyStores(), accounts = noAccounts, wait } = situation;
  const now = (): number => clock.now;
  const pace = { quietMinutes, escalateAfterMinutes: 30 };
  const [ledger, notebook, registers] = [around(stores.ledger), around(stores.notebook), around(stores.registers)];
  const agenda = new Agenda(around(stores.reminders), notebook);
  const gate = new FloodGate(registers, now, floodLimit);
  const expectations = new Expectations(registers);
  const timers = around(stores.timers);
  const parts = {
    ...{ account, detections, settings: {}, exceptions: situation.exceptions ?? [], clock: now, accounts },
    ...{ ledger, notebook, registers, destinations, notices: destinations, pace, gate, expectations, floodLimit },
    ...(wait && { wait }),
    devices: situation.devices ?? failingDevices,
    timelines: around(stores.timelines),
    dossiers: around(stores.dossiers),
    timers,
    ...(situation.judgesEach !== true && { crowds: new Crowds(registers, timers, now) }),
    deliveries: new Deliveries(destinations, now, pace, gate),
    agenda,
    courier: new Courier(ledger, destinations, now, agenda, { wait }),
    once: new Once({ notebook, notices: destinations, clock: now, ...(wait && { wait }) }),
  };
  let ids = 0;
  return {
    ...{ sent, stores, refusing, clock },
    pipeline: new Pipeline(parts),
    followUps: new FollowUps(parts),
    notifier: new Notifier(parts),
    responder: new Responder({
      ...parts,
      hasMembers: situation.hasMembers ?? false,
      newId: () => `announced-${(ids += 1)}`,
    }),
    /** Goes on to an ISO time or by minutes, minute by minute, as the schedule does. */
    async until(time: string | number): Promise<void> {
      const end = typeof time === 'string' ? Date.parse(time) : clock.now + time * 60_000;
      for (; clock.now < end; clock.now = Math.min(end, clock.now + 60_000))
        await this.followUps.run(`at ${clock.now}`);
      await this.followUps.run(`at ${clock.now}`);
    },
  };
}

/** Such as `mail: new high`, and of what is no alert `mail: flood`. */
export function inShort({ destination, ...message }: Sent): string {
  return message.notice === undefined
    ? `${destination}: ${message.update} ${message.alert.severity}`
    : `${destination}: ${message.notice.kind}`;
}
