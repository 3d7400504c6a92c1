/* The tests of the pure core as one file, so that the code is loaded once for each mutant. */
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

/** Files of which one run takes most of a second, and one that is about the stores. */
const leftOut = /\.property\.test|(flooded|floods|limits|memory|parity)\.test/;

for (const folder of ['events', 'detections', 'engine', 'scenarios'])
  for (const file of readdirSync(join(__dirname, '..', folder)))
    if (file.endsWith('.test.ts') && !leftOut.test(file))
      describe(`${folder}/${file}`, () => {
        require(join(__dirname, '..', folder, file));
      });
