import type { ExposureList } from '../engine/observe';
import type { Exposures } from '../engine/ports';
import type { ExposureLookup } from '../events/exposure';
import type { Target } from '../events/target';
import { inTime } from './aws-clients';
import { nameOf } from './reason';

/** What the last look at the home account found; nobody looks at others. */
export class StoredExposures implements ExposureList {
  constructor(
    private readonly exposures: Pick<Exposures, 'of'>,
    private readonly home: string,
  ) {}

  async lookUp(account: string, { type, name }: Target): Promise<ExposureLookup | undefined> {
    if (account !== this.home || type !== 'IAMUser' || name === undefined) return undefined;
    try {
      const found = await inTime(this.exposures.of(name));
      const exposures = found.map(({ check, severity, title, since, seen }) => ({
        check,
        severity,
        title,
        since,
        seen,
      }));
      return { status: 'known', exposures };
    } catch (error) {
      return { status: 'unknown', why: `the table could not be asked (${nameOf(error)})` };
    }
  }
}
