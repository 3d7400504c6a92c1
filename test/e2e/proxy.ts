import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type AwsCall, type AwsError, callerOf, decodeCall, encodeError } from './wire';

export interface RecordedCall extends AwsCall {
  /** 0: never answered. */
  status: number;
  /** True when the answer is a fault's. */
  injected: boolean;
}

/** What happens to calls of an action; the oldest fault that fits a call is used. */
export interface Fault {
  service: string;
  /** Absent: all of the service. */
  action?: string;
  /** Only calls whose input, as JSON, holds this text. */
  containing?: string;
  /** Number of calls; absent: all, until the faults are cleared. */
  times?: number;
  delayMs?: number;
  /** Answered instead of passing the call on. */
  error?: AwsError;
  /** The same of a call of the JSON protocol that succeeds. */
  answer?: unknown;
  /** Neither passed on nor answered. */
  isSilent?: true;
  /** The process that calls is killed, and the call not passed on. */
  kills?: true;
}

/**
 * Stands between the functions and the emulator. Tests read and steer it under `/-/`: GET calls, POST and DELETE faults.
 */
export class Proxy {
  private readonly calls: RecordedCall[] = [];
  private faults: Fault[] = [];
  private readonly server: Server;

  constructor(private readonly upstream: () => number) {
    this.server = createServer((incoming, outgoing) => {
      this.serve(incoming, outgoing).catch((problem: unknown) => outgoing.destroy(problem as Error));
    });
    this.server.keepAliveTimeout = 60_000;
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = Buffer.concat((await incoming.toArray()) as Buffer[]);
    if (incoming.url?.startsWith('/-/') === true) {
      this.steer(incoming, outgoing, body);
      return;
    }
    const call = decodeCall(incoming.headers, body);
    const fault = call === undefined ? undefined : this.take(call);
    if (fault?.delayMs !== undefined) await pause(fault.delayMs);
    if (fault?.isSilent === true || fault?.kills === true) {
      this.record(call, 0, true);
      if (fault.kills === true) process.kill(callerOf(incoming.headers), 'SIGKILL');
      return;
    }
    if (fault?.answer !== undefined) {
      this.record(call, 200, true);
      outgoing.writeHead(200, { 'content-type': incoming.headers['content-type'] }).end(JSON.stringify(fault.answer));
      return;
    }
    if (fault?.error === undefined) {
      await this.pass(incoming, outgoing, body, call);
      return;
    }
    const { type, body: answer } = encodeError(incoming.headers, fault.error);
    this.record(call, fault.error.status, true);
    outgoing.writeHead(fault.error.status, { 'content-type': type }).end(answer);
  }

  private pass(incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer, call?: AwsCall): Promise<void> {
    return new Promise((resolve, reject) => {
      const { method, url, headers } = incoming;
      const onward = request({ host: '127.0.0.1', port: this.upstream(), method, path: url, headers }, (answer) => {
        this.record(call, answer.statusCode ?? 0, false);
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing).once('close', resolve);
      });
      onward.once('error', reject).end(body);
    });
  }

  private take(call: AwsCall): Fault | undefined {
    const input = JSON.stringify(call.input);
    const fault = this.faults.find(
      ({ service, action, containing = '', times = 1 }) =>
        service === call.service && (action ?? call.action) === call.action && times > 0 && input.includes(containing),
    );
    if (fault?.times !== undefined) fault.times -= 1;
    return fault;
  }

  private record(call: AwsCall | undefined, status: number, injected: boolean): void {
    if (call !== undefined) this.calls.push({ ...call, status, injected });
  }

  private steer({ method, url }: IncomingMessage, outgoing: ServerResponse, body: Buffer): void {
    if (url === '/-/faults' && method === 'POST') this.faults.push(JSON.parse(body.toString()) as Fault);
    if (url === '/-/faults' && method === 'DELETE') this.faults = [];
    outgoing.end(url === '/-/calls' ? JSON.stringify(this.calls) : undefined);
  }
}
