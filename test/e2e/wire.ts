import type { IncomingHttpHeaders } from 'node:http';

/** A call of an AWS API as the caller meant it. */
export interface AwsCall {
  /** Signing name, such as `sns`. */
  service: string;
  action: string;
  /** Query protocol: the flat parameters. JSON protocol: the body. */
  input: Record<string, unknown>;
}

export interface AwsError {
  status: number;
  code: string;
  message: string;
}

type Protocol = 'query' | 'json';

/** SNS and IAM speak the Query protocol, DynamoDB and SQS JSON 1.0, EventBridge JSON 1.1; undefined for anything else. */
export function decodeCall(headers: IncomingHttpHeaders, body: Buffer): AwsCall | undefined {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1];
  if (service === undefined) return undefined;
  switch (protocolOf(headers)) {
    case 'json': {
      const action = String(headers['x-amz-target']).split('.').at(-1) ?? '';
      return { service, action, input: JSON.parse(body.toString()) as Record<string, unknown> };
    }
    case 'query': {
      const { Action, ...input } = Object.fromEntries(new URLSearchParams(body.toString()));
      return { service, action: Action ?? '', input };
    }
    default:
      return undefined;
  }
}

/** Id of the function's process that makes the call, as function-process.cjs has it said. */
export function callerOf(headers: IncomingHttpHeaders): number {
  const [, id] = / app\/pid-(\d+)/.exec(headers['user-agent'] ?? '') ?? [];
  if (id === undefined) throw new Error(`no process of a function: ${headers['user-agent'] ?? 'no user agent'}`);
  return Number(id);
}

/** The error as AWS would put it to a caller of these headers. */
export function encodeError(headers: IncomingHttpHeaders, { code, message }: AwsError): { type: string; body: string } {
  if (protocolOf(headers) === 'json')
    return { type: String(headers['content-type']), body: JSON.stringify({ __type: code, message }) };
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { type: 'text/xml', body: `<ErrorResponse>${error}<RequestId>injected</RequestId></ErrorResponse>` };
}

function protocolOf(headers: IncomingHttpHeaders): Protocol | undefined {
  if (headers['x-amz-target'] !== undefined) return 'json';
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true ? 'query' : undefined;
}
