import tseslint from 'typescript-eslint';

const io =
  'only lambda/adapters, lambda/handlers, cli, bin and preview may do I/O, so that the engine runs the same in AWS, on a laptop and in a test: pass what you need as an argument or a port';

const noIo = {
  'no-restricted-imports': [
    'error',
    {
      patterns: [
        { group: ['@aws-sdk/*', 'aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'], message: io },
        { group: ['node:fs', 'node:fs/*', 'fs', 'node:http*', 'node:child_process'], message: io },
        { group: ['**/adapters/**', '**/handlers/**', '**/cli/**'], message: io },
      ],
    },
  ],
  'no-restricted-globals': ['error', { name: 'process', message: io }],
  'no-restricted-syntax': [
    'error',
    { selector: 'CallExpression[callee.object.name="Date"][callee.property.name="now"]', message: io },
    { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: io },
    { selector: 'CallExpression[callee.object.name="Math"][callee.property.name="random"]', message: io },
  ],
};

export default tseslint.config(
  { ignores: ['node_modules', 'cdk.out', '.tools', 'coverage', 'dist', 'reports', '**/assembly'] },
  ...tseslint.configs.strictTypeChecked,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, varsIgnorePattern: '^_' }],
    },
  },
  { files: ['lambda/{events,detections,engine,alerts,config,posture}/**/*.ts'], rules: noIo },
  {
    files: ['cli/{formats,report,posture/report}/*.ts', 'cli/posture/{csv,json,ocsf,table}.ts'],
    rules: noIo,
  },
  { files: ['preview/*.ts'], ignores: ['preview/{server,site,stories,screenshots}.ts'], rules: noIo },
  {
    files: ['lambda/detections/*.ts'],
    ignores: ['lambda/detections/index.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^\\./(?!detection$|severity$)',
              message: 'a detection knows events and its type, never another detection: joins read the timeline',
            },
            {
              regex: '^\\.\\./(?!events/|time$)',
              message: 'detections import only events/, time and their own type',
            },
            { group: ['@aws-sdk/*', 'aws-cdk-lib', 'node:*'], message: io },
          ],
        },
      ],
    },
  },
  {
    files: ['lambda/**/*.ts'],
    ignores: ['lambda/{events,detections,engine,alerts,config,posture}/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'],
              message: 'lambda/ is what runs; CDK belongs to lib/',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['lib/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@aws-sdk/*'], message: 'lib/ describes what is deployed and calls nothing' }] },
      ],
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
  { files: ['**/*.{js,mjs,cjs}', '**/*.d.mts'], extends: [tseslint.configs.disableTypeChecked] },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
