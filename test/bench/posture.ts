import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../../bin/bundle-cli.mjs';
import { syntheticAccount } from '../posture/synthetic-account';
import { inFolder } from './in-folder';
import { pairs, run, spread, type Program } from './measure';
import { mfaWatch, peakMemory } from './programs';
import { circumstances, table, verdict, withFigures, type Row } from './report';

/** `npm run bench:posture [-- --users N --rounds N --write]`; --write puts the figures into the docs. */
const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '7' },
    write: { type: 'boolean', default: false },
  },
});
const document = join(__dirname, '../../docs/performance.md');
const megabytes = (bytes: number): number => bytes / 1e6;

async function bench(folder: string): Promise<number> {
  await bundle();
  const [users, rounds] = [Number(values.users), Number(values.rounds)];
  const [few, many] = [saved(folder, users / 10), saved(folder, users)];
  const timeOf = (program: Program) => (): Promise<number> => run(program);
  const judged = ({ args }: Saved) => timeOf(mfaWatch(args));
  const rows: Row[] = [
    { what: 'the details, MB', measured: spread([megabytes(readFileSync(many.details).length)]) },
    {
      what: `time for ${users} users / Node.js that parses the same details`,
      atMost: 100,
      measured: await pairs(judged(many), timeOf(parsing(many)), rounds),
    },
    {
      what: `time for ${users} users / for a tenth of them`,
      atMost: 10,
      measured: await pairs(judged(many), judged(few), rounds),
    },
    { what: `peak memory, MB`, atMost: 500, measured: spread([megabytes(await peakMemory(many.args))]) },
    { what: 'peak memory with a tenth, MB', measured: spread([megabytes(await peakMemory(few.args))]) },
  ];
  const options = process.argv.slice(2).join(' ');
  const command = `npm run bench:posture${options === '' ? '' : ` -- ${options}`}`;
  const figures = `${circumstances(new Date().toISOString(), command)}\n\n${table(rows)}`;
  console.log(figures);
  if (values.write) writeFileSync(document, withFigures(readFileSync(document, 'utf8'), figures, 'posture figures'));
  return rows.some((row) => verdict(row) === 'NO') ? 1 : 0;
}

interface Saved {
  details: string;
  args: string[];
}

function saved(folder: string, users: number): Saved {
  const { details, credentialReport, virtualDevices } = syntheticAccount(users);
  const written = (name: string, content: string): string => {
    const file = join(folder, `${users}-${name}`);
    writeFileSync(file, content);
    return file;
  };
  const detailsFile = written('details.json', JSON.stringify(details));
  const others = ['--credential-report', written('report.csv', credentialReport)];
  const devices = ['--virtual-devices', written('devices.json', JSON.stringify(virtualDevices))];
  return { details: detailsFile, args: ['posture', '--authorization-details', detailsFile, ...others, ...devices] };
}

function parsing({ details }: Saved): Program {
  const script = 'JSON.parse(fs.readFileSync(process.argv[1], "utf8"))';
  return { name: 'JSON.parse', command: process.execPath, args: ['-e', script, details] };
}

inFolder('posture', bench);
