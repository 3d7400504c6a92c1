import { athenaHelp } from './athena/options';
import { sourcesHelp } from './sources/source-options';
import { onlyInCheckout } from './terminal/terminal';

/** What stands below the options of each command: how it is used, and with which exit code it ends. */

export const programHelp = `
Examples:
  npm start                             the bundled sample trail, as a table
  npm start -- replay path/to/AWSLogs   your own CloudTrail files
  npm start -- help replay              everything that replay takes
${onlyInCheckout}`;

export const replayHelp = `
Examples:
  npm start -- replay path/to/AWSLogs
  npm start -- replay AWSLogs --since 30d --min-severity medium
  npm start -- replay AWSLogs --since 2026-11-01 --account 111122223333
  npm start -- replay s3://my-trail/AWSLogs --since 7d --region us-east-1
  npm start -- replay --live 90d
  zcat archive.gz | npm start -- replay -
  npm start -- replay AWSLogs --devices-from-account --save-devices d.json
  npm start -- replay AWSLogs --format html --output report.html
  npm start -- replay AWSLogs --quiet --fail-on critical \\
    --format jsonl --output alerts.jsonl
  npm start -- replay AWSLogs --forecast --config mfa-watch.yaml
  npm start -- replay --athena security.cloudtrail --since 2026-01-01 \\
    --account 111122223333 --output-location s3://results-bucket/mfa-watch/
${sourcesHelp}
Devices: an alert says of how many devices it speaks, and where that is known
from. --devices is the inventory before the first event, and complete for the
accounts in it. --devices-from-account asks IAM for what is there now and undoes
what the trail changed; it needs iam:ListUsers, ListMFADevices,
ListVirtualMFADevices, GenerateCredentialReport and GetCredentialReport. Without
either only the trail tells.
${athenaHelp}
Ctrl-C stops the reading and prints what was found by then; a second one ends
at once.

Exit codes:
  0    nothing at or above --fail-on
  1    findings at or above --fail-on, shown or not
  2    the command cannot be run as given, or --since, --until, --account and
       --region leave nothing to judge
  3    some input could not be read, or a folder holds no trail file; what could
       be read is printed
  4    unexpected failure
  130  Ctrl-C: what is printed is only a part
`;

export const drillHelp = `
Examples:
  npm start -- drill
  npm start -- drill --region eu-north-1   through the forwarder of that region

Needs events:PutEvents, with credentials of the account that mfa-watch runs in.

Exit codes:
  0  sent; it says what should arrive
  2  the command cannot be run as given
  4  unexpected failure
`;

export const redriveHelp = `
Examples:
  npm start -- redrive https://sqs.us-east-1.amazonaws.com/111122223333/dead \\
    --function mfa-watch-detect --dry-run

Exit codes:
  0  all was sent, or nothing lay there; with --dry-run: all would be sent
  2  the command cannot be run as given
  3  some could not be read or sent, and is left in the queue
  4  unexpected failure
`;

export const doctorHelp = `
It reads, and changes nothing. Each line says what, whether it is ok, BAD or
UNKNOWN, and how to mend it. It needs credentials of the account that mfa-watch
is deployed in, for CloudFormation, CloudTrail, EventBridge, Lambda, SNS, SQS
and Amazon Q; what they may not see is UNKNOWN, and the line names the
permission.

Examples:
  npm start -- doctor
  npm start -- doctor --format json

Exit codes:
  0  all is ok
  1  something is bad
  2  nothing is bad, but something could not be seen; or the command cannot be
     run as given
  4  unexpected failure
`;

export const detectionsHelp = `
Examples:
  npm start -- detections
`;

export const explainHelp = `
Examples:
  npm start -- explain mfa-device-swapped

Exit codes:
  0  explained
  2  there is no such detection; the message names the nearest
`;

export const completionHelp = `
It completes the command mfa-watch, as npm install --global makes it.

Examples:
  source <(mfa-watch completion bash)    in ~/.bashrc
  source <(mfa-watch completion zsh)     in ~/.zshrc, after compinit
  mfa-watch completion fish > ~/.config/fish/completions/mfa-watch.fish
`;
