// As apps are built: modules, so that a file loaded on demand stays one and costs no wrapper. Such files are the scripts of the other
// threads, which have a limit below, the session's second copy, for pages where it can't run in a Worker, what copies and saves a
// transcript, the larger pictures of sound, and what checks a tool's arguments.
const asBuilt = (config) => ({
  ...config,
  format: 'esm',
  external: [
    ...(config.external ?? []),
    './texts-*',
    './inline-host-*',
    './TranscriptMenu.js',
    './sound-shapes.js',
    './json-schema.js',
  ],
});

export default [
  {
    name: 'core, with evi',
    path: 'packages/core/dist/index.js',
    import: '{ VoiceClient }',
    gzip: true,
    limit: '14.5 kB',
    modifyEsbuildConfig: asBuilt,
  },
  {
    name: 'what comes behind it before a call: the worklets and the Worker',
    path: 'packages/core/dist/texts-*.js',
    gzip: true,
    limit: '18 kB',
  },
  {
    name: 'an app of @humeai/voice-react moved over: core, VoiceProvider, useVoice',
    path: 'packages/voice-react/dist/index.js',
    import: '{ VoiceProvider, useVoice }',
    ignore: ['react', 'react-dom'],
    gzip: true,
    limit: '18.6 kB',
    modifyEsbuildConfig: asBuilt,
  },
  {
    name: 'a voice app: core, VoiceProvider, useVoice, Transcript, EmotionMeter',
    path: 'packages/react/dist/index.js',
    import: '{ VoiceProvider, useVoice, Transcript, EmotionMeter }',
    ignore: ['react', 'react-dom'],
    gzip: true,
    limit: '25.4 kB',
    modifyEsbuildConfig: asBuilt,
  },
  {
    name: 'everything: core and all hooks and components',
    path: 'packages/react/dist/index.js',
    ignore: ['react', 'react-dom'],
    gzip: true,
    limit: '49.2 kB',
    modifyEsbuildConfig: asBuilt,
  },
  {
    name: 'formatTranscript alone, without the client',
    path: 'packages/react/dist/index.js',
    import: '{ formatTranscript }',
    ignore: ['react', 'react-dom'],
    gzip: true,
    limit: '1.5 kB',
    modifyEsbuildConfig: asBuilt,
  },
  {
    name: 'emotionColor alone, without the client',
    path: 'packages/react/dist/index.js',
    import: '{ emotionColor }',
    ignore: ['react', 'react-dom'],
    gzip: true,
    limit: '0.8 kB',
    modifyEsbuildConfig: asBuilt,
  },
  {
    name: 'AudioVisualizer alone, without the client',
    path: 'packages/react/dist/index.js',
    import: '{ AudioVisualizer }',
    ignore: ['react', 'react-dom'],
    gzip: true,
    limit: '5 kB',
    modifyEsbuildConfig: asBuilt,
  },
  {
    name: 'OpenAI Realtime: what stands before the voice thread in its Worker',
    path: 'packages/realtime/dist/openai-voice-*.js',
    gzip: true,
    limit: '11.8 kB',
  },
  {
    name: 'Gemini Live: what stands before the voice thread in its Worker',
    path: 'packages/realtime/dist/gemini-voice-*.js',
    gzip: true,
    limit: '11.8 kB',
  },
];
