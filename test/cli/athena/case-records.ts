import { jest } from '@jest/globals';
import { join } from 'node:path';
import { detections } from '../../../lambda/detections';
import type { Case } from '../../../lambda/detections/detection';

/** The raw records of all cases of the catalogue. */
export function caseRecords(): object[] {
  return detections.flatMap(({ id }) => {
    const file = jest.requireActual<{ cases: () => Case[] }>(join(__dirname, '../../../lambda/detections', id));
    return file.cases().flatMap(({ records }) => records);
  });
}
