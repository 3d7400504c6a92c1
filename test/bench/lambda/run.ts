import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle, bundleModules, handlers } from '../../../lib/functions/function-code';
import { lambdaNode } from '../../e2e/toolchain';
import { inFolder } from '../in-folder';
import { output, pairs, spread } from '../measure';
import { circumstances, table, verdict, withFigures, type Row } from '../report';
import { sizes } from './budget';
import { minifiedSizes } from './sizes';

/** `npm run bench:lambda [-- --rounds N --write]`; --write puts the figures into the docs. */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, write: { type: 'boolean', default: false } },
});
const document = join(__dirname, '../../../docs/performance.md');

async function bench(folder: string): Promise<number> {
  const node = await lambdaNode(join(folder, 'npm.log'));
  bundle(join(folder, 'deployed'));
  bundled('three-clients', folder);
  bundled('own-time', folder);
  copyFileSync(join(__dirname, 'start.cjs'), join(folder, 'start.cjs'));
  const printed = async (...args: string[]): Promise<string> =>
    (await output({ name: args.join(' '), command: node, args })).text;
  const started = async (module: string): Promise<number> =>
    Number(await printed(join(folder, 'start.cjs'), join(folder, module)));

  const rows: Row[] = Object.entries(minifiedSizes()).flatMap(([handler, { start, all }]) => [
    { what: `${handler}: KB read at the start, minified`, atMost: of(handler).start, measured: spread([start]) },
    { what: `${handler}: KB with what is read late`, atMost: of(handler).all, measured: spread([all]) },
  ]);
  for (const handler of handlers) {
    const measured = await pairs(
      () => started(`deployed/${handler}.js`),
      () => started('three-clients/three-clients.js'),
      Number(values.rounds),
    );
    rows.push({
      what: `${handler}: processor time of its start / of three clients alone`,
      ...(handler === 'detect' && { atMost: 1.3 }),
      measured,
    });
  }
  const [median, nearWorst]: [number[], number[]] = [[], []];
  for (let round = 0; round < 5; round += 1) {
    const times = JSON.parse(await printed(join(folder, 'own-time/own-time.js'))) as number[];
    median.push(times[Math.floor(times.length * 0.5)] ?? NaN);
    nearWorst.push(times[Math.floor(times.length * 0.99)] ?? NaN);
  }
  rows.push(
    { what: 'own processor time of an event, µs: median', atMost: 100, measured: spread(median) },
    { what: 'own processor time of an event, µs: 99 of 100 take less', atMost: 1000, measured: spread(nearWorst) },
  );
  const figures = `${circumstances(new Date().toISOString(), 'npm run bench:lambda')} Functions ran on ${(await printed('--version')).trim()}.\n\n${table(rows)}`;
  console.log(figures);
  if (values.write) writeFileSync(document, withFigures(readFileSync(document, 'utf8'), figures, 'lambda figures'));
  return rows.some((row) => verdict(row) === 'NO') ? 1 : 0;
}

function of(handler: string) {
  return sizes[handler as keyof typeof sizes];
}

/** In the way in which the functions are. */
function bundled(name: string, folder: string): void {
  bundleModules({ [name]: join(__dirname, `${name}.ts`) }, join(folder, name));
}

inFolder('lambda', bench);
