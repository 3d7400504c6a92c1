import { rolldown } from 'rolldown';

/**
 * Bundles modules for Lambda's Node.js. Opening a file takes about as long at a start as compiling 5 KB, so what several modules read at
 * theirs is one file for each set of modules that need the same; what they load late (`import()`) is apart.
 *
 * @param entries paths, by the name of the file to make.
 * @returns of each file in `outdir`: its name, its size in bytes, and names of the files that it imports at once and late.
 */
async function bundleFunctions({ entries, outdir, minify = false }) {
  const bits = new Map(Object.values(entries).map((path, index) => [path, 1 << index]));
  const bundle = await rolldown({
    input: entries,
    platform: 'node',
    resolve: { mainFields: ['module', 'main'] },
    transform: { target: 'node24' },
    logLevel: 'warn',
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
          name: (id, context) => {
            const set = entriesNeeding(id, context, bits);
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

/** The bits of the entries that cannot start without the module. */
function entriesNeeding(id, context, bits) {
  const seen = new Set([id]);
  for (const one of seen) for (const importer of context.getModuleInfo(one)?.importers ?? []) seen.add(importer);
  return [...seen].reduce((set, one) => set | (bits.get(one) ?? 0), 0);
}

console.log(JSON.stringify(await bundleFunctions(JSON.parse(process.argv[2]))));
