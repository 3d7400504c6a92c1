import { checks } from '../../../lambda/posture';
import { page } from '../../report/page';
import type { Told } from '../told';
import { checkSection } from './check-section';
import { Diffs } from './diffs';
import { exposureSection, mostShown, undecidedSection } from './exposure-section';
import { summarySection } from './summary-section';

const contents = [
  ['summary', 'Summary'],
  ['exposures', 'Exposures'],
  ['undecided', 'Not decided'],
  ['checks', 'Checks'],
] as const;

/** One file for a person to read and hand over: no script, no address of elsewhere. @param version of mfa-watch. */
export function postureReport(told: Told, version: string): string {
  const { exposures } = told.posture;
  const decided = exposures.filter(({ undecided }) => undecided !== true);
  const undecided = exposures.filter((one) => one.undecided === true);
  const diffs = new Diffs();
  return page({
    title: 'MFA posture: report of mfa-watch',
    heading: 'Who could be hurt: where MFA does not protect',
    ...{ at: told.at, version, contents },
    sections: [
      summarySection(told, decided, undecided),
      exposureSection(decided, diffs),
      undecidedSection(undecided.slice(0, mostShown), undecided.length, diffs),
      checkSection(checks, told.posture),
    ],
    footer:
      'Holds names and policies of your account: hand it over as you would a list of its weak places. Nothing has been changed.',
  });
}
