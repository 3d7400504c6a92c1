/** Prose and test data say nothing of the logic: no test should fail because a sentence reads otherwise. */
const prose = new Set(['title', 'why', 'runbook', 'blindSpots', 'falsePositives', 'attack', 'reason', 'reasons']);

const isText = (node) =>
  ['StringLiteral', 'TemplateLiteral', 'ArrayExpression'].includes(node.type) &&
  (node.type !== 'ArrayExpression' || node.elements.every((element) => isText(element)));

export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'prose',
    value: {
      shouldIgnore(path) {
        if (
          path.isVariableDeclaration() &&
          path.findParent((parent) => parent.isProgram())?.node === path.parentPath.node
        ) {
          const names = path.node.declarations.map(({ id }) => id.name);
          if (names.includes('cases')) return 'test data';
        }
        if (
          path.isExportNamedDeclaration() &&
          path.node.declaration?.declarations?.some(({ id }) => id.name === 'cases')
        )
          return 'test data';
        if (path.isObjectProperty()) {
          const { key, value } = path.node;
          // A detection's list of severities is for the docs; a ground's severity is logic.
          const isDocs = key.name === 'severity' && value.type === 'ArrayExpression';
          if ((isDocs || prose.has(key.name)) && isText(value)) return 'prose';
        }
        return undefined;
      },
    },
  },
];
