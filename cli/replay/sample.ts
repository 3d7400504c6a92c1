import { join } from 'node:path';
import { projectRoot } from '../../lambda/adapters/project-root';
import { runReplay } from './command';
import { write, type Terminal } from '../terminal/terminal';

const samples = join(projectRoot(), 'samples');
export const sampleTrail = join(samples, 'trail');
export const sampleDevices = join(samples, 'devices.json');

/** What somebody sees who has just cloned the repository: the bundled trail, told as a table. */
export async function runSample(terminal: Terminal): Promise<number> {
  await write(terminal.stderr, 'Replaying the bundled sample trail: invented records, nobody was attacked.\n\n');
  const code = await runReplay(
    [sampleTrail],
    { format: 'table', devices: sampleDevices, minSeverity: 'low', failOn: 'never', prefilter: true },
    terminal,
  );
  await write(
    terminal.stderr,
    `
Try next:
  npm start -- replay <file or folder>   your own CloudTrail files
  npm start -- help replay               formats, devices, time range, forecast, exit codes
  npm start -- drill                     a harmless test event through your deployed mfa-watch
`,
  );
  return code;
}
