/**
 * Loaded into every function by NODE_OPTIONS: its clock is ahead by as many milliseconds as a file says, so that no test
 * waits until nobody has answered for half an hour.
 */
const { readFileSync } = require('node:fs');

const now = Date.now;
const file = process.env.E2E_CLOCK;

Date.now = () => now() + (file === undefined ? 0 : Number(readFileSync(file, 'utf8')));
