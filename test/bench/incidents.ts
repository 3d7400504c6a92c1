import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { account as sampleAccount } from '../../lambda/events/samples';
import type { Expected, Scenario } from '../scenarios/scenario';
import { Draw } from './draw';
import { newNames, renamed, retold, timeOf } from './retelling';

/** One story of `test/scenarios`, retold in an account of its own. */
export interface Incident {
  story: string;
  account: string;
  /** In time order. */
  records: { at: number; text: string }[];
  /** As `--devices` takes them; absent: nothing is known of the account. */
  devices?: Record<string, { serialNumber: string; enableDate: string }[]>;
  /** Whether its records lie in two hours, and in two days. */
  crosses: { hour: boolean; midnight: boolean };
  alerts: readonly Expected[];
}

const hour = 3_600_000;
const folder = join(__dirname, '../scenarios');
const notStories = ['alerts.ts', 'records.ts', 'scenario.ts'];

/** What is told of it rests on hand-written expectations, which no program has made. */
async function stories(): Promise<[string, Scenario][]> {
  const files = readdirSync(folder).filter((file) => !file.endsWith('.test.ts') && !notStories.includes(file));
  return Promise.all(
    files.sort().map(async (file): Promise<[string, Scenario]> => {
      const { scenario } = (await import(join(folder, file))) as { scenario: Scenario };
      return [file.replace(/\.ts$/, ''), scenario];
    }),
  );
}

/** @param from first and last time (ms since the epoch) at which an incident may begin. */
export async function incidents(seed: number, from: number, to: number): Promise<Incident[]> {
  return (await stories()).map(([story, scenario], index) => {
    const draw = new Draw(`${seed} incident ${story}`);
    const account = String(700_000_000_000 + index * 1_000_003 + draw.below(1_000_000));
    const names = newNames(draw);
    const elsewhen = from + draw.below((to - from) / 1000) * 1000 - timeOf(scenario.records[0] ?? {});
    const later =
      index % 2 === 0 ? acrossBoundary(scenario, elsewhen, index % 4 === 0 ? hour : 24 * hour, draw) : elsewhen;
    const texts = retold(scenario.records, { account, names, later, draw });
    const records = texts.map((text, at) => ({ at: timeOf(scenario.records[at] ?? {}) + later, text }));
    const [begin, end] = [records[0]?.at ?? 0, records.at(-1)?.at ?? 0];
    const crosses = (unit: number): boolean => Math.floor(begin / unit) !== Math.floor(end / unit);
    return {
      story,
      account,
      records,
      ...(scenario.devices && { devices: inventory(scenario.devices, account, names) }),
      crosses: { hour: crosses(hour), midnight: crosses(24 * hour) },
      alerts: scenario.expect.map((alert) => ({ ...alert, target: renamed(alert.target, names) })),
    };
  });
}

/** @returns the shift with which the next full `unit` (ms) falls between two records, drawn by lot. */
function acrossBoundary({ records }: Scenario, shift: number, unit: number, draw: Draw): number {
  const times = [...new Set(records.map(timeOf))].sort((a, b) => a - b);
  if (times.length < 2) return shift;
  const second = 1 + draw.below(times.length - 1);
  const [before = 0, after = 0] = times.slice(second - 1, second + 1);
  const boundary = Math.ceil((after + shift) / unit) * unit;
  return boundary - after + draw.below((after - before) / 1000) * 1000;
}

function inventory(
  devices: NonNullable<Scenario['devices']>,
  account: string,
  names: Readonly<Record<string, string>>,
): NonNullable<Incident['devices']> {
  const listed = Object.entries(devices).map(
    ([user, serials]): [string, { serialNumber: string; enableDate: string }[]] => [
      renamed(user, names),
      serials.map((serial) => ({
        serialNumber: renamed(serial.replace(sampleAccount, account), names),
        enableDate: '2025-01-01T00:00:00Z',
      })),
    ],
  );
  return Object.fromEntries(listed);
}
