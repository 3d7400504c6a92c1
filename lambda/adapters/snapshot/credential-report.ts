import { GenerateCredentialReportCommand, GetCredentialReportCommand, type IAMClient } from '@aws-sdk/client-iam';

/** What the report calls root. */
export const rootInReport = '<root_account>';

const tries = 30;
const pause = 2_000;

/**
 * Whether each user had MFA when IAM last made the report, which is at most four hours ago (IAM user guide, "Getting credential
 * reports"). Names in lower case.
 *
 * @throws what IAM says, or that the report was not ready within a minute.
 */
export async function mfaInReport(
  iam: IAMClient,
  sleep: (milliseconds: number) => Promise<unknown>,
): Promise<ReadonlyMap<string, boolean>> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const { State } = await iam.send(new GenerateCredentialReportCommand({}));
    if (State === 'COMPLETE') {
      const { Content } = await iam.send(new GetCredentialReportCommand({}));
      return columnOf(new TextDecoder().decode(Content));
    }
    await sleep(pause);
  }
  throw new Error('IAM did not finish the credential report within a minute');
}

/** IAM allows commas in names, which then stand in the user's name and again in the ARN; all other columns are IAM's own words. */
function columnOf(csv: string): ReadonlyMap<string, boolean> {
  const [head = '', ...lines] = csv.trim().split(/\r?\n/);
  const columns = head.split(',');
  const fromEnd = columns.length - columns.indexOf('mfa_active');
  if (!columns.includes('mfa_active')) throw new Error('IAM’s credential report has no column mfa_active');
  return new Map(
    lines.map((line): [string, boolean] => {
      const cells = line.split(',');
      const commas = (cells.length - columns.length) / 2;
      const user = cells.slice(0, 1 + commas).join(',');
      return [unquoted(user).toLowerCase(), cells.at(-fromEnd) === 'true'];
    }),
  );
}

function unquoted(cell: string): string {
  return cell.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"');
}
