import { STSClient } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod/mini';

/** Where Amazon Q's API is; it knows the channels of all regions (AWS general reference). */
const region = 'us-east-2';
const hostname = `chatbot.${region}.amazonaws.com`;

const state = { State: z.optional(z.string()), StateReason: z.optional(z.string()) };
const workspaceSchema = z.object({ SlackTeamId: z.string(), ...state });
const channelSchema = z.object({ SlackTeamId: z.string(), SnsTopicArns: z.array(z.string()), ...state });
const next = { NextToken: z.nullish(z.string()) };
const workspacesSchema = z.object({ SlackWorkspaces: z.array(workspaceSchema), ...next });
const channelsSchema = z.object({ SlackChannelConfigurations: z.array(channelSchema), ...next });

/** What Amazon Q Developer in chat applications says of Slack (its API reference). */
export interface ChatApi {
  workspaces(): Promise<z.infer<typeof workspaceSchema>[]>;
  channels(): Promise<z.infer<typeof channelSchema>[]>;
}

/** By signed requests: the only client of the SDK that there is for it would bring a second SDK of two years ago. */
export function openChatApi(): ChatApi {
  return {
    workspaces: () =>
      pages('/describe-slack-workspaces', (page) => {
        const { SlackWorkspaces: items, NextToken } = workspacesSchema.parse(page);
        return { items, NextToken };
      }),
    channels: () =>
      pages('/describe-slack-channel-configurations', (page) => {
        const { SlackChannelConfigurations: items, NextToken } = channelsSchema.parse(page);
        return { items, NextToken };
      }),
  };
}

interface Page<Item> {
  items: Item[];
  NextToken?: string | null | undefined;
}

async function pages<Item>(path: string, read: (page: unknown) => Page<Item>): Promise<Item[]> {
  const all: Item[] = [];
  let token: string | null | undefined;
  do {
    const { items, NextToken } = read(await post(path, token ? { NextToken: token } : {}));
    all.push(...items);
    token = NextToken;
  } while (token);
  return all;
}

async function post(path: string, input: object): Promise<unknown> {
  // A client of the SDK knows how to find the credentials of this shell.
  const { credentials, sha256 } = new STSClient({ region }).config;
  const signer = new SignatureV4({ credentials, region, service: 'chatbot', sha256 });
  const body = JSON.stringify(input);
  const headers = { host: hostname, 'content-type': 'application/json' };
  const unsigned = { method: 'POST', protocol: 'https:', hostname, path, headers, query: {}, body };
  const signed = await signer.sign(unsigned);
  const answer = await fetch(`https://${hostname}${path}`, {
    method: 'POST',
    headers: signed.headers,
    body,
    signal: AbortSignal.timeout(10_000),
  });
  if (answer.ok) return answer.json();
  const name = answer.status === 403 ? 'AccessDeniedException' : `HTTP ${answer.status}`;
  throw Object.assign(new Error(`${hostname}${path}: ${(await answer.text()).slice(0, 300)}`), { name });
}
