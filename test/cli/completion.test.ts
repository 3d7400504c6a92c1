import { afterAll, describe, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { detections } from '../../lambda/detections';
import { mfaWatch } from './captured-terminal';
import { folderWith, removeFolders } from './folder';

afterAll(removeFolders);

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).error === undefined;

async function script(shell: string): Promise<string> {
  const { code, stdout } = await mfaWatch(['completion', shell]);
  expect(code).toBe(0);
  return stdout;
}

/** What bash offers when Tab is pressed behind these words. */
async function inBash(...words: string[]): Promise<string[]> {
  const line = ['mfa-watch', ...words].map((word) => `'${word}'`).join(' ');
  const press = `COMP_WORDS=(${line}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _mfa_watch; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['--norc', '-c', `${await script('bash')}\n${press}`], { encoding: 'utf8' });
  return out.split('\n').filter((word) => word !== '');
}

const commands = [
  ...['replay', 'drill', 'doctor', 'alerts', 'ack', 'expect', 'subscriptions', 'redrive', 'detections', 'explain'],
  'completion',
];

describe('bash', () => {
  test('is offered the commands, the options of each, and the values of an option', async () => {
    expect(await inBash('')).toEqual(expect.arrayContaining([...commands, '--version']));
    expect(await inBash('re')).toEqual(['replay', 'redrive']);
    expect(await inBash('replay', '--fore')).toEqual(['--forecast']);
    expect(await inBash('replay', 'a.json', '--fail-on', '')).toEqual([
      ...['info', 'low', 'medium', 'high', 'critical', 'never'],
    ]);
    expect(await inBash('explain', 'mfa-device-sw')).toEqual(['mfa-device-swapped']);
    expect(await inBash('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
    expect(await inBash('subscriptions', 'confirm', '--re')).toEqual(['--region']);
  });

  test('completes the names of files where a file is wanted', async () => {
    expect(await inBash('replay', '--output', '')).toEqual([]);
    expect(await script('bash')).toContain('complete -o default -F _mfa_watch mfa-watch');
  });
});

test('every option of every command is completed in every shell', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const text = await script(shell);
    for (const command of commands) {
      const { stdout } = await mfaWatch(['help', command]);
      const options = [...stdout.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, name = '']) => name);
      expect(options.length).toBeGreaterThan(0);
      for (const option of options) expect(text).toContain(shell === 'fish' ? `-l ${option}` : `--${option}`);
    }
    for (const { id } of detections) expect(text).toContain(id);
  }
});

/** Where it is not installed, only the text is looked at, above. */
const installed = ['zsh', 'fish'].filter(isThere);

test.each(['bash', ...installed])('%s can read its script', async (shell) => {
  const file = join(folderWith({ script: await script(shell) }), 'script');
  const { status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

if (installed.includes('fish'))
  test('fish is offered the values of an option', async () => {
    const press = `${await script('fish')}\ncomplete -C 'mfa-watch replay --fail-on n'; complete -C 'mfa-watch expl'`;
    const out = execFileSync('fish', ['--no-config', '-c', press], { encoding: 'utf8' });
    expect(out).toMatch(/^never/m);
    expect(out).toMatch(/^explain\t/m);
  });

if (installed.includes('zsh'))
  test('zsh is offered what _describe and compadd are told', async () => {
    const stubs =
      'compdef() { :; }; _describe() { print -l -- ${(P)@[-1]}; }; compadd() { print -l -- $@; }; _files() { print files; }';
    const press = (line: string): string => `words=(${line}); CURRENT=$#words; _mfa_watch`;
    const run = async (line: string): Promise<string> =>
      execFileSync('zsh', ['-f', '-c', `${stubs}\n${await script('zsh')}\n${press(line)}`], { encoding: 'utf8' });
    expect(await run(`mfa-watch ''`)).toContain('explain:');
    expect(await run(`mfa-watch replay --fail-on ''`)).toContain('never');
    expect(await run(`mfa-watch replay ''`)).toMatch(/--forecast:[^]*files/);
  });

test('an unknown shell is a usage error that names the known ones', async () => {
  const { code, stderr } = await mfaWatch(['completion', 'tcsh']);
  expect(code).toBe(2);
  expect(stderr).toContain('Allowed choices are bash, zsh, fish');
});
