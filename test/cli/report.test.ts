import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { laidOut } from '../../cli/report/record-section';
import { sampleDevices, sampleTrail } from '../../cli/replay/sample';
import {
  account,
  at,
  consoleLogin,
  createVirtualMfaDevice,
  enableMfaDevice,
  phone,
  tablet,
} from '../../lambda/events/samples';
import { mfaWatch } from './captured-terminal';
import { runs } from '../engine/runs';
import { folderWith, removeFolders, trail } from './folder';
import { attribute, elementsOf, parsed, textOf, type Element } from './parsed-html';

afterAll(removeFolders);

async function reportOf(...argv: string[]): Promise<string> {
  return (await mfaWatch(['replay', ...argv, '--format', 'html'])).stdout;
}

let html: string;
let all: Element[];
const named = (...names: string[]): Element[] => all.filter(({ tagName }) => names.includes(tagName));
const text = (id: string): string => textOf(all.find((element) => attribute(element, 'id') === id));

beforeAll(async () => {
  html = await reportOf(sampleTrail, '--devices', sampleDevices);
  all = elementsOf(parsed(html));
});

describe('the report of the sample trail', () => {
  test('says what was read, from when to when, and how it was asked', () => {
    const summary = textOf(named('section')[0]);
    expect(summary).toContain('43 in 3 files');
    expect(summary).toContain('2026-11-20 07:55:02 UTC to 2026-11-20 10:02:19 UTC');
    expect(summary).toContain('29 records watched by a detection, 1 copy among them counted once.');
    expect(summary).toContain(`before the first event from ${sampleDevices}`);
    expect(summary).toContain(
      '3 alerts of 7 should be looked at now. Start with: mallory added an MFA device to alice',
    );
  });

  test('has the alerts by severity, with reasons, evidence, steps and commands', () => {
    expect(text('severity-critical')).toContain('Critical: 1');
    const worst = textOf(named('details').find((element) => attribute(element, 'class') === 'alert critical'));
    expect(worst).toContain('alice already had 1 device');
    expect(worst).toContain('09:16:12 EnableMFADevice ok: mallory for alice from 203.0.113.9, device alice-tablet');
    expect(worst).toContain('Within 15 minutes, ask the user alice');
    expect(worst).toContain("aws iam deactivate-mfa-device --user-name='alice'");
  });

  test('asks the table of Athena that the configuration names', async () => {
    const config = join(folderWith({ 'mfa-watch.yaml': 'athenaTable: security.trail\n' }), 'mfa-watch.yaml');
    expect(html).toContain('FROM cloudtrail_logs');
    const own = await reportOf(sampleTrail, '--config', config);
    expect(own).toContain('FROM security.trail');
    expect(own).not.toContain('cloudtrail_logs');
  });

  test('links every alert to its records, which are what CloudTrail wrote', () => {
    const alerts = named('details').filter((element) => attribute(element, 'class')?.startsWith('alert ') === true);
    expect(alerts).toHaveLength(7);
    for (const alert of alerts) {
      const links = elementsOf(alert).filter((element) => attribute(element, 'href')?.startsWith('#record-') === true);
      expect(links.length).toBeGreaterThan(0);
      for (const link of links) {
        const record = all.find((element) => `#${attribute(element, 'id') ?? ''}` === attribute(link, 'href'));
        const json = elementsOf(record).find(({ tagName }) => tagName === 'pre');
        expect(JSON.parse(textOf(json))).toMatchObject({ eventID: expect.any(String), eventTime: expect.any(String) });
        expect(textOf(record)).toContain((attribute(alert, 'id') ?? '').replace('-', ' '));
      }
    }
  });

  test('tells each user’s events in order', () => {
    const users = named('details').filter((element) => attribute(element, 'class') === 'user');
    expect(textOf(users[0])).toMatch(/alice[^]*ConsoleLogin[^]*FAILED[^]*EnableMFADevice/);
  });

  test('draws the life of each device and says who began it', () => {
    const drawing = textOf(named('desc').find((element) => textOf(element).includes('alice-tablet')));
    expect(drawing).toBe(
      'alice-phone: there before, not removed up to 2026-11-20 10:02:19 UTC. alice-tablet: added 2026-11-20 09:16:12 UTC by mallory, not removed up to 2026-11-20 10:02:19 UTC.',
    );
    // Who has the worst alert comes first, though erin's device came before.
    expect(textOf(named('figcaption')[0])).toContain('most at one time: 2 (limit 8); at the end: 2');
  });

  test('counts failures over time, and where everything came from', () => {
    expect(html).toContain('11 watched events failed');
    const cellsOf = (row: Element): Element[] => elementsOf(row).filter(({ tagName }) => /^t[hd]$/.test(tagName));
    const rows = named('tr').map((row) => cellsOf(row).map(textOf));
    expect(rows).toContainEqual([
      '203.0.113.9',
      'alice, mallory',
      '4',
      '15',
      '9',
      '2026-11-20 08:44:10',
      '2026-11-20 09:31:52',
    ]);
  });
});

test('a user has at hand what happened near an alert, and the rest folded away; a virtual device made for them is theirs', async () => {
  const month = 30 * 24 * 60;
  const theft = { with: 'long-term-key', by: 'mallory', for: 'alice', serial: tablet } as const;
  const logins = [0, 1, 2, 3, 4].map((index) => consoleLogin({ minute: index * month }));
  const stolen = [
    createVirtualMfaDevice({ ...theft, minute: 2 * month + 5 }),
    enableMfaDevice({ ...theft, minute: 2 * month + 6 }),
  ];
  const all = elementsOf(parsed(await reportOf(folderWith({ 'a.json': trail(...logins, ...stolen) }))));
  const [alice, ...others] = all.filter((element) => /^user( |$)/.test(attribute(element, 'class') ?? ''));
  expect([textOf(alice), others]).toEqual([
    expect.stringMatching(/^critical alice account 111122223333, 7 events, /),
    [],
  ]);
  const tables = elementsOf(alice).filter(({ tagName }) => tagName === 'tbody');
  const rowsOf = (table: Element): number => elementsOf(table).filter(({ tagName }) => tagName === 'tr').length;
  expect(tables.map(rowsOf)).toEqual([3, 4]);
  expect(textOf(alice)).toContain('4 events more than eight days from any alert');
});

test('a severity of which none is shown says how many there are', async () => {
  const owner = enableMfaDevice({ with: 'console-mfa' });
  const page = await reportOf(folderWith({ 'a.json': trail(owner) }));
  const tiles = elementsOf(parsed(page)).find((element) => attribute(element, 'class') === 'tiles');
  expect(textOf(tiles)).toContain('info 1 not shown');
});

test('a report of a part of the trail tells of that part, and of what there was before only which devices', async () => {
  const folder = folderWith({
    'trail.json': trail(
      consoleLogin({ by: 'bob', from: '192.0.2.77', error: 'Failed authentication', minute: 1 }),
      enableMfaDevice({ by: 'carol', serial: phone.replace('alice', 'carol'), minute: 2 }),
      enableMfaDevice({ serial: phone, minute: 3 }),
      enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', minute: 120 }),
    ),
  });
  const whole = await reportOf(folder);
  for (const outside of ['bob', '192.0.2.77', 'carol-phone', 'alice-phone']) expect(whole).toContain(outside);
  for (const option of [
    ['--since', at(60)],
    ['--since', at(60), '--until', at(180)],
  ]) {
    const part = await reportOf(folder, ...option);
    for (const outside of ['bob', '192.0.2.77', 'carol']) expect(part).not.toContain(outside);
    expect(part).toContain(`alice-phone: added ${at(3).replace('T', ' ').replace('Z', '')} UTC by alice`);
    expect(part).toContain('AWS refused none of the watched events. Sign-ins that stopped at the MFA step');
    expect(part.replace(/\s+/g, ' ')).toContain('outside of what was asked for is drawn, too');
  }
  for (const all of [whole, await reportOf(folder, '--account', account)])
    expect(all).not.toContain('outside of what was asked for');
});

describe('the report as a page', () => {
  test('loads and runs nothing: its policy allows its own style, by hash, and no more', () => {
    const style = textOf(named('style')[0]);
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = named('meta').find((element) => attribute(element, 'http-equiv') === 'Content-Security-Policy');
    expect(attribute(policy, 'content')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(named('script', 'link', 'img', 'iframe', 'object', 'form')).toEqual([]);
    expect(all.filter((element) => attribute(element, 'style') !== undefined)).toEqual([]);
    expect(style).not.toMatch(/url\(|@import/);
  });

  test('leads nowhere else, and every link has its end', () => {
    const ids = new Set(all.map((element) => attribute(element, 'id')));
    for (const link of named('a')) {
      expect(attribute(link, 'href')).toMatch(/^#/);
      expect(ids).toContain(attribute(link, 'href')?.slice(1));
    }
  });

  test('has language, title, landmarks, and no id twice', () => {
    expect(attribute(named('html')[0], 'lang')).toBe('en');
    expect(textOf(named('title')[0])).not.toBe('');
    for (const landmark of ['header', 'nav', 'main', 'footer']) expect(named(landmark)).toHaveLength(1);
    const ids = all.flatMap((element) => attribute(element, 'id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has headings in order: one of the first level, and none that skips a level', () => {
    const levels = named('h1', 'h2', 'h3', 'h4', 'h5', 'h6').map(({ tagName }) => Number(tagName.slice(1)));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, index) => {
      expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
    });
  });

  test('has tables with captions and headers, and drawings with title and description', () => {
    for (const table of named('table')) {
      const inside = elementsOf(table);
      expect(inside.some(({ tagName }) => tagName === 'caption')).toBe(true);
      for (const header of inside.filter(({ tagName }) => tagName === 'th'))
        expect(attribute(header, 'scope')).toMatch(/^(col|row)$/);
    }
    for (const drawing of named('svg').filter((element) => attribute(element, 'role') === 'img')) {
      const ids = elementsOf(drawing).map((element) => attribute(element, 'id'));
      expect(ids).toContain(attribute(drawing, 'aria-labelledby'));
      expect(ids).toContain(attribute(drawing, 'aria-describedby'));
    }
  });

  test('can be scrolled and unfolded by keyboard alone', () => {
    for (const region of all.filter((element) => attribute(element, 'class') === 'scroll')) {
      expect(attribute(region, 'tabindex')).toBe('0');
      expect(attribute(region, 'aria-label')).toBeTruthy();
    }
    for (const details of named('details')) expect(elementsOf(details)[0]?.tagName).toBe('summary');
  });
});

test('a record is shown as the file has it, laid out, and its file is named', async () => {
  const record = JSON.stringify(enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice' }));
  const own = '"big":12345678901234567890123,"price":1.10,"twice":"a [1, 2]","twice":{},"list":[]';
  const folder = folderWith({ 'a.json': `{"Records": [ ${record.replace(/}$/, ` , ${own}}`)} ]}` });
  const shown = elementsOf(parsed(await reportOf(folder))).find((one) => attribute(one, 'class') === 'record');
  expect(textOf(shown)).toContain(`From ${join(folder, 'a.json')}, in alert`);
  const lines = [
    '"big": 12345678901234567890123,',
    '"price": 1.10,',
    '"twice": "a [1, 2]",',
    '"twice": {},',
    '"list": []',
  ];
  expect(textOf(shown).replace(/\s+/g, ' ')).toContain(lines.join(' '));
});

test('what is laid out is indented as JSON usually is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(laidOut(JSON.stringify(value)).join('\n')).toBe(JSON.stringify(value, null, 2));
    }),
    runs(200),
  );
});

test('what was read is named as others find it, too', async () => {
  const folder = folderWith({ 'a.json': trail() });
  const summary = (await reportOf(relative('.', folder))).split('<h3>')[0];
  expect(summary).toContain(`<p>${folder}</p>`);
});

test('names the configuration by its whole path and what it held', async () => {
  const folder = folderWith({ 'a.json': trail(), 'own.yaml': 'minSeverity: low\n' });
  const page = await reportOf(join(folder, 'a.json'), '--config', relative('.', join(folder, 'own.yaml')));
  const digest = createHash('sha256').update('minSeverity: low\n').digest('hex');
  expect(page).toContain(`<p>${join(folder, 'own.yaml')} (SHA-256 ${digest.slice(0, 12)}…)</p>`);
});

test('failures are drawn over all that was read, since quiet months were read, too', async () => {
  const [failed, later] = [consoleLogin({ error: 'Failed authentication' }), consoleLogin({ minute: 90 * 24 * 60 })];
  const page = await reportOf(folderWith({ 'a.json': trail(failed, later) }));
  const drawn = elementsOf(parsed(page)).find((one) => attribute(one, 'id') === 'failures-desc');
  const [from, to] = [at(0), at(90 * 24 * 60)].map((time) => time.slice(0, 16).replace('T', ' '));
  expect(textOf(drawn)).toContain(`From ${from} to ${to} UTC`);
});

describe('a report', () => {
  test('of nothing says so, and what was read', async () => {
    const page = await reportOf(folderWith({ 'a.json': trail() }));
    expect(page).toContain('Nothing was found.');
    expect(page).toContain('0 alerts in 0 records of 1 file.');
  });

  test('of which something is left out does not say that nothing was found', async () => {
    const folder = folderWith({ 'a.json': trail(enableMfaDevice({ with: 'long-term-key' })) });
    const page = await reportOf(folder, '--min-severity', 'critical', '--account', '111122223333');
    expect(page).not.toContain('Nothing was found.');
    expect(page).toContain(
      'No alert to look at, but 1 alert below --min-severity (<code>--min-severity info</code> shows them).',
    );
    expect(page).toContain('--account 111122223333 --min-severity critical');
  });

  test('names what could not be read', async () => {
    const page = await reportOf(folderWith({ 'bad.json': '{', 'good.json': trail() }));
    expect(page).toContain('Some input could not be read.');
    expect(page).toMatch(/bad\.json: /);
  });

  test('says that the inventory is unknown where it is', async () => {
    const attack = enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', minute: 16 });
    const page = await reportOf(folderWith({ 'a.json': trail(attack) }));
    expect(page).toContain('learned from the trail; unknown where the trail does not say. 1 alert could not say');
    expect(page).toContain('most at one time: at least 1 (limit 8); at the end: 1 or more');
    expect(page).toContain('class="unknown"');
  });

  test('has a record that is too long up to where it is cut, and says so', async () => {
    const attack = enableMfaDevice({ with: 'long-term-key', by: 'mallory', for: 'alice', minute: 16 });
    const page = await reportOf(folderWith({ 'a.json': trail({ ...attack, more: 'x'.repeat(20_000) }) }));
    expect(page).toMatch(/Cut: the record has 2\d,\d{3} characters, here are the first 16,384\./);
  });
});

describe('a report of more alerts than anybody prints', () => {
  let groups: Element[];
  const isIn = (name: string) => (element: Element) => attribute(element, 'class') === name;

  beforeAll(async () => {
    const removed = Array.from({ length: 130 }, (_, index) => index).flatMap((index) => {
      const user = { by: `user-${index}`, serial: phone.replace('alice', `user-${index}`) };
      return [enableMfaDevice({ ...user, with: 'long-term-key', minute: 60 * index })];
    });
    const own = { by: 'zoe', serial: phone.replace('alice', 'zoe'), minute: 9000, with: 'console-mfa' } as const;
    const page = await reportOf(
      folderWith({ 'a.json': trail(...removed, enableMfaDevice(own)) }),
      '--min-severity',
      'info',
    );
    groups = elementsOf(parsed(page)).filter(isIn('group'));
  });

  test('opens no group that is less severe than a folded one', () => {
    const isOpen = groups.map((group) => attribute(group, 'open') !== undefined);
    expect(groups.length).toBeGreaterThan(1);
    expect(isOpen).toEqual([true, ...isOpen.slice(1).map(() => false)]);
  });

  test('has the most severe in full on paper, and a line of each of the others', () => {
    const [worst] = groups.map(elementsOf);
    const inScreen = worst?.filter(isIn('screen')).flatMap(elementsOf) ?? [];
    const [table] = worst?.filter(isIn('paper')) ?? [];
    const rows = elementsOf(table).filter(({ tagName }) => tagName === 'tr');
    const ids = inScreen.flatMap((element) => /^alert-(.+)/.exec(attribute(element, 'id') ?? '')?.[1] ?? []);
    expect(ids).toHaveLength(30);
    expect(rows.slice(1).map(textOf)).toEqual(ids.map((id) => expect.stringContaining(id)));
  });
});
