import * as z from 'zod/mini';
import { basename } from 'node:path';
import type { Detection } from '../detections/detection';
import { severities } from '../detections/severity';
import { noOrganization, problemsInDestinations, problemsInOverride, sameNames } from './destination-checks';
import { commonSettings } from './detection-settings';
import { namesAnybody, problemWith, type Exception } from './exceptions';
import type { WrittenFile } from './schema';
import { misspeltRegion } from './region';
import { inWords, problemsOf, unknownKey } from './wording';
import type { Path, Problem } from './problem';

/** All that the configuration must know of a detection. */
export type Configurable = Pick<Detection, 'id' | 'settings'>;

/** What no single value shows. */
export function problemsBetween(file: WrittenFile, detections: readonly Configurable[], now: number): Problem[] {
  const ids = detections.map(({ id }) => id);
  const files = file.addressDatabases.map((path) => basename(path));
  return [
    ...file.exceptions.flatMap((exception, index) =>
      problemsInException(exception, ['exceptions', index], file, ids, now),
    ),
    ...file.overrides.flatMap((override, index) => problemsInOverride(override, ['overrides', index], file)),
    ...(typeof file.regions === 'string' ? [] : file.regions.flatMap(problemsInRegion)),
    ...problemsInDestinations(file, ids),
    ...sameNames(files, ['addressDatabases'], 'file'),
    ...Object.entries(file.detections).flatMap(([id, settings]) => problemsInSettings(id, settings, detections)),
  ];
}

function problemsInRegion(region: string, index: number): Problem[] {
  const meant = misspeltRegion(region);
  const text = `"${region}" is not a region${meant ?? ''}: expected one such as eu-north-1`;
  return meant === undefined ? [] : [{ path: ['regions', index], text }];
}

const noAccount =
  'expected account, organizationalUnit, or an ARN as actor: any account of the organization may have somebody of this name';

function problemsInException(
  exception: Exception,
  path: Path,
  { organization }: WrittenFile,
  ids: readonly string[],
  now: number,
): Problem[] {
  const problem = problemWith(exception, now);
  const unknown = exception.detection !== undefined && !ids.includes(exception.detection);
  const isOfNobody = exception.organizationalUnit !== undefined && organization === undefined;
  return [
    ...(problem === undefined ? [] : [{ path: [...path, ...problem.path], text: problem.text }]),
    ...(organization !== undefined && namesAnybody(exception) ? [{ path, text: noAccount }] : []),
    ...(isOfNobody ? [{ path: [...path, 'organizationalUnit'], text: noOrganization }] : []),
    ...(unknown ? [unknownKey([...path, 'detection'], exception.detection ?? '', ids)] : []),
  ];
}

/** A detection's settings all have defaults, which is how their names are known. */
function problemsInSettings(id: string, settings: object, detections: readonly Configurable[]): Problem[] {
  const detection = detections.find((candidate) => candidate.id === id);
  if (detection === undefined)
    return [
      unknownKey(
        ['detections'],
        id,
        detections.map((candidate) => candidate.id),
      ),
    ];
  const path = ['detections', id];
  const own = Object.keys(z.record(z.string(), z.unknown()).parse(detection.settings.parse({})));
  const known = [...own, ...Object.keys(commonSettings.shape)];
  const unknown = Object.keys(settings).filter((key) => !known.includes(key));
  const issues = [detection.settings, commonSettings].flatMap(
    (schema) => schema.safeParse(settings, inWords).error?.issues ?? [],
  );
  return [
    ...unknown.map((key) => unknownKey(path, key, known)),
    ...problemsOf(
      issues.filter(({ code, path: at }) => code !== 'unrecognized_keys' || at.length > 0),
      (at) => (at.at(-1) === 'severity' ? severities : []),
      path,
    ),
  ];
}
