import { Argument, Command, CommanderError, Option } from 'commander';
import { version } from '../package.json';
import { reasonOf } from '../lambda/adapters/reason';
import { suffixes } from '../lambda/adapters/trail-files/trail-files';
import { printable } from '../lambda/alerts/plain';
import { severities } from '../lambda/detections/severity';
import { addAlertCommands } from './alerts/commands';
import { addSqlCommand } from './athena/command';
import { addAthenaOptions } from './athena/options';
import { shells, type Shell } from './completion/shells';
import type { DoctorOptions } from './doctor/doctor';
import type { DrillOptions } from './deployment/drill';
import { formatNames } from './formats/format';
import {
  completionHelp,
  detectionsHelp,
  doctorHelp,
  drillHelp,
  explainHelp,
  programHelp,
  redriveHelp,
  replayHelp,
} from './help';
import { addPostureCommand } from './posture/command';
import type { RedriveOptions } from './redrive/redrive';
import type { ReplayOptions } from './replay/command';
import { addSourceOptions } from './sources/source-options';
import { addSubscriptionCommands } from './subscriptions/commands';
import { Stopped } from './stopped';
import { asRunHere, pageOf, write, type Terminal } from './terminal/terminal';
import { UsageError } from './usage-error';

/** @param argv without the interpreter and the script. @returns the exit code. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0;
  const program = programFor(terminal, (exit) => (code = exit));
  try {
    if (argv.length === 0) return await (await import('./replay/sample')).runSample(terminal);
    await program.parseAsync(misspelt(argv, program) ?? argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) return await failed(terminal, error.message, 2);
    if (error instanceof Stopped) return await failed(terminal, error.message, 130);
    const where = terminal.env['DEBUG'] ? `\n${(error as Partial<Error>).stack ?? ''}` : ' (DEBUG=1 shows where)';
    return await failed(terminal, `unexpected failure: ${reasonOf(error)}${where}`, 4);
  }
}

/** @returns the command that is not there, whose help is asked for: commander would show the help of all others. */
function misspelt(argv: readonly string[], program: Command): string[] | undefined {
  const [first, ...rest] = argv;
  const isHelp = first === 'help' || rest.some((word) => ['-h', '--help'].includes(word));
  const name = first === 'help' ? rest[0] : first;
  const isThere = name === 'help' || program.commands.some((command) => command.name() === name);
  return !isHelp || name === undefined || name.startsWith('-') || isThere ? undefined : [name];
}

async function failed({ stderr }: Terminal, message: string, code: number): Promise<number> {
  const lines = message.split('\n').map((line, index) => `${index === 0 ? 'mfa-watch: ' : '  '}${printable(line)}\n`);
  await write(stderr, lines.join(''));
  return code;
}

function programFor(terminal: Terminal, done: (code: number) => void): Command {
  const { stdout, stderr } = terminal;
  const program = new Command('mfa-watch')
    .description('Finds tampering with MFA in CloudTrail. Without a command: replays a bundled sample trail.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(--help lists what is possible)')
    .configureHelp({ minWidthToWrap: 20 })
    .configureOutput({
      writeOut: (text) => void stdout.write(asRunHere(text)),
      writeErr: (text) => void stderr.write(asRunHere(text)),
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stderr.columns ?? 80,
    });
  const config = new Option('--config <file>', 'configuration (default: mfa-watch.yaml here, else of the checkout)');
  const region = new Option(
    '--region <region>',
    'where mfa-watch is deployed (default: home region of the partition, such as us-east-1)',
  );

  const replay = addSourceOptions(program.command('replay'))
    .description(`Look for MFA tampering in CloudTrail files (${suffixes}; folders recursively), in any order.`)
    .addArgument(new Argument('[path...]', 'files and folders, s3://bucket/prefix, or - for stdin'))
    .addOption(
      new Option(
        '--format <format>',
        'how to print alerts; html is a report to hand over (default: as --output ends, else table on a terminal, else jsonl)',
      ).choices(formatNames),
    )
    .option('--output <file>', 'write the alerts there instead of to stdout; it must not be there yet')
    .option('--force', 'replace what --output and --save-devices name')
    .addOption(
      new Option('--devices <file>', 'JSON: the MFA devices before the first event, by account and user').conflicts(
        'devicesFromAccount',
      ),
    )
    .option(
      '--devices-from-account',
      'ask IAM for the devices, with credentials of the account of the trail; reads only',
    )
    .option('--save-devices <file>', 'keep what --devices-from-account found, for --devices')
    .addOption(config)
    .option('--since <time>', 'only what happened from then on: ISO 8601 (UTC), or how long ago, such as 30d or 12h')
    .option('--until <time>', 'only events up to this time, or to the end of this date (UTC), or so long ago')
    .addOption(
      new Option('--min-severity <severity>', 'the least severity to print').choices(severities).default('low'),
    )
    .addOption(
      new Option('--fail-on <severity>', 'the least severity for exit code 1')
        .choices([...severities, 'never'])
        .default('high'),
    )
    .option('--show-suppressed', 'print alerts, too, that an exception of the configuration suppresses')
    .addOption(
      new Option(
        '--forecast',
        'print no alerts, but what --config would have sent, and which exceptions to think about',
      ).conflicts(['minSeverity', 'showSuppressed']),
    )
    .option('--quiet', 'nothing on stderr but what went wrong')
    .option('--no-prefilter', 'parse every record; slower, and the result is the same');
  addAthenaOptions(replay)
    .addHelpText('after', replayHelp)
    .action(async (paths: string[], options: ReplayOptions) => {
      const { runReplay } = await import('./replay/command');
      done(await runReplay(paths, options, terminal));
    });

  addSqlCommand(program, config, terminal, done);
  addPostureCommand(program, config, terminal, done);

  program
    .command('drill')
    .description('Send a marked, harmless event through the deployed pipeline and say what should arrive.')
    .option(
      '--region <region>',
      'where to put the event: from another than the home region it goes through the forwarder of that region (default: home region of the partition, such as us-east-1)',
    )
    .option('--account <id>', 'account to name in the event (default: whatever account the credentials are of)')
    .addOption(config)
    .addHelpText('after', drillHelp)
    .action(async (options: DrillOptions) => {
      const { runDrill } = await import('./deployment/drill');
      done(await runDrill(options, terminal));
    });

  program
    .command('doctor')
    .description('Look whether everything is there and in order for alerts to arrive. Changes nothing.')
    .addOption(region)
    .addOption(config)
    .addOption(new Option('--format <format>', 'how to print the lines').choices(['text', 'json']).default('text'))
    .addHelpText('after', doctorHelp)
    .action(async (options: DoctorOptions) => {
      const { runDoctor } = await import('./doctor/doctor');
      done(await runDoctor(options, terminal));
    });

  addAlertCommands(program, [region, config], terminal, done);
  addSubscriptionCommands(program, [region, config], terminal, done);

  program
    .command('redrive')
    .description("Send the messages of a dead-letter queue, also of a forwarder's, to the deployed function again.")
    .addArgument(new Argument('<queue-url>', 'output DeadLettersUrl, or the queue that the alarm names'))
    .requiredOption('--function <name>', 'output FunctionName of the stack, or its ARN')
    .option('--region <region>', "the function's region (default: home region of the partition, such as us-east-1)")
    .option('--unreadable', 'also send what the function could not read')
    .option('--trust-account <id>', 'send records of this member account, whose queue it is; compare them first')
    .option('--dry-run', 'only say what lies there, with event ids')
    .addHelpText('after', redriveHelp)
    .action(async (url: string, options: RedriveOptions) => {
      const { runRedrive } = await import('./redrive/redrive');
      done(await runRedrive(url, options, terminal));
    });

  program
    .command('detections')
    .description('List what is looked for.')
    .addHelpText('after', detectionsHelp)
    .action(async () => {
      const { detectionList } = await import('./catalogue/explain');
      await write(stdout, detectionList(stdout.isTTY === true ? pageOf(terminal).columns : undefined));
    });
  program
    .command('explain')
    .description('Say what a detection looks for, why it matters, what it misses and what to do.')
    .addArgument(new Argument('<detection>', 'its id, as in an alert'))
    .addHelpText('after', explainHelp)
    .action(async (id: string) => {
      const { explanation } = await import('./catalogue/explain');
      await write(stdout, explanation(id, Math.min(stdout.columns ?? 80, 100)));
    });
  program
    .command('completion')
    .description('Print what makes a shell complete commands, options and their values.')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText('after', completionHelp)
    .action(async (shell: Shell) => {
      const { completion } = await import('./completion/completion');
      await write(stdout, completion(program, shell));
    });
  return program.addHelpText('after', programHelp);
}
