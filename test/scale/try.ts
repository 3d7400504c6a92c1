import { simulate } from './simulate';
import { spray, start, workingHour } from './loads';
const [, , what = 'one', n = '1000', lasts = '3.6', addr = '1', mfa = 'Yes', each = ''] = process.argv;
const loads = {
  one: () => spray({ events: +n, users: 1, addresses: +addr, mfaUsed: mfa as 'Yes', lasts: +lasts * 1000 }),
  all: () => spray({ events: +n, users: 10000, addresses: +addr, mfaUsed: mfa as 'Yes', lasts: +lasts * 1000 }),
  work: () => workingHour(+n),
};
void (async () => {
  const t = performance.now();
  const o = await simulate(loads[what as 'one'](), start, { judgesEach: each === 'each' });
  const d = o.deployed;
  console.log({ handed: o.handed, s: (performance.now() - t) / 1000, ...d.figures, firstTold: o.firstTold, told: o.told, hottest: d.throughput.hottest, refused: d.throughput.refused, uses: d.uses, rows: d.stores.timelines.appended, subjects: d.stores.timelines.subjects, ledger: d.stores.ledger.rows().length, reasons: d.reasons, severities: [...o.severities.values()].reduce((m: Record<string, number>, s) => ({ ...m, [s]: (m[s] ?? 0) + 1 }), {}) });
})();
