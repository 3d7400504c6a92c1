import type { CisVersion } from '../../lambda/posture/check';
import type { FoundExposure, Posture } from '../../lambda/posture/posture';
import { type Columns, csvOf } from '../formats/csv';
import { checkPage } from './check-page';

const columnsOf = (account: string | undefined): Columns<FoundExposure> => ({
  severity: ({ severity }) => severity,
  check: ({ check }) => check.id,
  subjectType: ({ check }) => check.about,
  subject: ({ subject }) => subject,
  account: () => account,
  title: ({ title }) => title,
  undecided: ({ undecided }) => undecided === true,
  reasons: ({ reasons }) => reasons,
  path: ({ path = [] }) => path,
  remediation: ({ check }) => check.remediation,
  securityHub: ({ check }) => check.securityHub,
  ...cisColumns,
  page: ({ check }) => checkPage(check),
});

const cis = (version: CisVersion) => (exposure: FoundExposure) => exposure.check.cis[version];
const cisColumns: Columns<FoundExposure> = {
  'cis5.0.0': cis('5.0.0'),
  'cis3.0.0': cis('3.0.0'),
  'cis1.4.0': cis('1.4.0'),
  'cis1.2.0': cis('1.2.0'),
};

/** One row an exposure. The diff of a policy has lines, which a cell has not. */
export function postureCsv({ exposures, account }: Posture): string {
  return csvOf(columnsOf(account), exposures);
}
