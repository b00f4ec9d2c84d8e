import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const browserOnly = ['window', 'document', 'navigator', 'AudioContext', 'localStorage'].map(
  (name) => ({
    name,
    message:
      'This folder runs in a Worker, on the main thread and in Node alike: take it in by constructor.',
  }),
);

const nodeOnly = ['Buffer', 'process', 'global', 'require', '__dirname'].map((name) => ({
  name,
  message: 'This runs in browsers, where there is none.',
}));

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      'packages/core/assets/**',
      'packages/realtime/assets/**',
      'packages/elements/assets/**',
      // A page of an app that a test makes.
      'test/setups/shadcn/**',
      '**/coverage/**',
      '**/node_modules/**',
      '**/.cache/**',
    ],
  },
  ...tseslint.configs.recommended,
  {
    files: [
      'packages/*/src/**/*.{ts,tsx}',
      'packages/*/test/**/*.{ts,tsx}',
      'apps/*/src/**/*.{ts,tsx}',
    ],
    extends: [...tseslint.configs.recommendedTypeCheckedOnly],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports' },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      'no-console': 'error',
    },
  },
  {
    files: ['packages/core/src/{base,audio,transport,session}/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-globals': ['error', ...browserOnly, ...nodeOnly] },
  },
  {
    // Node's types are there for the tests; what is shipped to a browser must not lean on them.
    files: ['packages/{evi,core,react,testing,voice-react,elements}/src/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}', 'packages/core/src/{base,audio,transport,session}/**'],
    rules: { 'no-restricted-globals': ['error', ...nodeOnly] },
  },
  {
    files: ['packages/{react,voice-react,elements}/**/*.{ts,tsx}', 'apps/demo/**/*.{ts,tsx}'],
    ...reactHooks.configs.flat['recommended-latest'],
  },
  {
    files: ['**/*.test.{ts,tsx}'],
    rules: {
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
