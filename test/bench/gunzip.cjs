const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { gunzipSync } = require('node:zlib');

const folder = process.argv[2];
for (const name of readdirSync(folder, { recursive: true }))
  if (name.endsWith('.gz')) gunzipSync(readFileSync(join(folder, name)));
