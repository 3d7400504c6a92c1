import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryLedger, MemoryTimelines, MemoryTimers } from '../../lambda/adapters/memory';
import { detections } from '../../lambda/detections';
import { Pipeline } from '../../lambda/engine/pipeline';
import { mostRead } from '../../lambda/events/timeline';
import { nowhere } from '../../lambda/engine/telling/routing';
import {
  checkMfa,
  consoleLogin,
  deactivateMfaDevice,
  elsewhere,
  enableMfaDevice,
  loginProfileCall,
  phone,
  tablet,
} from '../../lambda/events/samples';
import { finalDevices, noAccounts, parse, remembering } from './world';

const attack = parse(enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: 'alice' }));

let now: number;
let timelines: MemoryTimelines;
let ledger: MemoryLedger;
let pipeline: Pipeline;

function start(): void {
  now = Date.parse('2026-11-20T10:00:00Z');
  timelines = new MemoryTimelines();
  ledger = new MemoryLedger();
  pipeline = new Pipeline({
    detections,
    settings: {},
    clock: () => now,
    accounts: noAccounts,
    devices: finalDevices({ alice: [phone] }, [attack]),
    ...remembering(ledger, timelines),
    timers: new MemoryTimers(),
    ledger,
    destinations: nowhere,
  });
}
beforeEach(start);

/** Anybody who knows the name of a user can make these, and no detection finds anything in them. */
async function flood(minute: number, count = mostRead): Promise<void> {
  for (let index = 0; index < count; index += 1)
    await timelines.append(['111122223333/alice'], {
      event: parse(
        consoleLogin({
          minute: minute + index / 100,
          id: `-${index}`,
          outcome: 'Failure',
          mfaUsed: 'No',
          from: elsewhere,
        }),
      ),
    });
}

describe('a flood of newer events than are read', () => {
  it('does not hide an event that comes after them', async () => {
    await flood(1);
    await pipeline.handle(attack);
    expect(ledger.alerts()).toMatchObject([{ severity: 'critical', detection: 'mfa-device-added-without-mfa' }]);
  });

  it('does not lower an alert of which it leaves only a part', async () => {
    await pipeline.handle(parse(deactivateMfaDevice({ with: 'console-mfa', serial: phone, from: elsewhere })));
    await pipeline.handle(parse(enableMfaDevice({ with: 'console-mfa', minute: 5 })));
    const [before] = ledger.alerts();
    await flood(6, mostRead - 2);
    await pipeline.handle(parse(consoleLogin({ minute: 30, outcome: 'Failure', mfaUsed: 'No', from: elsewhere })));
    expect(before).toMatchObject({ severity: 'high', detection: 'mfa-device-swapped' });
    expect(ledger.alerts()).toMatchObject([{ severity: 'high', detection: 'mfa-device-swapped' }]);
  });

  const byRole = { by: 'mallory', with: 'role', for: 'alice' } as const;
  const code = (minute: number, outcome: 'Success' | 'Failure', from?: string) =>
    consoleLogin({ minute, outcome, mfaUsed: 'Yes', ...(from !== undefined && { from }) });
  it.each<[string, object[], object]>([
    [
      'the password that was set before the device came',
      [loginProfileCall('UpdateLoginProfile', byRole)],
      enableMfaDevice({ ...byRole, minute: 14, serial: tablet }),
    ],
    [
      'the device that was removed before another came',
      [deactivateMfaDevice({ with: 'console-mfa', serial: phone, from: elsewhere })],
      enableMfaDevice({ with: 'console-mfa', minute: 14 }),
    ],
    [
      'the codes that were wrong before one was right',
      [0, 0.2, 0.4, 0.6].map((minute) => code(minute, 'Failure')),
      code(14, 'Success', elsewhere),
    ],
  ])('between them does not hide %s', async (_, before, after) => {
    const told = async (between: () => Promise<void>) => {
      for (const record of before) await pipeline.handle(parse(record));
      await between();
      await pipeline.handle(parse(after));
      return ledger.alerts().map(({ severity, detection, related }) => [severity, detection, ...related]);
    };
    const flooded = await told(() => flood(1, mostRead + 200));
    start();
    expect(flooded).toEqual(await told(() => Promise.resolve()));
    expect(flooded[0]?.[0]).toMatch(/critical|high/);
  });

  it('does not take an alert back', async () => {
    await pipeline.handle(attack);
    await flood(1);
    for (const minute of [20, 21, 22]) await pipeline.handle(parse(checkMfa({ minute })));
    now += 60 * 60_000;
    await pipeline.sweep(now);
    await pipeline.handle(parse(consoleLogin({ minute: 23, outcome: 'Failure', mfaUsed: 'No' })));
    expect(ledger.alerts()).toMatchObject([{ severity: 'critical' }, { detection: 'mfa-challenge-abandoned' }]);
  });
});

it('one actor and more users than are read stay one alert, whoever comes next', async () => {
  const enrolment = (index: number) =>
    parse(enableMfaDevice({ by: 'mallory', with: 'long-term-key', for: `user${index}`, minute: index / 100 }));
  for (let index = 0; index < mostRead; index += 1) {
    const event = enrolment(index);
    await timelines.append(pipeline.filing.keysOf(event), { event });
  }
  for (let index = mostRead; index < mostRead + 4; index += 1) await pipeline.handle(enrolment(index));
  const [alert, ...others] = ledger.alerts();
  expect(others).toEqual([]);
  expect(alert).toMatchObject({ severity: 'critical', count: mostRead + 3 });
  expect(alert?.reasons.filter((reason) => reason.startsWith('one actor'))).toHaveLength(1);
});

it('of as many as are read is told that there may be more', async () => {
  for (let index = 0; index < mostRead; index += 1) {
    const event = parse(consoleLogin({ minute: index / 100, id: `-${index}`, outcome: 'Failure', mfaUsed: 'Yes' }));
    await timelines.append(pipeline.filing.keysOf(event), { event });
  }
  await pipeline.handle(parse(consoleLogin({ minute: 11, outcome: 'Failure', mfaUsed: 'Yes' })));
  expect(ledger.alerts()).toMatchObject([{ title: 'MFA failed 1,000 or more times for alice' }]);
});
