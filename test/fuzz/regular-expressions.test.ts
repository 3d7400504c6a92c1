import { expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSync } from 'recheck';
import ts from 'typescript';

const root = join(__dirname, '..', '..');
const sources = ['lambda', 'cli'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(root, folder, name)),
);

function literals(file: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023));
  return found;
}

it('no regular expression takes more than linear time on any text', () => {
  const all = [...new Set(sources.flatMap(literals))];
  const slow = all.filter((literal) => {
    const end = literal.lastIndexOf('/');
    return checkSync(literal.slice(1, end), literal.slice(end + 1), { timeout: 20_000 }).status === 'vulnerable';
  });
  expect(slow).toEqual([]);
  expect(all.length).toBeGreaterThan(100);
});
