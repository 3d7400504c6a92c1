import { rolldown } from 'rolldown';

/**
 * Bundles modules for Lambda's Node.js. Opening a file takes about as long at a start as compiling 5 KB, so what several modules read at
 * theirs is one file for each set of modules that need the same; what they load late (`import()`) is apart.
 *
 * @param entries paths, by the name of the file to make.
 * @returns of each file in `outdir`: its name, its size in bytes, and names of the files that it imports at once and late.
 */
async function bundleFunctions({ entries, outdir, minify = false }) {
  const needing = await entriesNeeding(entries);
  const bundle = await rolldown({
    ...options(entries),
    // An entry may offer more than its own exports, or modules could not be placed one by one.
    preserveEntrySignatures: 'allow-extension',
  });
  const { output } = await bundle.write({
    dir: outdir,
    format: 'cjs',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    // Legible, so that what runs can be read and stack traces need no source map.
    minify,
    comments: false,
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        {
          debugName: 'read at the same starts',
          // A number for each set of entries; what only one needs is in that one's file.
          name: (id) => {
            const set = needing.get(id) ?? 0;
            return (set & (set - 1)) === 0 ? null : `shared-${set}`;
          },
        },
      ],
    },
  });
  await bundle.close();
  return output.map(({ fileName, code, isEntry, imports, dynamicImports }) => ({
    ...{ name: fileName, bytes: Buffer.byteLength(code), isEntry, imports, late: dynamicImports },
  }));
}

function options(entries) {
  return {
    input: entries,
    platform: 'node',
    resolve: { mainFields: ['module', 'main'] },
    transform: { target: 'node24' },
    logLevel: 'warn',
  };
}

/**
 * Of each module, the entries that cannot start without it, a bit each. It takes a bundle to tell: of what a package offers in one place, most may be
 * needed late or never.
 */
async function entriesNeeding(entries) {
  const notLate = { name: 'not-late', resolveDynamicImport: (id) => ({ id: String(id), external: true }) };
  const bundle = await rolldown({ ...options(entries), plugins: [notLate] });
  const { output } = await bundle.generate({ format: 'cjs' });
  await bundle.close();
  const files = new Map(output.map((file) => [file.fileName, file]));
  const needing = new Map();
  Object.keys(entries).forEach((entry, index) => {
    const read = new Set([`${entry}.js`]);
    for (const name of read) for (const next of files.get(name)?.imports ?? []) read.add(next);
    for (const name of read)
      for (const id of Object.keys(files.get(name)?.modules ?? {}))
        needing.set(id, (needing.get(id) ?? 0) | (1 << index));
  });
  return needing;
}

console.log(JSON.stringify(await bundleFunctions(JSON.parse(process.argv[2]))));
