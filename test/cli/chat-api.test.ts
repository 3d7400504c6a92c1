import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { openChatApi } from '../../cli/doctor/checks/chat-api';

const { env } = process;

beforeEach(() => {
  process.env = { ...env, AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'test' };
});
afterEach(() => {
  process.env = env;
  jest.restoreAllMocks();
});

/** What was asked, and what Amazon Q answers in this order. */
function answering(...answers: Response[]) {
  return jest.spyOn(globalThis, 'fetch').mockImplementation(() => {
    const next = answers.shift();
    return next === undefined ? Promise.reject(new Error('asked too often')) : Promise.resolve(next);
  });
}
const page = (body: object) => new Response(JSON.stringify(body));

test('all pages of workspaces are read, by signed requests to the one place that knows them', async () => {
  const asked = answering(
    page({ SlackWorkspaces: [{ SlackTeamId: 'T1', SlackTeamName: 'one', State: 'ENABLED' }], NextToken: 'n' }),
    page({ SlackWorkspaces: [{ SlackTeamId: 'T2' }], NextToken: null }),
  );
  expect(await openChatApi().workspaces()).toEqual([{ SlackTeamId: 'T1', State: 'ENABLED' }, { SlackTeamId: 'T2' }]);
  expect(asked.mock.calls.map(([url, init]) => [url, init?.body])).toEqual([
    ['https://chatbot.us-east-2.amazonaws.com/describe-slack-workspaces', '{}'],
    ['https://chatbot.us-east-2.amazonaws.com/describe-slack-workspaces', '{"NextToken":"n"}'],
  ]);
  expect(new Headers(asked.mock.calls[0]?.[1]?.headers).get('authorization')).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/us-east-2\/chatbot\/aws4_request/,
  );
});

test('channels come with the topics that they show', async () => {
  const channel = { SlackTeamId: 'T1', SnsTopicArns: ['arn:aws:sns:us-east-1:111122223333:soc'], State: 'ENABLED' };
  answering(page({ SlackChannelConfigurations: [{ ...channel, ConfigurationName: 'x' }] }));
  expect(await openChatApi().channels()).toEqual([channel]);
});

test('a refusal bears the name of one', async () => {
  answering(new Response('{"Message":"no"}', { status: 403 }));
  await expect(openChatApi().channels()).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
