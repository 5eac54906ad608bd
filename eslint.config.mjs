/**
 * Few rules, each believed and with its reason. Formatting is prettier's, types are tsc's, dead exports are knip's.
 * `docs/architecture.md` shows the arrows; `scripts/lint.test.ts` plants violations.
 */
import boundaries from 'eslint-plugin-boundaries'
import tseslint from 'typescript-eslint'

/** Which room may import which, and why no other. `department` is every folder of subgraphs/ but kit and registry. */
const arrows = [
  [
    'adapters',
    [],
    'An adapter reaches a legacy system and knows nothing of graph, rights or departments, so that each can be tried alone.',
  ],
  ['schema', [], 'The shared language stands below everything; whatever it imported could not use it.'],
  ['prisma', [], 'The hub store knows its tables only; what they mean is said where they are used.'],
  [
    'access',
    ['schema', 'prisma'],
    'A decision is made from principal, purpose, grants and classification: the same at the door and in each department.',
  ],
  [
    'kit',
    ['adapters', 'coordinates', 'access', 'schema'],
    'The kit makes a subgraph of any declaration, so it may know no particular department, nor the gateway.',
  ],
  [
    'department',
    ['kit', 'adapters', 'coordinates', 'access', 'schema'],
    'Departments never learn of each other: the registry is the only door between silos.',
  ],
  [
    'registry',
    ['kit', 'access', 'schema', 'prisma'],
    'The registry knows departments by what the kit gives it (link sources), never by name.',
  ],
  [
    'policy',
    ['kit', 'access', 'schema', 'prisma'],
    'The policy subgraph tells of grants; what a grant means is decided in access/ alone, and no department is known by name.',
  ],
  [
    'gateway',
    ['access', 'schema', 'prisma'],
    'The gateway reaches subgraphs through access/subgraph-call.ts alone, in process or over HTTP.',
  ],
  [
    'samples',
    ['schema', 'text', 'coordinates'],
    'The stand-in estate is older than the graph: it may know divisions, encodings and coordinates, not what is made of its files.',
  ],
  [
    'law',
    ['schema'],
    'The oracle of the proof reads the law, the rows of rights and the classification only: what it shared with access/, it could not judge.',
  ],
  ['clients', [], 'Clients stand for the apps outside: they know the graph through their generated documents only.'],
  ['explorer', [], 'The explorer page is a client too; it is given what it shows.'],
  [
    'pages',
    ['explorer', 'clients'],
    'The pages of citizens and officers are clients: they ask by committed operations, within the explorer’s frame.',
  ],
  [
    'outside',
    [
      'adapters',
      'text',
      'coordinates',
      'schema',
      'prisma',
      'access',
      'kit',
      'department',
      'registry',
      'policy',
      'gateway',
      'samples',
      'clients',
      'explorer',
      'pages',
      'law',
    ],
    'Only runner/, bench/, docs/ and scripts/ know everything: they put the parts together.',
  ],
]

const elements = [
  { type: 'text', pattern: 'adapters/text' },
  { type: 'coordinates', pattern: 'adapters/coordinates' },
  { type: 'kit', pattern: 'subgraphs/kit' },
  { type: 'registry', pattern: 'subgraphs/registry' },
  { type: 'policy', pattern: 'subgraphs/policy' },
  { type: 'department', pattern: 'subgraphs/*', capture: ['name'] },
  { type: 'explorer', pattern: 'runner/explorer' },
  { type: 'pages', pattern: 'runner/pages' },
  { type: 'law', pattern: 'proof/law' },
  ...['adapters', 'schema', 'prisma', 'access', 'gateway', 'samples', 'clients'].map((room) => ({
    type: room,
    pattern: room,
  })),
  ...['runner', 'bench', 'scripts', 'docs', 'proof'].map((room) => ({ type: 'outside', pattern: room })),
].map((element) => ({ ...element, partialMatch: false }))

/** Own room always; a department's own room is the folder of the same name. */
const own = {
  department: { element: { type: 'department', captured: { name: '{{ from.element.captured.name }}' } } },
  adapters: { element: { types: { anyOf: ['adapters', 'text', 'coordinates'] } } },
}
const policies = arrows.flatMap(([from, to, because]) => {
  const source = { element: { types: { anyOf: from === 'adapters' ? ['adapters', 'text', 'coordinates'] : [from] } } }
  const allowed = [
    own[from] ?? { element: { type: from } },
    ...(to.length > 0 ? [{ element: { types: { anyOf: to } } }] : []),
  ]
  return [
    { from: source, disallow: { to: { element: { type: '*' } } }, message: because },
    ...allowed.map((target) => ({ from: source, allow: { to: target } })),
  ]
})

export default tseslint.config(
  { ignores: ['dist/', '.data/', 'node_modules/', '**/generated/'] },
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mjs'],
    languageOptions: { parser: tseslint.parser },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@typescript-eslint': tseslint.plugin, boundaries },
    settings: {
      'boundaries/elements': elements,
      'boundaries/files': [{ category: 'test', pattern: '**/*.test.ts' }],
      'import/resolver': { node: { extensions: ['.ts', '.tsx', '.mjs', '.js'] } },
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'allow',
          policies: [
            ...policies,
            // A test stands the real parts up around the thing it tests; still no department's test may know another department.
            {
              from: { file: { categories: 'test' }, element: { type: '!department' } },
              allow: { to: { element: { type: '*' } } },
            },
          ],
        },
      ],
      // A gap in the types is a gap in the guards: the one file that casts is excused below.
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      // What is only a type must vanish: modules that name each other then do not load each other.
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportDefaultDeclaration',
          message: 'A thing has one name, the same everywhere it is imported: export it by name.',
        },
        {
          selector: 'ExportAllDeclaration',
          message: 'No barrels: import from the file where the thing stands, so that a search finds its users.',
        },
        {
          selector:
            ':matches(ImportDeclaration, ExportNamedDeclaration)[source.value=/^\\.{1,2}(?!.*\\.(ts|tsx|mjs|js|cjs|json|css)$)/]',
          message: 'No directory imports: name the file, with its ending.',
        },
      ],
      // Logs go through the masking logger; scripts and the command line entries talk to a person.
      'no-console': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      eqeqeq: ['error', 'always'],
      'prefer-const': 'error',
      'no-var': 'error',
    },
  },
  {
    // The only rules that ask for types (ten seconds over the tree): a promise that nobody awaits is an error that nobody sees.
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
    },
  },
  {
    files: ['subgraphs/kit/subgraph.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'off' },
  },
  {
    // Tools that demand a default export.
    files: ['*.config.mjs', '*.config.ts', 'e2e/guard-mutants/{environment,jest.config,transform}.mjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['scripts/**', 'runner/**', 'bench/**', 'samples/**', 'proof/main.ts'],
    rules: { 'no-console': 'off' },
  },
)
