import { describe, expect, it } from '@jest/globals';
import { verdictOn } from './audit-report';

const report = (severity: string): string =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities: { yaml: { name: 'yaml', severity, range: '<2.8.3' } } });

describe('a known vulnerability', () => {
  it.each([
    ['critical', true],
    ['high', true],
    ['moderate', false],
    ['low', false],
  ])('that is %s fails: %s, and is named', (severity, fails) => {
    const verdict = verdictOn(report(severity));
    expect(verdict.fails).toBe(fails);
    expect(verdict.lines[0]).toBe(`${severity}: yaml <2.8.3`);
  });
});

it('none is good', () => {
  expect(verdictOn('{"vulnerabilities":{}}')).toEqual({
    fails: false,
    lines: ['No known vulnerability in a production dependency.'],
  });
});

it.each(['', 'npm error network', '{"message":"405 Method Not Allowed","statusCode":405}'])(
  'a registry that answers %j is told of and fails nothing',
  (output) => {
    const { fails, lines } = verdictOn(output);
    expect(fails).toBe(false);
    expect(lines[0]).toMatch(/NOT looked for/);
  },
);
