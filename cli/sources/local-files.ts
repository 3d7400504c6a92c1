import { resolve, sep } from 'node:path';
import { findTrailFiles } from '../../lambda/adapters/trail-files/trail-files';
import { inputs, type Inputs } from '../reading/inputs';
import { Places } from './places';
import { everything, isEverything, reachOf, type Wanted } from './trail-path';

/**
 * @param paths files and folders on this machine.
 * @param places is told of each path, opened or not.
 */
export function localFiles(paths: readonly string[], wanted: Wanted = everything, places = new Places()): Inputs {
  if (paths.length === 0) return inputs({});
  const isAll = isEverything(wanted);
  const isOutside = (path: string, isFolder: boolean): boolean => {
    if (isAll && !isFolder) return false;
    const whole = resolve(path).split(sep).join('/');
    const named = isFolder ? `${whole}/` : whole;
    // Only who narrows it down is told of them.
    if (!isAll) places.note(named);
    return reachOf(named, wanted) === 'outside';
  };
  const { files, ...found } = findTrailFiles(paths, isOutside);
  return inputs({ ...found, files: files.map((path) => ({ name: path, path })) });
}
