import { type Command, Option } from 'commander';
import { severities } from '../../lambda/detections/severity';
import { postureFormats } from './format';
import type { PostureOptions } from './run';
import type { Terminal } from '../terminal/terminal';

const help = `
Examples:
  npm start -- posture
  npm start -- posture --output posture.html
  npm start -- posture --simulate
  npm start -- posture --authorization-details details.json \\
    --credential-report report.json --virtual-devices devices.json

It changes nothing. What it cannot decide it says, and never calls it fine. What
each check says, and what it does not see, stands in docs/posture.md.

Without files it asks the account of the AWS credentials, which need:
  iam:GetAccountAuthorizationDetails, iam:GenerateCredentialReport,
  iam:GetCredentialReport, iam:ListVirtualMFADevices, iam:GetAccountSummary
All of them read; IAM makes a new credential report, and nothing else changes.
Service control policies are read where AWS Organizations answers, which it does
for the management account and delegated administrators:
  organizations:DescribeOrganization, organizations:ListParents,
  organizations:ListPoliciesForTarget, organizations:DescribePolicy

--simulate asks iam:SimulatePrincipalPolicy twice for each user whom the check
self-enrolment names, four users at a time; IAM slows down who asks much, so
hundreds of users take minutes. Where IAM says otherwise, both answers are shown
and nothing is changed: look at it yourself.

With files it asks nobody. Somebody with these permissions saves them so:
  aws iam get-account-authorization-details > details.json
  aws iam generate-credential-report
  aws iam get-credential-report > report.json
  aws iam list-virtual-mfa-devices > devices.json
generate-credential-report is to be called again until it says COMPLETE. A check
whose file is not given is not made, and the last lines say so.

Service control policies hold on every level from the root to the account. In
bash, with the account's id in place of 111122223333:
  list="aws organizations list-policies-for-target --output json
    --filter SERVICE_CONTROL_POLICY --target-id"
  { aws organizations describe-organization --output json
    id=111122223333
    while [ -n "$id" ]; do
      $list $id --query "{Target: '$id', Policies: Policies}"
      for policy in $($list $id --query 'Policies[].Id' --output text); do
        aws organizations describe-policy --policy-id $policy --output json
      done
      case $id in r-*) break;; esac
      id=$(aws organizations list-parents --child-id $id \\
        --query 'Parents[0].Id' --output text)
    done
  } > scps.json
Given alone, this file completes what the account is asked for.

Exit codes:
  0  nothing at or above --fail-on
  1  exposures at or above --fail-on
  2  the command cannot be run as given
  3  some input could not be read; what could be read is judged and printed
  4  unexpected failure
`;

export function addPostureCommand(
  program: Command,
  config: Option,
  terminal: Terminal,
  done: (code: number) => void,
): void {
  program
    .command('posture')
    .description('Say who could be hurt: users, keys, root, policies and roles that MFA does not protect.')
    .option('--authorization-details <file>', 'users, groups, roles and policies, in JSON')
    .option('--credential-report <file>', "IAM's credential report, in CSV, or in the JSON that aws prints")
    .option('--virtual-devices <file>', 'virtual MFA devices, in JSON')
    .option('--service-control-policies <file>', 'policies of the organization for this account')
    .addOption(
      new Option(
        '--format <format>',
        'how to print them; html is a report to hand over (default: what --output ends with; table on a terminal, else json)',
      ).choices(postureFormats),
    )
    .option('--output <file>', 'write them there instead of to stdout; it must not be there yet')
    .option('--force', 'replace the file that --output names')
    .addOption(config)
    .option('--simulate', "ask IAM's own simulator, too, about each user whose key could enrol a device")
    .addOption(
      new Option('--fail-on <severity>', 'the least severity for exit code 1')
        .choices([...severities, 'never'])
        .default('high'),
    )
    .addHelpText('after', help)
    .action(async (options: PostureOptions) => {
      const { runPosture } = await import('./run');
      done(await runPosture(options, terminal));
    });
}
