import { expect, it, test } from '@jest/globals';
import * as fc from 'fast-check';
import { detections } from '../../lambda/detections';
import { guardRules, homeRules, type DeployedRule } from '../../lambda/engine/health/deployed-rules';
import { Heartbeat } from '../../lambda/engine/health/heartbeat';
import { rulesOf, watcher } from '../../lambda/engine/catalogue/pattern';
import type { RuleFault, RuleThere } from '../../lambda/engine/health/rule-fault';
import { account, at } from '../../lambda/events/samples';
import { parse } from './world';

interface There extends RuleThere {
  targets: string[];
}

const id = '0b5c9a4e-6d3f-4c1e-9b7a-2f8d1e6c5a43';
const expected = [...homeRules(rulesOf(detections), true), ...guardRules()];
const right = (): Map<string, There> => new Map(expected.map((rule) => [rule.name, described(rule)]));

function described({ state, pattern }: DeployedRule): There {
  return { state, pattern: pattern && JSON.stringify(pattern), targets: ['ours'] };
}

async function beat(there: ReadonlyMap<string, There>): Promise<{ sent: object[]; faults: string[] }> {
  const sent: object[] = [];
  const faults: string[] = [];
  const heartbeat = new Heartbeat({
    ...{ account, region: 'us-east-1', clock: () => Date.parse(at(5)) },
    rules: expected.map((rule) => ({ rule, target: 'ours' })),
    bus: {
      rules: () => Promise.resolve(there),
      rulesTo: (target) =>
        Promise.resolve(
          new Set([...there].filter(([, { targets }]) => targets.includes(target)).map(([name]) => name)),
        ),
      putHeartbeat: (record) => Promise.resolve(void sent.push(record)),
    },
    journal: { silent: ({ text }: RuleFault) => void faults.push(text) },
  });
  await heartbeat.beat(id);
  return { sent, faults };
}

test('where every rule is as it was deployed, one event is sent that detections watch, and that names nobody real', async () => {
  const { sent, faults } = await beat(right());
  expect(faults).toEqual([]);
  expect(sent).toHaveLength(1);
  expect(sent.every(watcher(detections))).toBe(true);
  expect(sent.map(parse)).toMatchObject([
    {
      account,
      eventId: id,
      actor: { name: `mfa-watch-heartbeat-intruder-${id}` },
      target: { name: `mfa-watch-heartbeat-user-${id}` },
    },
  ]);
});

const damages: Readonly<Record<string, (there: There) => There | undefined>> = {
  'is missing': () => undefined,
  'is DISABLED': (there) => ({ ...there, state: 'DISABLED' }),
  'is in no state': (there) => ({ ...there, state: undefined }),
  'its target is missing': (there) => ({ ...there, targets: [] }),
  'hands nothing over': (there) => ({ ...there, targets: ['of somebody else'] }),
};

it('is silent whatever is wrong with whichever rule, and says with which and what', () =>
  fc.assert(
    fc.asyncProperty(fc.constantFrom(...expected), fc.constantFrom(...Object.keys(damages)), async ({ name }, what) => {
      const there = right();
      const damaged = damages[what]?.(there.get(name) ?? { targets: [] });
      if (damaged === undefined) there.delete(name);
      else there.set(name, damaged);
      const { sent, faults } = await beat(there);
      expect(sent).toEqual([]);
      expect(faults).toHaveLength(1);
      expect(faults[0]?.startsWith(name)).toBe(true);
      expect(faults[0]).toContain(what);
    }),
  ));

it.each(expected.filter(({ pattern }) => pattern !== undefined))(
  'is silent if $name listens to less than it did',
  async ({ name, state }) => {
    const narrowed = { state, pattern: '{"source":["aws.nothing"]}', targets: ['ours'] };
    const { sent, faults } = await beat(right().set(name, narrowed));
    expect([sent, faults]).toEqual([[], [expect.stringMatching(/listens to something else/)]]);
  },
);
