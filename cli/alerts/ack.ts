import { regionOf, type HomeOptions } from '../deployment/home';
import { respondAs, writeMessage } from './respond';
import type { Terminal } from '../terminal/terminal';

export interface AckOptions extends HomeOptions {
  expected?: boolean;
  escalate?: boolean;
  note?: string;
}

/** Answers an alert in the name of whoever the credentials are of. */
export async function runAck(
  alert: string,
  { expected, escalate, note, ...home }: AckOptions,
  terminal: Terminal,
): Promise<number> {
  const region = regionOf(home, terminal.env);
  const answer = escalate === true ? 'escalated' : expected === true ? 'expected' : 'acknowledged';
  const reply = await respondAs((by) => ({ action: 'answer', answer, alert, by, note }), region);
  await writeMessage(terminal.stdout, reply);
  return 0;
}
