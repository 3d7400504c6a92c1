#!/usr/bin/env node
import { existsSync } from 'node:fs';

// In a checkout the sources are what counts; what is installed was bundled when it was packed.
if (existsSync(new URL('../tsconfig.json', import.meta.url))) await (await import('./bundle-cli.mjs')).bundle();
await import('../dist/cli/main.cjs');
