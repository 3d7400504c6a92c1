import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import {
  ConfirmSubscriptionCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { join } from 'node:path';
import { confirmationIn } from '../../cli/subscriptions/confirm';
import { toEnvironment, type Environment } from '../../lambda/config/environment';
import { hostileText } from '../alerts/fuzzed-alert';
import { mfaWatch } from './captured-terminal';
import { folderWith, removeFolders } from './folder';
import { failure, lambda } from './responding';

const sns = mockClient(SNSClient);
const topicArn = (name: string): string => `arn:aws:sns:us-east-1:111122223333:mfa-watch-${name}`;
const mails = { name: 'alerts', arn: topicArn('alerts'), kind: 'alerts' } as const;
const guard = topicArn('guard');
const chat = { name: 'slack-soc', arn: topicArn('slack-soc'), kind: 'chat' } as const;
const bus = { name: 'events', arn: 'arn:aws:events:us-east-1:111122223333:event-bus/security', kind: 'bus' } as const;

const folder = folderWith({
  'nobody.yaml': '{}',
  'named.yaml': `
email: [Jane@example.com]
overrides: [{ name: pay, accounts: ["222233334444"], email: pay@example.com }]
destinations: [{ name: boss, email: boss@example.com }]
organization: { id: o-a1b2c3d4e5 }
`,
});
afterAll(removeFolders);

const subscriptions = (config = 'nobody.yaml') => mfaWatch(['subscriptions', '--config', join(folder, config)]);

beforeEach(() => {
  lambda.reset();
  sns.reset();
});

function deployed(destinations: Environment['destinations']): void {
  const variables = toEnvironment({
    ...{ table: 't', deadLetters: 'd', guard, account: '111122223333', accounts: {}, organization: null },
    ...{ destinations, routes: [], besides: [], detections: {}, exceptions: [] },
    posture: null,
    pace: { quietMinutes: 60, floodLimit: 20, escalateAfterMinutes: 30 },
    hints: { athenaTable: 'cloudtrail_logs' },
  });
  lambda.on(GetFunctionConfigurationCommand).resolves({ Environment: { Variables: variables } });
  destinations.forEach(({ arn }) => {
    sns.on(ListSubscriptionsByTopicCommand, { TopicArn: arn }).resolves({});
  });
  subscribed(guard, [protectedMail]);
}

interface Given {
  protocol?: string;
  endpoint?: string;
  /** Else SNS gives this in place of the ARN. */
  instead?: string;
  attributes?: Record<string, string>;
}

const protectedMail = { attributes: { ConfirmationWasAuthenticated: 'true' } };
const clicked = { attributes: { ConfirmationWasAuthenticated: 'false' } };

/** Answers of SNS, a page a list. */
function subscribed(arn: string, ...pages: Given[][]): void {
  pages.forEach((page, number) => {
    const Subscriptions = page.map(
      ({ protocol = 'email', endpoint = 'jane@example.com', instead, attributes }, index) => {
        const SubscriptionArn = instead ?? `${arn}:${number}${index}`;
        // Without protocol and endpoint, which SNS's API reference does not promise.
        sns.on(GetSubscriptionAttributesCommand, { SubscriptionArn }).resolves({ Attributes: attributes ?? {} });
        return { SubscriptionArn, Protocol: protocol, Endpoint: endpoint };
      },
    );
    const NextToken = number + 1 < pages.length ? String(number + 1) : undefined;
    const token = number === 0 ? {} : { NextToken: String(number) };
    sns.on(ListSubscriptionsByTopicCommand, { TopicArn: arn, ...token }).resolves({ Subscriptions, NextToken });
  });
}

describe('subscriptions', () => {
  test('that are confirmed and protected are fine', async () => {
    deployed([mails, chat, bus]);
    subscribed(mails.arn, [protectedMail, { protocol: 'sqs', endpoint: 'arn:aws:sqs:us-east-1:111122223333:q' }]);
    subscribed(chat.arn, [{ protocol: 'https', endpoint: 'https://global.sns-api.chatbot.amazonaws.com' }]);
    const { code, stdout, stderr } = await subscriptions();
    expect(code).toBe(0);
    expect(stdout).toBe(`email  ${mails.arn}
  protected    email   jane@example.com
  confirmed    sqs     arn:aws:sqs:us-east-1:111122223333:q

slack:soc  ${chat.arn}
  confirmed    https   "https[:]//global.sns-api.chatbot.amazonaws.com"

events  ${bus.arn}
  no subscription needed

guard  ${guard}
  protected    email   jane@example.com
`);
    expect(stderr).toContain('send a drill every week');
    const [call] = lambda.commandCalls(GetFunctionConfigurationCommand);
    expect(call?.args[0].input.FunctionName).toBe('mfa-watch-respond');
  });

  test('on all pages are looked at', async () => {
    deployed([mails]);
    const page = (number: number) =>
      Array.from({ length: 3 }, (_, index) => ({ ...protectedMail, endpoint: `user${number}${index}@example.com` }));
    subscribed(mails.arn, page(0), page(1), [{ instead: 'PendingConfirmation' }]);
    const { code, stdout } = await subscriptions();
    expect([code, stdout.match(/protected/g)?.length]).toEqual([1, 7]);
    expect(stdout).toContain('  PENDING      email   jane@example.com\n');
  });

  test('that are pending come with the way to confirm them', async () => {
    deployed([mails]);
    subscribed(mails.arn, [
      { instead: 'PendingConfirmation' },
      { instead: 'PendingConfirmation', endpoint: 'b@example.com' },
    ]);
    const { code, stdout, stderr } = await subscriptions();
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout.match(/npm start -- subscriptions confirm '<link>'/g)).toHaveLength(1);
  });

  test('that a click can end come with the commands that mend it, their filter kept', async () => {
    deployed([mails]);
    const policy = '{"update":["new","it\'s"]}';
    subscribed(mails.arn, [{ attributes: { ...clicked.attributes, FilterPolicy: policy } }]);
    const { code, stdout } = await subscriptions();
    expect(code).toBe(1);
    expect(stdout).toContain('  UNPROTECTED  email   jane@example.com\n');
    expect(stdout).toContain('mfa-watch\n  tells everybody else that a subscription has vanished');
    const commands = stdout.split('\n').filter((line) => line.startsWith('    aws'));
    expect(commands.map((command) => words(command))).toEqual([
      ['aws', 'sns', 'unsubscribe', '--region=us-east-1', `--subscription-arn=${mails.arn}:00`],
      [
        ...['aws', 'sns', 'subscribe', '--region=us-east-1', `--topic-arn=${mails.arn}`, '--protocol=email'],
        ...['--notification-endpoint=jane@example.com', `--attributes=${JSON.stringify({ FilterPolicy: policy })}`],
      ],
    ]);
  });

  test('that are gone are missed where the configuration names them, wherever, however it is written', async () => {
    deployed([mails]);
    subscribed(mails.arn, [
      protectedMail,
      { ...protectedMail, endpoint: 'other@example.com' },
      { endpoint: 'pay@example.com', instead: 'Deleted' },
    ]);
    const { code, stdout } = await subscriptions('named.yaml');
    expect(code).toBe(1);
    expect(stdout).toContain(
      'in mfa-watch.yaml only\n  REMOVED      email   pay@example.com\n  REMOVED      email   boss@example.com\n\nREMOVED: ',
    );
    expect(stdout).not.toContain('Jane');
  });

  test.each<[string, Environment['destinations'], number]>([
    ['the only topic', [mails], 1],
    ['a channel', [chat, bus], 1],
    ['a topic for mail beside others', [mails, bus], 0],
  ])('that nobody has: %s', async (_, destinations, exit) => {
    deployed(destinations);
    const { code, stdout } = await subscriptions();
    expect(code).toBe(exit);
    expect(stdout).toMatch(exit === 1 ? /\n {2}NOBODY {7}is subscribed\n[^]*NOBODY: / : /\n {2}nobody is subscribed/);
  });

  test('of the guard are looked at, and are no substitute for those of alerts', async () => {
    deployed([mails]);
    subscribed(mails.arn, [{ ...protectedMail, endpoint: 'pay@example.com' }]);
    subscribed(guard, [{ ...clicked, endpoint: 'boss@example.com' }]);
    const { code, stdout } = await subscriptions('named.yaml');
    expect(code).toBe(1);
    expect(stdout).toContain(`guard  ${guard}\n  UNPROTECTED  email   boss@example.com\n`);
    expect(stdout).toContain(`in mfa-watch.yaml only
  REMOVED      email   Jane@example.com
  REMOVED      email   boss@example.com

in mfa-watch.yaml, and not in guard
  REMOVED      email   Jane@example.com
`);
  });

  test('are missed where nobody hears of the guard', async () => {
    deployed([mails]);
    subscribed(mails.arn, [protectedMail]);
    subscribed(guard, []);
    const { code, stdout } = await subscriptions();
    expect([code, stdout]).toEqual([1, expect.stringContaining(`guard  ${guard}\n  NOBODY       is subscribed`)]);
  });

  test('cannot move the cursor, begin a line, or end a quotation in a command', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, hostileText, async (endpoint, FilterPolicy) => {
        lambda.reset();
        sns.reset();
        deployed([mails]);
        subscribed(mails.arn, [{ endpoint, attributes: { ...clicked.attributes, FilterPolicy } }]);
        const { code, stdout } = await subscriptions();
        expect(code).toBe(1);
        expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(stdout.split('\n').filter((line) => line.startsWith('email') || line.startsWith('  UN'))).toHaveLength(
          2,
        );
        const command = stdout.split('\n').find((line) => line.startsWith('    aws sns subscribe')) ?? '';
        expect(words(command)).toHaveLength(8);
      }),
      { numRuns: 50 },
    );
  });
});

/** As a POSIX shell splits a line in which nothing but single quotes and `\'` is special; fails on what is. */
function words(line: string): string[] {
  const found = [...line.trim().matchAll(/(?:[\w=:/.@-]|'[^']*'|\\')+/g)].map(([word]) => word);
  expect(found.join(' ')).toBe(line.trim());
  return found.map((word) => word.replace(/'([^']*)'|\\(')/g, '$1$2'));
}

describe('what cannot be read', () => {
  test.each<[string, number, RegExp]>([
    [
      'CredentialsProviderError',
      2,
      /no AWS credentials \(so it is\); .* may call lambda:GetFunctionConfiguration on mfa-/,
    ],
    ['AccessDeniedException', 2, /so it is\n {2}expected credentials that may call lambda:GetFunctionConfiguration/],
    ['ResourceNotFoundException', 2, /so it is\n {2}expected this version of mfa-watch to be deployed in us-east-1/],
    [
      'ServiceException',
      4,
      /unexpected failure: the settings of mfa-watch-respond in us-east-1 cannot be read: so it is/,
    ],
  ])('the function, for %s', async (name, exit, expected) => {
    lambda.on(GetFunctionConfigurationCommand).rejects(failure(name));
    const { code, stdout, stderr } = await subscriptions();
    expect([code, stdout]).toEqual([exit, '']);
    expect(stderr).toMatch(expected);
  });

  test.each<[string, object, RegExp]>([
    [
      'nothing',
      {},
      /cannot be read: environment variables missing or not as mfa-watch deploys them.*\n.* deploy it again/,
    ],
    [
      'what may not be decrypted',
      { Error: { Message: 'access to KMS denied' } },
      /access to KMS denied\n.*kms:Decrypt/,
    ],
  ])('settings: %s', async (_, environment, expected) => {
    lambda.on(GetFunctionConfigurationCommand).resolves({ Environment: environment });
    const { code, stderr } = await subscriptions();
    expect(code).toBe(2);
    expect(stderr).toMatch(expected);
  });

  test.each<[string, number, RegExp]>([
    [
      'AuthorizationErrorException',
      2,
      /subscriptions of .*alerts cannot be read: .*\n.*call sns:ListSubscriptionsByTopic/,
    ],
    ['NotFoundException', 2, /cannot be read: so it is\n {2}expected the topic.*; deploying again brings it back/],
    ['ThrottledException', 4, /unexpected failure: the subscriptions of/],
  ])('a topic, for %s', async (name, exit, expected) => {
    deployed([mails]);
    sns.on(ListSubscriptionsByTopicCommand).rejects(failure(name));
    const { code, stderr } = await subscriptions();
    expect(code).toBe(exit);
    expect(stderr).toMatch(expected);
  });

  test('a subscription', async () => {
    deployed([mails]);
    subscribed(mails.arn, [protectedMail]);
    sns.on(GetSubscriptionAttributesCommand).rejects(failure('AuthorizationErrorException'));
    const { code, stderr } = await subscriptions();
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /subscription .*alerts:00 cannot be read: so it is\n.* may call sns:GetSubscriptionAttributes/,
    );
  });
});

describe('confirming', () => {
  const token = '2336412f37f';
  const link = `https://sns.us-east-1.amazonaws.com/confirmation.html?TopicArn=${mails.arn}&Token=${token}&Endpoint=jane@example.com`;
  const confirm = (...words: string[]) => mfaWatch(['subscriptions', 'confirm', ...words]);
  const confirmed = () => sns.commandCalls(ConfirmSubscriptionCommand).map(({ args }) => args[0].input);

  beforeEach(() => {
    deployed([mails, bus]);
    subscribed(mails.arn, [protectedMail]);
    sns.on(ConfirmSubscriptionCommand).resolves({ SubscriptionArn: `${mails.arn}:00` });
  });

  test('asks SNS to take no click on "unsubscribe"', async () => {
    const { code, stdout } = await confirm(link);
    expect(code).toBe(0);
    expect(stdout).toBe(
      'Confirmed: the address of this mail gets what goes to email, and a click on "unsubscribe" in a mail does not end that.\n' +
        'See that it arrives: npm start -- drill\n',
    );
    expect(confirmed()).toEqual([{ TopicArn: mails.arn, Token: token, AuthenticateOnUnsubscribe: 'true' }]);
  });

  test('names the address where SNS tells it', async () => {
    const told = { Protocol: 'email', Endpoint: 'jane@example.com', ConfirmationWasAuthenticated: 'true' };
    sns.on(GetSubscriptionAttributesCommand).resolves({ Attributes: told });
    expect((await confirm(link)).stdout).toMatch(/^Confirmed: jane@example\.com gets/);
  });

  test.each([
    ['with &amp;', [link.replaceAll('&', '&amp;')]],
    ['with line breaks', [link.replace('Token', '\r\n  Token').replace('html', 'ht\nml')]],
    ['in pieces', [link.slice(0, 50), link.slice(50, 70), link.slice(70)]],
    ['between angle brackets', [`<${link}>`]],
    ['with everything escaped', [link.replace(mails.arn, encodeURIComponent(mails.arn))]],
    ['for other endpoints', [link.replace('confirmation.html?', '?Action=ConfirmSubscription&')]],
  ])('takes a link %s', async (_, pasted) => {
    expect((await confirm(...pasted)).code).toBe(0);
    expect(confirmed()).toMatchObject([{ TopicArn: mails.arn, Token: token }]);
  });

  test('says when SNS has confirmed without protection, and how to mend it', async () => {
    subscribed(mails.arn, [clicked]);
    const { code, stdout } = await confirm(link);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Confirmed: .* But it is not protected: .*\n\nUNPROTECTED: [^]*aws sns subscribe /);
  });

  test('reads options before and after the link', async () => {
    const gov = link.replaceAll('us-east-1', 'us-gov-west-1').replaceAll('arn:aws:', 'arn:aws-us-gov:');
    const { code, stderr } = await confirm(gov, '--region', 'us-gov-west-1');
    expect([code, stderr]).toEqual([2, expect.stringContaining('to which mfa-watch in us-gov-west-1 sends nothing')]);
  });

  test.each<[string, string, RegExp]>([
    ['no link', 'confirm it', /"confirm it" is not a link\n {2}expected the link of AWS's mail "Subscription Conf/],
    [
      'a link that the shell has cut',
      link.split('&')[0] ?? '',
      /lacks Token\n {2}expected .* in single quotes, or the shell/,
    ],
    ['a link without topic', link.replace('TopicArn', 'Topic'), /lacks TopicArn\n/],
    [
      'a link to end it',
      link.replace('confirmation', 'unsubscribe'),
      /this link ends a subscription; nothing was done/,
    ],
    ["a link to somebody else's host", link.replace('amazonaws.com', 'amazonaws.com.example.org'), /it is not AWS's/],
    [
      'a link with a user',
      link.replace('sns.', 'sns.us-east-1.amazonaws.com@evil.'),
      /leads to https:\/\/evil\.us-east-1/,
    ],
    [
      'a link to another region',
      link.replace('sns.us-east-1', 'sns.us-east-2'),
      /expected https:\/\/sns\.us-east-1\.amaz/,
    ],
    [
      'a link without encryption',
      link.replace('https', 'http'),
      /leads to http:\/\/sns\.us-east-1\.amazonaws\.com, exp/,
    ],
    [
      'a link to another port',
      link.replace('.com/', '.com:8443/'),
      /leads to https:\/\/sns\.us-east-1\.amazonaws\.com:8/,
    ],
    ["somebody else's topic", link.replace('111122223333', '444455556666'), /444455556666:mfa-watch-alerts, to which/],
    ['what is no topic', link.replace(mails.arn, bus.arn), /lacks TopicArn/],
  ])('refuses %s', async (_, wrong, expected) => {
    const { code, stdout, stderr } = await confirm(wrong);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(expected);
    expect(confirmed()).toEqual([]);
  });

  test.each<[string, string, number, RegExp]>([
    [
      'InvalidParameterException',
      'Invalid token',
      2,
      /Invalid token\n {2}expected the whole link, at most two days old/,
    ],
    [
      'AuthorizationErrorException',
      'Subscription already confirmed',
      2,
      /npm start -- subscriptions says whether it is/,
    ],
    ['AuthorizationErrorException', 'not authorized', 2, /expected credentials that may call sns:ConfirmSubscription/],
    ['NotFoundException', 'Topic does not exist', 2, /expected a link of a topic that is still there/],
    ['CredentialsProviderError', 'none', 2, /no AWS credentials \(none\); .* sns:ConfirmSubscription/],
    ['InternalErrorException', 'later', 4, /unexpected failure: SNS does not confirm with this link: later/],
  ])('that SNS refuses: %s, %s', async (name, message, exit, expected) => {
    sns.on(ConfirmSubscriptionCommand).rejects(failure(name, message));
    const { code, stdout, stderr } = await confirm(link);
    expect([code, stdout]).toEqual([exit, '']);
    expect(stderr).toMatch(expected);
  });

  test.each([
    ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
    ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
    ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
  ])('knows the host of %s', (region, partition, domain) => {
    const arn = `arn:${partition}:sns:${region}:111122223333:t`;
    const there = `https://sns.${region}.${domain}/confirmation.html?TopicArn=${arn}&Token=x`;
    expect(confirmationIn(there)).toEqual({ topicArn: arn, token: 'x' });
  });

  test('never obeys what was pasted', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, fc.boolean(), async (text, isLink) => {
        const { stderr } = await confirm('--', isLink ? `https://${text}` : text);
        expect(stderr).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 50 },
    );
  });
});
