import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this checkout, or of the installed package, wherever in it this runs from. @throws if there is none. */
export function projectRoot(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder))
      throw new Error(`no package.json above ${__dirname}: is the installation complete?`);
  }
}
