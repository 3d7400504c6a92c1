import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** Unknown to the emulator, so not deployed. A type that is neither here nor known to it fails the deployment. */
const leftOut = [
  'AWS::Chatbot::CustomAction',
  'AWS::Chatbot::SlackChannelConfiguration',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::Events::EventBusPolicy',
];

const templateSchema = z.looseObject({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });

/**
 * Takes what the emulator does not know out of a template.
 *
 * @param found gets the types that were taken out.
 */
export function emulated(template: unknown, found = new Set<string>()): z.infer<typeof templateSchema> {
  const parsed = templateSchema.parse(template);
  const kept = Object.entries(parsed.Resources).filter(([, { Type }]) => {
    if (leftOut.includes(Type)) found.add(Type);
    return !leftOut.includes(Type);
  });
  return { ...parsed, Resources: Object.fromEntries(kept) };
}

/** The same for all templates in a folder and below. @throws if a type need not be left out any more. */
export function emulateAll(assembly: string): void {
  const found = new Set<string>();
  const files = readdirSync(assembly, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.template.json'),
  );
  for (const file of files) {
    const path = join(assembly, file);
    writeFileSync(path, JSON.stringify(emulated(JSON.parse(readFileSync(path, 'utf8')), found)));
  }
  const needless = leftOut.filter((type) => !found.has(type));
  if (files.includes('mfa-watch.template.json') && needless.length > 0)
    throw new Error(`no longer deployed, so no longer to be left out: ${needless.join(', ')}`);
}
