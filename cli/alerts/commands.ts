import { Argument, type Command, Option } from 'commander';
import type { AckOptions } from './ack';
import type { AlertsOptions } from './alerts';
import type { ExpectOptions } from './expect';
import { listFormatNames } from '../formats/format';
import type { Terminal } from '../terminal/terminal';

const exitCodes = `
Exit codes:
  0  done
  2  the command cannot be run as given, or mfa-watch refuses it and says why
  4  unexpected failure
`;

const needs = `Run it in the mfa-watch folder, with AWS credentials of the account that
mfa-watch runs in. Needs lambda:InvokeFunction on mfa-watch-respond there.`;

const alertsHelp = `
In a pipe: one JSON line an alert, as replay prints it, with told (names of
destinations) and answer beside.

Examples:
  npm start -- alerts --open
  npm start --silent -- alerts --days 30 --format jsonl > alerts.jsonl

${needs}
${exitCodes}`;

const ackHelp = `
Without --expected and --escalate the answer is "I have it": nobody else is
told, unless the alert becomes more severe. It is given in the name of whoever
the credentials are of, and shown wherever the alert is in Slack.

Examples:
  npm start -- ack 22b6e481ceed8c13 --note "asked alice: it is her new phone"
  npm start -- ack 22b6e481ceed8c13 --expected

${needs}
${exitCodes}`;

const expectHelp = `
What it does: the alert of such a change is lowered to low, and says why. It is
recorded, and never hidden. It holds for one user, one kind of act and one actor
(the user, or --by-actor), from now on, for 24 hours at most. Everybody who gets
alerts is told of it, and of --cancel: nobody can do it in secret.

What it does not do: root's changes, removals, tampering with mfa-watch itself,
and anything done with a long-term key without MFA are as severe as ever.

Examples:
  npm start -- expect alice --adds-device --for 2h --reason "new phone"
  npm start -- expect --list
  npm start -- expect --cancel <id>

${needs}
${exitCodes}`;

/**
 * @param deployment options that say which deployment a command is about.
 * @param done gets the exit code.
 */
export function addAlertCommands(
  program: Command,
  deployment: readonly Option[],
  terminal: Terminal,
  done: (code: number) => void,
): void {
  const alerts = program
    .command('alerts')
    .description('List the alerts of the deployed mfa-watch, newest first: who was told, who has answered.')
    .option('--days <n>', 'how far to look back: 1 to 90', '7')
    .option('--open', 'only high and critical ones that nobody has answered since they are that severe')
    .addOption(
      new Option('--format <format>', 'how to print them (default: table on a terminal, else jsonl)').choices(
        listFormatNames,
      ),
    )
    .addHelpText('after', alertsHelp)
    .action(async (options: AlertsOptions) => {
      const { runAlerts } = await import('./alerts');
      done(await runAlerts(options, terminal));
    });

  const ack = program
    .command('ack')
    .description('Answer an alert: you have it; or it was meant to happen; or others must be told.')
    .addArgument(new Argument('<id>', '16 digits and letters a to f, as in its mail, its Slack message, and alerts'))
    .addOption(new Option('--expected', 'it was meant to happen').conflicts('escalate'))
    .option('--escalate', 'tell those now who are told of what nobody answers')
    .option('--note <text>', 'a word to whoever reads the answer')
    .addHelpText('after', ackHelp)
    .action(async (id: string, options: AckOptions) => {
      const { runAck } = await import('./ack');
      done(await runAck(id, options, terminal));
    });

  const expect = program
    .command('expect')
    .description('Announce a change of MFA devices, so that its alert wakes nobody.')
    .addArgument(new Argument('[user]', 'IAM user whose devices change'))
    .addOption(new Option('--adds-device', 'a device is created and enabled').conflicts('resyncsDevice'))
    .option('--resyncs-device', 'a device is resynchronised')
    .option('--for <time>', 'how long from now on: 30m, 2h, at most 24h')
    .option('--reason <text>', 'why, for whoever sees the alert')
    .option('--account <id>', "the user's account (default: the one that mfa-watch is deployed in)")
    .option('--by-actor <name>', 'name or ARN of who does it (default: the user)')
    .option('--list', 'list what is announced')
    .option('--cancel <id>', 'take an announcement back')
    .addHelpText('after', expectHelp)
    .action(async (user: string | undefined, options: ExpectOptions) => {
      const { runExpect } = await import('./expect');
      done(await runExpect(user, options, terminal));
    });

  for (const command of [alerts, ack, expect]) deployment.forEach((option) => command.addOption(option));
}
