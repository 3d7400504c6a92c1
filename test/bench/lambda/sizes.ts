import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, handlers, type Bundled, type Handler } from '../../../lib/functions/function-code';
import type { Size } from './budget';

/** Of the code that is deployed, minified. */
export function minifiedSizes(): Record<Handler, Size> {
  const folder = mkdtempSync(join(tmpdir(), 'mfa-watch-bundle-'));
  try {
    const files = new Map(bundle(folder, { minify: true }).map((file) => [file.name, file]));
    const sizes = handlers.map((handler) => [handler, sizeOf(`${handler}.js`, files)] as const);
    return Object.fromEntries(sizes) as Record<Handler, Size>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sizeOf(entry: string, files: ReadonlyMap<string, Bundled>): Size {
  const sum = (names: ReadonlySet<string>): number =>
    Math.round([...names].reduce((bytes, name) => bytes + (files.get(name)?.bytes ?? 0), 0) / 1000);
  const start = sum(reached(entry, ({ imports }) => imports, files));
  if (start === 0) throw new Error(`the bundle has no module ${entry}`);
  return { start, all: sum(reached(entry, ({ imports, late }) => [...imports, ...late], files)) };
}

function reached(
  entry: string,
  from: (file: Bundled) => readonly string[],
  files: ReadonlyMap<string, Bundled>,
): Set<string> {
  const found = new Set([entry]);
  for (const name of found) {
    const file = files.get(name);
    if (file !== undefined) for (const next of from(file)) found.add(next);
  }
  return found;
}
