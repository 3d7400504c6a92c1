import { ConfiguredAccounts } from '../../lambda/adapters/accounts-configured';
import { TrailDevices, type Before } from '../../lambda/adapters/devices/devices-trail';
import {
  MemoryDossiers,
  MemoryLedger,
  MemoryNotebook,
  MemoryRegisters,
  MemoryTimelines,
  MemoryTimers,
} from '../../lambda/adapters/memory';
import type { Config } from '../../lambda/config/config';
import { endOf } from '../../lambda/config/exceptions';
import type { Detection } from '../../lambda/detections/detection';
import { Agenda } from '../../lambda/engine/telling/agenda';
import { Courier } from '../../lambda/engine/telling/courier';
import { Crowds } from '../../lambda/engine/crowds';
import { Deliveries } from '../../lambda/engine/telling/deliveries';
import { stands } from '../../lambda/engine/filed';
import { FloodGate } from '../../lambda/engine/telling/flood-gate';
import { FollowUps } from '../../lambda/engine/telling/follow-ups';
import { Notifier } from '../../lambda/engine/telling/notifier';
import { Once } from '../../lambda/engine/once';
import { Pipeline } from '../../lambda/engine/pipeline';
import type { LedgerRow } from '../../lambda/engine/ledger';
import type { Addresses } from '../../lambda/engine/origins';
import { patience } from '../../lambda/engine/ports';
import { millis } from '../../lambda/events/trail-event';
import { day, minute } from '../../lambda/time';
import type { KeptEvents } from '../reading/kept-events';
import { isWithin, withLookBack, type TimeRange } from '../time-range';
import { Turns } from '../turns';
import { Mailroom } from './mailroom';

export interface SimulationParts {
  detections: readonly Detection[];
  config: Config;
  events: KeptEvents;
  inventory: Before | undefined;
  addresses?: Addresses | undefined;
  range: TimeRange;
  /** When the records end, relevant or not; milliseconds since the epoch. */
  last: number;
  /** The real time, milliseconds since the epoch: an exception that holds now is taken to have held all the time. */
  now: number;
}

export interface Simulated {
  mailroom: Mailroom;
  /** Alerts that stand in the end, of which something happened or was told in the time range. */
  rows: LedgerRow[];
}

/** When the schedule asks for the digest, in UTC. */
const digestAt = 7 * 60 * minute;

/** Lets the events happen again to what would be deployed: each arrives at once, and the schedules run between them. */
export async function simulate(parts: SimulationParts): Promise<Simulated> {
  const clock = { now: -Infinity };
  const devices = new TrailDevices(parts.inventory);
  const deployed = deployment(parts, devices, () => clock.now);
  const { range } = parts;
  const judged = withLookBack(range);
  let digest = Infinity;
  const until = async (end: number): Promise<void> => {
    for (let at = next(); at <= end; at = next()) {
      clock.now = at;
      if (at >= digest) {
        await deployed.notifier.digest(new Date(at).toISOString());
        digest += day;
      }
      await deployed.pipeline.sweep(at - patience, `at ${at}`);
      await deployed.followUps.run(`at ${at}`);
    }
  };
  const next = (): number => {
    const due = Math.min(deployed.reminderAt(), deployed.timerAt() + patience, digest);
    return Math.max(Math.ceil(due / minute) * minute, Math.floor(clock.now / minute) * minute + minute);
  };
  const turns = new Turns(100);
  for (const { event, watched } of parts.events) {
    if (turns.isDue()) await turns.give();
    const time = millis(event);
    devices.observe(event);
    if (!watched || !isWithin(time, judged)) continue;
    if (clock.now === -Infinity) digest = firstDigest(time);
    else await until(time - 1);
    clock.now = time;
    await deployed.pipeline.handle(event);
  }
  if (clock.now !== -Infinity) await until(Math.min(range.until, parts.last));
  const { mailroom, ledger } = deployed;
  const told = new Set(mailroom.sent.map(({ alert }) => alert?.id));
  const isOfRange = ({ alert }: LedgerRow): boolean => Date.parse(alert.lastSeen) >= range.since || told.has(alert.id);
  return { mailroom, rows: ledger.rows().filter((row) => stands(row) && isOfRange(row)) };
}

function firstDigest(time: number): number {
  const today = Math.floor(time / day) * day + digestAt;
  return today > time ? today : today + day;
}

/** All that is deployed for telling people, over stores in memory. */
function deployment(parts: SimulationParts, devices: TrailDevices, now: () => number) {
  const { config, detections, addresses } = parts;
  const [first] = parts.events;
  const { exceptions, floodLimit, quietMinutes, escalateAfterMinutes } = config;
  const mailroom = new Mailroom(config, now, parts.range.since);
  const [notebook, registers, timelines] = [new MemoryNotebook(), new MemoryRegisters(), new MemoryTimelines()];
  const ledger = new MemoryLedger(notebook);
  const [timers, reminders] = [new MemoryTimers(), new MemoryTimers()];
  const agenda = new Agenda(reminders, notebook);
  const gate = new FloodGate(registers, now, floodLimit);
  const pace = { quietMinutes, escalateAfterMinutes };
  const knowing = {
    ...{ account: first?.event.account ?? '', detections, settings: config.detections, exceptions, devices },
    ...{ clock: now, accounts: new ConfiguredAccounts(config.accounts), ledger, notebook, timers, pace, gate, agenda },
    ...{ floodLimit, destinations: mailroom, notices: mailroom, timelines },
    dossiers: new MemoryDossiers(timelines, ledger),
    ...(addresses && { addresses: () => Promise.resolve(addresses) }),
    holds: (exception: Config['exceptions'][number]) => endOf(exception) > parts.now,
    crowds: new Crowds(registers, timers, now),
    deliveries: new Deliveries(mailroom, now, pace, gate),
    courier: new Courier(ledger, mailroom, now, agenda),
    once: new Once({ notebook, notices: mailroom, clock: now }),
  };
  return {
    ...{ mailroom, ledger },
    pipeline: new Pipeline(knowing),
    followUps: new FollowUps(knowing),
    notifier: new Notifier(knowing),
    timerAt: () => timers.open()[0]?.at ?? Infinity,
    reminderAt: () => reminders.open()[0]?.at ?? Infinity,
  };
}
