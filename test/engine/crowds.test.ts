import { beforeEach, describe, expect, it } from '@jest/globals';
import { patience } from '../../lambda/engine/ports';
import { consoleLogin, elsewhere } from '../../lambda/events/samples';
import { inShort, live } from './live';
import { parse } from './world';

const minute = 60_000;

let world: ReturnType<typeof live>;
let events: number;

beforeEach(() => {
  world = live({ quietMinutes: 0 });
  events = 0;
});

async function signIn(situation: Parameters<typeof consoleLogin>[0]): Promise<void> {
  const eventTime = `${new Date(world.clock.now).toISOString().slice(0, 19)}Z`;
  const record = consoleLogin({ from: elsewhere, ...situation, patch: { eventTime, eventID: `${(events += 1)}` } });
  await world.pipeline.handle(parse(record), `${events}`);
}

/** Wrong passwords: no detection finds anything in them. */
async function crowd(): Promise<void> {
  for (let count = 0; count < 100; count += 1) await signIn({ outcome: 'Failure', mfaUsed: 'No' });
}

async function pass(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 1) {
    world.clock.now += minute;
    await world.pipeline.sweep(world.clock.now - patience);
  }
}

describe('a crowd of refused attempts', () => {
  it('is judged within two minutes', async () => {
    await crowd();
    for (let count = 0; count < 10; count += 1) await signIn({ outcome: 'Failure' });
    await pass(2);
    expect(world.sent.map(inShort)).toEqual(['mail: new critical']);
  });

  it('costs a further attempt no reading of the others', async () => {
    await crowd();
    world.stores.dossiers.read = () => Promise.reject(new Error('reads the timeline'));
    await expect(signIn({ outcome: 'Failure' })).resolves.toBeUndefined();
  });

  it('does not delay what AWS lets through', async () => {
    await crowd();
    for (let count = 0; count < 3; count += 1) await signIn({ outcome: 'Failure' });
    await signIn({ from: '192.0.2.1' });
    expect(world.sent.map(inShort)).toEqual(['mail: new critical']);
  });

  it('keeps nothing waiting for longer, even if it goes on for an hour', async () => {
    for (let minutes = 0; minutes < 60; minutes += 1) {
      for (let count = 0; count < 10; count += 1) await signIn({ outcome: 'Failure', mfaUsed: 'No' });
      await pass(1);
    }
    for (let count = 0; count < 10; count += 1) await signIn({ outcome: 'Failure' });
    await pass(2);
    expect(world.sent.map(inShort)).toEqual(['mail: new critical']);
  });

  it('ends: later attempts are judged at once', async () => {
    await crowd();
    await pass(60);
    for (let count = 0; count < 3; count += 1) await signIn({ outcome: 'Failure' });
    expect(world.sent.map(inShort)).toEqual(['mail: new medium']);
  });
});
