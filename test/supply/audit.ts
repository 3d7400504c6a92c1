import { spawnSync } from 'node:child_process';
import { verdictOn } from './audit-report';

/** `npm run audit`: known vulnerabilities of what is used in production. */
const { stdout, stderr } = spawnSync('npm', ['audit', '--omit', 'dev', '--json'], { encoding: 'utf8' });
const { fails, lines } = verdictOn(stdout || stderr);
for (const line of lines) console.error(line);
if (fails) process.exitCode = 1;
