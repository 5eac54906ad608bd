/** ESM all the way: swc strips the types; no decorator metadata, so that classes may name each other (docs/decisions). */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  testMatch: ['<rootDir>/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.data/', '\\.(systems|browser)\\.test\\.ts$'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: false, decorators: true },
          experimental: { keepImportAttributes: true },
          transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
  // TypeGraphQL's decorators look for the metadata the moment a class is defined; request lines are kept for the search at the end.
  setupFiles: ['reflect-metadata', '<rootDir>/e2e/keep-requests.ts'],
  // A process keeps modules of every file that it has run; past this it is replaced by a fresh one, or collecting garbage takes over.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB',
  // The city starts in a hook: seconds on a quiet machine, many times that on one that does other work too.
  testTimeout: 120_000,
}
