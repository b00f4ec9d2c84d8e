/** Who answers in an example, and how it is run. */
export interface Example {
  readonly answers: 'local' | 'openai' | 'gemini' | 'scripted';
  /** The script that shows what was built, and how it is told its port. */
  readonly show: (port: number) => {
    /** Of npm. */
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  };
  /** Where its page is. Default: `/`. */
  readonly path?: string;
  /** The variable that names the address of who answers; without it the page has 8788. */
  readonly address?: string;
  /** What it is built of, whose versions the table has. */
  readonly made: readonly string[];
}

const at = (port: number): string[] => ['--host', '127.0.0.1', '--port', String(port)];
const vite = (port: number) => ({ args: ['run', 'preview', '--', '--strictPort', ...at(port)] });
const next = (port: number) => ({
  args: ['run', 'start', '--', '--hostname', '127.0.0.1', '--port', String(port)],
  env: { VOICE_FOR_EVERYONE: 'yes' },
});
const ofVite = { show: vite, made: ['vite', 'react'] };
const ofNext = { show: next, made: ['next', 'react'] };

/** Each folder of `examples`. */
export const examples: Readonly<Record<string, Example>> = {
  vite: { ...ofVite, answers: 'local' },
  'vite-openai': { ...ofVite, answers: 'openai', address: 'VITE_OPENAI_URL' },
  'vite-gemini': { ...ofVite, answers: 'gemini', address: 'VITE_GEMINI_URL' },
  nextjs: { ...ofNext, answers: 'local', address: 'NEXT_PUBLIC_VOICE_URL' },
  'nextjs-openai': { ...ofNext, answers: 'openai', address: 'NEXT_PUBLIC_OPENAI_URL' },
  'nextjs-gemini': { ...ofNext, answers: 'gemini', address: 'NEXT_PUBLIC_GEMINI_URL' },
  'react-router': {
    answers: 'local',
    show: (port) => ({ args: ['run', 'start'], env: { PORT: String(port), HOST: '127.0.0.1' } }),
    made: ['react-router', 'vite', 'react'],
  },
  'plain-html': {
    answers: 'local',
    show: (port) => ({ args: ['run', 'page', '--', ...at(port)] }),
    made: [],
  },
  storybook: {
    answers: 'scripted',
    show: (port) => ({
      args: ['exec', '--', 'vite', 'preview', '--outDir', 'storybook-static'].concat(at(port)),
    }),
    path: '/iframe.html?id=voice--conversation&viewMode=story',
    made: ['storybook', 'vite', 'react'],
  },
};
