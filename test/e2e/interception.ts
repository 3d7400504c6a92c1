import * as z from 'zod';
import { proxyEndpoint } from './aws';
import type { Fault } from './proxy';

/** Makes calls of the functions fail or wait, until `heal`. */
export async function inject(fault: Fault): Promise<void> {
  await fetch(`${proxyEndpoint}/-/faults`, { method: 'POST', body: JSON.stringify(fault) });
}

export async function heal(): Promise<void> {
  await fetch(`${proxyEndpoint}/-/faults`, { method: 'DELETE' });
}

const publishSchema = z.object({ TopicArn: z.string(), Subject: z.string().optional(), Message: z.string() });
const callsSchema = z.array(
  z.object({
    ...{ service: z.string(), action: z.string(), input: z.unknown() },
    ...{ status: z.number(), injected: z.boolean() },
  }),
);
type Calls = z.infer<typeof callsSchema>;

async function calls(): Promise<Calls> {
  const answer = await fetch(`${proxyEndpoint}/-/calls`);
  return callsSchema.parse(await answer.json());
}

/** How many calls of a service, with the text in their input, a fault has met. */
export async function met(service: string, containing: string): Promise<number> {
  const faulty = (await calls()).filter((call) => call.injected && call.service === service);
  return faulty.filter(({ input }) => JSON.stringify(input).includes(containing)).length;
}

/** A Publish as the function called it. */
export interface Publish {
  topic: string;
  accepted: boolean;
  subject: string | undefined;
  message: string;
}

/** The publishes whose message holds the text, in order. */
export async function publishes(containing: string): Promise<Publish[]> {
  return (await calls())
    .filter(({ service, action }) => service === 'sns' && action === 'Publish')
    .map(({ input, status }) => {
      const { TopicArn, Subject, Message } = publishSchema.parse(input);
      return { topic: TopicArn, accepted: status === 200, subject: Subject, message: Message };
    })
    .filter(({ message }) => message.includes(containing));
}
