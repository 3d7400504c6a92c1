import { resolve, sep } from 'node:path';
import { type Ending, findTrailFiles, suffixes, type Reach } from '../../lambda/adapters/trail-files/trail-files';
import { firstOf } from '../../lambda/alerts/plain';
import { inputs, type Inputs, type NamedFile } from '../reading/inputs';
import { Places } from './places';
import { everything, isEverything, meansLake, reachOf, type Wanted } from './trail-path';

const mostNamed = 5;

/**
 * @param paths files and folders on this machine.
 * @param places is told of each path, opened or not.
 * @param early is told of many files at a time, while others are still looked for.
 */
export function localFiles(
  paths: readonly string[],
  wanted: Wanted = everything,
  places = new Places(),
  early?: (files: NamedFile[]) => void,
): Inputs {
  if (paths.length === 0) return inputs({});
  const isAll = isEverything(wanted);
  const lakes = paths.map(slashed).filter(meansLake);
  const reach = (path: string, isFolder: boolean): Reach => {
    if (isAll && !isFolder) return 'unknown';
    const whole = slashed(path);
    const named = isFolder ? `${whole}/` : whole;
    const isLakeMeant = lakes.some((lake) => `${whole}/`.startsWith(`${lake}/`));
    const reached = reachOf(named, wanted, isLakeMeant);
    if (isAll) return reached;
    // Only who narrows it down is told of them: of each.
    places.note(named, reached);
    return reached === 'outside' ? 'outside' : 'unknown';
  };
  const {
    files,
    named: strange,
    endings,
    ...found
  } = findTrailFiles(paths, reach, (some) => early?.(some.map(asFile)));
  const notes = [
    ...(strange.length === 0 || files.length === 0 ? [] : [notRead(strange)]),
    ...(endings.size === 0 ? [] : [skipped([...endings])]),
  ];
  return inputs({ ...found, files: files.map(asFile), notes });
}

function notRead(named: readonly string[]): string {
  const more = named.length > mostNamed ? ` and ${named.length - mostNamed} more` : '';
  return `Not read, as a trail’s file ends with ${suffixes}: ${named.slice(0, mostNamed).join(', ')}${more}.`;
}

/** Of each ending one, so that somebody sees what they missed. */
function skipped(endings: readonly (readonly [string, Ending])[]): string {
  const told = endings
    .toSorted(([, a], [, b]) => b.count - a.count)
    .map(
      ([ending, { count, first }]) =>
        `${count} ${ending === '' ? 'without ending' : ending} (${count === 1 ? '' : 'such as '}${first})`,
    );
  return `Skipped by their ending: ${firstOf(told, mostNamed).join(', ')}.`;
}

function slashed(path: string): string {
  return resolve(path).split(sep).join('/');
}

function asFile(path: string): NamedFile {
  return { path };
}
