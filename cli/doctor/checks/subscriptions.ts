import { toldBy, type Environment } from '../../../lambda/config/environment';
import { survey } from '../../subscriptions/subscriptions';
import { bad, type Line, looking, ok, type Place, unknown } from './line';

const what = 'subscriptions';

/** That whoever shall be told is subscribed, and stays it. */
export async function checkSubscriptions({ home, config }: Place, environment: Environment): Promise<Line[]> {
  return looking(what, 'sns:ListSubscriptionsByTopic and sns:GetSubscriptionAttributes', async () => {
    const { found, removed, silent, unnamed } = await survey(config, toldBy(environment), home);
    const count = (state: string) => found.filter((one) => one.state === state).length;
    const faults = [
      [count('pending'), 'not confirmed'],
      [count('unprotected'), 'that a click on "unsubscribe" ends'],
      [removed.length, 'that mfa-watch.yaml names and the topic lacks'],
      [silent.length, silent.length === 1 ? 'topic that reaches nobody' : 'topics that reach nobody'],
    ] as const;
    const wrong = faults.filter(([number]) => number > 0).map((fault) => fault.join(' '));
    const strangers = unnamed.map(({ endpoint }) => endpoint);
    return [
      wrong.length > 0
        ? bad(what, wrong.join(', '), 'npm start -- subscriptions says which, and how to mend it')
        : ok(what, `all ${found.length} are confirmed, and no click on "unsubscribe" ends one`),
      ...(strangers.length === 0
        ? []
        : [
            unknown(
              'subscribers',
              `mfa-watch.yaml does not name ${[...new Set(strangers)].join(', ')}`,
              'is it yours? Then name it there, if it is a mail address. If not, it reads what is sent there: end it in the SNS console',
            ),
          ]),
    ];
  });
}
