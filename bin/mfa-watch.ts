#!/usr/bin/env tsx
import { run } from '../cli/program';

// Whoever writes learns of a failure from the write itself; a pipe that closes early (`| head`) is none.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

run(process.argv.slice(2), process).then(
  (code) => (process.exitCode = code),
  () => (process.exitCode = 4),
);
