import { checkConfig } from '../../lambda/config/config';
import { readYaml } from '../../lambda/config/yaml';
import { detections } from '../../lambda/detections';
import { listOf } from './shape';

const now = Date.parse('2026-11-20T12:00:00Z');
const repeated = (head: string, line: (index: number) => string) => (size: number) =>
  head + listOf(size, line).join('\n');
const channel = (index: number): string => `{ workspaceId: T01ABCDEF, channelId: C${10_000_000 + index} }`;
const due = 'reason: r, owner: o, expires: 2026-12-01';
export const yaml: Record<string, (size: number) => string> = {
  'many keys': repeated('', (index) => `k${index}: 1`),
  'one key many times': repeated('', () => 'email: a@example.com'),
  'many keys in brackets': (size) => `{${listOf(size, (index) => `k${index}: 1`).join(', ')}}`,
  'many accounts': repeated('accounts:\n', (index) => `  "${100_000_000_000 + index}": name`),
  'many wrong accounts': repeated('accounts:\n', (index) => `  x${index}: name`),
  'many addresses': repeated('email:\n', (index) => `  - a${index}@example.com`),
  'many wrong addresses': repeated('email:\n', (index) => `  - a${index}`),
  'many channels': repeated('slack:\n', (index) => `  - ${channel(index)}`),
  'many destinations': repeated(
    'destinations:\n',
    (index) => `  - { name: d${index}, email: [a${index}@example.com] }`,
  ),
  'many exceptions': repeated('exceptions:\n', (index) => `  - { user: u${index}, account: "111122223333", ${due} }`),
  'many wrong exceptions': repeated('exceptions:\n', (index) => `  - { detection: d${index}, ${due} }`),
  'many overrides': repeated(
    'overrides:\n',
    (index) => `  - { accounts: ["${100_000_000_000 + index}"], slack: [${channel(index)}] }`,
  ),
  'many anchors': repeated('', (index) => `- &a${index} x`),
  'many aliases': repeated('- &a x\n', () => '- *a'),
  'many documents': repeated('', () => '---'),
};

export const readConfig = (text: string): unknown => checkConfig(readYaml(text), 'x.yaml', {}, detections, now);

/** Of what YAML is made. */
export const yamlMarks: Record<string, (size: number) => string> = {
  ...Object.fromEntries(
    [
      '[',
      '{',
      '- ',
      '? ',
      'a: ',
      'a: ]\n',
      '&a ',
      '!',
      ' ',
      '\n',
      '# x\n',
      '"',
      "'",
      "''",
      '|',
      ',',
      '\t',
      ':',
      '%x\n',
      '\\',
    ].flatMap((text) => [
      [`${JSON.stringify(text)} again and again`, (size: number) => text.repeat(size)],
      [`a text of ${JSON.stringify(text)}`, (size: number) => `email: "${text.repeat(size)}`],
      [`a block of ${JSON.stringify(text)}`, (size: number) => `email: |\n  ${`${text}x\n  `.repeat(size)}`],
    ]),
  ),
};
