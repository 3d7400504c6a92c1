import { Argument, type Command, type Option } from 'commander';
import type { HomeOptions } from '../deployment/home';
import type { Terminal } from '../terminal/terminal';

const listHelp = `
  PENDING      waits for the link in AWS's mail: nobody is told anything there
  UNPROTECTED  any reader's click on "unsubscribe" in a mail ends it for all
  REMOVED      mfa-watch.yaml names the address, and no topic of alerts, or not
               the guard's, has it
  NOBODY       no one is subscribed there
  protected    only somebody with AWS credentials can end it
  confirmed    no mail, so there is no such link

guard is the topic that tells of mfa-watch itself: of tampering with it.

An address that was given by -c email=… only, and is in no topic any more, is
not missed here: mfa-watch.yaml does not name it.

Examples:
  npm start -- subscriptions

Needs lambda:GetFunctionConfiguration on mfa-watch-respond, and on its topics
sns:ListSubscriptionsByTopic and sns:GetSubscriptionAttributes.

Exit codes:
  0  all are confirmed, and mails are protected
  1  something is pending, unprotected or removed, or reaches nobody
  2  the command cannot be run as given
  4  unexpected failure
`;

const confirmHelp = `
Copy the link of AWS's mail "Subscription Confirmation"; do not open it, or it
is confirmed without protection. Put it in single quotes. Line breaks and &amp;
that a mail client made of it do no harm.

Examples:
  npm start -- subscriptions confirm '<link>'

Needs lambda:GetFunctionConfiguration on mfa-watch-respond, and on its topics
sns:ConfirmSubscription and sns:GetSubscriptionAttributes.

Exit codes:
  0  confirmed, and protected
  1  confirmed, and not protected: somebody had opened the link before
  2  the command cannot be run as given, or AWS does not take the link
  4  unexpected failure
`;

/**
 * @param deployment options that say which deployment a command is about.
 * @param done gets the exit code.
 */
export function addSubscriptionCommands(
  program: Command,
  deployment: readonly Option[],
  terminal: Terminal,
  done: (code: number) => void,
): void {
  const subscriptions = program
    .command('subscriptions')
    .description('Show who is subscribed to alerts, and whose subscription a click on "unsubscribe" could end.');
  deployment.forEach((option) => subscriptions.addOption(option));
  subscriptions.addHelpText('after', listHelp).action(async (options: HomeOptions) => {
    const { runSubscriptions } = await import('./subscriptions');
    done(await runSubscriptions(options, terminal));
  });

  subscriptions
    .command('confirm')
    .description('Confirm a mail subscription so that nobody\'s click on "unsubscribe" ends it.')
    .addArgument(new Argument('<link...>', "from AWS's mail, in single quotes"))
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', confirmHelp)
    .action(async (words: string[], _: unknown, command: Command) => {
      const { runConfirm } = await import('./confirm');
      done(await runConfirm(words.join(''), command.optsWithGlobals<HomeOptions>(), terminal));
    });
}
