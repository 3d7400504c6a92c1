const { writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

/** Required before a program: leaves the most memory that its process had resident (KB), all threads counted. */
if (isMainThread)
  process.on('exit', () => writeFileSync(process.env.PEAK_MEMORY_FILE, String(process.resourceUsage().maxRSS)));
